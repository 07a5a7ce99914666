"""Giving money back: asked for in a transaction, carried out by a job, ended by the gateway's webhook."""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from kernel.ids import new_id
from kernel.jobs import enqueue
from payments.authorization import Payment, get_payment, move
from payments.errors import NotRefundable
from payments.events import PaymentRefunded
from payments.models import RefundRecord
from payments.states import EventOutcome, PaymentState, RefundState

SEND_JOB = "payments.jobs.send_refund"


@dataclass(frozen=True)
class Refund:
    """A refund as others see it."""

    id: uuid.UUID
    payment_id: uuid.UUID
    amount_minor: int
    currency: str
    reason: str
    state: RefundState
    created_at: dt.datetime
    succeeded_at: dt.datetime | None


def request_refund(session: Session, payment_id: uuid.UUID, *, reason: str) -> uuid.UUID:
    """Ask for a captured payment to be given back in full; return the refund's id. Safe to repeat.

    A refund that the gateway refused for good is tried anew.

    Raises NotRefundable: the money has not arrived, or is back already.
    """
    payment = get_payment(session, payment_id)
    if payment.state is not PaymentState.CAPTURED:
        raise NotRefundable
    added = _add(session, payment, reason)
    if added is None:
        return _ask_again(session, payment_id)
    enqueue(session, SEND_JOB, {"refund_id": str(added)})
    return added


def find_refund(session: Session, payment_id: uuid.UUID) -> Refund | None:
    """Return the refund of a payment, or None."""
    row = session.scalars(select(RefundRecord).where(RefundRecord.payment_id == payment_id)).one_or_none()
    return None if row is None else _refund(row)


def get_refund(session: Session, refund_id: uuid.UUID) -> Refund:
    """Return a refund by id."""
    return _refund(session.scalars(select(RefundRecord).where(RefundRecord.id == refund_id)).one())


def settle_refund(
    session: Session, payment: Payment, refund_id: uuid.UUID | None, amount_minor: int
) -> EventOutcome:
    """Note that the gateway has given the money back; a refund we never asked for is held.

    Publishes PaymentRefunded.
    """
    open_ones = update(RefundRecord).where(
        RefundRecord.id == refund_id,
        RefundRecord.payment_id == payment.id,
        RefundRecord.amount_minor == amount_minor,
        RefundRecord.state != RefundState.SUCCEEDED,
    )
    if change(session, open_ones.values(state=RefundState.SUCCEEDED, succeeded_at=now())) == 0:
        return EventOutcome.HELD
    move(session, payment.id, PaymentState.REFUNDED)
    publish(session, PaymentRefunded(payment.id, payment.reference_id, amount_minor))
    return EventOutcome.APPLIED


def mark_failed(session: Session, refund_id: uuid.UUID) -> None:
    """Note that the gateway refused a refund for good."""
    session.execute(
        update(RefundRecord)
        .where(RefundRecord.id == refund_id, RefundRecord.state == RefundState.REQUESTED)
        .values(state=RefundState.FAILED)
    )


def _add(session: Session, payment: Payment, reason: str) -> uuid.UUID | None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {
        "id": new_id(),
        "payment_id": payment.id,
        "amount_minor": payment.amount_minor,
        "currency": payment.currency,
        "reason": reason,
        "state": RefundState.REQUESTED,
        "created_at": now(),
    }
    statement = dialect.insert(RefundRecord).values(row).on_conflict_do_nothing(index_elements=["payment_id"])
    added: uuid.UUID | None = session.scalar(statement.returning(RefundRecord.id))
    return added


def _ask_again(session: Session, payment_id: uuid.UUID) -> uuid.UUID:
    refund_id = session.scalars(select(RefundRecord.id).where(RefundRecord.payment_id == payment_id)).one()
    failed = update(RefundRecord).where(
        RefundRecord.id == refund_id, RefundRecord.state == RefundState.FAILED
    )
    if change(session, failed.values(state=RefundState.REQUESTED)):
        enqueue(session, SEND_JOB, {"refund_id": str(refund_id)})
    return refund_id


def _refund(row: RefundRecord) -> Refund:
    return Refund(
        row.id,
        row.payment_id,
        row.amount_minor,
        row.currency,
        row.reason,
        RefundState(row.state),
        row.created_at,
        row.succeeded_at,
    )
