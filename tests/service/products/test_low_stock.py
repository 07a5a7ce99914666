"""What runs low: told once, again after it was plentiful, with levels of shops and of variants."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.people import Person
from growth.kinds import Kind
from growth.models import NotificationRow
from kernel.transaction import reading, transaction
from products import catalogue, low_stock, stock
from products.errors import NoSuchShop, NoSuchVariant
from products.values import Product
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient, run_jobs
from tests.service.content.test_pages import browse_as

Apis = Callable[..., ApiClient]
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def merchant() -> Person:
    return make_person(name="Mei")


def look() -> None:
    """Do what the worker does every so often, and tell people."""
    with transaction() as session:
        low_stock.tell_low(session)
    run_jobs()


def correct(product: Product, change_count: int, number: int = 0) -> None:
    with transaction() as session:
        stock.correct(
            session,
            product.variants[number].id,
            owner_id=product.shop.owner_id,
            change_count=change_count,
            reason="",
        )


def news_of(person: Person) -> list[str]:
    """Return how many variants each notification of low stock told of."""
    with reading() as session:
        query = select(NotificationRow).where(
            NotificationRow.person_id == person.id, NotificationRow.kind == Kind.STOCK_LOW
        )
        return [row.details["count"] for row in session.scalars(query.order_by(NotificationRow.sort_id))]


def left(shop_id: uuid.UUID, *, only_low: bool = True) -> list[int]:
    with reading() as session:
        page = low_stock.list_stock(session, shop_id, only_low=only_low)
    return [line.available_count for line in page.items]


def test_a_merchant_is_told_once_until_it_was_plentiful_again(merchant: Person) -> None:
    product = make_product(make_shop(merchant), stock_counts=(8,))
    look()
    assert news_of(merchant) == []

    correct(product, -3)
    look()
    look()
    correct(product, -1)
    look()
    assert news_of(merchant) == ["1"]

    correct(product, 10)
    look()
    correct(product, -10)
    look()
    assert news_of(merchant) == ["1", "1"]


def test_what_runs_low_at_once_is_told_at_once(merchant: Person) -> None:
    make_product(make_shop(merchant), stock_counts=(1, 2, 30))

    look()

    assert news_of(merchant) == ["2"]


def test_a_variants_own_level_goes_before_that_of_the_shop(merchant: Person) -> None:
    product = make_product(make_shop(merchant), stock_counts=(4, 40, 400))
    first, second, _ = product.variants
    with transaction() as session:
        low_stock.set_level(session, first.id, 3, owner_id=merchant.id)
        low_stock.set_level(session, second.id, 50, owner_id=merchant.id)

    assert left(product.shop.id) == [40]
    assert left(product.shop.id, only_low=False) == [4, 40, 400]

    with transaction() as session:
        low_stock.set_level(session, first.id, None, owner_id=merchant.id)
        low_stock.set_shop_level(session, product.shop.id, 1000, owner_id=merchant.id)

    assert left(product.shop.id) == [4, 40, 400]


def test_what_is_not_sold_does_not_run_low(merchant: Person) -> None:
    product = make_product(make_shop(merchant), stock_counts=(0,))
    with transaction() as session:
        catalogue.archive_product(session, product.id, owner_id=merchant.id)

    look()

    assert news_of(merchant) == []
    assert left(product.shop.id) == []


def test_levels_of_others_are_not_touched(merchant: Person) -> None:
    product = make_product()

    with pytest.raises(NoSuchVariant), transaction() as session:
        low_stock.set_level(session, product.variants[0].id, 1, owner_id=merchant.id)
    with pytest.raises(NoSuchShop), transaction() as session:
        low_stock.set_shop_level(session, product.shop.id, 1, owner_id=merchant.id)


def test_pages_show_fewest_first_and_follow_each_other(merchant: Person) -> None:
    shop = make_shop(merchant)
    for start in range(3):
        make_product(shop, stock_counts=tuple(range(start, 30, 3)))

    counts, cursor = [], None
    while True:
        with reading() as session:
            page = low_stock.list_stock(session, shop.id, only_low=False, cursor=cursor)
        counts.extend(line.available_count for line in page.items)
        cursor = page.next_cursor
        if cursor is None:
            break

    assert counts == list(range(30))


def test_the_console_says_how_much_runs_low_and_lets_levels_be_set(app: Flask, merchant: Person) -> None:
    product = make_product(make_shop(merchant), stock_counts=(2,), title="Moon lantern")
    path = f"/console/shops/{product.shop.id}/low-stock"
    client = browse_as(app, merchant)

    assert "Low stock: 1" in client.get("/console").text
    page = client.get(path).text
    assert "Moon lantern" in page

    token = page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]
    variant = f"/console/variants/{product.variants[0].id}/low-stock"
    assert client.post(variant, data={"csrf_token": token, "low_count": "1"}).status_code == 303
    assert "Nothing runs low" in client.get(path).text
    assert client.post(variant, data={"csrf_token": token, "low_count": ""}).status_code == 303
    assert "Moon lantern" in client.get(path).text
    assert client.post(path, data={"csrf_token": token, "low_count": "0"}).status_code == 303
    assert "Nothing runs low" in client.get(path).text
    assert client.post(path, data={"csrf_token": token, "low_count": "-1"}).status_code == 422
