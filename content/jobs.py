"""Content's work for the worker. Names are what stands in the job table, so they stay."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from content import collection, covers, recutting, transcoding
from content.attempts import MAX_ATTEMPTS
from content.covers import COVER_JOB
from content.post_pictures import DELETE_JOB
from content.trimming import RECUT_JOB
from content.videos import MEDIA_QUEUE, TRANSCODE_JOB
from kernel import runtime
from kernel.jobs import JobKind, RunningJob
from media.picture_store import delete_picture


def transcode_video(job: RunningJob, video_id: str) -> None:
    """Process an uploaded video."""
    transcoding.transcode_video(job, uuid.UUID(video_id))


def give_up_video(session: Session, args: Mapping[str, Any], reason: str) -> None:
    """Tell a video's creator that it could not be processed, and why."""
    transcoding.fail_video(session, uuid.UUID(args["video_id"]), reason)


def collect_sets(job: RunningJob, video_id: str) -> None:  # noqa: ARG001  (one quick step, nothing to stop)
    """Delete the stored files that a video does not need any more."""
    collection.collect_sets(uuid.UUID(video_id))


def delete_pictures(job: RunningJob, prefix: str) -> None:  # noqa: ARG001  (one quick step, nothing to stop)
    """Delete the files of pictures that were removed."""
    delete_picture(runtime.storage(), prefix)


def recut_video(job: RunningJob, video_id: str) -> None:
    """Cut a video at its ends."""
    recutting.recut_video(job, uuid.UUID(video_id))


def give_up_edit(session: Session, args: Mapping[str, Any], reason: str) -> None:
    """Tell a video's creator that it could not be cut, and why."""
    recutting.fail_edit(session, uuid.UUID(args["video_id"]), reason)


def take_cover(job: RunningJob, video_id: str, seconds: float) -> None:
    """Take the picture of a moment of a video."""
    covers.take_cover(job, uuid.UUID(video_id), seconds)


def give_up_cover(session: Session, args: Mapping[str, Any], reason: str) -> None:  # noqa: ARG001
    """Go back to the picture that the market chose."""
    covers.give_up_cover(session, uuid.UUID(args["video_id"]))


KINDS = (
    JobKind(
        TRANSCODE_JOB,
        long=transcode_video,
        given_up=give_up_video,
        queue=MEDIA_QUEUE,
        max_attempts=MAX_ATTEMPTS,
    ),
    JobKind(RECUT_JOB, long=recut_video, given_up=give_up_edit, queue=MEDIA_QUEUE, max_attempts=MAX_ATTEMPTS),
    JobKind(COVER_JOB, long=take_cover, given_up=give_up_cover, queue=MEDIA_QUEUE, max_attempts=MAX_ATTEMPTS),
    JobKind("content.jobs.collect_sets", long=collect_sets),
    JobKind(DELETE_JOB, long=delete_pictures),
)
