"""The sandbox behind the gateways' interface, and playing what a buyer and a bank would do."""

import datetime as dt
import uuid
from collections.abc import Mapping

from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.ids import new_id
from kernel.jobs import enqueue
from kernel.transaction import transaction
from payments.authorization import Payment, get_payment
from payments.errors import NoSuchPayment
from payments.gateways.base import EventKind, GatewayEvent, RefundOrder
from payments.gateways.sandbox.messages import Message, read_message
from payments.gateways.sandbox.signature import HEADER

DELIVERY_JOB = "payments.jobs.deliver_sandbox_webhook"


class SandboxGateway:
    """Takes no real money; its page lets the buyer choose what happens."""

    name = "sandbox"

    def start(self, payment: Payment) -> str:
        """Return the page that plays the outcomes."""
        return f"/sandbox/payments/{payment.id}"

    def refund(self, order: RefundOrder) -> GatewayEvent | None:
        """Give the money back a moment later, told by a webhook."""
        message = Message(
            event_id=f"refund-{order.refund_id}",
            kind=EventKind.REFUND_SUCCEEDED,
            payment_id=order.payment_id,
            refund_id=order.refund_id,
            amount_minor=order.amount_minor,
            currency=order.currency,
        )
        with transaction() as session:
            _send_later(session, message, delay_seconds=0)
        return None

    def look_up(self, payment: Payment) -> GatewayEvent | None:  # noqa: ARG002
        """Know nothing: what is played comes as a webhook or not at all."""
        return None

    def close(self, payment: Payment) -> GatewayEvent | None:  # noqa: ARG002
        """Leave the page open: playing on shows what happens when money comes too late."""
        return None

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> GatewayEvent:
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


def play_outcome(
    session: Session, payment: Payment, *, succeeds: bool, delay_seconds: int, repeat: int
) -> str:
    """Send the webhook of an outcome `repeat` times after a delay; return its event id."""
    message = Message(
        event_id=f"play-{new_id()}",
        kind=EventKind.PAYMENT_SUCCEEDED if succeeds else EventKind.PAYMENT_DECLINED,
        payment_id=payment.id,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
    )
    for _ in range(repeat):
        _send_later(session, message, delay_seconds=delay_seconds)
    return message.event_id


def _send_later(session: Session, message: Message, *, delay_seconds: int) -> None:
    run_at = now() + dt.timedelta(seconds=delay_seconds)
    enqueue(session, DELIVERY_JOB, {"message": message.model_dump(mode="json")}, run_at=run_at)
