"""What tests of orders do all the time: place one, pay it, tell what the gateway would tell."""

import json
import uuid
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading
from payments.gateways.sandbox.messages import WEBHOOK_PATH, secret
from payments.gateways.sandbox.signature import HEADER, sign
from products import catalogue
from tests.market import ApiClient

ADDRESS = {
    "name": "Mei Lin",
    "line1": "88 Raohe Street",
    "city": "Taipei",
    "postal_code": "105",
    "country": "TW",
    "phone": "+886 2 2763 5733",
}


def order_body(*wanted: tuple[uuid.UUID, int], **changes: Any) -> dict[str, Any]:
    """Return the body that orders these (variant id, quantity)."""
    items = [{"variant_id": str(variant_id), "quantity": quantity} for variant_id, quantity in wanted]
    return {"line_items": items, "shipping_address": ADDRESS, **changes}


def place(buyer: ApiClient, *wanted: tuple[uuid.UUID, int], key: str | None = None) -> TestResponse:
    """Place an order, with a key of its own unless one is given."""
    return buyer.post("/orders", order_body(*wanted), key=key or str(new_id()))


def pack(
    seller: ApiClient, order: dict[str, Any], *wanted: tuple[uuid.UUID, int], **changes: Any
) -> TestResponse:
    """Send a parcel of an order with these (variant id, quantity), or with all that is left."""
    items = [{"variant_id": str(variant_id), "quantity": quantity} for variant_id, quantity in wanted]
    return seller.post(f"/orders/{order['id']}/shipments", {"line_items": items or None, **changes})


def available(variant_id: uuid.UUID) -> int:
    """Return how many units can be bought now."""
    with reading() as session:
        return catalogue.get_offers(session, [variant_id])[variant_id].available_count


@dataclass(frozen=True)
class SandboxTeller:
    """Tells the market what a gateway would tell it, through the webhooks' door."""

    app: Flask

    def tell(
        self, message: dict[str, Any], *, age_seconds: int = 0, key: bytes | None = None
    ) -> TestResponse:
        """Post a signed message; `age_seconds` old, signed with another key when one is given."""
        body = json.dumps(message).encode()
        at_seconds = int(now().timestamp()) - age_seconds
        return self.post(body, sign(key or secret(), body, at_seconds=at_seconds))

    def post(self, body: bytes, signature: str | None) -> TestResponse:
        """Post any body with any signature."""
        headers = {} if signature is None else {HEADER: signature}
        client = self.app.test_client(use_cookies=False)
        return client.post(WEBHOOK_PATH, data=body, headers=headers, content_type="application/json")

    def pay(self, order: dict[str, Any], *, event_id: str | None = None, **changes: Any) -> TestResponse:
        """Tell that an order's payment succeeded."""
        return self.tell(self.message(order, event_id=event_id, **changes))

    def decline(self, order: dict[str, Any], *, event_id: str | None = None) -> TestResponse:
        """Tell that an order's payment was declined."""
        return self.tell(self.message(order, event_id=event_id, kind="payment.declined"))

    def message(
        self, order: dict[str, Any], *, event_id: str | None = None, **changes: Any
    ) -> dict[str, Any]:
        """Return the message of a successful payment, with changes."""
        return {
            "event_id": event_id or str(new_id()),
            "kind": "payment.succeeded",
            "payment_id": order["payment"]["id"],
            "amount_minor": order["total_minor"],
            "currency": order["currency"],
            **changes,
        }
