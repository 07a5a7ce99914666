"""Blocks and mutes: whom a person does not want to meet, or only not to see.

A block is felt by both: neither follows, answers or sees the other. A mute is known only to who muted.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, delete, or_, select, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from accounts import people
from accounts.errors import CannotBlockSelf
from accounts.events import PeopleParted, PersonMuted
from accounts.models import Block, Follow, Mute, User
from accounts.people import Person
from kernel.clock import now
from kernel.events import publish

#: How many people the settings list, the latest first; earlier ones are found on their profiles.
LISTED_COUNT = 200


def block(session: Session, blocker_id: uuid.UUID, blocked_id: uuid.UUID) -> None:
    """Part two people; whoever of them follows the other does no more. Doing so twice is fine.

    Raises CannotBlockSelf.
    Publishes PeopleParted.
    """
    _check_different(blocker_id, blocked_id)
    # Waits for follows under way between the two (each holds these rows by its foreign keys), and makes
    # later ones wait until the block is there to be seen: see `follows.follow`.
    both = select(User.id).where(User.id.in_((blocker_id, blocked_id))).order_by(User.id)
    session.execute(both.with_for_update())
    row = {"blocker_id": blocker_id, "blocked_id": blocked_id, "created_at": now()}
    session.execute(_dialect(session).insert(Block).values(row).on_conflict_do_nothing())
    session.execute(
        delete(Follow).where(
            or_(
                (Follow.follower_id == blocker_id) & (Follow.followed_id == blocked_id),
                (Follow.follower_id == blocked_id) & (Follow.followed_id == blocker_id),
            )
        )
    )
    publish(session, PeopleParted(blocker_id, blocked_id))


def unblock(session: Session, blocker_id: uuid.UUID, blocked_id: uuid.UUID) -> None:
    """Take a block back; the follows it ended stay ended. Not having blocked is fine."""
    session.execute(delete(Block).where(Block.blocker_id == blocker_id, Block.blocked_id == blocked_id))


def mute(session: Session, muter_id: uuid.UUID, muted_id: uuid.UUID) -> None:
    """Keep what somebody shows and says from a person's sight; doing so twice is fine.

    Raises CannotBlockSelf.
    Publishes PersonMuted.
    """
    _check_different(muter_id, muted_id)
    row = {"muter_id": muter_id, "muted_id": muted_id, "created_at": now()}
    session.execute(_dialect(session).insert(Mute).values(row).on_conflict_do_nothing())
    publish(session, PersonMuted(muter_id, muted_id))


def unmute(session: Session, muter_id: uuid.UUID, muted_id: uuid.UUID) -> None:
    """Take a mute back; not having muted is fine."""
    session.execute(delete(Mute).where(Mute.muter_id == muter_id, Mute.muted_id == muted_id))


def is_blocked(session: Session, by: uuid.UUID, person: uuid.UUID) -> bool:
    """Tell whether the first of two has blocked the second."""
    return session.get(Block, (by, person)) is not None


def is_muted(session: Session, by: uuid.UUID, person: uuid.UUID) -> bool:
    """Tell whether the first of two has muted the second."""
    return session.get(Mute, (by, person)) is not None


def are_parted(session: Session, one: uuid.UUID, other: uuid.UUID) -> bool:
    """Tell whether either of two has blocked the other."""
    either = or_(
        (Block.blocker_id == one) & (Block.blocked_id == other),
        (Block.blocker_id == other) & (Block.blocked_id == one),
    )
    return session.scalar(select(Block.blocker_id).where(either).limit(1)) is not None


def select_hidden(person_id: uuid.UUID | BindParameter[uuid.UUID]) -> CompoundSelect[uuid.UUID]:
    """Return the query for the ids of everybody whose things this person must not see, for use in another.

    They are those whom he blocked or muted, and those who blocked him.
    """
    return union_all(
        select(Block.blocked_id).where(Block.blocker_id == person_id),
        select(Block.blocker_id).where(Block.blocked_id == person_id),
        select(Mute.muted_id).where(Mute.muter_id == person_id),
    )


def list_blocked(session: Session, blocker_id: uuid.UUID) -> Sequence[Person]:
    """Return whom a person has blocked, the latest first, at most `LISTED_COUNT`."""
    query = select(Block.blocked_id).where(Block.blocker_id == blocker_id).order_by(Block.created_at.desc())
    return _list_people(session, session.scalars(query.limit(LISTED_COUNT)).all())


def list_muted(session: Session, muter_id: uuid.UUID) -> Sequence[Person]:
    """Return whom a person has muted, the latest first, at most `LISTED_COUNT`."""
    query = select(Mute.muted_id).where(Mute.muter_id == muter_id).order_by(Mute.created_at.desc())
    return _list_people(session, session.scalars(query.limit(LISTED_COUNT)).all())


def _check_different(one: uuid.UUID, other: uuid.UUID) -> None:
    if one == other:
        raise CannotBlockSelf


def _list_people(session: Session, ids: Sequence[uuid.UUID]) -> list[Person]:
    found = people.list_people(session, ids)
    return [found[one] for one in ids]


def _dialect(session: Session) -> Any:
    return postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
