"""Touches are kept and sales owed to them, in the transaction of the order."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from accounts import follows
from accounts.models import User
from accounts.roles import Role
from commissions import touches
from commissions.clicks import TouchKind, sign_click
from commissions.models import CommissionRow, TouchRow
from commissions.touches import TouchOwner, prune_touches
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from tests.factories import (
    PASSWORD,
    make_commission_offer,
    make_coupon,
    make_person,
    make_product,
    make_shop,
)
from tests.market import ApiClient
from tests.service.commissions.selling import buy, click_on, make_promoter, read_rows, touch
from tests.service.content.published import counted_statements
from tests.service.orders.charging import collect_tax, make_zone
from tests.service.orders.market_day import order_body, place

Api = Callable[..., ApiClient]


def test_what_is_bought_after_a_touch_is_owed_to_it(api: Api):
    product = make_product(price_minor=1990)
    creator, buyer = make_promoter(product, basis_points=1250), make_person()
    click = click_on(creator, pin_id=new_id(), media_ms=61_500)
    answer = api(buyer.id).post("/touches", {"click": sign_click(click)})
    assert answer.status_code == 204

    order_id = buy(api(buyer.id), (product.variants[0].id, 2))

    row = read_rows(order_id)[product.variants[0].id]
    assert (row.creator_id, row.shop_owner_id) == (creator.id, product.shop.owner_id)
    assert (row.base_minor, row.rate_basis_points, row.amount_minor) == (3980, 1250, 497)
    assert (row.source_id, row.pin_id, row.media_ms) == (click.source_id, click.pin_id, 61_500)
    assert (row.state, row.touch_kind, row.quantity) == ("placed", "content", 2)


def test_the_rate_of_the_moment_stays_on_the_line(api: Api):
    product = make_product()
    creator, buyer = make_promoter(product, basis_points=1000), make_person()
    touch(buyer.id, creator)
    order_id = buy(api(buyer.id), (product.variants[0].id, 1))

    make_commission_offer(product, basis_points=2000)

    assert read_rows(order_id)[product.variants[0].id].rate_basis_points == 1000
    later_id = buy(api(buyer.id), (product.variants[0].id, 1))
    assert read_rows(later_id)[product.variants[0].id].rate_basis_points == 2000


def test_the_base_is_what_is_paid_after_coupons(api: Api):
    shop = make_shop()
    one, other = make_product(shop, price_minor=1000), make_product(shop, price_minor=1001)
    creator, buyer = make_promoter(one), make_person()
    coupon = make_coupon(one, amount_minor=500)
    touch(buyer.id, creator)
    lines = [(one.variants[0].id, 1), (other.variants[0].id, 1)]
    body = {"line_items": [{"variant_id": str(key), "quantity": count} for key, count in lines]}
    quoted = api(buyer.id).post("/quotes", {**body, "coupon_ids": [str(coupon.id)]})
    assert quoted.status_code == 200, quoted.text

    answer = api(buyer.id).post(
        "/orders", {**order_body(*lines), "quote": quoted.get_json()["quote"]}, key=str(new_id())
    )

    assert answer.status_code == 201, answer.text
    rows = read_rows(uuid.UUID(answer.get_json()["id"]))
    assert list(rows) == [one.variants[0].id]  # the other one is not promoted
    assert (rows[one.variants[0].id].base_minor, rows[one.variants[0].id].amount_minor) == (750, 75)


@pytest.mark.parametrize(("is_included", "base_minor"), [(True, 1895), (False, 1990)])
def test_the_base_is_without_tax_and_shipping(api: Api, is_included: bool, base_minor: int):
    product = make_product(price_minor=1990)
    creator, buyer = make_promoter(product), make_person()
    collect_tax(product, is_included=is_included, covers_shipping=True)
    make_zone(product)
    touch(buyer.id, creator)

    order_id = buy(api(buyer.id), (product.variants[0].id, 1))

    assert read_rows(order_id)[product.variants[0].id].base_minor == base_minor


def test_what_a_guest_touched_counts_when_he_signs_in(app: Flask, api: Api):
    product = make_product()
    creator = make_promoter(product)
    browser = app.test_client()
    assert browser.post("/api/v1/touches", json={"click": sign_click(click_on(creator))}).status_code == 204
    cookie = browser.get_cookie("nightmarket_guest")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    buyer = make_person()
    with reading() as session:
        email = session.scalar(select(User.email).where(User.id == buyer.id))
    page = browser.get("/login").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]

    answer = browser.post("/login", data={"csrf_token": token, "email": email, "password": PASSWORD})

    assert answer.status_code == 303
    order_id = buy(api(buyer.id), (product.variants[0].id, 1))
    assert read_rows(order_id)[product.variants[0].id].creator_id == creator.id
    with reading() as session:
        assert session.scalars(select(TouchRow).where(TouchRow.guest_hash.is_not(None))).all() == []


def test_of_a_guests_and_a_persons_touch_the_later_one_stays(app: Flask):
    assert app
    creator, person = make_person(Role.CREATOR), make_person()
    early, late = click_on(creator), click_on(creator)
    with transaction() as session:
        touches.record(session, TouchOwner(guest_hash="g" * 64), early)
        touches.record(session, TouchOwner(person.id), late)
        touches.merge(session, person.id, "g" * 64)

    with reading() as session:
        found = touches.list_touches(session, [person.id], [creator.id])
    assert [one.source_id for one in found[person.id]] == [late.source_id]


def test_a_follow_is_a_touch(api: Api):
    product = make_product()
    creator, buyer = make_promoter(product), make_person()
    with transaction() as session:
        follows.follow(session, buyer.id, creator.id)

    order_id = buy(api(buyer.id), (product.variants[0].id, 1))

    row = read_rows(order_id)[product.variants[0].id]
    assert (row.touch_kind, row.source_id) == ("follow", None)


def test_nobody_earns_by_what_he_buys_himself(api: Api):
    product = make_product()
    creator = make_promoter(product)
    assert api(creator.id).post("/touches", {"click": sign_click(click_on(creator))}).status_code == 204

    order_id = buy(api(creator.id), (product.variants[0].id, 1))

    assert read_rows(order_id) == {}


@pytest.mark.parametrize("token", ["forged", "W10.x.y", ""])
def test_a_forged_click_counts_for_nobody(api: Api, token: str):
    buyer = make_person()

    answer = api(buyer.id).post("/touches", {"click": token})

    assert answer.status_code == 422
    with reading() as session:
        assert session.scalars(select(TouchRow).where(TouchRow.person_id == buyer.id)).all() == []


def test_an_order_sent_twice_is_owed_once(api: Api):
    product = make_product()
    creator, buyer = make_promoter(product), make_person()
    touch(buyer.id, creator, TouchKind.LIVE)
    key = str(new_id())
    body = order_body((product.variants[0].id, 1))

    ids = {api(buyer.id).post("/orders", body, key=key).get_json()["id"] for _ in range(2)}

    assert len(ids) == 1
    assert len(read_rows(uuid.UUID(ids.pop()))) == 1


def test_without_a_promoted_product_an_order_asks_once_more(api: Api):
    product, buyer = make_product(), make_person()
    make_promoter(make_product())
    with counted_statements() as asked:
        place(api(buyer.id), (product.variants[0].id, 1))

    ours = [one for one in asked if "promoters" in one or "touches" in one or "commissions" in one]
    assert len(ours) == 1


def test_touches_that_count_no_more_are_forgotten(app: Flask):
    assert app
    creator, person = make_person(Role.CREATOR), make_person()
    touch(person.id, creator)
    touch(person.id, creator, TouchKind.LIVE)
    with transaction() as session:
        old = update(TouchRow).where(TouchRow.person_id == person.id, TouchRow.kind == "content")
        session.execute(old.values(touched_at=now() - dt.timedelta(days=8)))

    with transaction() as session:
        prune_touches(session)

    with reading() as session:
        left = session.scalars(select(TouchRow.kind).where(TouchRow.person_id == person.id)).all()
    assert left == ["live"]


def test_what_fails_leaves_neither_order_nor_commission(api: Api):
    product = make_product(stock_counts=(1,))
    creator, buyer = make_promoter(product), make_person()
    touch(buyer.id, creator)

    answer = place(api(buyer.id), (product.variants[0].id, 2))

    assert answer.status_code == 409
    with reading() as session:
        rows = session.scalars(select(CommissionRow).where(CommissionRow.product_id == product.id)).all()
    assert rows == []
