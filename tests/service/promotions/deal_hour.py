"""What tests of deals do all the time: buy at a price, let time pass, look at what is left."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import update
from werkzeug.test import TestResponse

from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from products import stock
from products.models import Reservation, Variant
from products.values import Product
from promotions import deals
from promotions.models import DealRow
from promotions.values import Deal
from tests.market import ApiClient
from tests.service.orders.market_day import ADDRESS


def buy(
    buyer: ApiClient, product: Product, *, quantity: int = 1, expected: int | None = None, **changes: Any
) -> TestResponse:
    """Order some of a product's first variant, at the price that the buyer saw if one is given."""
    item: dict[str, Any] = {"variant_id": str(product.variants[0].id), "quantity": quantity}
    if expected is not None:
        item["expected_price_minor"] = expected
    body = {"line_items": [item], "shipping_address": ADDRESS, **changes}
    return buyer.post("/orders", body, key=str(new_id()))


def unit_price(buyer: ApiClient, order: dict[str, Any]) -> int:
    """Return what one unit of an order's only line costs."""
    line: dict[str, Any] = buyer.get(f"/orders/{order['id']}").get_json()["line_items"][0]
    return int(line["unit_price_minor"])


def find(deal: Deal) -> Deal:
    """Return a deal as it is now."""
    with reading() as session:
        return deals.get_deal(session, deal.id)


def expire_order(order_id: str) -> None:
    """Let the time of an order's reservation be over, and sweep."""
    mine = Reservation.reference_id == uuid.UUID(order_id)
    with transaction() as session:
        session.execute(update(Reservation).where(mine).values(expires_at=now()))
    with transaction() as session:
        stock.expire_reservations(session)


def let_time_pass(deal: Deal, seconds: int) -> None:
    """Move a deal so far into the past, on its own row and on its variant."""
    past = dt.timedelta(seconds=seconds)
    starts_at, ends_at = deal.starts_at - past, deal.ends_at - past
    with transaction() as session:
        row = update(DealRow).where(DealRow.id == deal.id)
        session.execute(row.values(starts_at=starts_at, ends_at=ends_at))
        variant = update(Variant).where(Variant.special_id == deal.id)
        session.execute(variant.values(special_starts_at=starts_at, special_ends_at=ends_at))
