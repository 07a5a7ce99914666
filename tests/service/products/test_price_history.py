"""What was paid enters the price history where a rule asks for it, and a page tells the history."""

import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from kernel import runtime
from kernel.transaction import reading
from products import prices
from products.prior_price import PriceKind
from tests.factories import let_prices_age, make_deal, make_person, make_product
from tests.market import ApiClient
from tests.service.orders.market_day import SandboxTeller
from tests.service.promotions.deal_hour import buy

Api = Callable[..., ApiClient]


@pytest.fixture
def prc(app: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the market measure reductions from the lowest price that was paid in seven days."""
    config = replace(runtime.config(), price_preset="prc")
    monkeypatch.setattr(runtime, "config", lambda: config)


def list_sold(variant_id: uuid.UUID) -> list[int]:
    """Return what was paid for a variant."""
    with reading() as session:
        points = prices.list_points(session, [variant_id])[variant_id]
    return [point.price_minor for point in points if point.kind is PriceKind.SOLD]


@pytest.mark.usefixtures("prc")
def test_a_reduction_is_measured_from_the_lowest_price_that_was_paid(app: Flask, api: Api) -> None:
    product = make_product(price_minor=1990)
    variant_id = product.variants[0].id
    for _ in range(2):
        order = buy(api(make_person().id), product).get_json()
        SandboxTeller(app).pay(order)
    let_prices_age(product, days=2)

    make_deal(product, price_minor=900)
    shown = api().get(f"/products/{product.id}").get_json()["variants"][0]

    assert list_sold(variant_id) == [1990]
    assert (shown["price_minor"], shown["was_minor"]) == (900, 1990)


def test_another_rule_asks_for_no_such_lines(app: Flask, api: Api) -> None:
    product = make_product(price_minor=1990)

    order = buy(api(make_person().id), product).get_json()
    SandboxTeller(app).pay(order)

    assert list_sold(product.variants[0].id) == []


def test_a_page_says_what_a_reduction_is_measured_from_and_draws_each_day(app: Flask) -> None:
    product = make_product(price_minor=1990, stock_counts=[3, 3])
    let_prices_age(product, days=40)
    make_deal(product, price_minor=900)
    browser = app.test_client()

    page = browser.get(f"/p/{product.id}").get_data(as_text=True)
    other = browser.get(f"/p/{product.id}?variant={product.variants[1].id}").get_data(as_text=True)

    assert "$9.00 instead of $19.90 (−54%): $19.90 was the lowest price of the 30 days before" in page
    assert 'data-level="1990"' in page
    assert (page.count('data-value="1990"'), page.count('data-value="900"')) == (40, 1)
    assert other.count('data-value="1990"') == 41
    assert "instead of" not in other
