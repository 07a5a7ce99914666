"""What a gateway calls a payment, and when it is asked about it next."""

import datetime as dt
import uuid

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.jobs import enqueue
from payments.models import GatewayReferenceRecord, PaymentRecord
from payments.states import AWAITED

CLOSE_JOB = "payments.jobs.close_payment"
#: A webhook takes seconds; who has heard nothing after this asks.
LOOK_UP_AFTER_SECONDS = 300


def find_reference(session: Session, payment_id: uuid.UUID) -> str | None:
    """Return what the gateway calls a payment, or None: it has not been told of it."""
    query = select(GatewayReferenceRecord.reference).where(GatewayReferenceRecord.payment_id == payment_id)
    return session.scalar(query)


def keep_reference(
    session: Session, payment_id: uuid.UUID, reference: str, *, instead_of: str | None
) -> str | None:
    """Keep what the gateway calls a payment, if `instead_of` was kept until now; return what is kept.

    None: the payment is not awaited any more, and nothing was kept.
    """
    # Whoever gives the payment up waits for this, or this for him: he finds the reference, or we his void.
    state = session.scalar(
        select(PaymentRecord.state).where(PaymentRecord.id == payment_id).with_for_update()
    )
    if state not in AWAITED:
        return None
    look_up_at = now() + dt.timedelta(seconds=LOOK_UP_AFTER_SECONDS)
    values = {"reference": reference, "kept_at": now(), "look_up_at": look_up_at}
    if instead_of is None:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        adding = dialect.insert(GatewayReferenceRecord).values(payment_id=payment_id, **values)
        session.execute(adding.on_conflict_do_nothing(index_elements=["payment_id"]))
    else:
        session.execute(
            update(GatewayReferenceRecord)
            .where(
                GatewayReferenceRecord.payment_id == payment_id,
                GatewayReferenceRecord.reference == instead_of,
            )
            .values(**values)
        )
    return find_reference(session, payment_id)


def close_later(session: Session, payment_id: uuid.UUID) -> None:
    """Let a job close what the gateway has opened for a payment, if it has."""
    if find_reference(session, payment_id) is not None:
        enqueue(session, CLOSE_JOB, {"payment_id": str(payment_id)})
