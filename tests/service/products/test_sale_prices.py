"""A sale price: when it holds, where it is seen, what it leaves in the price history, what may not be."""

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from products import catalogue, prices, sale_prices, variants, wishes
from products.errors import (
    NoSuchProduct,
    NoSuchSalePrice,
    SaleNotLower,
    SaleOverlaps,
    WrongTimes,
)
from products.models import PriceEntry, SalePriceRow, Variant
from products.prior_price import PriceKind
from products.sale_prices import NewSalePrice, SalePrice, SaleState, turn_sale_prices
from products.values import Product, read_sale, write_sale
from promotions.errors import NotLower
from tests.browsing import browse, field_of
from tests.factories import let_prices_age, make_deal, make_person, make_product, make_sale_price, make_shop
from tests.market import ApiClient
from tests.service.promotions.deal_hour import buy, unit_price

Api = Callable[..., ApiClient]
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def let_time_pass(sale: SalePrice, past: dt.timedelta) -> None:
    """Move a sale price so far into the past, on its row, on its variants and in the price history."""
    with transaction() as session:
        row = session.get_one(SalePriceRow, sale.id)
        row.starts_at, row.ends_at = row.starts_at - past, row.ends_at - past
        for line in sale.lines:
            variant = session.get_one(Variant, line.variant_id)
            kept = map(read_sale, variant.sale_prices or ())
            times = {one.id: one for one in kept}
            moved = times.pop(sale.id)
            at = (moved.starts_at - past, moved.ends_at - past)
            moved = type(moved)(moved.id, moved.price_minor, *at, kind=PriceKind.SALE)
            variant.sale_prices = [*map(write_sale, times.values()), write_sale(moved)]
        for entry in session.scalars(select(PriceEntry).where(PriceEntry.reference_id == sale.id)):
            entry.created_at -= past


def turn() -> None:
    """Do what the worker does every second."""
    with transaction() as session:
        turn_sale_prices(session)


def shown(api: Api, product: Product) -> tuple[int, int | None]:
    """Return what everybody sees: the price of the first variant, and the earlier one beside it."""
    variant = api().get(f"/products/{product.id}").get_json()["variants"][0]
    return variant["price_minor"], variant["was_minor"]


def history(product: Product) -> list[tuple[str, int, bool]]:
    """Return the price history of a product's first variant."""
    with reading() as session:
        points = prices.list_points(session, [product.variants[0].id])[product.variants[0].id]
    return [(str(one.kind), one.price_minor, one.is_end) for one in points]


def test_it_holds_from_its_first_moment_to_its_last_whatever_the_worker_does(api: Api) -> None:
    product = make_product(price_minor=1990)
    sale = make_sale_price(product, percent=10, starts_in=HOUR, lasts=2 * HOUR)

    before = shown(api, product)[0]
    let_time_pass(sale, HOUR)
    during = shown(api, product)[0]
    let_time_pass(sale, 2 * HOUR)
    after = shown(api, product)[0]

    assert (before, during, after) == (1990, 1791, 1990)


def test_everybody_sees_it_and_buys_at_it(app: Flask, api: Api) -> None:
    product = make_product(price_minor=1990)
    let_prices_age(product)
    make_sale_price(product, price_minor=1500)
    buyer = api(make_person().id)
    variant_id = str(product.variants[0].id)

    summary = buyer.get("/checkout", variant=variant_id).get_json()
    buyer.post("/cart/items", {"variant_id": variant_id, "quantity": 1}, key=str(new_id()))
    cart = buyer.get("/cart").get_json()
    page = app.test_client().get(f"/p/{product.id}").get_data(as_text=True)
    quote = buyer.post("/quotes", {"line_items": [{"variant_id": variant_id, "quantity": 2}]}).get_json()
    order = buy(buyer, product, expected=1500).get_json()

    assert shown(api, product) == (1500, 1990)
    assert (summary["unit_price_minor"], summary["was_minor"]) == (1500, 1990)
    assert cart["totals"] == {"USD": 1500}
    assert '"price": "15.00"' in page
    assert "$15.00 instead of $19.90 (−24%)" in page
    (step,) = quote["lines"][0]["steps"]
    assert (step["kind"], step["amount_minor"], quote["total_minor"]) == ("sale", -980, 3000)
    assert (order["total_minor"], unit_price(buyer, order)) == (1500, 1500)


def test_a_cart_is_told_that_something_became_cheaper(app: Flask, api: Api) -> None:
    product = make_product(price_minor=1990)
    make_sale_price(product, price_minor=1500)

    refused = buy(api(make_person().id), product, expected=1990).get_json()

    assert (refused["type"], refused["price_minor"]) == ("/problems/price-changed", 1500)


def test_a_live_price_is_in_front_of_it_and_gives_way_to_it_when_it_is_gone(api: Api) -> None:
    product = make_product(price_minor=1990)
    make_sale_price(product, price_minor=1500)
    make_deal(product, price_minor=900, quota_count=1, per_buyer_limit=1)
    buyer = api(make_person().id)

    first, second = (unit_price(buyer, buy(buyer, product).get_json()) for _ in range(2))

    assert (first, second) == (900, 1500)


def test_a_live_price_is_lower_than_it(app: Flask) -> None:
    product = make_product(price_minor=1990)
    make_sale_price(product, price_minor=1500)

    with pytest.raises(NotLower):
        make_deal(product, price_minor=1600)


def test_begin_and_end_stand_in_the_price_history_once_each(app: Flask) -> None:
    product = make_product(price_minor=1990)
    sale = make_sale_price(product, price_minor=1500, starts_in=HOUR, lasts=HOUR)
    turn()
    assert history(product) == [("base", 1990, False)]

    let_time_pass(sale, HOUR)
    turn()
    turn()
    begun = history(product)
    let_time_pass(sale, HOUR)
    turn()
    turn()

    assert begun == [("base", 1990, False), ("sale", 1500, False)]
    assert history(product) == [*begun, ("sale", 1500, True)]
    with reading() as session:
        assert session.get_one(Variant, product.variants[0].id).sale_prices is None


def test_one_that_was_over_before_the_worker_came_is_told_all_the_same(app: Flask) -> None:
    product = make_product(price_minor=1990)
    sale = make_sale_price(product, price_minor=1500, starts_in=HOUR, lasts=HOUR)

    let_time_pass(sale, 3 * HOUR)
    turn()

    assert history(product)[1:] == [("sale", 1500, False), ("sale", 1500, True)]


def test_a_price_that_was_higher_for_a_while_before_is_not_what_it_is_measured_from(api: Api) -> None:
    """80, then 100 for ten days, then 90: the lowest of the 30 days before is 80, so 90 is no reduction."""
    product = make_product(price_minor=10_000)
    let_prices_age(product, days=100)
    lower = make_sale_price(product, price_minor=8000, lasts=5 * DAY)
    let_time_pass(lower, 15 * DAY)
    turn()

    make_sale_price(product, price_minor=9000)

    assert shown(api, product) == (9000, None)


def test_a_reduction_that_goes_further_down_is_measured_from_before_its_first_step(api: Api) -> None:
    product = make_product(price_minor=10_000)
    let_prices_age(product, days=100)
    first = make_sale_price(product, price_minor=9000, lasts=DAY)
    with transaction() as session:
        new = NewSalePrice(first.ends_at, first.ends_at + DAY, price_minor=8000)
        second = sale_prices.create_sale_price(
            session, new_id(), new, product_id=product.id, owner_id=product.shop.owner_id
        )
    seen = [shown(api, product)]

    for sale in (first, second):
        let_time_pass(sale, DAY)
    turn()
    seen.append(shown(api, product))

    assert seen == [(9000, 10_000), (8000, 10_000)]


def test_a_raised_price_is_no_earlier_price(api: Api) -> None:
    product = make_product(price_minor=10_000)
    let_prices_age(product, days=100)
    with transaction() as session:
        variant_id, owner_id = product.variants[0].id, product.shop.owner_id
        variants.change_variant(session, variant_id, owner_id=owner_id, price_minor=15_000)

    make_sale_price(product, price_minor=9000)

    assert shown(api, product) == (9000, 10_000)


def test_a_merchant_ends_it_early_and_takes_a_planned_one_back(api: Api) -> None:
    product = make_product(price_minor=1990)
    owner_id = product.shop.owner_id
    running = make_sale_price(product, price_minor=1500, lasts=HOUR)
    planned = make_sale_price(product, price_minor=1400, starts_in=2 * HOUR)

    for sale in (running, running, planned):
        with transaction() as session:
            ended = sale_prices.end_sale_price(session, sale.id, owner_id=owner_id)
            assert ended.find_state(now()) is SaleState.OVER
    with pytest.raises(NoSuchSalePrice), transaction() as session:
        sale_prices.end_sale_price(session, running.id, owner_id=make_person().id)

    assert shown(api, product)[0] == 1990
    assert history(product)[1:] == [("sale", 1500, False), ("sale", 1500, True)]


def test_what_can_not_be_is_refused(app: Flask) -> None:
    product = make_product(price_minor=100, stock_counts=[1, 1])
    make_sale_price(product, price_minor=90, lasts=HOUR)

    with pytest.raises(SaleOverlaps):
        make_sale_price(product, price_minor=80, starts_in=HOUR / 2)
    with pytest.raises(SaleNotLower):
        make_sale_price(product, price_minor=100, starts_in=2 * HOUR)
    with pytest.raises(WrongTimes):
        make_sale_price(product, price_minor=80, starts_in=-2 * HOUR, lasts=HOUR)
    new, nobody = NewSalePrice(now(), now() + HOUR, percent=10), new_id()
    with pytest.raises(NoSuchProduct), transaction() as session:
        sale_prices.create_sale_price(session, new_id(), new, product_id=product.id, owner_id=nobody)


@pytest.mark.parametrize(("currency", "expected"), [("JPY", 897), ("USD", 897), ("KWD", 897)])
def test_a_percentage_is_of_the_minor_unit_whatever_the_currency(
    app: Flask, currency: str, expected: int
) -> None:
    product = make_product(price_minor=997, currency=currency)

    sale = make_sale_price(product, percent=10)

    assert [line.price_minor for line in sale.lines] == [expected]


def test_whoever_wished_for_it_hears_that_it_fell(app: Flask) -> None:
    product = make_product(price_minor=1990)
    person = make_person()
    with transaction() as session:
        wishes.wish(session, product.id, person.id)
    make_sale_price(product, price_minor=1500)

    with transaction() as session:
        wishes.tell_price_drops(session)

    with reading() as session:
        (kept,) = wishes.list_wishes(session, person.id).items
        assert kept.change_minor == -490
        fallen = catalogue.get_product(session, product.id).lowest_price_minor
    assert fallen == 1500


def test_a_merchant_sets_it_on_a_page(app: Flask) -> None:
    product = make_product(make_shop(), price_minor=1990, stock_counts=[2, 2])
    browser = browse(app, product.shop.owner_id)
    path = f"/console/products/{product.id}/prices"
    page = browser.get(path).text
    form = {
        "key": field_of(page, "key"),
        "csrf_token": field_of(page, "csrf_token"),
        "variant": str(product.variants[1].id),
        "kind": "price",
        "price": "15.00",
        "ends_at": "2036-11-23T15:00",
    }

    wrong = browser.post(path, data={**form, "price": "99"})
    for _ in range(2):
        assert browser.post(path, data=form).status_code == 303
    page = browser.get(path).text

    assert (wrong.status_code, 'value="99"' in wrong.text) == (422, True)
    with reading() as session:
        (sale,) = sale_prices.list_sale_prices(session, product.id)
    assert [(line.variant_id, line.price_minor) for line in sale.lines] == [(product.variants[1].id, 1500)]
    assert sale.ends_at == dt.datetime(2036, 11, 23, 15, tzinfo=dt.UTC)
    assert "Running" in page
    browser.post(f"/console/sale-prices/{sale.id}/end", data={"csrf_token": field_of(page, "csrf_token")})
    with reading() as session:
        (sale,) = sale_prices.list_sale_prices(session, product.id)
    assert sale.find_state(now()) is SaleState.OVER
