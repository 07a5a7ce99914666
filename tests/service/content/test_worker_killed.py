"""kill -9 of the real worker, again and again, at random moments: nothing is lost, doubled or left behind."""

import datetime as dt
import os
import random
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from content.collection import collect_sets
from content.models import Post
from kernel import runtime
from kernel.clock import now
from kernel.jobs.table import Job, JobState
from kernel.transaction import reading, transaction
from tests.clips import MJPEG, clip_bytes
from tests.conftest import Stack
from tests.factories import make_person
from tests.market import ApiClient
from tests.service.content.market import fetch, names_in, post_video
from tests.services.process import ROOT, Child, running_child

pytestmark = pytest.mark.usefixtures("app")

#: On each of the two stacks.
KILLS = 10
VIDEOS = 3
#: About as long as one of these clips takes, so that every phase is hit.
LONGEST_LIFE_SECONDS = 2.5


def test_each_video_is_published_exactly_once_however_often_the_worker_dies(
    stack: Stack, api: Callable[..., ApiClient], tmp_path: Path
) -> None:
    creator = api(make_person().id)
    clip = clip_bytes(3, size="360x640", encoder=MJPEG, suffix="mov")
    video_ids = [post_video(creator, clip, title=f"Clip {number}") for number in range(VIDEOS)]

    interrupted_count = 0
    while interrupted_count < KILLS:
        if not waiting():
            video_ids.append(post_video(creator, clip, title="Another clip"))
        interrupted_count += kill_a_worker(stack, tmp_path / "log")
        assert gone(lambda: ffmpegs_of(stack))
        let_leases_run_out()
    with worker(stack, tmp_path / "log") as running:
        running.wait_until(lambda: not waiting(), seconds=240)
        assert running.stop() == 0

    assert [state_of(video_id) for video_id in video_ids] == ["published"] * len(video_ids)
    # Written in the transaction that publishes, and due only in ten minutes: one for each time.
    assert [count_publications(video_id) for video_id in video_ids] == [1] * len(video_ids)
    assert not ffmpegs_of(stack)
    assert not list(work_folders(stack))
    for video_id in video_ids:
        collect_sets(uuid.UUID(video_id))
        video = api().get(f"/videos/{video_id}").json
        names = names_in(api(), video["playlist_url"])
        assert len({name for name in names if name.endswith(".m4s")}) >= 3
        assert {fetch(api(), name).status_code for name in names} == {200}
        assert len({key.split("/")[2] for key in runtime.storage().list_keys(f"videos/{video_id}")}) == 1


def kill_a_worker(stack: Stack, log: Path) -> bool:
    """Start a worker, kill it some time after it began a video; tell whether that interrupted one.

    An attempt that ends removes its folder, so one that is left behind was interrupted.
    """
    before = set(work_folders(stack))
    with worker(stack, log) as running:
        running.wait_until(lambda: bool(set(work_folders(stack)) - before))
        time.sleep(random.uniform(0, LONGEST_LIFE_SECONDS))
        running.kill()
    return bool(set(work_folders(stack)) - before)


def worker(stack: Stack, log: Path) -> AbstractContextManager[Child]:
    """Run media_worker.py on a stack where new creators need no review."""
    environment = {**os.environ, **stack.environment, "NIGHTMARKET_REVIEW_FIRST_VIDEOS": "0"}
    command: list[str | Path] = [sys.executable, ROOT / "media_worker.py", "--queues", "media"]
    return running_child("worker", command, log=log, directory=ROOT, environment=environment)


def waiting() -> int:
    """Return how many media jobs have not ended."""
    with reading() as session:
        unended = Job.state.in_([JobState.QUEUED, JobState.RUNNING])
        return session.scalar(select(func.count()).where(Job.queue == "media", unended)) or 0


def let_leases_run_out() -> None:
    """Let a worker's silence be noticed now. Attempts start anew: their limit is not what is tested here."""
    with transaction() as session:
        session.execute(
            update(Job)
            .where(Job.queue == "media", Job.state.in_([JobState.RUNNING, JobState.QUEUED]))
            .values(lease_until=now() - dt.timedelta(seconds=1), attempts=0)
        )


def state_of(video_id: str) -> str | None:
    with reading() as session:
        return session.scalar(select(Post.state).where(Post.id == uuid.UUID(video_id)))


def count_publications(video_id: str) -> int:
    with reading() as session:
        jobs = session.scalars(select(Job.args).where(Job.name == "content.jobs.collect_sets")).all()
    return sum(args["video_id"] == video_id for args in jobs)


def work_folders(stack: Stack) -> Iterator[Path]:
    root = stack.home / "work"
    return root.iterdir() if root.is_dir() else iter(())


def ffmpegs_of(stack: Stack) -> list[int]:
    """Return the processes that work on files of this stack."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if b"ffmpeg" in command and str(stack.home / "work").encode() in command:
            found.append(int(folder.name))
    return found


def gone(find: Callable[[], list[int]], *, within_seconds: float = 10) -> bool:
    """Wait until nothing is found any more: the kernel ends the children of what was killed soon after."""
    deadline = time.monotonic() + within_seconds
    while find():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
