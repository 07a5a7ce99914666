"""What tests of carts and checkouts do all the time."""

import uuid
from typing import Any

from sqlalchemy import update
from werkzeug.test import TestResponse

from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import transaction
from products import stock
from products.models import Reservation
from tests.market import ApiClient
from tests.service.orders.market_day import ADDRESS

Wanted = tuple[uuid.UUID, int]


def checkout_body(*wanted: Wanted, **changes: Any) -> dict[str, Any]:
    """Return the body that orders these (variant id, quantity) of their shops."""
    items = [{"variant_id": str(variant_id), "quantity": quantity} for variant_id, quantity in wanted]
    return {"line_items": items, "shipping_address": ADDRESS, **changes}


def check_out(buyer: ApiClient, *wanted: Wanted, key: str | None = None, **changes: Any) -> TestResponse:
    """Place a checkout, with a key of its own unless one is given."""
    return buyer.post("/checkouts", checkout_body(*wanted, **changes), key=key or str(new_id()))


def put_in_cart(person: ApiClient, variant_id: uuid.UUID, quantity: int = 1, **changes: Any) -> TestResponse:
    """Put units of a variant into somebody's cart."""
    body = {"variant_id": str(variant_id), "quantity": quantity, **changes}
    return person.post("/cart/items", body)


def quantities_in_cart(person: ApiClient) -> dict[str, int]:
    """Return what is in somebody's cart, by variant, without what waits for later."""
    cart = person.get("/cart").get_json()
    return {line["variant_id"]: line["quantity"] for shop in cart["shops"] for line in shop["lines"]}


def states(person: ApiClient, checkout: dict[str, Any]) -> list[str]:
    """Return how the orders of a checkout stand, in the order in which they were placed."""
    shown = person.get(f"/checkouts/{checkout['id']}").get_json()
    by_id = {order["id"]: order["state"] for order in shown["orders"]}
    return [by_id[order["id"]] for order in checkout["orders"]]


def expire(checkout: dict[str, Any]) -> None:
    """Let the time of a checkout's reservations be over, and sweep."""
    ids = [uuid.UUID(order["id"]) for order in checkout["orders"]]
    with transaction() as session:
        held = update(Reservation).where(Reservation.reference_id.in_(ids))
        session.execute(held.values(expires_at=now()))
    with transaction() as session:
        stock.expire_reservations(session)
