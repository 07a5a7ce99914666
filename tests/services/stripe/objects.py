"""The JSON objects of Stripe's API, with the fields that say something here."""

import itertools
import secrets
import time
from typing import Any

Object = dict[str, Any]

API_VERSION = "2026-10-28.endive"
SESSION_SECONDS = 86_400
_numbers = itertools.count(1)


def new_id(prefix: str) -> str:
    """Return an id as Stripe writes them."""
    return f"{prefix}_{next(_numbers):06d}{secrets.token_hex(8)}"


def make_session(form: Object, *, amount: int, currency: str, url: str) -> Object:
    """Return a new Checkout Session: open, and without a PaymentIntent until somebody tries to pay."""
    at = int(time.time())
    return {
        "id": new_id("cs_test"),
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": form.get("adaptive_pricing", {}).get("enabled") == "true"},
        "amount_subtotal": amount,
        "amount_total": amount,
        "cancel_url": form.get("cancel_url"),
        "client_reference_id": form.get("client_reference_id"),
        "created": at,
        "currency": currency,
        "customer": None,
        "customer_details": None,
        "expires_at": at + SESSION_SECONDS,
        "livemode": False,
        "locale": form.get("locale"),
        "metadata": form.get("metadata", {}),
        "mode": form["mode"],
        "payment_intent": None,
        "payment_method_types": ["card"],
        "payment_status": "unpaid",
        "status": "open",
        "success_url": form["success_url"],
        "ui_mode": "hosted_page",
        "url": url,
    }


def make_intent(session: Object, metadata: Object) -> Object:
    """Return the PaymentIntent of a session at its first attempt."""
    return {
        "id": new_id("pi"),
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_received": 0,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": "automatic_async",
        "client_secret": None,
        "confirmation_method": "automatic",
        "created": int(time.time()),
        "currency": session["currency"],
        "customer": None,
        "description": None,
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": metadata,
        "next_action": None,
        "payment_method": None,
        "payment_method_types": ["card"],
        "status": "requires_payment_method",
    }


def make_refund(intent: Object, form: Object, *, amount: int, status: str) -> Object:
    """Return a new refund of a PaymentIntent."""
    return {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": intent["latest_charge"],
        "created": int(time.time()),
        "currency": intent["currency"],
        "metadata": form.get("metadata", {}),
        "payment_intent": intent["id"],
        "reason": form.get("reason"),
        "receipt_number": None,
        "status": status,
    }


def make_dispute(intent: Object) -> Object:
    """Return what a bank says when its customer does not want to have paid."""
    return {
        "id": new_id("du"),
        "object": "dispute",
        "amount": intent["amount"],
        "charge": intent["latest_charge"],
        "created": int(time.time()),
        "currency": intent["currency"],
        "is_charge_refundable": True,
        "livemode": False,
        "metadata": {},
        "payment_intent": intent["id"],
        "reason": "fraudulent",
        "status": "needs_response",
    }


def make_event(kind: str, of: Object) -> Object:
    """Return the event that tells of an object, as it is now."""
    return {
        "id": new_id("evt"),
        "object": "event",
        "api_version": API_VERSION,
        "created": int(time.time()),
        "data": {"object": dict(of)},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
