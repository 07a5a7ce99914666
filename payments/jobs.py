"""Work of payments that talks to gateways, outside of any transaction."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from kernel.jobs import JobKind, PermanentFailure, RunningJob
from kernel.transaction import reading, transaction
from payments import refunds
from payments.authorization import Payment, get_payment
from payments.errors import AmountNotTaken, GatewayRefused
from payments.gateways.base import GatewayEvent, PayoutOrder, RefundOrder
from payments.gateways.factory import find_gateway
from payments.gateways.sandbox.messages import send_message
from payments.ledger import checks
from payments.news import take_in
from payments.payouts import payouts
from payments.payouts.batch import BATCH_JOB, pay_out_due
from payments.payouts.states import UNDER_WAY
from payments.reconciliation import LOOK_UP_JOB
from payments.references import CLOSE_JOB
from payments.states import RefundState


def send_refund(job: RunningJob, refund_id: str) -> None:
    """Tell the gateway to give money back; it answers what came of it, or its webhook will."""
    with reading() as session:
        refund = refunds.get_refund(session, uuid.UUID(refund_id))
        payment = get_payment(session, refund.payment_id)
    if refund.state is not RefundState.REQUESTED:
        return
    job.check()
    order = RefundOrder(refund.id, refund.payment_id, refund.amount_minor, refund.currency)
    try:
        event = find_gateway(payment.gateway).refund(order)
    except (AmountNotTaken, GatewayRefused) as error:
        raise PermanentFailure(f"{error} {dict(error.members)}") from error
    _take_in(payment, event)


def give_up_refund(session: Session, args: Mapping[str, Any], reason: str) -> None:  # noqa: ARG001
    """Note a refund that the gateway refused for good."""
    refunds.mark_failed(session, uuid.UUID(str(args["refund_id"])))


def look_up_payment(job: RunningJob, payment_id: str) -> None:
    """Ask the gateway how a payment stands, as if its webhook were lost."""
    payment = _read(payment_id)
    job.check()
    _take_in(payment, find_gateway(payment.gateway).look_up(payment))


def close_payment(job: RunningJob, payment_id: str) -> None:
    """Let nobody pay what is not wanted any more; what was paid before is settled as always."""
    payment = _read(payment_id)
    job.check()
    _take_in(payment, find_gateway(payment.gateway).close(payment))


def deliver_sandbox_webhook(job: RunningJob, message: dict[str, Any]) -> None:
    """Send a webhook of the sandbox as a real gateway would: over HTTP, signed, again until accepted."""
    job.check()
    send_message(message)


def send_payout(job: RunningJob, payout_id: str) -> None:
    """Tell the gateway to pay out; it answers what came of it, or its webhook will."""
    with reading() as session:
        payout = payouts.get_payout(session, uuid.UUID(payout_id))
    if payout.state not in UNDER_WAY:
        return
    job.check()
    order = PayoutOrder(payout.id, payout.destination, payout.amount_minor, payout.currency)
    try:
        event = find_gateway(payout.gateway).pay_out(order)
    except (AmountNotTaken, GatewayRefused):
        # Only a refusal is known to have paid nothing: after silence the same payout is asked for again.
        with transaction() as session:
            payouts.end_payout(session, payout.id, is_paid=False)
        return
    with transaction() as session:
        payouts.mark_sent(session, payout.id)
    if event is not None:
        take_in(payout.gateway, event)


def check_books(job: RunningJob) -> None:
    """Read all of the books and keep how they are."""
    with reading() as session:
        check = checks.look(session)
    job.check()
    with transaction() as session:
        checks.keep(session, check)


def _take_in(payment: Payment, event: GatewayEvent | None) -> None:
    if event is not None:
        take_in(payment.gateway, event)


def _read(payment_id: str) -> Payment:
    with reading() as session:
        return get_payment(session, uuid.UUID(payment_id))


SEND_REFUND = JobKind(refunds.SEND_JOB, long=send_refund, given_up=give_up_refund)
LOOK_UP_PAYMENT = JobKind(LOOK_UP_JOB, long=look_up_payment)
CLOSE_PAYMENT = JobKind(CLOSE_JOB, long=close_payment, max_attempts=16)
DELIVER_SANDBOX_WEBHOOK = JobKind("payments.jobs.deliver_sandbox_webhook", long=deliver_sandbox_webhook)
CHECK_BOOKS = JobKind(checks.CHECK_JOB, long=check_books)
SEND_PAYOUT = JobKind(payouts.SEND_JOB, long=send_payout)
PAY_OUT_DUE = JobKind(BATCH_JOB, long=pay_out_due)
KINDS = (
    SEND_PAYOUT,
    PAY_OUT_DUE,
    SEND_REFUND,
    LOOK_UP_PAYMENT,
    CLOSE_PAYMENT,
    DELIVER_SANDBOX_WEBHOOK,
    CHECK_BOOKS,
)
