"""Follows: whose posts a person wants to see."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, Select, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from accounts import blocks
from accounts.errors import CannotFollowSelf, Parted
from accounts.events import PersonFollowed
from accounts.models import Follow
from kernel.clock import now
from kernel.events import publish


@dataclass(frozen=True)
class Following:
    """That one person follows another, and since when."""

    follower_id: uuid.UUID
    followed_id: uuid.UUID
    created_at: dt.datetime


def follow(session: Session, follower_id: uuid.UUID, followed_id: uuid.UUID) -> None:
    """Follow somebody; doing so twice is fine.

    Raises CannotFollowSelf. Raises Parted: one of the two has blocked the other.
    Publishes PersonFollowed, the first time.
    """
    if follower_id == followed_id:
        raise CannotFollowSelf
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"follower_id": follower_id, "followed_id": followed_id, "created_at": now()}
    added = session.execute(
        dialect.insert(Follow).values(row).on_conflict_do_nothing().returning(Follow.followed_id)
    ).one_or_none()
    # Asked after the insert, which waits for a block under way (see `blocks.block`).
    if blocks.are_parted(session, follower_id, followed_id):
        raise Parted
    if added is not None:
        publish(session, PersonFollowed(follower_id, followed_id))


def unfollow(session: Session, follower_id: uuid.UUID, followed_id: uuid.UUID) -> None:
    """Stop following somebody; not having followed is fine."""
    session.execute(
        delete(Follow).where(Follow.follower_id == follower_id, Follow.followed_id == followed_id)
    )


def is_following(session: Session, follower_id: uuid.UUID, followed_id: uuid.UUID) -> bool:
    """Tell whether one person follows another."""
    return session.get(Follow, (follower_id, followed_id)) is not None


def count_followers(session: Session, followed_id: uuid.UUID) -> int:
    """Return how many people follow this one."""
    return session.scalar(select(func.count()).where(Follow.followed_id == followed_id)) or 0


def select_followed(follower_id: uuid.UUID | BindParameter[uuid.UUID]) -> Select[uuid.UUID]:
    """Return the query for the ids of everybody this person follows, for use inside another query."""
    return select(Follow.followed_id).where(Follow.follower_id == follower_id)


def list_follows(
    session: Session, follower_ids: Collection[uuid.UUID], followed_ids: Collection[uuid.UUID]
) -> Sequence[Following]:
    """Return who of some people follows whom of others, in one query."""
    among = Follow.follower_id.in_(follower_ids) & Follow.followed_id.in_(followed_ids)
    rows = session.execute(select(Follow.follower_id, Follow.followed_id, Follow.created_at).where(among))
    return [Following(*row) for row in rows]


def list_follower_ids(
    session: Session, followed_id: uuid.UUID, *, after: uuid.UUID | None, limit: int
) -> Sequence[uuid.UUID]:
    """Return who follows a person, in the order of their ids, from behind `after` on."""
    query = select(Follow.follower_id).where(Follow.followed_id == followed_id)
    if after is not None:
        query = query.where(Follow.follower_id > after)
    return session.scalars(query.order_by(Follow.follower_id).limit(limit)).all()
