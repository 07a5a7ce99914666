"""Stripe away, slow, confused or lost on the way: no second charge, and a sentence for the buyer."""

import contextlib
from dataclasses import replace

import pytest

from kernel import runtime
from payments.gateways.stripe import client
from tests.service.payments.stripe_day import StripeDay

SESSIONS = "/v1/checkout/sessions"


def test_an_answer_lost_on_the_way_leads_to_the_page_that_was_made(day: StripeDay) -> None:
    trade = day.trade()
    day.server.fail("POST", SESSIONS, "drop_after")

    url = day.start(trade)

    (page,) = day.server.account.of_payment(trade.payment_id)
    assert url == page["url"]


def test_an_answer_that_takes_too_long_is_asked_for_again(
    day: StripeDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "ANSWER_TIMEOUT_SECONDS", 1)
    client._connect.cache_clear()
    trade = day.trade()
    day.server.fail("POST", SESSIONS, "hang_after")

    url = day.start(trade)

    (page,) = day.server.account.of_payment(trade.payment_id)
    assert url == page["url"]
    client._connect.cache_clear()


@pytest.mark.parametrize("faults", [["drop"] * 3, ["429"], ["drop_after"] * 3])
def test_when_stripe_is_away_the_buyer_is_told_and_can_try_again(day: StripeDay, faults: list[str]) -> None:
    trade = day.trade()
    day.server.fail("POST", SESSIONS, *faults)

    refused = day.open(trade, f"/payments/{trade.payment_id}")
    url = day.start(trade)

    assert refused.status_code == 503
    assert "The payment service does not answer" in refused.text
    (page,) = day.server.account.of_payment(trade.payment_id)
    assert url == page["url"]


@pytest.mark.parametrize("fault", ["500", "500_after"])
def test_a_failure_that_stripe_has_saved_does_not_keep_the_buyer_out(day: StripeDay, fault: str) -> None:
    trade = day.trade()
    day.server.fail("POST", SESSIONS, fault)

    urls = {day.start(trade) for _ in range(2)}
    page = dict(day.page_of(trade))
    day.server.account.pay(page["id"])
    day.tell_all()

    assert urls == {page["url"]}
    assert trade.state() == "paid"


def test_a_moved_market_is_asked_for_under_another_key(
    day: StripeDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    trade = day.trade()
    day.server.fail("POST", SESSIONS, *["drop_after"] * 3)
    day.open(trade, f"/payments/{trade.payment_id}")
    moved = replace(runtime.config(), public_url="https://other.example")
    monkeypatch.setattr(runtime, "config", lambda: moved)

    url = day.start(trade)

    assert url == day.page_of(trade)["url"]
    assert str(day.page_of(trade)["success_url"]).startswith("https://other.example/")


def test_a_stripe_that_hangs_keeps_no_more_threads_than_its_share(day: StripeDay) -> None:
    trade = day.trade()

    with contextlib.ExitStack() as under_way:
        for _ in range(client.AT_ONCE):
            under_way.enter_context(client.asking("hangs"))
        refused = day.open(trade, f"/payments/{trade.payment_id}")
        elsewhere = day.open(trade, f"/orders/{trade.order['id']}")

    assert (refused.status_code, elsewhere.status_code) == (503, 200)
    assert day.start(trade) == day.page_of(trade)["url"]


def test_a_wrong_key_is_our_fault_and_not_the_buyers(day: StripeDay, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = replace(runtime.config(), stripe_secret_key="sk_test_wrong")
    monkeypatch.setattr(runtime, "config", lambda: wrong)
    trade = day.trade()

    answer = day.open(trade, f"/payments/{trade.payment_id}")

    assert answer.status_code == 503
    assert "sk_test" not in answer.text
