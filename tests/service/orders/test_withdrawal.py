"""Withdrawing from a contract in two steps, and what the law lets nobody give back without a reason."""

import datetime as dt
import re
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from accounts import sessions
from accounts.people import Person
from kernel.clock import now
from kernel.errors import DomainError
from kernel.transaction import reading, transaction
from kernel.web.actor import SESSION_COOKIE
from orders import return_lookup
from orders.errors import NotWithdrawable
from orders.models import LineItemRecord, OrderRecord
from orders.return_states import ReturnReason, ReturnState
from orders.return_values import Return
from products import catalogue
from products.withdrawal import Withdrawal
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient
from tests.service.orders.market_day import SandboxTeller, place
from tests.service.orders.returning import Sold, sell

Api = Callable[..., ApiClient]


@pytest.fixture
def sold(api: Api, gateway: SandboxTeller) -> Sold:
    """Sell and deliver three lanterns and a candle."""
    return sell(api, gateway)


def browse(app: Flask, person: Person) -> FlaskClient:
    """Sign a person in on a browser of his own."""
    client = app.test_client()
    with transaction() as session:
        token = sessions.start_session(session, person.id, device="x", address="x", replaces=None)
    client.set_cookie(SESSION_COOKIE, token)
    return client


def mark(sold: Sold, rule: Withdrawal, variant_id: uuid.UUID) -> None:
    """Let a line have been sold under a rule."""
    with transaction() as session:
        line = update(LineItemRecord).where(
            LineItemRecord.order_id == sold.id, LineItemRecord.variant_id == variant_id
        )
        session.execute(line.values(withdrawal=rule))


def returns_of(sold: Sold) -> list[Return]:
    """Return what goes back of the order."""
    with reading() as session:
        return list(return_lookup.list_returns_of_order(session, sold.id))


def test_two_steps_withdraw_from_what_is_chosen_once(app: Flask, sold: Sold) -> None:
    client = browse(app, sold.buyer)
    first = client.get(f"/orders/{sold.id}").text
    second = client.get(f"/orders/{sold.id}/withdrawal").text
    key = re.search(r'name="key" value="([^"]+)"', second)
    token = re.search(r'name="csrf_token" value="([^"]+)"', second)
    assert key is not None
    assert token is not None
    form = {"csrf_token": token[1], "key": key[1]}
    form |= {f"quantity-{sold.lantern}": "2", f"quantity-{sold.candle}": "0"}

    answers = [client.post(f"/orders/{sold.id}/withdrawal", data=form) for _ in range(2)]

    (returned,) = returns_of(sold)
    assert "Withdraw from contract" in first
    assert "Confirm withdrawal" in second
    assert [answer.headers["Location"] for answer in answers] == [f"/returns/{returned.id}"] * 2
    assert (returned.state, returned.reason) == (ReturnState.APPROVED, ReturnReason.CHANGED_MIND)
    assert dict(returned.units) == {sold.lantern: 2}


def test_the_function_is_there_as_long_as_there_is_time(app: Flask, sold: Sold) -> None:
    with transaction() as session:
        row = update(OrderRecord).where(OrderRecord.id == sold.id)
        session.execute(row.values(delivered_at=now() - dt.timedelta(days=15)))
    client = browse(app, sold.buyer)

    assert "Withdraw from contract" not in client.get(f"/orders/{sold.id}").text
    assert "Confirm withdrawal" not in client.get(f"/orders/{sold.id}/withdrawal").text


@pytest.mark.parametrize("rule", [one for one in Withdrawal if one is not Withdrawal.ALLOWED])
def test_an_exception_stays_unless_something_is_wrong_with_it(sold: Sold, rule: Withdrawal) -> None:
    mark(sold, rule, sold.lantern)

    with pytest.raises(NotWithdrawable):
        sold.ask(lanterns=1, candles=1)

    assert returns_of(sold) == []
    sold.ask(lanterns=1, reason=ReturnReason.DAMAGED)
    sold.ask(lanterns=0, candles=1)


def test_nobody_withdraws_when_all_are_exceptions(sold: Sold) -> None:
    for variant_id in (sold.lantern, sold.candle):
        mark(sold, Withdrawal.CUSTOM_MADE, variant_id)

    with pytest.raises(DomainError):
        sold.ask()


def test_what_was_said_when_it_was_bought_holds(app: Flask, api: Api) -> None:
    merchant, buyer = make_person(), make_person()
    product = make_product(make_shop(merchant))
    seller = api(merchant.id)
    changed = seller.send("PATCH", f"/products/{product.id}", {"withdrawal": "perishable"}).get_json()
    shown = app.test_client().get(f"/p/{product.id}").text
    order = place(api(buyer.id), (product.variants[0].id, 1)).get_json()

    seller.send("PATCH", f"/products/{product.id}", {"withdrawal": "allowed"})

    with reading() as session:
        now_allowed = catalogue.get_product(session, product.id).withdrawal
        of_order = LineItemRecord.order_id == uuid.UUID(order["id"])
        lines = list(session.scalars(select(LineItemRecord.withdrawal).where(of_order)))
    assert changed["withdrawal"] == "perishable"
    assert "It spoils quickly" in shown
    assert now_allowed is Withdrawal.ALLOWED
    assert lines == ["perishable"]
