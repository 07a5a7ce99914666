"""Stripe behind the gateways' interface."""

from collections.abc import Mapping

from payments.authorization import Payment
from payments.errors import GatewayRefused
from payments.gateways.base import GatewayEvent, PayoutOrder, RefundOrder
from payments.gateways.stripe import hosted_pages, refunds, webhooks
from payments.gateways.stripe.client import NAME


class StripeGateway:
    """Takes real money with a live key, none with a test key."""

    name = NAME

    def start(self, payment: Payment) -> str:
        """Return the address of Stripe's page for this payment."""
        return hosted_pages.open_page(payment)

    def refund(self, order: RefundOrder) -> GatewayEvent | None:
        """Give money back once for each refund."""
        return refunds.give_back(order)

    def pay_out(self, order: PayoutOrder) -> GatewayEvent | None:
        """Refuse: the market has no accounts of its merchants at Stripe.

        Raises GatewayRefused.
        """
        raise GatewayRefused(code="no_connected_accounts", payout_id=str(order.payout_id))

    def look_up(self, payment: Payment) -> GatewayEvent | None:
        """Ask what has happened on the payment's page."""
        return hosted_pages.look_up(payment)

    def close(self, payment: Payment) -> GatewayEvent | None:
        """Close the payment's page."""
        return hosted_pages.close_page(payment)

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> GatewayEvent | None:
        """Verify a webhook and return what it says."""
        return webhooks.read_webhook(headers, body)
