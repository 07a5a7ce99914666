"""What an account at Stripe holds, and what happens on it: sessions, attempts to pay, refunds, disputes."""

import threading
from typing import Any

from tests.services.stripe import objects
from tests.services.stripe.forms import Refused, check_names, need, need_integer
from tests.services.stripe.objects import Object

#: The least that is charged. Source: docs.stripe.com/currencies (minimum charge amounts).
MINIMUM = {"usd": 50, "eur": 50, "gbp": 30, "hkd": 400, "jpy": 50, "sgd": 50}
CURRENCIES = {*MINIMUM, "twd", "krw", "cny", "kwd"}
THREE_DECIMAL = {"kwd"}

_SESSION_NAMES = {
    "adaptive_pricing",
    "cancel_url",
    "client_reference_id",
    "line_items",
    "locale",
    "metadata",
    "mode",
    "payment_intent_data",
    "success_url",
}


class StripeAccount:
    """Everything of one account, and the events that nobody has been told of yet."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.sessions: dict[str, Object] = {}
        self.intents: dict[str, Object] = {}
        self.refunds: dict[str, Object] = {}
        self.events: list[Object] = []
        #: How the next refunds begin; then they succeed at once, as they do with cards.
        self.next_refunds: list[str] = []
        self._intent_metadata: dict[str, Object] = {}

    def create_session(self, form: Object, base_url: str) -> Object:
        """Carry out POST /v1/checkout/sessions."""
        check_names(form, _SESSION_NAMES)
        need(form, "success_url")
        if need(form, "mode") != "payment" or len(need(form, "line_items")) != 1:
            raise Refused("This server knows one line item, in payment mode.", param="mode")
        price = ("line_items", "0", "price_data")
        currency = need(form, *price, "currency")
        need(form, *price, "product_data", "name")
        amount = need_integer(form, *price, "unit_amount") * need_integer(form, "line_items", "0", "quantity")
        _check_amount(amount, currency)
        session = objects.make_session(form, amount=amount, currency=currency, url="")
        session["url"] = f"{base_url}/c/pay/{session['id']}"
        self.sessions[session["id"]] = session
        self._intent_metadata[session["id"]] = form.get("payment_intent_data", {}).get("metadata", {})
        return session

    def read_session(self, session_id: str, expand: list[str]) -> Object:
        """Carry out GET /v1/checkout/sessions/:id; only `payment_intent` can be expanded."""
        session = dict(self._session(session_id))
        if "payment_intent" in expand and session["payment_intent"]:
            session["payment_intent"] = self.intents[session["payment_intent"]]
        return session

    def expire_session(self, session_id: str) -> Object:
        """Carry out POST /v1/checkout/sessions/:id/expire."""
        session = self._session(session_id)
        if session["status"] != "open":
            raise Refused(
                'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session '
                f"has a status of {session['status']}."
            )
        session |= {"status": "expired", "url": None}
        self._tell("checkout.session.expired", session)
        if session["payment_intent"]:
            intent = self.intents[session["payment_intent"]]
            intent |= {"status": "canceled", "cancellation_reason": "automatic", "next_action": None}
            self._tell("payment_intent.canceled", intent)
        return session

    def create_refund(self, form: Object) -> Object:
        """Carry out POST /v1/refunds."""
        check_names(form, {"amount", "metadata", "payment_intent", "reason"})
        intent = self.intents.get(need(form, "payment_intent"))
        if intent is None:
            raise Refused(f"No such payment_intent: '{form['payment_intent']}'", code="resource_missing")
        if intent["status"] != "succeeded":
            raise Refused("This PaymentIntent does not have a successful charge to refund.")
        left = intent["amount_received"] - self._sum_refunds(intent["id"])
        amount = need_integer(form, "amount") if "amount" in form else left
        if left == 0:
            raise Refused("The charge has already been refunded.", code="charge_already_refunded")
        if not 0 < amount <= left:
            raise Refused(f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})")
        status = self.next_refunds.pop(0) if self.next_refunds else "succeeded"
        refund = objects.make_refund(intent, form, amount=amount, status=status)
        self.refunds[refund["id"]] = refund
        self._tell("refund.created", refund)
        return refund

    def list_refunds(self, query: Object) -> Object:
        """Carry out GET /v1/refunds, the newest first."""
        found = [r for r in self.refunds.values() if r["payment_intent"] == query.get("payment_intent")]
        return {"object": "list", "data": found[::-1], "has_more": False, "url": "/v1/refunds"}

    def end_refund(self, refund_id: str, status: str) -> None:
        """Let a bank answer a refund that was under way: `succeeded` or `failed`."""
        refund = self.refunds[refund_id]
        refund["status"] = status
        if status == "failed":
            refund["failure_reason"] = "lost_or_stolen_card"
        self._tell("refund.failed" if status == "failed" else "refund.updated", refund)

    def pay(self, session_id: str) -> None:
        """Let the buyer pay with a card that works."""
        session, intent = self._attempt(session_id)
        intent |= {
            "status": "succeeded",
            "amount_received": intent["amount"],
            "latest_charge": objects.new_id("ch"),
            "last_payment_error": None,
            "next_action": None,
        }
        session |= {"status": "complete", "payment_status": "paid", "url": None}
        self._tell("payment_intent.succeeded", intent)
        self._tell("checkout.session.completed", session)

    def decline(self, session_id: str, code: str = "card_declined") -> None:
        """Let the bank decline; the page stays open for another card."""
        _session, intent = self._attempt(session_id)
        is_unauthenticated = code == "payment_intent_authentication_failure"
        intent |= {
            "status": "requires_payment_method",
            "latest_charge": None if is_unauthenticated else objects.new_id("ch"),
            "last_payment_error": {"code": code, "message": "Your card was declined.", "type": "card_error"},
            "next_action": None,
        }
        self._tell("payment_intent.payment_failed", intent)

    def ask_for_authentication(self, session_id: str) -> None:
        """Let the bank want to see the buyer himself (3-D Secure)."""
        _session, intent = self._attempt(session_id)
        intent |= {"status": "requires_action", "next_action": {"type": "use_stripe_sdk"}}
        self._tell("payment_intent.requires_action", intent)

    def process(self, session_id: str) -> None:
        """Let the buyer pay in a way whose bank takes days to say how it went."""
        session, intent = self._attempt(session_id)
        intent["status"] = "processing"
        session |= {"status": "complete", "url": None}
        self._tell("payment_intent.processing", intent)
        self._tell("checkout.session.completed", session)

    def end_processing(self, session_id: str, *, succeeds: bool) -> None:
        """Let such a bank say how it went."""
        session = self.sessions[session_id]
        intent = self.intents[session["payment_intent"]]
        if succeeds:
            intent |= {"status": "succeeded", "amount_received": intent["amount"]}
            session["payment_status"] = "paid"
            self._tell("payment_intent.succeeded", intent)
        else:
            error = {"code": "payment_intent_payment_attempt_failed", "type": "invalid_request_error"}
            intent |= {"status": "requires_payment_method", "last_payment_error": error}
            self._tell("payment_intent.payment_failed", intent)

    def dispute(self, intent_id: str) -> Object:
        """Let the buyer's bank take a payment back for now."""
        dispute = objects.make_dispute(self.intents[intent_id])
        self._tell("charge.dispute.created", dispute)
        return dispute

    def of_payment(self, payment_id: Any) -> list[Object]:
        """Return the sessions that were opened for one of the market's payments, the oldest first."""
        return [s for s in self.sessions.values() if s["client_reference_id"] == str(payment_id)]

    def _session(self, session_id: str) -> Object:
        if session_id not in self.sessions:
            raise Refused(f"No such checkout.session: {session_id}", status=404, code="resource_missing")
        return self.sessions[session_id]

    def _attempt(self, session_id: str) -> tuple[Object, Object]:
        session = self.sessions[session_id]
        if session["status"] != "open":
            raise Refused("This Checkout Session is no longer open.")
        if session["payment_intent"] is None:
            intent = objects.make_intent(session, self._intent_metadata[session_id])
            self.intents[intent["id"]] = intent
            session["payment_intent"] = intent["id"]
            self._tell("payment_intent.created", intent)
        return session, self.intents[session["payment_intent"]]

    def _sum_refunds(self, intent_id: str) -> int:
        return sum(
            refund["amount"]
            for refund in self.refunds.values()
            if refund["payment_intent"] == intent_id and refund["status"] not in {"failed", "canceled"}
        )

    def _tell(self, kind: str, of: Object) -> None:
        self.events.append(objects.make_event(kind, of))


def _check_amount(amount: int, currency: str) -> None:
    if currency not in CURRENCIES:
        raise Refused(f"Invalid currency: {currency}.", param="line_items[0][price_data][currency]")
    if currency in THREE_DECIMAL and amount % 10:
        raise Refused(
            "The last digit of amounts in this currency must be 0.", code="parameter_invalid_integer"
        )
    if amount < MINIMUM.get(currency, 1):
        raise Refused(
            "The Checkout Session's total amount due must add up to at least the minimum.",
            code="amount_too_small",
        )
