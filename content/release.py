"""From processed to public: a new creator's first videos wait for a moderator, the others go straight on."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from content.events import VideoPublished
from content.models import Video as VideoRow
from content.removal import remove_as_moderator
from content.states import VideoState, move
from content.videos import get_video
from kernel import runtime
from kernel.clock import now
from kernel.events import publish
from kernel.ids import new_id
from moderation import reviews

SUBJECT_KIND = "video"


def release(
    session: Session, video_id: uuid.UUID, creator_id: uuid.UUID, job_id: uuid.UUID, values: dict[str, Any]
) -> VideoState | None:
    """Move a processed video on, with its final `values`; return where to, or None when it was taken away.

    Publishes VideoPublished, unless it has to wait for a review.
    """
    approved_count = reviews.count_approved(session, creator_id)
    if approved_count < runtime.config().review_first_videos:
        state, shown = VideoState.IN_REVIEW, {}
    else:
        state, shown = VideoState.PUBLISHED, _shown_from_now()
    ours = VideoRow.job_id == job_id
    if not move(session, video_id, VideoState.PROCESSING, state, ours, **values, **shown):
        return None
    if state is VideoState.IN_REVIEW:
        reviews.open_review(session, subject_id=video_id, subject_kind=SUBJECT_KIND, owner_id=creator_id)
    else:
        publish(session, VideoPublished(video_id, creator_id))
    return state


def approve(session: Session, video_id: uuid.UUID) -> None:
    """Publish a video that a moderator approved.

    Publishes VideoPublished.
    """
    if move(session, video_id, VideoState.IN_REVIEW, VideoState.PUBLISHED, **_shown_from_now()):
        publish(session, VideoPublished(video_id, get_video(session, video_id).creator_id))


def reject(session: Session, video_id: uuid.UUID, reason: str) -> None:
    """Remove a video that a moderator rejected; its creator reads the reason."""
    remove_as_moderator(session, video_id, reason)


def _shown_from_now() -> dict[str, Any]:
    feed_id = new_id()
    return {"publish_id": feed_id, "feed_id": feed_id, "published_at": now()}
