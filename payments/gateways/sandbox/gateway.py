"""The sandbox behind the gateways' interface, and playing what a buyer and a bank would do."""

import datetime as dt
from collections.abc import Mapping

from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.ids import new_id
from kernel.jobs import enqueue
from kernel.transaction import transaction
from payments.authorization import Payment
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

    def refund(self, order: RefundOrder) -> None:
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

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> GatewayEvent:
        """Verify a webhook and return what it says."""
        return read_message(headers.get(HEADER), body)


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
