"""Stripe's webhooks: whether they are genuine, and what they say. Most kinds of events are not for us."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from kernel import runtime
from kernel.logs import log
from kernel.metrics import PAYMENT_DISPUTES
from kernel.transaction import reading
from payments.errors import BadEvent, BadSignature
from payments.gateways.base import GatewayEvent
from payments.gateways.stripe.client import NAME, connect
from payments.gateways.stripe.facts import (
    REFUND_ID,
    Object,
    read_id,
    tell_of_decline,
    tell_of_intent,
    tell_of_refund,
)
from payments.models import PaymentEventRecord

HEADER = "Stripe-Signature"
#: Source: docs.stripe.com/webhooks (five minutes of tolerance between the signature's time and now).
TOLERANCE_SECONDS = 300


def read_webhook(headers: Mapping[str, str], body: bytes) -> GatewayEvent | None:
    """Verify a webhook and return what it says, or None.

    Raises BadSignature, BadEvent.
    """
    event = _verify(headers.get(HEADER), body)
    try:
        read = _READERS.get(event["type"])
        return None if read is None else read(event["data"]["object"])
    except (KeyError, TypeError, AttributeError):
        raise BadEvent from None


def _verify(signature: str | None, body: bytes) -> dict[str, Any]:
    """Return an event that one of our secrets has signed; while one is replaced there are two."""
    from stripe import SignatureVerificationError

    for secret in filter(None, runtime.config().stripe_webhook_secrets.split(",")):
        try:
            event = connect().construct_event(body, signature, secret.strip(), TOLERANCE_SECONDS)
            return event.to_dict()
        except (SignatureVerificationError, UnicodeDecodeError):
            continue
        except (ValueError, TypeError, AttributeError):
            raise BadEvent from None
    raise BadSignature


def _read_refund(refund: Object) -> GatewayEvent | None:
    if read_id(refund, REFUND_ID) is None:
        log.warning("refund_made_elsewhere", gateway=NAME, refund=refund["id"], of=refund["payment_intent"])
    return tell_of_refund(refund)


def _note_dispute(dispute: Object) -> None:
    """Let people know that a buyer disputes a payment: the answer is given in Stripe's dashboard, in time."""
    PAYMENT_DISPUTES.labels(NAME).inc()
    with reading() as session:
        payment_id = session.scalar(
            select(PaymentEventRecord.payment_id).where(
                PaymentEventRecord.gateway == NAME,
                PaymentEventRecord.event_id == f"{dispute['payment_intent']}-succeeded",
            )
        )
    log.error(
        "payment_disputed",
        gateway=NAME,
        dispute=dispute["id"],
        payment_id=None if payment_id is None else str(payment_id),
        amount=dispute["amount"],
        currency=dispute["currency"],
        reason=dispute["reason"],
    )


_READERS: Mapping[str, Callable[[Object], GatewayEvent | None]] = {
    "payment_intent.succeeded": tell_of_intent,
    "payment_intent.payment_failed": tell_of_decline,
    "refund.created": _read_refund,
    "refund.updated": _read_refund,
    "refund.failed": _read_refund,
    "charge.dispute.created": _note_dispute,
}
