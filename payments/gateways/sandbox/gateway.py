"""The sandbox behind the gateways' interface, and playing what a buyer and a bank would do."""

import datetime as dt
import uuid
from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.ids import new_id
from kernel.jobs import enqueue
from kernel.transaction import reading, transaction
from payments.authorization import Payment, get_payment
from payments.errors import GatewayRefused, NoSuchPayment
from payments.gateways.base import EventKind, GatewayEvent, PayoutOrder, RefundOrder
from payments.gateways.sandbox.messages import Message, read_message
from payments.gateways.sandbox.played import NO_FAULTS, Faults, Record, find_record, keep_record
from payments.gateways.sandbox.signature import HEADER

DELIVERY_JOB = "payments.jobs.deliver_sandbox_webhook"
#: So long after the outcome the decline of an earlier attempt is told.
LATE_SECONDS = 1
#: So long a slow account takes.
SLOW_SECONDS = 60


class Destination(StrEnum):
    """The sandbox's accounts for payouts, by what they do."""

    TAKES = "takes"
    REFUSES = "refuses"
    SLOW = "slow"


class SandboxGateway:
    """Takes no real money; its page lets the buyer choose what happens, and what goes wrong."""

    name = "sandbox"

    def start(self, payment: Payment) -> str:
        """Return the page that plays the outcomes."""
        return f"/sandbox/payments/{payment.id}"

    def refund(self, order: RefundOrder) -> GatewayEvent | None:
        """Give the money back a moment later, told by a webhook, unless it was played that it will not.

        Raises GatewayRefused.
        """
        message = Message(
            event_id=f"refund-{order.refund_id}",
            kind=EventKind.REFUND_SUCCEEDED,
            payment_id=order.payment_id,
            refund_id=order.refund_id,
            amount_minor=order.amount_minor,
            currency=order.currency,
        )
        with transaction() as session:
            record = find_record(session, order.payment_id)
            if record is not None and record.refuses_refunds:
                raise GatewayRefused(code="played")
            _send_later(session, message, delay_seconds=0)
        return None

    def pay_out(self, order: PayoutOrder) -> GatewayEvent | None:
        """Tell by a webhook what becomes of it: the destination says what shall."""
        fails = order.destination == Destination.REFUSES
        message = Message(
            event_id=f"payout-{order.payout_id}",
            kind=EventKind.PAYOUT_FAILED if fails else EventKind.PAYOUT_PAID,
            payment_id=order.payout_id,
            amount_minor=order.amount_minor,
            currency=order.currency,
        )
        delay_seconds = SLOW_SECONDS if order.destination == Destination.SLOW else 0
        with transaction() as session:
            _send_later(session, message, delay_seconds=delay_seconds)
        return None

    def look_up(self, payment: Payment) -> GatewayEvent | None:
        """Return the outcome that was played last, also when its webhook is lost."""
        with reading() as session:
            record = find_record(session, payment.id)
        return None if record is None else GatewayEvent(**record.outcome.model_dump())

    def close(self, payment: Payment) -> GatewayEvent | None:
        """Leave the page open: playing on shows what happens when money comes too late."""
        return self.look_up(payment)

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> GatewayEvent | None:
        """Verify a webhook and return what it says."""
        return read_message(headers.get(HEADER), body)


def get_sandbox_payment(session: Session, payment_id: uuid.UUID, *, buyer_id: uuid.UUID) -> Payment:
    """Return a payment of this buyer that the sandbox takes: nobody plays the outcomes of another gateway.

    Raises NoSuchPayment.
    """
    payment = get_payment(session, payment_id, buyer_id=buyer_id)
    if payment.gateway != SandboxGateway.name:
        raise NoSuchPayment
    return payment


def play_outcome(session: Session, payment: Payment, *, succeeds: bool, faults: Faults = NO_FAULTS) -> str:
    """Let a payment succeed or be declined, and let go wrong what shall; return the outcome's event id."""
    outcome = _message(payment, EventKind.PAYMENT_SUCCEEDED if succeeds else EventKind.PAYMENT_DECLINED)
    keep_record(session, payment.id, Record(outcome=outcome, refuses_refunds=faults.refuses_refunds))
    if not faults.is_lost:
        for _ in range(faults.repeat):
            _send_later(session, outcome, delay_seconds=faults.delay_seconds)
    if faults.has_late_decline:
        late = _message(payment, EventKind.PAYMENT_DECLINED)
        _send_later(session, late, delay_seconds=faults.delay_seconds + LATE_SECONDS)
    return outcome.event_id


def _message(payment: Payment, kind: EventKind) -> Message:
    return Message(
        event_id=f"play-{new_id()}",
        kind=kind,
        payment_id=payment.id,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
    )


def _send_later(session: Session, message: Message, *, delay_seconds: int) -> None:
    run_at = now() + dt.timedelta(seconds=delay_seconds)
    enqueue(session, DELIVERY_JOB, {"message": message.model_dump(mode="json")}, run_at=run_at)
