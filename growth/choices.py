"""Which notifications a person wants to have."""

import uuid
from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from growth.kinds import OPTIONAL, Kind
from growth.models import NotificationRefusal


def list_wanted(session: Session, person_id: uuid.UUID) -> Collection[Kind]:
    """Return the kinds that may be switched off and that a person wants to be told of."""
    query = select(NotificationRefusal.kind).where(NotificationRefusal.person_id == person_id)
    refused = set(session.scalars(query))
    return [kind for kind in OPTIONAL if kind not in refused]


def choose_wanted(session: Session, person_id: uuid.UUID, wanted: Collection[Kind]) -> None:
    """Tell a person from now on only of these kinds, and of those that can't be switched off."""
    session.execute(delete(NotificationRefusal).where(NotificationRefusal.person_id == person_id))
    refused = [kind for kind in OPTIONAL if kind not in wanted]
    session.add_all([NotificationRefusal(person_id=person_id, kind=kind) for kind in refused])
    session.flush()
