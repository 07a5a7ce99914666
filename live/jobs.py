"""Live's work for the worker, after a broadcast. Names are what stands in the job table, so they stay."""

import uuid

from content.videos import MEDIA_QUEUE
from kernel import runtime
from kernel.jobs import JobKind, RunningJob
from kernel.transaction import reading
from live import clips, ladder, replay
from live.broadcasts import get_broadcast


def build_replay(job: RunningJob, broadcast_id: str) -> None:  # noqa: ARG001  (one quick step, nothing to stop)
    """Make the playlists of a stored broadcast."""
    replay.write_playlists(uuid.UUID(broadcast_id))


def make_clips(job: RunningJob, broadcast_id: str) -> None:
    """Put a clip of every pin among the creator's drafts."""
    clips.make_clips(job, uuid.UUID(broadcast_id))


def add_renditions(job: RunningJob, broadcast_id: str) -> None:
    """Make the smaller renditions of a replay."""
    ladder.add_renditions(job, uuid.UUID(broadcast_id))


def collect_replay(job: RunningJob, broadcast_id: str) -> None:
    """Delete the files of a removed replay, unless they are evidence."""
    with reading() as session:
        broadcast = get_broadcast(session, uuid.UUID(broadcast_id))
        if replay.is_evidence(session, broadcast):
            return
    storage = runtime.storage()
    for key in list(storage.list_keys(replay.key_of(broadcast.id, "").rstrip("/"))):
        job.check()
        storage.delete([key])


KINDS = (
    JobKind(replay.BUILD_JOB, long=build_replay),
    JobKind(replay.CLIPS_JOB, long=make_clips, queue=MEDIA_QUEUE),
    JobKind(replay.LADDER_JOB, long=add_renditions, queue=MEDIA_QUEUE),
    JobKind(replay.COLLECT_JOB, long=collect_replay),
)
