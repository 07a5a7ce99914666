"""The simulator says what a buyer then pays, why, and which coupon did not count."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask

from kernel.clock import now
from kernel.transaction import reading
from products.errors import NoSuchShop, NoSuchVariant
from products.values import Product
from promotions.coupon_choice import CouponRefusal
from promotions.pipeline.values import Kind
from promotions.simulating import Question, Simulation, simulate
from tests.browsing import browse
from tests.factories import (
    make_coupon,
    make_deal,
    make_person,
    make_product,
    make_reduction,
    make_sale_price,
)
from tests.market import ApiClient

Api = Callable[..., ApiClient]
DAY = dt.timedelta(days=1)


def ask(
    product: Product,
    quantity: int = 2,
    *,
    after: dt.timedelta = dt.timedelta(),
    code: str | None = None,
    has_used: bool = False,
) -> Simulation:
    """Return how the price of some of a product's first variant comes about."""
    question = Question({product.variants[0].id: quantity}, now() + after, code, has_used)
    with reading() as session:
        found = simulate(session, product.shop.id, question, owner_id=product.shop.owner_id)
    assert found is not None
    return found


def steps_of(found: Simulation) -> list[tuple[Kind, int]]:
    """Return the steps of a price."""
    return [(step.kind, step.amount_minor) for step in found.priced.adjustments]


def test_it_says_what_a_buyer_is_quoted_in_the_order_of_the_rules(api: Api) -> None:
    product = make_product(price_minor=1000)
    make_sale_price(product, price_minor=900)
    make_reduction(product, (1500, 300))
    make_coupon(product, percent=10)

    found = ask(product)

    line = {"variant_id": str(product.variants[0].id), "quantity": 2}
    quote = api(make_person().id).post("/quotes", {"line_items": [line]}).get_json()
    assert steps_of(found) == [(Kind.SALE, -200), (Kind.FULL_REDUCTION, -300), (Kind.SHOP_COUPON, -150)]
    assert found.priced.goods_minor == quote["total_minor"] == 1350


def test_another_moment_has_other_prices(app: Flask) -> None:
    product = make_product(price_minor=1000)
    make_sale_price(product, price_minor=900, starts_in=2 * DAY, lasts=DAY)
    make_deal(product, price_minor=500, quota_count=5, per_buyer_limit=2, seconds=3600)

    kinds = [[kind for kind, _ in steps_of(ask(product, after=days * DAY))] for days in (0, 1, 2.5, 4)]

    assert kinds == [[Kind.LIVE_DEAL], [], [Kind.SALE], []]


def test_it_says_why_a_coupon_does_not_count(app: Flask) -> None:
    product = make_product(price_minor=1000)
    coupon = make_coupon(product, amount_minor=100, threshold_minor=3000)
    make_coupon(product, amount_minor=700, code="MOON", is_public=False)

    below, better, used = (
        ask(product),
        ask(product, 3, code="MOON"),
        ask(product, 3, has_used=True),
    )

    assert [(one.coupon.id, one.refusal, one.missing_minor) for one in below.tried] == [
        (coupon.id, CouponRefusal.BELOW_THRESHOLD, 1000)
    ]
    assert {one.coupon.name: one.refusal for one in better.tried if one.coupon.id == coupon.id} == {
        coupon.name: CouponRefusal.NOT_CHOSEN
    }
    assert better.priced.goods_minor == 2300
    assert [one.refusal for one in used.tried] == [CouponRefusal.BUYER_LIMIT]


def test_nobody_tries_the_prices_of_another_shop(app: Flask) -> None:
    product, other = make_product(), make_product()
    question = Question({other.variants[0].id: 1}, now())

    with pytest.raises(NoSuchVariant), reading() as session:
        simulate(session, product.shop.id, question, owner_id=product.shop.owner_id)
    with pytest.raises(NoSuchShop), reading() as session:
        simulate(session, other.shop.id, question, owner_id=product.shop.owner_id)


def test_its_page_shows_the_steps(app: Flask) -> None:
    product = make_product(price_minor=1000)
    make_reduction(product, (1500, 300), name="Lantern days")
    make_coupon(product, amount_minor=100, threshold_minor=3000, name="Big night")
    browser = browse(app, product.shop.owner_id)
    path = f"/console/shops/{product.shop.id}/simulator"

    empty = browser.get(path)
    page = browser.get(path, query_string={"variant_1": str(product.variants[0].id), "quantity_1": "2"}).text

    assert (empty.status_code, "Step by step" in empty.text) == (200, False)
    assert page.index("2 × Paper lantern at the usual price") < page.index("Lantern days")
    assert "$17.00" in page
    assert "$10.00 more, and you can use it." in page
