"""The figures of a shop as its merchant sees them, and as files."""

import csv
import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from accounts.people import Person
from accounts.roles import Role
from content import figures as content_figures
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import transaction
from orders.figures import counting
from products.values import Product
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient
from tests.service.content.published import make_published
from tests.service.content.test_pages import browse_as
from tests.service.orders.market_day import SandboxTeller, order_body

Apis = Callable[..., ApiClient]
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def gateway(app: Flask) -> SandboxTeller:
    return SandboxTeller(app)


@pytest.fixture
def merchant() -> Person:
    return make_person(Role.MERCHANT, Role.CREATOR, name="Mei")


def buy(api: Apis, gateway: SandboxTeller, product: Product, quantity: int = 1, **changes: Any) -> None:
    body = order_body((product.variants[0].id, quantity), **changes)
    gateway.pay(api(make_person().id).post("/orders", body, key=str(new_id())).get_json())


def count() -> None:
    with transaction() as session:
        counting.count_changed(session)


def lines(app: Flask, person: Person, shop_id: uuid.UUID, what: str) -> list[dict[str, str]]:
    answer = browse_as(app, person).get(f"/console/shops/{shop_id}/figures.csv?what={what}")
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_a_merchant_sees_sales_products_and_what_sold_them(
    app: Flask, api: Apis, gateway: SandboxTeller, merchant: Person
) -> None:
    product = make_product(make_shop(merchant), price_minor=1234, title="Moon lantern")
    post_id = make_published(merchant)
    with transaction() as session:
        content_figures.add(session, post_id, now().date(), views_count=40, taps_count=8)
    buy(api, gateway, product, 2, source={"kind": "video", "id": str(post_id), "media_time_seconds": 1.5})
    count()

    page = browse_as(app, merchant).get(f"/console/shops/{product.shop.id}/figures").text

    assert "Moon lantern" in page
    assert page.count("$24.68") >= 4  # the charts' totals, the product, the post
    assert f"/v/{post_id}" in page
    assert "12.5%" in page  # orders per tap
    assert "Who came back" in page


def test_a_shop_that_sold_nothing_says_so(app: Flask, merchant: Person) -> None:
    shop = make_shop(merchant)

    page = browse_as(app, merchant).get(f"/console/shops/{shop.id}/figures?period=365").text

    assert "Nothing was sold in this time" in page


def test_each_currency_is_told_by_itself(
    app: Flask, api: Apis, gateway: SandboxTeller, merchant: Person
) -> None:
    shop = make_shop(merchant)
    buy(api, gateway, make_product(shop, price_minor=500, currency="JPY"))
    buy(api, gateway, make_product(shop, price_minor=500, currency="JPY"))
    buy(api, gateway, make_product(shop, price_minor=1999, currency="EUR"))
    count()

    found = lines(app, merchant, shop.id, "products")
    page = browse_as(app, merchant).get(f"/console/shops/{shop.id}/figures?currency=EUR").text

    assert [(one["currency"], one["sales"]) for one in found] == [
        ("JPY", "500"),
        ("JPY", "500"),
        ("EUR", "19.99"),
    ]
    assert "€19.99" in page
    assert "¥" not in page


def test_files_have_every_day_and_what_a_spreadsheet_would_run_is_harmless(
    app: Flask, api: Apis, gateway: SandboxTeller, merchant: Person
) -> None:
    product = make_product(make_shop(merchant), price_minor=1000, title="=1+1")
    buy(api, gateway, product)
    count()

    days = lines(app, merchant, product.shop.id, "days")
    [sold] = lines(app, merchant, product.shop.id, "products")

    assert len(days) == 28
    assert days[-1]["from"] == now().date().isoformat()
    assert (days[-1]["orders"], days[-1]["sales"], days[-2]["orders"]) == ("1", "10.00", "0")
    assert sold["title"] == "'=1+1"
    assert lines(app, merchant, product.shop.id, "sources") == []


def test_what_others_posts_are_watched_is_not_told(
    app: Flask, api: Apis, gateway: SandboxTeller, merchant: Person
) -> None:
    product, other = make_product(make_shop(merchant)), make_person(Role.CREATOR)
    post_id = make_published(other)
    with transaction() as session:
        content_figures.add(session, post_id, now().date(), views_count=777, taps_count=8)
    buy(api, gateway, product, source={"kind": "video", "id": str(post_id), "media_time_seconds": 1.5})
    count()

    [line] = lines(app, merchant, product.shop.id, "sources")

    assert (line["orders"], line["views"], line["taps"]) == ("1", "", "")
    assert line["address"].endswith(f"/v/{post_id}")


def test_a_foreign_shop_has_no_figures(app: Flask, merchant: Person) -> None:
    shop = make_shop(make_person())

    client = browse_as(app, merchant)

    assert client.get(f"/console/shops/{shop.id}/figures").status_code == 404
    assert client.get(f"/console/shops/{shop.id}/figures.csv").status_code == 404
