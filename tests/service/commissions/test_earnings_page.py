"""What a creator reads of what he has earned."""

from collections.abc import Callable

import pytest
from flask import Flask

from commissions import earnings
from kernel.transaction import reading
from tests.market import ApiClient
from tests.service.commissions.test_life_cycle import Trade, let_window_pass, settle
from tests.service.commissions.test_offer_pages import browse, send
from tests.service.orders.market_day import SandboxTeller

Api = Callable[..., ApiClient]


@pytest.fixture
def trade(api: Api, gateway: SandboxTeller) -> Trade:
    return Trade(api, gateway)


def totals(trade: Trade) -> dict[str, int]:
    with reading() as session:
        [one] = earnings.list_totals(session, trade.creator.id)
    return {name: getattr(one, name) for name in vars(one) if name != "currency"}


def test_each_sale_stands_where_it_is(app: Flask, trade: Trade):
    for step in range(3):
        order = trade.buy(9)
        settle(order)
        if step > 0:
            trade.deliver(order)
            settle(order)
        if step > 1:
            let_window_pass(order)
    trade.buy(1, is_paid=False)

    found = totals(trade)
    page = browse(app, trade.creator).get("/studio/earnings").text

    assert found == {
        "estimated_minor": 1791,
        "accrued_minor": 1791,
        "payable_minor": 1791,
        "paid_minor": 0,
    }
    assert page.count("$17.91") >= 6
    assert page.count("Paper lantern</a> × 9") == 3
    assert "A video that is gone" in page


def test_what_was_taken_back_after_the_payout_is_owed(app: Flask, trade: Trade):
    order = trade.buy(9)
    trade.deliver(order)
    settle(order)
    let_window_pass(order)
    trade.pay_out()
    trade.refund(order)
    settle(order)

    page = browse(app, trade.creator).get("/studio/earnings").text

    assert totals(trade)["payable_minor"] == -1791
    assert totals(trade)["paid_minor"] == 1791
    assert "You owe $17.91" in page
    assert "Taken back" in page


def test_pages_of_sales_meet(trade: Trade):
    made = [trade.buy(1) for _ in range(23)]
    for order in made:
        settle(order)

    with reading() as session:
        first = earnings.list_commissions(session, trade.creator.id)
        second = earnings.list_commissions(session, trade.creator.id, cursor=first.next_cursor)

    ids = [str(line.order_id) for sale in [*first.items, *second.items] for line in sale]
    assert ids == [order["id"] for order in reversed(made)]
    assert second.next_cursor is None


def test_the_file_holds_all_sales_and_nothing_of_the_buyer(app: Flask, trade: Trade):
    order = trade.buy(3)
    settle(order)

    text = browse(app, trade.creator).get("/studio/earnings.csv").text

    _, line = text.splitlines()
    assert line.split(",")[1:9] == ["estimated", "Paper lantern", "3", "0", "USD", "5970", "10", "597"]
    assert order["id"] not in text
    assert str(trade.buyer.id) not in text


def test_a_creator_says_where_the_money_goes(app: Flask, trade: Trade):
    order = trade.buy(9)
    settle(order)
    client = browse(app, trade.creator)

    answer = send(client, "/studio/earnings/destination", "/studio/earnings", reference="takes")

    assert "Your earnings go there from the next payout on." in answer.text
    assert send(client, "/studio/earnings/destination", "/studio/earnings", reference="x").status_code == 422


def test_the_merchant_reads_of_commissions_in_his_statement(app: Flask, trade: Trade):
    order = trade.buy(3)
    trade.deliver(order)
    settle(order)

    page = browse(app, trade.merchant).get("/console/money").text

    assert "Commission earned" in page
    assert "-$5.97" in page
