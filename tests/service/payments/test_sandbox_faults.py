"""What goes wrong with real gateways, played in the sandbox: lost, doubled and late news, refused refunds."""

from typing import Any

import pytest
from flask import Flask

from payments.states import RefundState
from tests.factories import make_person, make_product, make_shop
from tests.market import api_as
from tests.service.orders.market_day import available, place
from tests.service.payments.stripe_day import Trade, look_up_later, run_due_jobs


@pytest.fixture
def trade(app: Flask, listening: None) -> Trade:
    """Place an order that the sandbox is to take the money of."""
    merchant, person = make_person(), make_person()
    variant = make_product(make_shop(merchant), stock_counts=[3]).variants[0]
    buyer = api_as(app, person.id)
    order = place(buyer, (variant.id, 1)).get_json()
    return Trade(buyer, api_as(app, merchant.id), order, variant.id)


def play(trade: Trade, outcome: str = "success", **faults: Any) -> None:
    """Choose an outcome and what goes wrong with it."""
    answer = trade.buyer.post(f"/sandbox/payments/{trade.payment_id}", {"outcome": outcome, **faults})
    assert answer.status_code == 202, answer.text
    run_due_jobs()


def test_a_lost_message_is_found_by_asking(trade: Trade) -> None:
    play(trade, lost=True)
    unheard = trade.state()

    look_up_later()

    assert (unheard, trade.state()) == ("pending_payment", "paid")


def test_doubled_and_disordered_messages_sell_one_unit_once(trade: Trade) -> None:
    play(trade, repeat=3, late_decline=True)
    look_up_later()

    assert trade.state() == "paid"
    assert available(trade.variant_id) == 2


def test_a_payment_after_a_decline_is_the_one_that_counts(trade: Trade) -> None:
    play(trade, "decline", lost=True)
    play(trade, lost=True)

    look_up_later()

    assert trade.state() == "paid"


def test_money_of_which_nobody_heard_goes_back_when_the_order_is_cancelled(trade: Trade) -> None:
    play(trade, lost=True)

    trade.buyer.post(f"/orders/{trade.order['id']}/cancel")
    run_due_jobs(times=2)

    assert trade.state() == "refunded"
    assert available(trade.variant_id) == 3


def test_a_refused_refund_is_left_to_a_person(trade: Trade) -> None:
    play(trade, refuses_refunds=True)

    trade.seller.post(f"/orders/{trade.order['id']}/refund")
    run_due_jobs(times=2)

    assert [refund.state for refund in trade.refunds()] == [RefundState.FAILED]
    assert trade.state() == "paid"
