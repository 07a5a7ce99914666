"""Where somebody's earnings are paid out to."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kernel.clock import now
from payments.payouts.models import PayoutDestinationRecord


@dataclass(frozen=True)
class Destination:
    """An account at a gateway, by the gateway's own name for it."""

    gateway: str
    reference: str


def set_destination(session: Session, owner_id: uuid.UUID, destination: Destination) -> None:
    """Pay out to this account from now on; what is under way goes where it was to go."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    values = {"gateway": destination.gateway, "reference": destination.reference, "changed_at": now()}
    setting = dialect.insert(PayoutDestinationRecord).values(owner_id=owner_id, **values)
    session.execute(setting.on_conflict_do_update(index_elements=["owner_id"], set_=values))


def find_destination(session: Session, owner_id: uuid.UUID) -> Destination | None:
    """Return where somebody is paid out to, or None: he has not said it."""
    row = session.scalars(
        select(PayoutDestinationRecord).where(PayoutDestinationRecord.owner_id == owner_id)
    ).one_or_none()
    return None if row is None else Destination(row.gateway, row.reference)
