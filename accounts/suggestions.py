"""Whom a person may mean while a name is typed: people he follows first, then others by their handle."""

import uuid
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from accounts.blocks import select_hidden
from accounts.follows import select_followed
from accounts.models import User
from accounts.people import Person, list_people

SUGGESTED_COUNT = 6


def suggest_people(session: Session, person_id: uuid.UUID, start: str) -> Sequence[Person]:
    """Return whom somebody may want to name whose handle or name begins so; of strangers the handle counts.

    Nobody whom a block or a mute hides, nobody who is suspended. Without a beginning, people one follows.
    """
    there = (
        User.suspended_at.is_(None),
        User.id != person_id,
        User.id.not_in(select_hidden(person_id)),
    )
    by_handle = User.handle.startswith(start.lower(), autoescape=True)
    by_name = User.display_name.istartswith(start, autoescape=True)
    followed = User.id.in_(select_followed(person_id))
    query = select(User.id).where(*there).order_by(User.handle).limit(SUGGESTED_COUNT)
    ids = list(session.scalars(query.where(followed, or_(by_handle, by_name))))
    if start and len(ids) < SUGGESTED_COUNT:
        strangers = session.scalars(query.where(by_handle, ~followed)).all()
        ids += strangers[: SUGGESTED_COUNT - len(ids)]
    found = list_people(session, ids) if ids else {}
    return [found[one] for one in ids]
