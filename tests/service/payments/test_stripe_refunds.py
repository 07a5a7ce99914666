"""Giving money back through Stripe: in full and in parts, once, also when it answers late or not at all."""

import datetime as dt

import pytest
from sqlalchemy import update

from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import transaction
from orders import checkout
from orders.purchases import Basket
from payments import reconciliation
from payments.models import RefundRecord
from payments.refunds import request_refund
from payments.states import RefundState
from tests.factories import make_person, make_product, make_shop
from tests.market import api_as
from tests.service.orders.market_day import ADDRESS
from tests.service.payments.stripe_day import StripeDay, Trade, run_due_jobs


def give_back(trade: Trade) -> None:
    """Let the merchant give the money back."""
    answer = trade.seller.post(f"/orders/{trade.order['id']}/refund")
    assert answer.status_code == 200, answer.text


def amounts(day: StripeDay) -> list[int]:
    """Return what Stripe has given back."""
    return [r["amount"] for r in day.server.account.refunds.values() if r["status"] != "failed"]


def test_a_refund_goes_back_and_is_told_once(day: StripeDay) -> None:
    trade = day.paid_trade()

    give_back(trade)
    run_due_jobs()
    told_later = day.tell_all()

    assert trade.state() == "refunded"
    assert amounts(day) == [trade.order["total_minor"]]
    assert told_later == [None]


def test_the_orders_of_a_checkout_are_given_back_one_by_one(day: StripeDay) -> None:
    merchants, person = [make_person(), make_person()], make_person()
    variants = [
        make_product(make_shop(merchant), price_minor=price).variants[0]
        for merchant, price in zip(merchants, (1500, 2500), strict=True)
    ]
    placed = checkout.place_checkout(
        buyer_id=person.id,
        key=str(new_id()),
        request_hash="x",
        quantities={variant.id: 1 for variant in variants},
        shipping_address=ADDRESS,
        basket=Basket(),
    )
    buyer = api_as(day.app, person.id)
    orders = {order["total_minor"]: order for order in buyer.get("/orders").get_json()["items"]}
    trades = [
        Trade(buyer, api_as(day.app, merchant.id), orders[price], variant.id)
        for merchant, price, variant in zip(merchants, (1500, 2500), variants, strict=True)
    ]
    day.start(trades[0])
    day.server.account.pay(day.page_of(trades[0])["id"])
    day.tell_all()

    give_back(trades[0])
    run_due_jobs()
    after_one = [trade.state() for trade in trades]
    give_back(trades[1])
    run_due_jobs()

    assert placed.payment_id == trades[0].payment_id == trades[1].payment_id
    assert day.page_of(trades[0])["amount_total"] == 4000
    assert after_one == ["refunded", "paid"]
    assert amounts(day) == [1500, 2500]
    assert trades[0].payment_state() == "refunded"


def test_a_bank_that_takes_its_time_is_waited_for(day: StripeDay) -> None:
    trade = day.paid_trade()
    day.server.account.next_refunds = ["pending"]
    give_back(trade)
    run_due_jobs()
    waiting = trade.state()

    (refund_id,) = day.server.account.refunds
    day.server.account.end_refund(refund_id, "succeeded")
    outcomes = day.tell_all()

    assert waiting == "paid"
    assert outcomes == [None, "applied"]
    assert trade.state() == "refunded"


def test_a_refund_that_failed_is_for_a_person_and_can_be_asked_for_again(day: StripeDay) -> None:
    trade = day.paid_trade()
    day.server.account.next_refunds = ["pending"]
    give_back(trade)
    run_due_jobs()
    (refund_id,) = day.server.account.refunds
    day.server.account.end_refund(refund_id, "failed")
    day.tell_all()
    (failed,) = trade.refunds()

    with transaction() as session:
        again = request_refund(
            session,
            trade.payment_id,
            part_id=failed.part_id,
            amount_minor=failed.amount_minor,
            reason="again",
        )
    run_due_jobs()

    assert failed.state is RefundState.FAILED
    assert again == failed.id
    assert trade.state() == "refunded"
    assert amounts(day) == [trade.order["total_minor"]]


def test_a_refund_that_fails_after_it_had_succeeded_is_held(day: StripeDay) -> None:
    trade = day.paid_trade()
    give_back(trade)
    run_due_jobs()
    day.lose_all()
    (refund_id,) = day.server.account.refunds
    day.server.account.end_refund(refund_id, "failed")

    assert day.tell_all() == ["held"]
    assert trade.refunds()[0].state is RefundState.SUCCEEDED


@pytest.mark.parametrize("fault", ["drop", "drop_after", "500", "500_after", "429"])
def test_however_a_request_is_lost_the_money_goes_back_once(day: StripeDay, fault: str) -> None:
    trade = day.paid_trade()
    day.server.fail("POST", "/v1/refunds", *[fault] * 2)

    give_back(trade)
    run_due_jobs(times=4)

    assert trade.state() == "refunded"
    assert amounts(day) == [trade.order["total_minor"]]


def test_a_job_that_runs_again_after_the_end_does_nothing(day: StripeDay) -> None:
    trade = day.paid_trade()
    give_back(trade)
    run_due_jobs()
    asked = len(day.server.requests)

    with transaction() as session:
        session.execute(update(RefundRecord).values(created_at=now() - dt.timedelta(hours=2)))
    with transaction() as session:
        reconciliation.ask_about_refunds(session)
    run_due_jobs()

    assert len(day.server.requests) == asked


def test_a_refund_whose_end_was_never_told_is_asked_about(day: StripeDay) -> None:
    trade = day.paid_trade()
    day.server.account.next_refunds = ["pending"]
    give_back(trade)
    run_due_jobs()
    (refund_id,) = day.server.account.refunds
    day.server.account.end_refund(refund_id, "succeeded")
    day.lose_all()

    with transaction() as session:
        session.execute(update(RefundRecord).values(created_at=now() - dt.timedelta(hours=2)))
    for _ in range(2):
        with transaction() as session:
            reconciliation.ask_about_refunds(session)
    run_due_jobs()

    assert trade.state() == "refunded"
    assert amounts(day) == [trade.order["total_minor"]]


def test_what_stripe_refuses_for_good_is_not_asked_for_again_and_again(day: StripeDay) -> None:
    trade = day.paid_trade()
    day.server.account.create_refund({"payment_intent": day.intent_of(trade)["id"]})

    give_back(trade)
    run_due_jobs(times=3)

    assert [refund.state for refund in trade.refunds()] == [RefundState.FAILED]
    assert len(amounts(day)) == 1
