"""Payments as they are opened, looked at and given up. What gateways tell is in `payments.settling`."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from kernel import runtime
from kernel.bulk import insert_rows
from kernel.clock import now
from kernel.db import change
from payments.errors import NoSuchPayment
from payments.models import PaymentEventRecord, PaymentRecord
from payments.references import close_later
from payments.states import EventOutcome, PaymentState, states_before

_payments: Table = PaymentRecord.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class NewPayment:
    """What is to be paid: `amount_minor` of `currency` for a reference."""

    id: uuid.UUID
    reference_id: uuid.UUID
    buyer_id: uuid.UUID
    amount_minor: int
    currency: str


@dataclass(frozen=True)
class Payment:
    """A payment as others see it."""

    id: uuid.UUID
    reference_id: uuid.UUID
    buyer_id: uuid.UUID
    gateway: str
    amount_minor: int
    currency: str
    refunds_minor: int
    state: PaymentState
    created_at: dt.datetime
    captured_at: dt.datetime | None


@dataclass(frozen=True)
class ToldEvent:
    """What a gateway told of a payment, for the people who look at it."""

    event_id: str
    kind: str
    outcome: EventOutcome
    received_at: dt.datetime


def open_payments(session: Session, payments: Sequence[NewPayment]) -> None:
    """Open many payments with one statement."""
    at, gateway = now(), runtime.config().payment_gateway
    rows = [
        {
            "id": payment.id,
            "reference_id": payment.reference_id,
            "buyer_id": payment.buyer_id,
            "gateway": gateway,
            "amount_minor": payment.amount_minor,
            "currency": payment.currency,
            "state": PaymentState.PENDING,
            "created_at": at,
        }
        for payment in payments
    ]
    insert_rows(session, _payments, rows)


def payment_url(payment_id: uuid.UUID) -> str:
    """Return the path at which a buyer pays; it leads on to the gateway."""
    return f"/payments/{payment_id}"


def get_payment(session: Session, payment_id: uuid.UUID, *, buyer_id: uuid.UUID | None = None) -> Payment:
    """Return a payment; with `buyer_id` only if it is this buyer's.

    Raises NoSuchPayment.
    """
    query = select(_payments).where(_payments.c.id == payment_id)
    if buyer_id is not None:
        query = query.where(_payments.c.buyer_id == buyer_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NoSuchPayment
    return Payment(**{**row._asdict(), "state": PaymentState(row.state)})


def states_of(session: Session, payment_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, PaymentState]:
    """Return how several payments stand."""
    rows = session.execute(select(_payments.c.id, _payments.c.state).where(_payments.c.id.in_(payment_ids)))
    return {row.id: PaymentState(row.state) for row in rows}


def list_told_events(session: Session, payment_id: uuid.UUID) -> Sequence[ToldEvent]:
    """Return what the gateway told of a payment, the latest 50, newest first."""
    rows = session.scalars(
        select(PaymentEventRecord)
        .where(PaymentEventRecord.payment_id == payment_id)
        .order_by(PaymentEventRecord.received_at.desc())
        .limit(50)
    )
    return [ToldEvent(r.event_id, r.kind, EventOutcome(r.outcome), r.received_at) for r in rows]


def void_payment(session: Session, payment_id: uuid.UUID) -> bool:
    """Give up waiting for a payment; tell whether it was still awaited. Safe to repeat.

    A job closes the gateway's page. A buyer may have paid there before: that is told as PaymentCaptured as
    always.
    """
    was_awaited = move(session, payment_id, PaymentState.VOIDED)
    if was_awaited:
        close_later(session, payment_id)
    return was_awaited


def move(
    session: Session, payment_id: uuid.UUID, state: PaymentState, captured_at: dt.datetime | None = None
) -> bool:
    """Move a payment to `state` if the table of states allows it from where it is; tell whether it did."""
    values: dict[str, object] = {"state": state}
    if captured_at is not None:
        values["captured_at"] = captured_at
    moving = update(PaymentRecord).where(
        PaymentRecord.id == payment_id, PaymentRecord.state.in_(states_before(state))
    )
    return change(session, moving.values(values).execution_options(synchronize_session=False)) == 1
