"""What gateways tell is applied here: each event once, in whatever order they come.

Two processes must not wait for each other: PaymentSettling lets the owner of the reference take his locks
before the payment's row is touched, as he does everywhere else.
"""

from collections.abc import Callable

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.events import publish
from kernel.logs import log
from payments.authorization import Payment, get_payment, move
from payments.errors import NoSuchPayment
from payments.events import PaymentCaptured, PaymentFailed, PaymentSettling
from payments.gateways.base import EventKind, GatewayEvent
from payments.models import PaymentEventRecord
from payments.payouts.payouts import settle_payout
from payments.refunds import mark_failed, settle_refund
from payments.states import EventOutcome, PaymentState


def apply_event(session: Session, gateway: str, event: GatewayEvent) -> EventOutcome | None:
    """Apply a verified event of a gateway; return what came of it, None when it was told before.

    Publishes PaymentSettling, then PaymentCaptured, PaymentFailed or PaymentRefunded.
    """
    if not _keep(session, gateway, event):
        return None
    outcome = _apply(session, gateway, event)
    if outcome is EventOutcome.HELD:
        log.error("payment_event_held", event_id=event.event_id, payment_id=str(event.payment_id))
    session.execute(
        update(PaymentEventRecord)
        .where(PaymentEventRecord.gateway == gateway, PaymentEventRecord.event_id == event.event_id)
        .values(outcome=outcome)
        .execution_options(synchronize_session=False)
    )
    return outcome


def _keep(session: Session, gateway: str, event: GatewayEvent) -> bool:
    """Write the event's row; tell whether it is new. A second telling waits here for the first one's end."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {
        "gateway": gateway,
        "event_id": event.event_id,
        "payment_id": event.payment_id,
        "kind": event.kind,
        "amount_minor": event.amount_minor,
        "currency": event.currency,
        "outcome": EventOutcome.HELD,
        "received_at": now(),
    }
    statement = dialect.insert(PaymentEventRecord).values(row).on_conflict_do_nothing()
    return session.scalar(statement.returning(PaymentEventRecord.event_id)) is not None


def _apply(session: Session, gateway: str, event: GatewayEvent) -> EventOutcome:
    if event.kind in _OF_PAYOUTS:
        return settle_payout(session, gateway, event)
    try:
        payment = get_payment(session, event.payment_id)
    except NoSuchPayment:
        return EventOutcome.HELD
    if not _agrees(payment, gateway, event):
        return EventOutcome.HELD
    publish(session, PaymentSettling(payment.id, payment.reference_id))
    return _APPLIERS[event.kind](session, payment, event)


def _agrees(payment: Payment, gateway: str, event: GatewayEvent) -> bool:
    """Tell whether an event fits its payment. How much a refund gives back, its own row knows."""
    is_amount = event.kind in _OF_REFUNDS or event.amount_minor == payment.amount_minor
    return is_amount and (payment.gateway, payment.currency) == (gateway, event.currency)


def _capture(session: Session, payment: Payment, _event: GatewayEvent) -> EventOutcome:
    if not move(session, payment.id, PaymentState.CAPTURED, captured_at=now()):
        return EventOutcome.IGNORED
    publish(
        session, PaymentCaptured(payment.id, payment.reference_id, payment.amount_minor, payment.currency)
    )
    return EventOutcome.APPLIED


def _decline(session: Session, payment: Payment, _event: GatewayEvent) -> EventOutcome:
    if not move(session, payment.id, PaymentState.DECLINED):
        return EventOutcome.IGNORED
    publish(session, PaymentFailed(payment.id, payment.reference_id, "declined"))
    return EventOutcome.APPLIED


def _give_back(session: Session, payment: Payment, event: GatewayEvent) -> EventOutcome:
    return settle_refund(session, payment, event.refund_id, event.amount_minor)


def _note_refusal(session: Session, _payment: Payment, event: GatewayEvent) -> EventOutcome:
    """Note that money did not go back. After a success it is for a person to look at: the order is closed."""
    was_open = event.refund_id is not None and mark_failed(session, event.refund_id)
    return EventOutcome.APPLIED if was_open else EventOutcome.HELD


_OF_PAYOUTS = {EventKind.PAYOUT_PAID, EventKind.PAYOUT_FAILED}
_OF_REFUNDS = {EventKind.REFUND_SUCCEEDED, EventKind.REFUND_FAILED}
_APPLIERS: dict[EventKind, Callable[[Session, Payment, GatewayEvent], EventOutcome]] = {
    EventKind.PAYMENT_SUCCEEDED: _capture,
    EventKind.PAYMENT_DECLINED: _decline,
    EventKind.REFUND_SUCCEEDED: _give_back,
    EventKind.REFUND_FAILED: _note_refusal,
}
