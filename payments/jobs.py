"""Work of payments that talks to gateways, outside of any transaction."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from kernel.jobs import JobKind, RunningJob
from kernel.transaction import reading
from payments import refunds
from payments.authorization import get_payment
from payments.gateways.base import RefundOrder
from payments.gateways.factory import find_gateway
from payments.gateways.sandbox.messages import send_message


def send_refund(job: RunningJob, refund_id: str) -> None:
    """Tell the gateway to give money back; its webhook will say that it did."""
    with reading() as session:
        refund = refunds.get_refund(session, uuid.UUID(refund_id))
        payment = get_payment(session, refund.payment_id)
    job.check()
    order = RefundOrder(refund.id, refund.payment_id, refund.amount_minor, refund.currency)
    find_gateway(payment.gateway).refund(order)


def give_up_refund(session: Session, args: Mapping[str, Any], reason: str) -> None:  # noqa: ARG001
    """Note a refund that the gateway refused for good."""
    refunds.mark_failed(session, uuid.UUID(str(args["refund_id"])))


def deliver_sandbox_webhook(job: RunningJob, message: dict[str, Any]) -> None:
    """Send a webhook of the sandbox as a real gateway would: over HTTP, signed, again until accepted."""
    job.check()
    send_message(message)


SEND_REFUND = JobKind("payments.jobs.send_refund", long=send_refund, given_up=give_up_refund)
DELIVER_SANDBOX_WEBHOOK = JobKind("payments.jobs.deliver_sandbox_webhook", long=deliver_sandbox_webhook)
