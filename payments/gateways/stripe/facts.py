"""What Stripe's objects say of our payments and refunds: the same by whatever way they came.

Everything here is pure and takes the objects as JSON gives them.
Source: docs.stripe.com/api (payment_intents/object, refunds/object).
"""

import uuid
from collections.abc import Mapping
from typing import Any

from payments.errors import BadEvent
from payments.gateways.base import EventKind, GatewayEvent
from payments.gateways.stripe.amounts import from_stripe

Object = Mapping[str, Any]

#: The names under which we write our ids on their objects; an object without them is not of this market.
PAYMENT_ID, REFUND_ID = "payment_id", "refund_id"

_REFUND_KINDS = {
    "succeeded": EventKind.REFUND_SUCCEEDED,
    "failed": EventKind.REFUND_FAILED,
    "canceled": EventKind.REFUND_FAILED,
}


def tell_of_intent(intent: Object) -> GatewayEvent | None:
    """Return what a PaymentIntent says; None: no attempt has ended yet, or it is not ours.

    Raises BadEvent.
    """
    payment_id = read_id(intent, PAYMENT_ID)
    if payment_id is None:
        return None
    if intent["status"] == "succeeded":
        amount = intent["amount_received"]
        return _tell(intent, "succeeded", EventKind.PAYMENT_SUCCEEDED, amount, payment_id=payment_id)
    if intent["status"] == "requires_payment_method" and intent.get("last_payment_error"):
        return tell_of_decline(intent)
    return None


def tell_of_decline(intent: Object) -> GatewayEvent | None:
    """Return that the last attempt to pay a PaymentIntent was declined; None: it is not ours.

    Raises BadEvent.
    """
    payment_id = read_id(intent, PAYMENT_ID)
    if payment_id is None:
        return None
    # Each attempt has a charge of its own; one that failed at 3-D Secure has none.
    attempt = intent.get("latest_charge") or "unauthenticated"
    outcome = f"declined-{attempt}"
    return _tell(intent, outcome, EventKind.PAYMENT_DECLINED, intent["amount"], payment_id=payment_id)


def tell_of_refund(refund: Object) -> GatewayEvent | None:
    """Return what a refund says; None: it is under way, or not asked for by us.

    Raises BadEvent.
    """
    payment_id, refund_id = read_id(refund, PAYMENT_ID), read_id(refund, REFUND_ID)
    kind = _REFUND_KINDS.get(refund["status"])
    if payment_id is None or refund_id is None or kind is None:
        return None
    outcome = "succeeded" if kind is EventKind.REFUND_SUCCEEDED else "failed"
    return _tell(refund, outcome, kind, refund["amount"], payment_id=payment_id, refund_id=refund_id)


def read_id(of: Object, name: str) -> uuid.UUID | None:
    """Return the id of ours that stands on one of their objects, or None.

    Raises BadEvent: it is no id.
    """
    text = (of.get("metadata") or {}).get(name)
    if text is None:
        return None
    try:
        return uuid.UUID(text)
    except ValueError:
        raise BadEvent from None


def _tell(
    of: Object,
    outcome: str,
    kind: EventKind,
    amount: int,
    *,
    payment_id: uuid.UUID,
    refund_id: uuid.UUID | None = None,
) -> GatewayEvent:
    currency = str(of["currency"]).upper()
    return GatewayEvent(
        event_id=f"{of['id']}-{outcome}",
        kind=kind,
        payment_id=payment_id,
        refund_id=refund_id,
        amount_minor=from_stripe(amount, currency),
        currency=currency,
    )
