"""What was played on the sandbox's page and what shall go wrong with it: its own records of a payment."""

import uuid
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict
from sqlalchemy.orm import Session

from payments.gateways.sandbox.messages import Message
from payments.references import find_reference, keep_reference


@dataclass(frozen=True)
class Faults:
    """What goes wrong with an outcome on its way to us, and later with its refund."""

    delay_seconds: int = 0
    repeat: int = 1
    #: The webhook never comes: only who asks learns of the outcome.
    is_lost: bool = False
    #: The decline of an earlier attempt is told after the outcome.
    has_late_decline: bool = False
    refuses_refunds: bool = False


NO_FAULTS = Faults()


class Record(BaseModel):
    """What the sandbox knows of a payment; kept as its reference, as a real gateway keeps it on its side."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    outcome: Message
    refuses_refunds: bool


def keep_record(session: Session, payment_id: uuid.UUID, record: Record) -> None:
    """Keep the latest outcome of a payment, as long as it is awaited."""
    before = find_reference(session, payment_id)
    keep_reference(session, payment_id, record.model_dump_json(), instead_of=before)


def find_record(session: Session, payment_id: uuid.UUID) -> Record | None:
    """Return what was played for a payment last, or None."""
    reference = find_reference(session, payment_id)
    return None if reference is None else Record.model_validate_json(reference)
