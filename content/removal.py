"""Removing a video: by its creator, who may change their mind for a while, or by a moderator.

What a creator removed is deleted for good after `RESTORE_DAYS`. What a moderator took down is kept: it is
evidence, and the takedown may be reverted.
"""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from content.errors import NoLongerRestorable, NoSuchVideo
from content.events import VideoPublished, VideoRemoved
from content.models import Video as VideoRow
from content.states import VideoState, move
from content.videos import Video, forgotten_set, get_own_video, get_video, retry_until, stop_job
from kernel.clock import now
from kernel.db import change
from kernel.errors import N_
from kernel.events import publish
from moderation import reviews

BY_CREATOR, BY_MODERATOR = "creator", "moderator"
RESTORE_DAYS = 7
INTERRUPTED_SENTENCE = N_("The processing of this video was interrupted. Please try again.")


def remove_own_video(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID) -> None:
    """Remove a video for its creator, for now.

    Raises NoSuchVideo: there is none of this creator's, or it is removed already.
    Publishes VideoRemoved.
    """
    video = get_own_video(session, video_id, creator_id)
    purge_at = now() + dt.timedelta(days=RESTORE_DAYS)
    if not _remove(session, video, BY_CREATOR, purge_at=purge_at):
        raise NoSuchVideo


def restore_own_video(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID) -> Video:
    """Bring a video back that its creator removed.

    Raises NoSuchVideo. Raises NoLongerRestorable: too late, or a moderator removed it.
    Publishes VideoPublished if it was published.
    """
    video = get_own_video(session, video_id, creator_id)
    if not _restore(session, video, VideoRow.removed_by == BY_CREATOR, VideoRow.purge_at > now()):
        raise NoLongerRestorable
    return get_video(session, video_id)


def remove_as_moderator(session: Session, video_id: uuid.UUID, reason: str) -> None:
    """Remove a video because a moderator decided so. One that its creator removed can't come back then.

    Publishes VideoRemoved.
    """
    if not _remove(session, get_video(session, video_id), BY_MODERATOR, purge_at=None, failure=reason):
        taken = update(VideoRow).where(VideoRow.id == video_id, VideoRow.state == VideoState.REMOVED)
        # `purge_at` stays: it tells that the creator had removed it first.
        change(session, taken.values(removed_by=BY_MODERATOR, failure=reason))


def restore_as_moderator(session: Session, video_id: uuid.UUID) -> None:
    """Bring a video back that a moderator had removed; one that its creator had removed first stays removed.

    Publishes VideoPublished if it was published.
    """
    taken = update(VideoRow).where(
        VideoRow.id == video_id,
        VideoRow.state == VideoState.REMOVED,
        VideoRow.removed_by == BY_MODERATOR,
        VideoRow.purge_at.is_not(None),
    )
    purge_at = now() + dt.timedelta(days=RESTORE_DAYS)
    if change(session, taken.values(removed_by=BY_CREATOR, failure=None, purge_at=purge_at)) == 0:
        _restore(session, get_video(session, video_id), VideoRow.removed_by == BY_MODERATOR)


def _remove(session: Session, video: Video, removed_by: str, **values: Any) -> bool:
    """Move a video to `removed` from whatever state it is in; a race with another change is tried again."""
    while video.state is not VideoState.REMOVED:
        values |= {"removed_by": removed_by, "state_before_removal": video.state, "feed_id": None}
        if move(session, video.id, video.state, VideoState.REMOVED, **values):
            _after_removal(session, video)
            return True
        video = get_video(session, video.id)
    return False


def _after_removal(session: Session, video: Video) -> None:
    if video.state is VideoState.PROCESSING:
        stop_job(session, video)
    if video.state is VideoState.IN_REVIEW:
        reviews.withdraw_review(session, video.id)
    publish(session, VideoRemoved(video.id))


def _restore(session: Session, video: Video, *conditions: Any) -> bool:
    row = session.get_one(VideoRow, video.id, populate_existing=True)
    state, values = _restored(row)
    values |= {"removed_by": None, "state_before_removal": None}
    if not move(session, video.id, VideoState.REMOVED, state, *conditions, **values):
        return False
    if state is VideoState.IN_REVIEW:
        reviews.open_review(session, subject_id=video.id, subject_kind="video", owner_id=video.creator_id)
    if state is VideoState.PUBLISHED:
        publish(session, VideoPublished(video.id, video.creator_id))
    return True


def _restored(row: VideoRow) -> tuple[VideoState, dict[str, Any]]:
    """Return the state that a removed video goes back to, and what its row then says."""
    before = VideoState(row.state_before_removal or VideoState.FAILED)
    if before is VideoState.PUBLISHED:
        return before, {"feed_id": row.publish_id, "failure": None, "purge_at": None}
    if before in {VideoState.DRAFT, VideoState.IN_REVIEW}:
        return before, {"failure": None, "purge_at": None}
    # Its job was stopped, or had failed: it can be tried again.
    sentence = row.failure or INTERRUPTED_SENTENCE
    return VideoState.FAILED, {"failure": sentence, "purge_at": retry_until(), **forgotten_set()}
