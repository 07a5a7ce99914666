"""Webhooks that never come, and payments that are given up: asked about, closed, given back if need be."""

import datetime as dt

from sqlalchemy import select

from kernel.clock import now
from kernel.transaction import reading
from payments.authorization import get_payment
from payments.gateways.factory import find_gateway
from payments.models import GatewayReferenceRecord
from tests.service.orders.market_day import available
from tests.service.orders.test_life import expire_everything
from tests.service.payments.stripe_day import StripeDay, Trade, look_up_later, run_due_jobs


def planned(trade: Trade) -> dt.datetime | None:
    """Return when a payment is asked about next."""
    with reading() as session:
        query = select(GatewayReferenceRecord.look_up_at)
        return session.scalar(query.where(GatewayReferenceRecord.payment_id == trade.payment_id))


def count_look_ups(day: StripeDay) -> int:
    """Return how often Stripe was asked."""
    return sum(method == "GET" for method, _path, _key in day.server.requests)


def test_a_lost_webhook_is_found_and_asked_for_no_more(day: StripeDay) -> None:
    trade = day.trade()
    day.start(trade)
    day.server.account.pay(day.page_of(trade)["id"])
    day.lose_all()

    look_up_later()
    state = trade.state()
    look_up_later(minutes=60)

    assert state == "paid"
    assert planned(trade) is None


def test_a_webhook_that_comes_after_the_look_up_changes_nothing(day: StripeDay) -> None:
    trade = day.trade(stock_counts=[5])
    day.start(trade)
    day.server.account.pay(day.page_of(trade)["id"])

    look_up_later()
    late = day.tell_all()

    assert "applied" not in late
    assert available(trade.variant_id) == 4


def test_nobody_is_asked_before_five_minutes_and_the_unpaid_ever_more_rarely(day: StripeDay) -> None:
    trade = day.trade()
    day.start(trade)

    look_up_later(minutes=4)
    early = count_look_ups(day)
    look_up_later(minutes=60)
    next_at = planned(trade)

    assert (early, count_look_ups(day)) == (0, 1)
    assert next_at is not None
    assert next_at > now() + dt.timedelta(minutes=30)
    assert trade.state() == "pending_payment"


def test_a_payment_is_not_asked_about_for_ever(day: StripeDay) -> None:
    trade = day.trade()
    day.start(trade)

    look_up_later(minutes=31 * 24 * 60)

    assert planned(trade) is None


def test_a_lost_decline_is_found_too(day: StripeDay) -> None:
    trade = day.trade()
    day.start(trade)
    day.server.account.decline(day.page_of(trade)["id"])
    day.lose_all()

    look_up_later()

    assert trade.payment_state() == "declined"


def test_a_cancelled_order_can_not_be_paid_any_more(day: StripeDay) -> None:
    trade = day.trade()
    day.start(trade)

    trade.buyer.post(f"/orders/{trade.order['id']}/cancel")
    run_due_jobs()

    assert day.page_of(trade)["status"] == "expired"
    assert day.start(trade) == f"/checkouts/{trade.order['id']}"


def test_an_order_that_was_not_paid_in_time_can_not_be_paid_any_more(day: StripeDay) -> None:
    trade = day.trade()
    day.start(trade)
    day.server.account.decline(day.page_of(trade)["id"])

    expire_everything()
    run_due_jobs()

    assert day.page_of(trade)["status"] == "expired"
    assert day.intent_of(trade)["status"] == "canceled"
    assert trade.state() == "cancelled"


def test_closing_is_tried_until_stripe_answers(day: StripeDay) -> None:
    trade = day.trade()
    day.start(trade)
    page_id = day.page_of(trade)["id"]
    day.server.fail("POST", f"/v1/checkout/sessions/{page_id}/expire", *["drop"] * 3)

    trade.buyer.post(f"/orders/{trade.order['id']}/cancel")
    run_due_jobs(times=2)

    assert day.page_of(trade)["status"] == "expired"


def test_what_was_paid_in_the_last_moment_is_given_back_though_its_webhook_is_lost(day: StripeDay) -> None:
    trade = day.trade(stock_counts=[2])
    day.start(trade)
    day.server.account.pay(day.page_of(trade)["id"])
    day.lose_all()

    trade.buyer.post(f"/orders/{trade.order['id']}/cancel")
    run_due_jobs(times=2)

    assert trade.state() == "refunded"
    assert available(trade.variant_id) == 2
    assert [r["amount"] for r in day.server.account.refunds.values()] == [trade.order["total_minor"]]


def test_what_was_paid_after_the_time_was_over_is_found_and_delivered_if_it_is_still_there(
    day: StripeDay,
) -> None:
    trade = day.trade(stock_counts=[2])
    day.start(trade)
    day.server.account.pay(day.page_of(trade)["id"])
    day.lose_all()

    expire_everything()
    run_due_jobs()

    assert trade.state() == "paid"
    assert available(trade.variant_id) == 1


def test_a_page_that_was_made_while_the_order_was_cancelled_is_given_to_nobody(day: StripeDay) -> None:
    trade = day.trade()
    with reading() as session:
        as_it_was = get_payment(session, trade.payment_id)
    trade.buyer.post(f"/orders/{trade.order['id']}/cancel")

    url = find_gateway("stripe").start(as_it_was)

    assert url == f"/payments/{trade.payment_id}/return"
    assert day.page_of(trade)["status"] == "expired"


def test_an_order_that_nobody_went_to_pay_is_cancelled_without_asking_stripe(day: StripeDay) -> None:
    trade = day.trade()

    trade.buyer.post(f"/orders/{trade.order['id']}/cancel")
    run_due_jobs()

    assert day.server.requests == []
    assert trade.state() == "cancelled"
