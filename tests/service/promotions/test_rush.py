"""Two hundred buyers want one of fifty units at a live price, all at once, and each of them taps twice."""

import random
import secrets
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, update

from accounts.models import User
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from orders.checkout import place_all
from orders.errors import PriceChanged
from orders.models import LineItemRecord, OrderRecord
from orders.purchases import Placed, Purchase, Result
from products import stock
from products.models import Reservation
from products.values import Product
from promotions.models import DealUse
from promotions.quota import TAKEN
from tests.factories import make_deal, make_product
from tests.service.orders.market_day import ADDRESS, available
from tests.service.promotions.deal_hour import find

BUYERS = 200
QUOTA = 50
STOCK = 300
CLIENTS = 16


def make_buyers() -> list[uuid.UUID]:
    """Make the buyers straight in the table: hashing their passwords is another test's business."""
    rows = [
        {
            "id": (buyer_id := new_id()),
            "email": f"{buyer_id}@example.test",
            "password_hash": "",
            "handle": buyer_id.hex,
            "display_name": "Buyer",
            "roles": ["viewer"],
            "bio": "",
            "created_at": now(),
        }
        for _ in range(BUYERS)
    ]
    with transaction() as session:
        session.execute(insert(User), rows)
    return [row["id"] for row in rows]


def rush(product: Product, buyers: Iterable[uuid.UUID], expected: int | None = None) -> Sequence[Result]:
    """Let every buyer send his purchase twice, with different keys, in transactions that race each other.

    Batches of one to four, as several web processes would make them.
    """
    variant_id = product.variants[0].id
    prices = {} if expected is None else {variant_id: expected}
    taps = [
        Purchase(buyer_id, secrets.token_hex(8), "hash", ((variant_id, 1),), ADDRESS, None, prices)
        for buyer_id in buyers
        for _ in range(2)
    ]
    random.shuffle(taps)
    batches = []
    while taps:
        count = random.randint(1, 4)
        batches.append(taps[:count])
        del taps[:count]
    with ThreadPoolExecutor(CLIENTS) as pool:
        return [result for results in pool.map(place_all, batches) for result in results]


def prices_paid(product: Product) -> Counter[int]:
    """Return how many orders of a product have which price."""
    with reading() as session:
        rows = session.execute(
            select(LineItemRecord.unit_price_minor, func.count().label("orders_count"))
            .where(LineItemRecord.product_id == product.id)
            .group_by(LineItemRecord.unit_price_minor)
        )
        return Counter({row.unit_price_minor: row.orders_count for row in rows})


@pytest.fixture
def rushed(app: Flask) -> Product:
    """Make something that everybody wants."""
    return make_product(stock_counts=[STOCK], price_minor=1990)


def test_exactly_the_quota_goes_at_the_live_price_and_nobody_gets_two(rushed: Product) -> None:
    deal = make_deal(rushed, price_minor=900, quota_count=QUOTA, per_buyer_limit=1)

    results = rush(rushed, make_buyers())

    placed = [one for one in results if isinstance(one, Placed)]
    assert prices_paid(rushed) == {900: QUOTA, 1990: STOCK - QUOTA}
    assert Counter(one.total_minor for one in placed) == prices_paid(rushed)
    with reading() as session:
        lucky = session.scalars(
            select(OrderRecord.buyer_id)
            .join(LineItemRecord, LineItemRecord.order_id == OrderRecord.id)
            .where(LineItemRecord.deal_id == deal.id)
        ).all()
    assert len(set(lucky)) == QUOTA
    assert find(deal).left_count == 0
    assert available(rushed.variants[0].id) == 0


def test_whoever_wants_the_live_price_or_nothing_gets_it_or_nothing(rushed: Product) -> None:
    deal = make_deal(rushed, price_minor=900, quota_count=QUOTA, per_buyer_limit=1)

    results = rush(rushed, make_buyers(), expected=900)

    assert Counter(type(one) for one in results) == {Placed: QUOTA, PriceChanged: 2 * BUYERS - QUOTA}
    assert prices_paid(rushed) == {900: QUOTA}
    assert available(rushed.variants[0].id) == STOCK - QUOTA
    assert find(deal).left_count == 0


def test_what_expires_comes_back_and_is_sold_again_to_others(rushed: Product) -> None:
    deal = make_deal(rushed, price_minor=900, quota_count=QUOTA, per_buyer_limit=1)
    rush(rushed, make_buyers(), expected=900)

    with transaction() as session:
        mine = Reservation.variant_id == rushed.variants[0].id
        session.execute(update(Reservation).where(mine).values(expires_at=now()))
    with transaction() as session:
        stock.expire_reservations(session)
    returned = find(deal).left_count
    rush(rushed, make_buyers(), expected=900)

    with reading() as session:
        taken = select(func.count()).where(DealUse.deal_id == deal.id, DealUse.state == TAKEN)
        assert session.scalar(taken) == QUOTA
    assert returned == QUOTA
    assert find(deal).left_count == 0
