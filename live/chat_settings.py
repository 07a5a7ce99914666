"""How the chat of a broadcast is kept, and who helps its host to keep the peace."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from accounts import people
from accounts.people import Person
from kernel.clock import now
from kernel.realtime import announce
from live.broadcasts import get_broadcast, get_own_broadcast, room_of
from live.errors import TooManyModerators
from live.models import BroadcastRow, RestrictionRow, RoomModerator
from live.values import ChatSettings

MAX_MODERATORS = 20
_CHANGEABLE = frozenset(ChatSettings.__dataclass_fields__)


def change_chat(session: Session, broadcast_id: uuid.UUID, **values: Any) -> ChatSettings:
    """Change what is given of a chat's settings and tell the room; the caller asks who may.

    Raises NoSuchBroadcast.
    """
    if unknown := values.keys() - _CHANGEABLE:
        raise ValueError(f"these are no settings of a chat: {', '.join(sorted(unknown))}")
    if values:
        session.execute(update(BroadcastRow).where(BroadcastRow.id == broadcast_id).values(**values))
    chat = get_broadcast(session, broadcast_id).chat
    announce(session, room_of(broadcast_id), "chat_changed", describe_chat(chat))
    return chat


def describe_chat(chat: ChatSettings, *, with_words: bool = False) -> dict[str, Any]:
    """Return the settings as they go over the wire; which words are blocked only to those who may know."""
    described: dict[str, Any] = {
        "slow_mode_seconds": chat.slow_mode_seconds,
        "is_followers_only": chat.is_followers_only,
        "links_allowed": chat.links_allowed,
        "holds_for_review": chat.holds_for_review,
    }
    return {**described, "blocked_words": list(chat.blocked_words)} if with_words else described


def add_moderator(
    session: Session, broadcast_id: uuid.UUID, user_id: uuid.UUID, *, creator_id: uuid.UUID
) -> None:
    """Let a person moderate an own broadcast; what kept him from talking is lifted. Safe to repeat.

    Raises NoSuchBroadcast, NoSuchPerson, TooManyModerators.
    """
    get_own_broadcast(session, broadcast_id, creator_id)
    people.get_person(session, user_id)
    if user_id == creator_id or session.get(RoomModerator, (broadcast_id, user_id)) is not None:
        return
    count = select(func.count()).where(RoomModerator.broadcast_id == broadcast_id)
    if (session.scalar(count) or 0) >= MAX_MODERATORS:
        raise TooManyModerators
    session.add(RoomModerator(broadcast_id=broadcast_id, user_id=user_id, created_at=now()))
    ours = (RestrictionRow.broadcast_id == broadcast_id) & (RestrictionRow.user_id == user_id)
    session.execute(delete(RestrictionRow).where(ours))
    session.flush()


def remove_moderator(
    session: Session, broadcast_id: uuid.UUID, user_id: uuid.UUID, *, creator_id: uuid.UUID
) -> None:
    """Let a person moderate an own broadcast no more; not having done so is fine.

    Raises NoSuchBroadcast.
    """
    get_own_broadcast(session, broadcast_id, creator_id)
    ours = (RoomModerator.broadcast_id == broadcast_id) & (RoomModerator.user_id == user_id)
    session.execute(delete(RoomModerator).where(ours))


def list_moderators(session: Session, broadcast_id: uuid.UUID) -> Sequence[Person]:
    """Return who moderates a broadcast, by name."""
    query = select(RoomModerator.user_id).where(RoomModerator.broadcast_id == broadcast_id)
    found = people.list_people(session, session.scalars(query).all())
    return sorted(found.values(), key=lambda person: person.display_name)
