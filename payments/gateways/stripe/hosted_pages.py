"""The page of Stripe's on which a payment is paid: a Checkout Session, of which one at a time is open.

"Never two charges" does not rest on idempotency keys, which Stripe forgets: a session can only be paid by
whoever knows its address, and an address is given away after its session was written beside the payment in
the place of the one before, which was over by then.
"""

from typing import Any
from urllib.parse import urlsplit

from kernel import runtime
from kernel.logs import log
from kernel.transaction import reading, transaction
from payments.authorization import Payment
from payments.errors import GatewayAway, GatewayRefused
from payments.gateways.base import GatewayEvent, return_url
from payments.gateways.stripe.amounts import check_payable, to_stripe
from payments.gateways.stripe.client import ask_once, asking, connect
from payments.gateways.stripe.facts import PAYMENT_ID, Object, tell_of_intent
from payments.references import find_reference, keep_reference

_WITH_INTENT: Any = {"expand": ["payment_intent"]}


def open_page(payment: Payment) -> str:
    """Return the address at which a payment can be paid now, else ours that shows how it stands.

    Raises AmountNotTaken, GatewayAway, GatewayRefused.
    """
    check_payable(payment.amount_minor, payment.currency)
    with reading() as session:
        reference = find_reference(session, payment.id)
    if reference is not None:
        page = _retrieve(reference)
        if not _is_over(page):
            return _address(page, payment)
    page = _create(payment, after=reference)
    with transaction() as session:
        kept = keep_reference(session, payment.id, page["id"], instead_of=reference)
    if kept == page["id"]:
        return _address(page, payment)
    # Somebody was faster, or the payment is not awaited any more: nobody knows this page's address.
    _expire(page["id"])
    return return_url(payment.id) if kept is None else _address(_retrieve(kept), payment)


def look_up(payment: Payment) -> GatewayEvent | None:
    """Return what has happened on a payment's page.

    Raises GatewayAway, GatewayRefused.
    """
    reference = _find_reference(payment)
    return None if reference is None else _tell(_retrieve(reference))


def close_page(payment: Payment) -> GatewayEvent | None:
    """Close a payment's page, and with it the PaymentIntent; return what had happened on it.

    Raises GatewayAway, GatewayRefused.
    """
    reference = _find_reference(payment)
    if reference is None:
        return None
    page = _retrieve(reference)
    if page["status"] == "open":
        _expire(reference)
        page = _retrieve(reference)
    return _tell(page)


def find_intent_id(payment: Payment) -> str | None:
    """Return the PaymentIntent that a payment was paid by, or None.

    Raises GatewayAway, GatewayRefused.
    """
    reference = _find_reference(payment)
    intent = None if reference is None else _retrieve(reference).get("payment_intent")
    return None if intent is None else str(intent["id"])


def _find_reference(payment: Payment) -> str | None:
    with reading() as session:
        return find_reference(session, payment.id)


def _create(payment: Payment, *, after: str | None) -> Object:
    params = _describe(payment)
    sessions = connect().v1.checkout.sessions
    key = f"{payment.id}-after-{after}" if after else str(payment.id)
    return ask_once("open_page", key, lambda key: sessions.create(params, {"idempotency_key": key}).to_dict())


def _describe(payment: Payment) -> Any:
    """Return the same for the same payment, as an idempotency key demands; no personal data is in it."""
    public_url = runtime.config().public_url.rstrip("/")
    metadata = {PAYMENT_ID: str(payment.id)}
    price = {
        "currency": payment.currency.lower(),
        "unit_amount": to_stripe(payment.amount_minor, payment.currency),
        "product_data": {"name": urlsplit(public_url).hostname},
    }
    return {
        "mode": "payment",
        "line_items": [{"quantity": 1, "price_data": price}],
        "payment_intent_data": {"metadata": metadata},
        "metadata": metadata,
        "client_reference_id": str(payment.id),
        # Another currency than the order's would be another amount than ours.
        "adaptive_pricing": {"enabled": False},
        "success_url": f"{public_url}{return_url(payment.id)}?paid=yes",
        "cancel_url": f"{public_url}{return_url(payment.id)}",
    }


def _retrieve(page_id: str) -> Object:
    with asking("look_up_page"):
        return connect().v1.checkout.sessions.retrieve(page_id, _WITH_INTENT).to_dict()


def _expire(page_id: str) -> None:
    """Close a page. One that was paid in this moment, or is over, is left as it is."""
    try:
        with asking("close_page"):
            connect().v1.checkout.sessions.expire(page_id)
    except GatewayRefused:
        log.info("page_not_closed", page_id=page_id)


def _is_over(page: Object) -> bool:
    """Tell whether nothing can be paid on a page any more, and nothing that was paid there may still come."""
    if page["status"] == "complete":
        intent = page.get("payment_intent") or {}
        return intent.get("status") in {"requires_payment_method", "canceled"}
    return bool(page["status"] == "expired")


def _address(page: Object, payment: Payment) -> str:
    """Return where to send the buyer: an open page has an address; what came of others, ours shows."""
    url = page.get("url")
    if url is None:
        return return_url(payment.id)
    if urlsplit(url).scheme != "https" and runtime.config().is_production:
        raise GatewayAway
    return str(url)


def _tell(page: Object) -> GatewayEvent | None:
    intent = page.get("payment_intent")
    return None if intent is None else tell_of_intent(intent)
