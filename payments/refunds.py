"""Giving money back: asked for in a transaction, carried out by a job, ended by the gateway's webhook.

What one payment paid for may have parts, such as the orders of a checkout: each is given back once, in full.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.db import change
from kernel.events import publish
from kernel.ids import new_id
from kernel.jobs import enqueue
from payments.authorization import Payment, get_payment, move
from payments.errors import NotRefundable
from payments.events import PaymentRefunded, RefundRequested
from payments.models import PaymentRecord, RefundRecord
from payments.states import KEPT, EventOutcome, PaymentState, RefundState

SEND_JOB = "payments.jobs.send_refund"


@dataclass(frozen=True)
class Refund:
    """A refund as others see it."""

    id: uuid.UUID
    payment_id: uuid.UUID
    part_id: uuid.UUID
    amount_minor: int
    currency: str
    reason: str
    state: RefundState
    created_at: dt.datetime
    succeeded_at: dt.datetime | None


def request_refund(
    session: Session, payment_id: uuid.UUID, *, part_id: uuid.UUID, amount_minor: int, reason: str
) -> uuid.UUID:
    """Ask for a part of a captured payment to be given back; return the refund's id. Safe to repeat.

    A refund that the gateway refused for good is tried anew.

    Raises NotRefundable: the money has not arrived, is back already, or was less than all its refunds.
    Publishes RefundRequested.
    """
    payment = get_payment(session, payment_id)
    if payment.state not in KEPT:
        raise NotRefundable
    added = _add(session, payment, part_id, amount_minor, reason)
    if added is None:
        return _ask_again(session, payment_id, part_id)
    _promise(session, payment_id, amount_minor)
    enqueue(session, SEND_JOB, {"refund_id": str(added)})
    publish(session, RefundRequested(payment_id, added, part_id))
    return added


def list_refunds(session: Session, payment_id: uuid.UUID) -> list[Refund]:
    """Return the refunds of a payment, the oldest first."""
    query = select(RefundRecord).where(RefundRecord.payment_id == payment_id).order_by(RefundRecord.id)
    return [_refund(row) for row in session.scalars(query)]


def get_refund(session: Session, refund_id: uuid.UUID) -> Refund:
    """Return a refund by id."""
    return _refund(session.scalars(select(RefundRecord).where(RefundRecord.id == refund_id)).one())


def settle_refund(
    session: Session, payment: Payment, refund_id: uuid.UUID | None, amount_minor: int
) -> EventOutcome:
    """Note that the gateway has given the money back; a refund we never asked for is held.

    Publishes PaymentRefunded.
    """
    settling = (
        update(RefundRecord)
        .where(
            RefundRecord.id == refund_id,
            RefundRecord.payment_id == payment.id,
            RefundRecord.amount_minor == amount_minor,
            RefundRecord.state != RefundState.SUCCEEDED,
        )
        .values(state=RefundState.SUCCEEDED, succeeded_at=now())
        .returning(RefundRecord.part_id)
        .execution_options(synchronize_session=False)
    )
    part_id = session.scalar(settling)
    if part_id is None or refund_id is None:
        return EventOutcome.HELD
    is_all = _sum_succeeded(session, payment.id) == payment.amount_minor
    move(session, payment.id, PaymentState.REFUNDED if is_all else PaymentState.PARTIALLY_REFUNDED)
    refunded = PaymentRefunded(payment.id, refund_id, payment.reference_id, part_id, amount_minor)
    publish(session, refunded)
    return EventOutcome.APPLIED


def mark_failed(session: Session, refund_id: uuid.UUID) -> bool:
    """Note that the gateway refused a refund for good; tell whether it was still awaited."""
    awaited = update(RefundRecord).where(
        RefundRecord.id == refund_id, RefundRecord.state == RefundState.REQUESTED
    )
    failing = awaited.values(state=RefundState.FAILED).execution_options(synchronize_session=False)
    return change(session, failing) == 1


def _promise(session: Session, payment_id: uuid.UUID, amount_minor: int) -> None:
    """Count a new refund into its payment: the row decides whether there is so much to give back."""
    promising = update(PaymentRecord).where(
        PaymentRecord.id == payment_id,
        PaymentRecord.state.in_(KEPT),
        PaymentRecord.refunds_minor + amount_minor <= PaymentRecord.amount_minor,
    )
    values = {"refunds_minor": PaymentRecord.refunds_minor + amount_minor}
    if not change(session, promising.values(values).execution_options(synchronize_session=False)):
        raise NotRefundable


def _sum_succeeded(session: Session, payment_id: uuid.UUID) -> int:
    back = select(func.sum(RefundRecord.amount_minor)).where(
        RefundRecord.payment_id == payment_id, RefundRecord.state == RefundState.SUCCEEDED
    )
    return session.scalar(back) or 0


def _add(
    session: Session, payment: Payment, part_id: uuid.UUID, amount_minor: int, reason: str
) -> uuid.UUID | None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {
        "id": new_id(),
        "payment_id": payment.id,
        "part_id": part_id,
        "amount_minor": amount_minor,
        "currency": payment.currency,
        "reason": reason,
        "state": RefundState.REQUESTED,
        "created_at": now(),
    }
    once = dialect.insert(RefundRecord).values(row)
    once = once.on_conflict_do_nothing(index_elements=["payment_id", "part_id"])
    added: uuid.UUID | None = session.scalar(once.returning(RefundRecord.id))
    return added


def _ask_again(session: Session, payment_id: uuid.UUID, part_id: uuid.UUID) -> uuid.UUID:
    of_part = select(RefundRecord.id).where(
        RefundRecord.payment_id == payment_id, RefundRecord.part_id == part_id
    )
    refund_id = session.scalars(of_part).one()
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
        row.part_id,
        row.amount_minor,
        row.currency,
        row.reason,
        RefundState(row.state),
        row.created_at,
        row.succeeded_at,
    )
