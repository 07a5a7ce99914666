"""A market to check out in: a shop, three variants with plenty of stock, a coupon without end, and buyers.

A creator promotes what is sold, and each buyer has seen it there.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.buyers import ADDRESS, add_people
from bench.serving import build_environment
from commissions import offers, promoting, touches
from commissions.clicks import Click, SourceKind, TouchKind
from commissions.touches import TouchOwner
from kernel import migrate, runtime
from kernel.clock import now
from kernel.config import Config
from kernel.ids import new_id
from kernel.transaction import transaction
from products import catalogue, shops
from products.variants import NewVariant
from promotions import coupons
from promotions.coupon_values import NewCoupon

PLENTY = 10_000_000


@dataclass(frozen=True)
class BasketMarket:
    """Whom to ask as, and what to ask for: a basket of three variants that one coupon makes cheaper."""

    environment: Mapping[str, str]
    buyers: Mapping[str, uuid.UUID]
    variant_ids: tuple[uuid.UUID, ...]
    coupon_id: uuid.UUID

    @property
    def line_items(self) -> list[dict[str, Any]]:
        """Return what is bought, as the API takes it."""
        return [{"variant_id": str(one), "quantity": 1} for one in self.variant_ids]

    @property
    def quote_body(self) -> bytes:
        """Return the body of a request for a quote."""
        return json.dumps({"line_items": self.line_items}).encode()

    def order_body(self, quote: str) -> bytes:
        """Return the body of an order at a quote's price."""
        source = {"kind": "video", "id": str(self.variant_ids[0]), "media_time_seconds": 3.2}
        body = {
            "line_items": self.line_items,
            "shipping_address": ADDRESS,
            "source": source,
            "quote": quote,
        }
        return json.dumps(body).encode()


def prepare_market(home: Path, database_url: str, buyers: int) -> BasketMarket:
    """Make the tables, the buyers and what they buy."""
    environment = build_environment(home, database_url)
    runtime.start(Config.from_env(environment))
    migrate.upgrade(database_url)
    with transaction() as session:
        (merchant,) = add_people(session, 1, "merchant").values()
        (creator,) = add_people(session, 1, "creator").values()
        people = add_people(session, buyers)
        shop = shops.open_shop(session, owner_id=merchant, name="Bench")
        product = catalogue.create_product(
            session,
            shop.id,
            owner_id=merchant,
            title="Paper lantern",
            description="",
            currency="USD",
            variants=[
                NewVariant(size.upper(), {"Size": size}, price, PLENTY)
                for size, price in {"small": 1990, "medium": 2990, "large": 3990}.items()
            ],
        )
        offer = offers.set_offer(session, product.id, owner_id=merchant, basis_points=1000, is_public=True)
        promoting.pick(session, offer.id, creator)
        seen = Click(creator, TouchKind.CONTENT, SourceKind.VIDEO, source_id=new_id(), media_ms=3200)
        for person in people.values():
            touches.record(session, TouchOwner(person), seen)
        coupon = coupons.create_coupon(session, new_id(), _coupon(), shop_id=shop.id, owner_id=merchant)
    runtime.stop()
    variant_ids = tuple(sorted(one.id for one in product.variants))
    return BasketMarket(environment, people, variant_ids, coupon.id)


def _coupon() -> NewCoupon:
    return NewCoupon(
        "Lantern week",
        "USD",
        now() - dt.timedelta(hours=1),
        now() + dt.timedelta(days=7),
        amount_minor=500,
        budget_count=PLENTY,
        per_buyer_limit=PLENTY,
    )
