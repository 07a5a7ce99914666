"""Paying on Stripe's page: once, in every order of things, and only what the database says."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from kernel import runtime
from tests.factories import make_person
from tests.market import api_as
from tests.service.orders.market_day import SandboxTeller, available
from tests.service.payments.stripe_day import StripeDay, run_due_jobs


def test_a_buyer_pays_on_stripes_page_and_the_order_is_paid(day: StripeDay) -> None:
    trade = day.trade(stock_counts=[5], price_minor=1990)

    url = day.start(trade)
    page = dict(day.page_of(trade))
    day.server.account.pay(page["id"])
    outcomes = day.tell_all()

    assert url == page["url"]
    assert (page["amount_total"], page["currency"]) == (1990, "usd")
    assert outcomes.count("applied") == 1
    assert trade.state() == "paid"
    assert available(trade.variant_id) == 4


def test_stripe_learns_no_name_no_address_and_no_mail(day: StripeDay) -> None:
    trade = day.trade()

    day.start(trade)

    told = str(day.server.account.sessions)
    assert not [word for word in ("Mei Lin", "Raohe", "2763", "example.test", "lantern") if word in told]


def test_the_page_that_leads_on_is_ours_and_needs_no_third_party(day: StripeDay) -> None:
    trade = day.trade()

    answer = day.open(trade, f"/payments/{trade.payment_id}")

    assert "form-action 'self'" in answer.headers["Content-Security-Policy"]
    assert f'href="{day.page_of(trade)["url"]}"' in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_after_a_decline_the_same_page_takes_another_card(day: StripeDay) -> None:
    trade = day.trade()
    url = day.start(trade)

    day.server.account.decline(day.page_of(trade)["id"])
    day.tell_all()
    declined = trade.payment_state()
    again = day.start(trade)
    day.server.account.pay(day.page_of(trade)["id"])
    day.tell_all()

    assert (declined, again) == ("declined", url)
    assert trade.state() == "paid"


def test_the_bank_may_want_to_see_the_buyer_first(day: StripeDay) -> None:
    trade = day.trade()
    day.start(trade)
    page_id = day.page_of(trade)["id"]

    day.server.account.ask_for_authentication(page_id)
    day.tell_all()
    waiting = trade.state()
    day.server.account.pay(page_id)
    day.tell_all()

    assert (waiting, trade.state()) == ("pending_payment", "paid")


def test_who_fails_to_show_himself_to_the_bank_is_declined(day: StripeDay) -> None:
    trade = day.trade()
    day.start(trade)

    day.server.account.ask_for_authentication(day.page_of(trade)["id"])
    day.server.account.decline(day.page_of(trade)["id"], "payment_intent_authentication_failure")
    day.tell_all()

    assert trade.payment_state() == "declined"


def test_pressing_pay_again_leads_to_the_same_page(day: StripeDay) -> None:
    trade = day.trade()

    urls = {day.start(trade) for _ in range(3)}

    assert len(urls) == 1
    assert len(day.server.account.of_payment(trade.payment_id)) == 1


def test_two_taps_at_once_are_given_one_page(day: StripeDay) -> None:
    trade = day.trade()

    with ThreadPoolExecutor(6) as pool:
        urls = list(pool.map(lambda _: day.start(trade), range(6)))

    open_pages = [p for p in day.server.account.of_payment(trade.payment_id) if p["status"] == "open"]
    assert set(urls) == {page["url"] for page in open_pages}
    assert len(open_pages) == 1


def test_a_page_that_is_over_is_replaced_by_another(day: StripeDay) -> None:
    trade = day.trade()
    first = day.start(trade)
    day.server.account.expire_session(day.page_of(trade)["id"])

    second = day.start(trade)
    day.server.account.pay(day.page_of(trade)["id"])
    day.tell_all()

    assert second != first
    assert trade.state() == "paid"


def test_who_comes_back_before_the_webhook_sees_his_order_paid(day: StripeDay) -> None:
    trade = day.trade(stock_counts=[5])
    day.start(trade)
    day.server.account.pay(day.page_of(trade)["id"])

    answer = day.come_back(trade)
    state = trade.state()
    late = day.tell_all()

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/checkouts/{trade.order['id']}")
    assert state == "paid"
    assert "applied" not in late
    assert available(trade.variant_id) == 4


def test_who_comes_back_while_stripe_is_away_sees_his_order_waiting(day: StripeDay) -> None:
    trade = day.trade()
    day.start(trade)
    page_id = day.page_of(trade)["id"]
    day.server.account.pay(page_id)
    day.server.fail("GET", f"/v1/checkout/sessions/{page_id}", *["500"] * 3)

    answer = day.come_back(trade)

    assert answer.status_code == 303
    assert trade.state() == "pending_payment"
    day.tell_all()
    assert trade.state() == "paid"


def test_a_bank_that_takes_days_is_waited_for_and_nothing_is_paid_twice(day: StripeDay) -> None:
    trade = day.trade()
    day.start(trade)
    page_id = day.page_of(trade)["id"]
    day.server.account.process(page_id)

    day.come_back(trade)
    again = day.start(trade)
    day.server.account.end_processing(page_id, succeeds=True)
    day.tell_all()

    assert again == f"/payments/{trade.payment_id}/return"
    assert len(day.server.account.of_payment(trade.payment_id)) == 1
    assert trade.state() == "paid"


def test_a_bank_that_said_no_after_days_leaves_the_way_open(day: StripeDay) -> None:
    trade = day.trade()
    first = day.start(trade)
    page_id = day.page_of(trade)["id"]
    day.server.account.process(page_id)
    day.server.account.end_processing(page_id, succeeds=False)
    day.tell_all()

    second = day.start(trade)

    assert trade.payment_state() == "declined"
    assert second not in {first, f"/payments/{trade.payment_id}/return"}


def test_what_is_paid_is_not_paid_again(day: StripeDay) -> None:
    trade = day.paid_trade()

    leads_to = day.start(trade)

    assert leads_to == f"/checkouts/{trade.order['id']}"
    assert len(day.server.account.of_payment(trade.payment_id)) == 1


@pytest.mark.parametrize(
    ("currency", "price_minor", "amount"), [("JPY", 1200, 1200), ("TWD", 42_000, 42_000), ("KWD", 5120, 5120)]
)
def test_every_currency_is_charged_as_it_is_owed(
    day: StripeDay, currency: str, price_minor: int, amount: int
) -> None:
    trade = day.paid_trade(currency=currency, price_minor=price_minor)

    assert (day.page_of(trade)["amount_total"], day.page_of(trade)["currency"]) == (amount, currency.lower())
    assert trade.state() == "paid"


@pytest.mark.parametrize(("currency", "price_minor"), [("KWD", 5124), ("USD", 49)])
def test_an_amount_that_stripe_can_not_charge_is_refused_with_a_sentence(
    day: StripeDay, currency: str, price_minor: int
) -> None:
    trade = day.trade(currency=currency, price_minor=price_minor)

    answer = day.open(trade, f"/payments/{trade.payment_id}")

    assert answer.status_code == 409
    assert "This amount can&#39;t be paid in this way." in answer.text
    assert day.server.account.of_payment(trade.payment_id) == []


def test_a_payment_is_there_for_its_buyer_alone(day: StripeDay) -> None:
    trade = day.trade()
    stranger = replace(trade, buyer=api_as(day.app, make_person().id))

    answers = [day.open(stranger, f"/payments/{trade.payment_id}"), day.come_back(stranger)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert day.server.account.of_payment(trade.payment_id) == []


def test_nobody_plays_the_outcome_of_a_real_payment(day: StripeDay) -> None:
    trade = day.trade()
    path = f"/sandbox/payments/{trade.payment_id}"

    answers = [trade.buyer.post(path, {"outcome": "success"}), day.open(trade, path)]
    told = SandboxTeller(day.app).pay(trade.order)
    run_due_jobs()

    assert [answer.status_code for answer in answers] == [404, 404]
    assert told.get_json() == {"outcome": "held"}
    assert trade.state() == "pending_payment"


def test_a_market_that_went_on_to_another_gateway_still_gives_back(
    day: StripeDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    trade = day.paid_trade()
    back_to_sandbox = replace(runtime.config(), payment_gateway="sandbox")
    monkeypatch.setattr(runtime, "config", lambda: back_to_sandbox)

    trade.seller.post(f"/orders/{trade.order['id']}/refund")
    run_due_jobs()

    assert trade.state() == "refunded"
    assert [r["amount"] for r in day.server.account.refunds.values()] == [trade.order["total_minor"]]
