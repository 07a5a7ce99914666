"""The figures of a shop: counted from its orders, again when one changes, and from nothing just so."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from accounts.people import Person
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from orders import lifecycle, returns, shipments
from orders.figures import commands, counting
from orders.figures import reading as figures
from orders.figures.models import CohortMonth, FigureMark, ProductDay, ShopDay, SourceDay
from orders.figures.reading import Span, Trade
from orders.models import OrderRecord
from orders.return_states import ReturnKind, ReturnReason
from orders.return_values import NewReturn
from products.values import Product
from tests.factories import make_person, make_product
from tests.market import ApiClient
from tests.service.orders.market_day import SandboxTeller, order_body

Apis = Callable[..., ApiClient]
pytestmark = pytest.mark.usefixtures("app")
COUNTED = (ShopDay, ProductDay, SourceDay, CohortMonth)


def sell(
    api: Apis,
    gateway: SandboxTeller,
    product: Product,
    quantity: int = 1,
    *,
    buyer: Person | None = None,
    at: dt.datetime | None = None,
    **changes: Any,
) -> dict[str, Any]:
    """Let somebody buy and pay, today or at another moment; return the order."""
    client = api((buyer or make_person()).id)
    body = order_body((product.variants[0].id, quantity), **changes)
    order: dict[str, Any] = client.post("/orders", body, key=str(new_id())).get_json()
    gateway.pay(order)
    if at is not None:
        with transaction() as session:
            row = update(OrderRecord).where(OrderRecord.id == uuid.UUID(order["id"]))
            session.execute(row.values(paid_at=at))
    return order


def count() -> int:
    """Do what the worker does every few seconds, until nothing waits."""
    total = 0
    while True:
        with transaction() as session:
            done = counting.count_changed(session)
            left = session.scalar(select(FigureMark.id).limit(1))
        total += done
        if left is None:
            return total


def today(product: Product) -> Trade:
    span = Span(now().date(), now().date())
    with reading() as session:
        days = figures.list_days(session, product.shop.id, span)
    return days.get("USD", {}).get(now().date(), Trade())


def everything(shop_id: uuid.UUID) -> list[list[tuple[Any, ...]]]:
    """Return all that is counted of a shop, without what is made anew each time."""
    found = []
    with reading() as session:
        for row in COUNTED:
            columns = [column for column in row.__table__.c if column.name != "id"]
            query = select(*columns).where(row.__table__.c.shop_id == shop_id)
            found.append(sorted((tuple(one) for one in session.execute(query)), key=repr))
    return found


def test_what_is_paid_is_counted_and_what_waits_for_its_payment_is_not(
    api: Apis, gateway: SandboxTeller
) -> None:
    product = make_product(price_minor=1000)
    sell(api, gateway, product, 2)
    sell(api, gateway, product, 1)
    api(make_person().id).post("/orders", order_body((product.variants[0].id, 1)), key=str(new_id()))

    count()

    assert today(product) == Trade(orders_count=2, units_count=3, sales_minor=3000, refunds_minor=0)
    assert today(product).average_minor == 1500


def test_a_sweep_without_news_does_nothing_and_a_second_count_changes_nothing(
    api: Apis, gateway: SandboxTeller
) -> None:
    product = make_product()
    sell(api, gateway, product)
    assert count() >= 1
    before = everything(product.shop.id)

    assert count() == 0
    with transaction() as session:
        counting.count_day(session, product.shop.id, now().date())

    assert everything(product.shop.id) == before


def test_money_that_goes_back_counts_on_the_day_of_its_order(api: Apis, gateway: SandboxTeller) -> None:
    product = make_product(price_minor=1000)
    order = sell(api, gateway, product, 3)
    count()

    with transaction() as session:
        lifecycle.refund(session, uuid.UUID(order["id"]), shop_owner_id=product.shop.owner_id)
    count()

    assert today(product) == Trade(1, 3, 3000, refunds_minor=3000)
    assert today(product).kept_minor == 0


def test_a_return_of_one_unit_takes_its_part_off(api: Apis, gateway: SandboxTeller) -> None:
    product, buyer = make_product(price_minor=1000), make_person()
    order = sell(api, gateway, product, 3, buyer=buyer)
    with transaction() as session:
        parcel = shipments.NewShipment("key", "other", "")
        shipments.ship(session, uuid.UUID(order["id"]), parcel, shop_owner_id=product.shop.owner_id)
    count()
    wanted = NewReturn("key", ReturnKind.REFUND_ONLY, ReturnReason.DAMAGED, "", {product.variants[0].id: 1})

    with transaction() as session:
        return_id = returns.open_return(session, uuid.UUID(order["id"]), wanted, buyer_id=buyer.id)
    with transaction() as session:
        returns.approve(session, return_id, shop_owner_id=product.shop.owner_id)
    count()

    assert today(product) == Trade(1, 3, 3000, refunds_minor=1000)


def test_sales_know_the_post_and_the_pin_that_sold(api: Apis, gateway: SandboxTeller) -> None:
    product, post_id, show_id, pin_id = make_product(price_minor=1000), new_id(), new_id(), new_id()
    video = {"kind": "video", "id": str(post_id), "media_time_seconds": 1.5}
    show = {"kind": "broadcast", "id": str(show_id), "pin_id": str(pin_id), "media_time_seconds": 1.5}
    sell(api, gateway, product, source=video)
    sell(api, gateway, product, 3, source=show)
    sell(api, gateway, product, 2)
    count()
    span = Span(now().date(), now().date())

    with reading() as session:
        sources = figures.list_sources(session, product.shop.id, span, "USD", limit=10)
        pins = figures.list_pins(session, product.shop.id, span, "USD", limit=10)
        best = figures.list_products(session, product.shop.id, span, "USD", limit=10)

    assert [(one.source_id, one.orders_count, one.kept_minor) for one in sources] == [
        (show_id, 1, 3000),
        (post_id, 1, 1000),
    ]
    assert [(one.source_id, one.pin_id) for one in pins] == [(show_id, pin_id)]
    assert [(one.product_id, one.units_count, one.sales_minor) for one in best] == [(product.id, 6, 6000)]


def test_a_cohort_knows_who_came_back(api: Apis, gateway: SandboxTeller) -> None:
    product, faithful = make_product(stock_counts=(50,)), make_person()
    this_month = now().replace(day=1, hour=12)
    last_month = (this_month - dt.timedelta(days=3)).replace(day=1)
    for buyer in (faithful, make_person(), make_person()):
        sell(api, gateway, product, buyer=buyer, at=last_month)
    sell(api, gateway, product, buyer=faithful)
    sell(api, gateway, product)
    sell(api, gateway, product, buyer=faithful)

    count()

    with reading() as session:
        cohorts = figures.list_cohorts(session, product.shop.id, since=last_month.date())
    assert [(one.month, one.buyers_count, dict(one.returning)) for one in cohorts] == [
        (last_month.date(), 3, {this_month.date(): 1}),
        (this_month.date(), 1, {}),
    ]


def test_counted_from_nothing_all_of_it_is_as_it_was_kept(
    app: Flask, api: Apis, gateway: SandboxTeller
) -> None:
    product, faithful = make_product(price_minor=700, stock_counts=(50,)), make_person()
    for days in (70, 40, 40, 3, 0):
        sell(api, gateway, product, buyer=faithful, at=now() - dt.timedelta(days=days))
        sell(api, gateway, product, at=now() - dt.timedelta(days=days))
        count()
    kept = everything(product.shop.id)

    commands.count_all()

    assert everything(product.shop.id) == kept
    assert len(kept[0]) == 4
