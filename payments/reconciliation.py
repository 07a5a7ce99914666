"""Finding what webhooks lost: gateways are asked about payments and refunds of which nothing was heard.

What they answer goes the way of a webhook (`settling.apply_event`) and counts once with it.
"""

import datetime as dt

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.jobs import enqueue
from payments.models import GatewayReferenceRecord, PaymentRecord, RefundRecord
from payments.references import LOOK_UP_AFTER_SECONDS
from payments.refunds import SEND_JOB
from payments.states import PaymentState, RefundState

LOOK_UP_JOB = "payments.jobs.look_up_payment"
#: Banks take days with some ways to pay, never so many.
GIVE_UP_DAYS = 30
REFUND_AFTER_SECONDS = 3600
AT_ONCE = 200

#: In these money may still arrive: a voided payment may have been paid in the last moment.
_UNSETTLED = (PaymentState.PENDING, PaymentState.DECLINED, PaymentState.VOIDED)


def look_up_due(session: Session) -> None:
    """Let jobs ask about unsettled payments: after five minutes, then ever more rarely."""
    at = now()
    due = session.execute(
        select(GatewayReferenceRecord.payment_id, GatewayReferenceRecord.kept_at, PaymentRecord.state)
        .join(PaymentRecord, PaymentRecord.id == GatewayReferenceRecord.payment_id)
        .where(GatewayReferenceRecord.look_up_at <= at)
        .order_by(GatewayReferenceRecord.look_up_at)
        .limit(AT_ONCE)
    ).all()
    for row in due:
        is_unsettled = row.state in _UNSETTLED
        if is_unsettled:
            key = f"look-up-{row.payment_id}"
            enqueue(session, LOOK_UP_JOB, {"payment_id": str(row.payment_id)}, dedupe_key=key)
        session.execute(
            update(GatewayReferenceRecord)
            .where(GatewayReferenceRecord.payment_id == row.payment_id)
            .values(look_up_at=_plan_next(at, row.kept_at) if is_unsettled else None)
        )


def ask_about_refunds(session: Session) -> None:
    """Send refunds again of which nothing was heard: a gateway gives each back once, and says how it went."""
    silent = session.scalars(
        select(RefundRecord.id)
        .where(
            RefundRecord.state == RefundState.REQUESTED,
            RefundRecord.created_at < now() - dt.timedelta(seconds=REFUND_AFTER_SECONDS),
        )
        .order_by(RefundRecord.id.desc())
        .limit(AT_ONCE)
    )
    for refund_id in silent:
        enqueue(session, SEND_JOB, {"refund_id": str(refund_id)}, dedupe_key=f"refund-{refund_id}")


def _plan_next(at: dt.datetime, kept_at: dt.datetime) -> dt.datetime | None:
    age = at - kept_at
    if age > dt.timedelta(days=GIVE_UP_DAYS):
        return None
    return at + max(dt.timedelta(seconds=LOOK_UP_AFTER_SECONDS), age / 2)
