"""Cutting a video at its ends: what moves, what is left out and comes back, and who sees what meanwhile."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import update

from accounts.roles import Role
from content import recutting
from content.collection import collect_sets
from kernel import runtime
from kernel.clock import now
from kernel.jobs.table import Job
from kernel.transaction import transaction
from tests.clips import clip_bytes
from tests.factories import make_person, make_product
from tests.market import ApiClient, run_jobs
from tests.service.content.market import fetch, names_in, post_video, publish_video
from tests.service.content.test_captions import captions_of, put
from tests.service.content.test_processing import claim_now

pytestmark = pytest.mark.usefixtures("app")

CUES = "".join(
    f"{second}\n00:00:0{second},000 --> 00:00:0{second},900\nSecond {second}\n\n" for second in range(6)
)


@pytest.fixture
def moderator(api: Callable[..., ApiClient]) -> ApiClient:
    return api(make_person(Role.MODERATOR).id)


@pytest.fixture
def creator(api: Callable[..., ApiClient]) -> ApiClient:
    return api(make_person().id)


@pytest.fixture
def video_id(creator: ApiClient, moderator: ApiClient) -> str:
    """Publish a clip of six seconds with three tags: before, across and after what the tests leave of it."""
    product = make_product(stock_counts=(1, 1, 1))
    times = [(0.0, 1.0), (1.5, 3.0), (4.5, 6.0)]
    tags = [
        {"variant_id": str(variant.id), "start_seconds": start, "end_seconds": end}
        for variant, (start, end) in zip(product.variants, times, strict=True)
    ]
    video_id = publish_video(creator, moderator, clip_bytes(6), product_tags=tags)
    put(creator, video_id, "en", CUES)
    return video_id


def trim(api: ApiClient, video_id: str, start: float, end: float) -> Any:
    return api.send("PUT", f"/videos/{video_id}/trim", {"start_seconds": start, "end_seconds": end})


def times_of(video: dict[str, Any]) -> list[tuple[float, float]]:
    return [(tag["start_seconds"], tag["end_seconds"]) for tag in video["product_tags"]]


def cues_in(api: ApiClient, video_id: str) -> list[str]:
    [track] = captions_of(api, video_id)
    lines = fetch(api, track["url"]).text.splitlines()
    return [f"{lines[at - 1][3:12]} {line}" for at, line in enumerate(lines) if line.startswith("Second")]


def test_tags_and_captions_move_with_a_cut_and_come_back_when_it_is_taken_back(
    creator: ApiClient, video_id: str
) -> None:
    before = creator.get(f"/videos/{video_id}").json

    loss = creator.get(f"/videos/{video_id}/trim", start_seconds=2, end_seconds=4.5).json
    trim(creator, video_id, 2, 4.5)
    run_jobs("media")
    cut = creator.get(f"/videos/{video_id}").json
    cut_cues = cues_in(creator, video_id)
    creator.send("DELETE", f"/videos/{video_id}/trim")
    run_jobs("media")
    back = creator.get(f"/videos/{video_id}").json

    assert loss == {"product_tags_count": 2, "captions_counts": {"en": 3}}
    assert (cut["state"], cut["trim"], cut["edit"]) == (
        "published",
        {"start_seconds": 2.0, "end_seconds": 4.5},
        None,
    )
    assert abs(cut["duration_seconds"] - 2.5) < 0.15
    assert times_of(cut) == [(0.0, 1.0)]
    assert cut_cues == ["00:00.000 Second 2", "00:01.000 Second 3", "00:02.000 Second 4"]
    assert back["trim"] is None
    assert abs(back["duration_seconds"] - before["duration_seconds"]) < 0.15
    assert [start for start, _ in times_of(back)] == [0.0, 2.0, 4.5]
    assert len(cues_in(creator, video_id)) == 6


def test_a_cut_of_a_cut_counts_from_what_is_shown(creator: ApiClient, video_id: str) -> None:
    for _ in range(2):
        assert trim(creator, video_id, 1, 1 + 5 - 2 * _).status_code == 200
        run_jobs("media")

    video = creator.get(f"/videos/{video_id}").json
    assert video["trim"] == {"start_seconds": 2.0, "end_seconds": 5.0}
    assert cues_in(creator, video_id)[0] == "00:00.000 Second 2"


def test_captions_sent_after_a_cut_count_from_what_is_shown(creator: ApiClient, video_id: str) -> None:
    trim(creator, video_id, 2, 6)
    run_jobs("media")

    put(creator, video_id, "en", "1\n00:00:00,500 --> 00:00:01,000\nSecond 2.5\n")

    assert cues_in(creator, video_id) == ["00:00.500 Second 2.5"]
    creator.send("DELETE", f"/videos/{video_id}/trim")
    run_jobs("media")
    assert cues_in(creator, video_id) == ["00:02.500 Second 2.5"]


def test_everybody_sees_the_old_version_until_the_new_one_is_whole(
    creator: ApiClient, video_id: str, api: Callable[..., ApiClient]
) -> None:
    old = api().get(f"/videos/{video_id}").json

    trim(creator, video_id, 1, 4)
    meanwhile = api().get(f"/videos/{video_id}").json
    assert {fetch(api(), name).status_code for name in names_in(api(), old["playlist_url"])} == {200}
    run_jobs("media")
    new = api().get(f"/videos/{video_id}").json

    assert meanwhile == old
    assert new["playlist_url"] != old["playlist_url"]
    assert {fetch(api(), name).status_code for name in names_in(api(), new["playlist_url"])} == {200}
    assert fetch(api(), old["playlist_url"]).status_code == 404
    assert (new["trim"], new["edit"], new["cover"]) == (None, None, None)
    collect_sets(uuid.UUID(video_id))
    sets = {key.split("/")[2] for key in runtime.storage().list_keys(f"videos/{video_id}")}
    assert sets == {new["playlist_url"].split("/")[-2], "captions"}


@pytest.mark.parametrize(("start", "end"), [(0, 6), (0, 0.5), (3, 2), (5, 9)])
def test_a_part_that_is_none_is_refused(creator: ApiClient, video_id: str, start: float, end: float) -> None:
    refused = trim(creator, video_id, start, end)

    assert (refused.status_code, refused.json["type"]) == (422, "/problems/bad-section")


def test_one_cut_at_a_time_and_it_can_be_stopped(creator: ApiClient, video_id: str) -> None:
    trim(creator, video_id, 1, 4)
    second = trim(creator, video_id, 2, 4)

    stopped = creator.post(f"/videos/{video_id}/cancel")
    run_jobs("media")

    assert second.json["type"] == "/problems/edit-under-way"
    assert stopped.json["edit"] is None
    video = creator.get(f"/videos/{video_id}").json
    assert (video["trim"], video["state"]) == (None, "published")
    assert creator.send("DELETE", f"/videos/{video_id}/trim").json["type"] == "/problems/wrong-state"


def test_a_cut_that_failed_says_so_and_can_be_tried_again(creator: ApiClient, video_id: str) -> None:
    trim(creator, video_id, 1, 4)
    with transaction() as session:
        recutting.fail_edit(session, uuid.UUID(video_id), "Something went wrong.")

    failed = creator.get(f"/videos/{video_id}").json["edit"]
    again = creator.post(f"/videos/{video_id}/trim/retry")
    run_jobs("media")

    assert failed["failure"] == "Something went wrong."
    assert again.json["edit"]["failure"] is None
    assert creator.get(f"/videos/{video_id}").json["trim"] == {"start_seconds": 1.0, "end_seconds": 4.0}


def test_a_worker_that_lost_the_cut_shows_nothing_and_another_one_does_it(
    creator: ApiClient, video_id: str
) -> None:
    trim(creator, video_id, 1, 4)
    slow = claim_now()
    with transaction() as session:  # killed, or silent: its lease runs out
        session.execute(update(Job).where(Job.id == slow.id).values(lease_until=now() - dt.timedelta(1)))
    fast = claim_now()

    recutting.recut_video(fast, uuid.UUID(video_id))
    recutting.recut_video(slow, uuid.UUID(video_id))

    shown = creator.get(f"/videos/{video_id}").json["playlist_url"].split("/")[-2]
    assert shown == f"{fast.id.hex}-{fast.token}"


def test_a_video_that_is_taken_down_meanwhile_stays_down(
    creator: ApiClient, moderator: ApiClient, video_id: str
) -> None:
    trim(creator, video_id, 1, 4)

    moderator.post(f"/videos/{video_id}/takedown", {"reason": "Not yours."})
    run_jobs("media")

    video = moderator.get(f"/videos/{video_id}").json
    assert (video["state"], video["trim"], video["edit"]) == ("removed", None, None)


def test_only_what_is_whole_can_be_cut(creator: ApiClient) -> None:
    video_id = post_video(creator)

    assert trim(creator, video_id, 0.5, 1.5).json["type"] == "/problems/wrong-state"
