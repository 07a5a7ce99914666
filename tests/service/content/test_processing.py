"""Processing: refused clips, cancel, retry, lost workers, and what is cleaned up afterwards."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from content import posts, transcoding, videos
from content.collection import collect_removed_posts, collect_sets
from content.models import Post, Upload
from content.workfolders import remove_stale_folders
from kernel import runtime
from kernel.clock import now
from kernel.jobs import RunningJob
from kernel.jobs.queue import claim
from kernel.jobs.table import Job
from kernel.realtime import Announcement
from kernel.transaction import reading, transaction
from tests.clips import MJPEG, clip_bytes
from tests.factories import make_person
from tests.market import ApiClient, run_jobs
from tests.service.content.market import fetch, looking_at_first_sets, post_video

pytestmark = pytest.mark.usefixtures("app")

#: A playlist that calls itself a clip and would show another person's upload.
HOSTILE = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"


def keys_of(video_id: str) -> list[str]:
    return list(runtime.storage().list_keys(f"videos/{video_id}"))


def work_folders() -> list[str]:
    root = runtime.config().home / "work"
    return [path.name for path in root.iterdir()] if root.is_dir() else []


def set_of(video_id: str) -> str | None:
    with reading() as session:
        return posts.get_post(session, uuid.UUID(video_id)).set_name


@pytest.mark.parametrize(
    "data", [HOSTILE, b"", b"\x00\x00\x00\x18ftypmp42" + bytes(500), b"GIF89a" + bytes(99)]
)
def test_a_hostile_or_damaged_file_fails_with_a_sentence(api: Callable[..., ApiClient], data: bytes) -> None:
    creator = api(make_person().id)

    video_id = post_video(creator, data or b"\n")
    run_jobs("media")

    video = creator.get(f"/videos/{video_id}").json
    assert video["state"] == "failed"
    assert video["failure"].endswith(".")
    assert video["playlist_url"] is None
    assert not work_folders()


def test_a_cancelled_video_stops_and_can_be_retried(api: Callable[..., ApiClient]) -> None:
    creator = api(make_person().id)
    video_id = post_video(creator, clip_bytes(6, size="360x640", encoder=MJPEG, suffix="mov"))

    with looking_at_first_sets(lambda: creator.post(f"/videos/{video_id}/cancel")):
        run_jobs("media")
    cancelled = creator.get(f"/videos/{video_id}").json
    retried = creator.post(f"/videos/{video_id}/retry")
    run_jobs("media")

    assert cancelled["state"] == "failed"
    assert cancelled["failure"] == videos.CANCELLED_SENTENCE
    assert cancelled["playlist_url"] is None
    assert retried.json["state"] == "processing"
    assert creator.get(f"/videos/{video_id}").json["state"] == "in_review"
    assert not work_folders()


def test_what_is_done_can_be_neither_cancelled_nor_retried(api: Callable[..., ApiClient]) -> None:
    creator = api(make_person().id)
    video_id = post_video(creator)
    run_jobs("media")

    answers = [creator.post(f"/videos/{video_id}/{action}") for action in ("cancel", "retry")]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert creator.get(f"/videos/{video_id}").json["state"] == "in_review"


def test_a_worker_that_lost_its_job_shows_nothing(api: Callable[..., ApiClient]) -> None:
    creator = api(make_person().id)
    video_id = post_video(creator)
    slow = claim_now()
    with transaction() as session:  # the slow worker fell silent, and its lease ran out
        session.execute(update(Job).where(Job.id == slow.id).values(lease_until=now() - dt.timedelta(1)))
    fast = claim_now()

    transcoding.transcode_video(fast, uuid.UUID(video_id))
    transcoding.transcode_video(slow, uuid.UUID(video_id))

    assert (fast.token, slow.token) == (2, 1)
    assert set_of(video_id) == f"{fast.id.hex}-2"


def test_a_job_whose_end_was_lost_is_not_done_again(api: Callable[..., ApiClient]) -> None:
    creator = api(make_person().id)
    video_id = post_video(creator)
    job = claim_now()
    transcoding.transcode_video(job, uuid.UUID(video_id))
    before = keys_of(video_id)
    with transaction() as session:  # killed before the job was marked as done
        session.execute(update(Job).where(Job.id == job.id).values(lease_until=now() - dt.timedelta(1)))

    run_jobs("media")

    assert keys_of(video_id) == before
    assert creator.get(f"/videos/{video_id}").json["state"] == "in_review"


def test_what_dead_attempts_left_is_collected_and_what_is_shown_stays(
    api: Callable[..., ApiClient],
) -> None:
    creator = api(make_person().id)
    video_id = post_video(creator)
    orphan = f"videos/{video_id}/{uuid.uuid4().hex}-1/540p/s00000.m4s"
    runtime.storage().put_bytes(orphan, b"half a set", "video/iso.segment")
    run_jobs("media")
    assert any("/source/" in key for key in keys_of(video_id))

    collect_sets(uuid.UUID(video_id))

    kept = keys_of(video_id)
    assert orphan not in kept
    assert not any("/source" in key or key.endswith("/first.m3u8") for key in kept)
    video = creator.get(f"/videos/{video_id}").json
    assert fetch(api(), video["playlist_url"]).status_code == 200
    assert any(key.endswith("/main.m3u8") for key in kept)


def test_collecting_leaves_a_running_attempt_alone(api: Callable[..., ApiClient]) -> None:
    creator = api(make_person().id)
    video_id = post_video(creator, clip_bytes(4, encoder=MJPEG, suffix="mov"))
    kept = []

    def collect() -> None:
        before = keys_of(video_id)
        collect_sets(uuid.UUID(video_id))
        kept.append(keys_of(video_id) == before and bool(before))

    with looking_at_first_sets(collect):
        run_jobs("media")

    assert kept
    assert all(kept)


def test_folders_of_dead_workers_are_removed_and_those_of_living_ones_not(
    api: Callable[..., ApiClient],
) -> None:
    creator = api(make_person().id)
    dead = runtime.config().home / "work" / f"{uuid.uuid4()}-1"
    (dead / "media").mkdir(parents=True)
    (dead / "lock").touch()
    video_id = post_video(creator)
    seen = []

    with looking_at_first_sets(lambda: seen.append((remove_stale_folders(), len(work_folders())))):
        run_jobs("media")

    assert not dead.exists()
    assert seen
    assert set(seen) == {(0, 1)}
    assert creator.get(f"/videos/{video_id}").json["state"] == "in_review"


def test_the_creator_is_told_of_progress_and_of_the_end(
    api: Callable[..., ApiClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kernel.realtime._publisher", None)  # the table, on both stacks
    person = make_person()
    video_id = post_video(api(person.id))

    run_jobs("media")

    with reading() as session:
        rows = session.scalars(select(Announcement).where(Announcement.room == f"user:{person.id}")).all()
    told = [row.payload for row in rows if row.message == "video_progress"]
    assert {payload["video_id"] for payload in told} == {video_id}
    assert told[0]["state"] == "processing"
    assert told[-1] == {"video_id": video_id, "progress": 1.0, "state": "in_review"}


def test_the_file_of_a_failed_video_is_collected_when_the_time_for_a_retry_is_over(
    api: Callable[..., ApiClient],
) -> None:
    person = make_person()
    creator = api(person.id)
    video_id = post_video(creator, HOSTILE)
    run_jobs("media")
    with transaction() as session:
        past = now() - dt.timedelta(seconds=1)
        session.execute(update(Post).where(Post.id == uuid.UUID(video_id)).values(purge_at=past))

    with transaction() as session:
        collect_removed_posts(session)
    retried = creator.post(f"/videos/{video_id}/retry")

    assert retried.json["type"] == "/problems/original-gone"
    with reading() as session:
        upload_id = session.scalar(select(Upload.id).where(Upload.owner_id == person.id))
    assert not list(runtime.storage().list_keys(f"uploads/{upload_id}"))


def claim_now() -> RunningJob:
    """Claim the next media job, as a worker does."""
    with transaction() as session:
        job = claim(session, ["media"])
    assert job is not None
    return job
