"""Giving money back through Stripe, once for each refund of ours however often it is asked for."""

from collections.abc import Callable
from typing import Any

from kernel.ids import new_id
from kernel.transaction import reading
from payments.authorization import get_payment
from payments.errors import GatewayRefused
from payments.gateways.base import GatewayEvent, RefundOrder
from payments.gateways.stripe.amounts import to_stripe
from payments.gateways.stripe.client import SavedFailure, asking, connect
from payments.gateways.stripe.facts import PAYMENT_ID, REFUND_ID, Object, tell_of_refund
from payments.gateways.stripe.hosted_pages import find_intent_id

#: In these a refund has not happened and will not.
_DEAD = {"failed", "canceled"}


def give_back(order: RefundOrder) -> GatewayEvent | None:
    """Give money back unless that is done or under way; return what came of it, None: it is under way.

    Raises AmountNotTaken, GatewayAway, GatewayRefused.
    """
    with reading() as session:
        payment = get_payment(session, order.payment_id)
    intent_id = find_intent_id(payment)
    if intent_id is None:
        raise GatewayRefused(code="payment_unknown")
    ours = _list_ours(intent_id, order)
    refund = _find_living(ours) or _create(intent_id, order, tries_count=len(ours))
    return tell_of_refund(refund)


def _create(intent_id: str, order: RefundOrder, *, tries_count: int) -> Object:
    """Ask for the refund. Each try has its own key, since a key's answer stays what it was once."""
    refunds = connect().v1.refunds
    params: Any = {
        "payment_intent": intent_id,
        "amount": to_stripe(order.amount_minor, order.currency),
        "metadata": {PAYMENT_ID: str(order.payment_id), REFUND_ID: str(order.refund_id)},
    }

    def act(key: str) -> Object:
        with asking("refund"):
            return refunds.create(params, {"idempotency_key": key}).to_dict()

    key = f"{order.refund_id}-{tries_count}"
    try:
        return act(key)
    except SavedFailure:
        # It may have been carried out all the same: what Stripe lists decides, not what it answered then.
        return _find_living(_list_ours(intent_id, order)) or _under_new_key(act, key)


def _under_new_key(act: Callable[[str], Object], key: str) -> Object:
    return act(f"{key}-{new_id()}")


def _list_ours(intent_id: str, order: RefundOrder) -> list[Object]:
    """Return Stripe's refunds for one of ours, which it may have refused before."""
    with asking("list_refunds"):
        found = connect().v1.refunds.list({"payment_intent": intent_id, "limit": 100})
        everyone = [refund.to_dict() for refund in found.auto_paging_iter()]
    return [r for r in everyone if (r.get("metadata") or {}).get(REFUND_ID) == str(order.refund_id)]


def _find_living(refunds: list[Object]) -> Object | None:
    return next((refund for refund in refunds if refund["status"] not in _DEAD), None)
