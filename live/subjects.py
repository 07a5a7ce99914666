"""Broadcasts as moderation sees them; what was said and pinned in them is kept by themselves."""

import uuid

from sqlalchemy.orm import Session

from live.broadcasts import find_broadcast, may_watch
from moderation.subjects import Subject


def find_broadcast_subject(
    session: Session, broadcast_id: uuid.UUID, _moderator_id: uuid.UUID | None
) -> Subject | None:
    """Return a broadcast as a subject."""
    broadcast = find_broadcast(session, broadcast_id)
    if broadcast is None:
        return None
    return Subject(
        kind="broadcast",
        id=broadcast.id,
        owner_id=broadcast.creator_id,
        title=broadcast.title,
        text="",
        path=f"/live/{broadcast.id}",
        is_public=may_watch(session, broadcast, None, is_moderator=False),
    )
