"""The states of a video as a table, and the only way to move from one to another."""

import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from content.models import Video
from kernel.db import change


class VideoState(StrEnum):
    """Where a video is.

    `draft` waits for its creator, `failed` may be retried, `removed` may be brought back for a while.
    """

    DRAFT = "draft"
    PROCESSING = "processing"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    FAILED = "failed"
    REMOVED = "removed"


#: state -> states it may move to.
NEXT: dict[VideoState, frozenset[VideoState]] = {
    VideoState.DRAFT: frozenset({VideoState.PROCESSING, VideoState.REMOVED}),
    VideoState.PROCESSING: frozenset(
        {VideoState.IN_REVIEW, VideoState.PUBLISHED, VideoState.FAILED, VideoState.REMOVED}
    ),
    VideoState.IN_REVIEW: frozenset({VideoState.PUBLISHED, VideoState.REMOVED}),
    VideoState.PUBLISHED: frozenset({VideoState.REMOVED}),
    VideoState.FAILED: frozenset({VideoState.PROCESSING, VideoState.REMOVED}),
    VideoState.REMOVED: frozenset(
        {VideoState.DRAFT, VideoState.FAILED, VideoState.IN_REVIEW, VideoState.PUBLISHED}
    ),
}


def move(
    session: Session, video_id: uuid.UUID, old: VideoState, new: VideoState, *conditions: Any, **values: Any
) -> bool:
    """Move a video from `old` to `new`, setting `values`; tell whether it was in `old` and met `conditions`.

    One conditional UPDATE: of two who move it at once, one does.
    """
    if new not in NEXT[old]:
        raise ValueError(f"a video can't move from {old} to {new}")
    statement = update(Video).where(Video.id == video_id, Video.state == old, *conditions)
    return change(session, statement.values(state=new, **values)) == 1
