"""Stripe's webhooks: only genuine ones, each fact once, in whatever order."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from kernel.ids import new_id
from kernel.metrics import PAYMENT_DISPUTES
from kernel.transaction import reading
from payments.models import PaymentEventRecord
from tests.service.orders.market_day import available
from tests.service.payments.stripe_day import StripeDay, Trade, run_due_jobs
from tests.services.stripe.objects import Object, make_event
from tests.services.stripe.server import sign


def pay_untold(day: StripeDay, **product: Any) -> tuple[Trade, Object]:
    """Let a buyer pay, and keep the event that nobody was told of."""
    trade = day.trade(**product)
    day.start(trade)
    day.server.account.pay(day.page_of(trade)["id"])
    return trade, day.server.take_event("payment_intent.succeeded")


def count_events() -> int:
    """Return how many facts are written down."""
    with reading() as session:
        return session.scalar(select(func.count()).select_from(PaymentEventRecord)) or 0


def test_an_event_told_many_times_at_once_counts_once(day: StripeDay) -> None:
    trade, event = pay_untold(day, stock_counts=[5])

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: day.tell(event), range(6)))

    assert [answer.status_code for answer in answers] == [200] * 6
    assert sorted(str(answer.get_json()["outcome"]) for answer in answers) == ["None"] * 5 + ["applied"]
    assert available(trade.variant_id) == 4


def test_the_same_fact_in_another_event_counts_once(day: StripeDay) -> None:
    _trade, event = pay_untold(day)

    outcomes = [day.tell(told).get_json()["outcome"] for told in (event, {**event, "id": "evt_another"})]

    assert outcomes == ["applied", None]


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda day, e: day.tell(e, secret="whsec_somebody_else"), id="forged"),
        pytest.param(lambda day, e: day.tell(e, age_seconds=301), id="old"),
        pytest.param(lambda day, e: day.post(json.dumps(e).encode(), None), id="missing"),
        pytest.param(lambda day, e: day.post(json.dumps(e).encode(), ""), id="empty"),
        pytest.param(lambda day, e: day.post(json.dumps(e).encode(), "t=,v1="), id="hollow"),
        pytest.param(lambda day, e: day.post(b"", sign(json.dumps(e).encode())), id="without the body"),
        pytest.param(lambda day, e: day.post(b"\xff\xfe", sign(b"\xff\xfe")), id="no text"),
        pytest.param(
            lambda day, e: day.post(json.dumps(e).replace("succeeded", "Succeeded").encode(), sign(b"{}")),
            id="changed",
        ),
    ],
)
def test_what_stripe_did_not_sign_changes_nothing(day: StripeDay, forge: Callable[..., Any]) -> None:
    trade, event = pay_untold(day)

    answer = forge(day, event)

    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert trade.state() == "pending_payment"


def test_while_a_secret_is_replaced_both_are_valid(day: StripeDay) -> None:
    trade, event = pay_untold(day)

    answer = day.tell(event, secret="whsec_the_old_one")

    assert answer.get_json() == {"outcome": "applied"}
    assert trade.state() == "paid"


def test_a_body_without_measure_is_not_read(day: StripeDay) -> None:
    _trade, event = pay_untold(day)
    body = json.dumps({**event, "padding": "x" * (300 << 10)}).encode()

    assert day.post(body, sign(body)).status_code == 413


@pytest.mark.parametrize("body", [b"not json", b"[]", b'{"object": "event"}', b'{"object": "v2.core.event"}'])
def test_what_is_signed_and_not_understood_is_refused(day: StripeDay, body: bytes) -> None:
    answer = day.post(body, sign(body))

    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param([], id="no object"),
        pytest.param({"metadata": {"payment_id": "seven"}, "status": "succeeded"}, id="no id"),
        pytest.param({"metadata": {"payment_id": str(new_id())}}, id="no status"),
    ],
)
def test_an_event_that_lacks_something_is_refused(day: StripeDay, broken: Any) -> None:
    answer = day.tell({**make_event("payment_intent.succeeded", {}), "data": {"object": broken}})

    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")


def test_events_that_are_not_for_us_are_answered_well_and_not_kept(day: StripeDay) -> None:
    trade, event = pay_untold(day)
    before = count_events()
    elsewhere = {**event["data"]["object"], "metadata": {}}

    answers = [
        day.tell(make_event("customer.created", {"id": "cus_1", "object": "customer"})),
        day.tell(make_event("payment_intent.succeeded", elsewhere)),
        *(day.tell(event) for event in day.server.account.events),
    ]

    assert {answer.status_code for answer in answers} == {200}
    assert [answer.get_json()["outcome"] for answer in answers] == [None] * len(answers)
    assert (count_events(), trade.state()) == (before, "pending_payment")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"amount_received": 1}, id="amount"),
        pytest.param({"currency": "eur"}, id="currency"),
        pytest.param({"metadata": {"payment_id": "01890000-0000-7000-8000-000000000000"}}, id="payment"),
    ],
)
def test_a_payment_that_contradicts_ours_is_held_for_a_person(day: StripeDay, change: Object) -> None:
    trade, event = pay_untold(day)
    changed = {**event["data"]["object"], **change, "id": f"pi_{trade.payment_id}"}

    answer = day.tell(make_event("payment_intent.succeeded", changed))

    assert answer.get_json() == {"outcome": "held"}
    assert trade.state() == "pending_payment"


def test_a_decline_that_is_told_after_the_success_changes_nothing(day: StripeDay) -> None:
    trade = day.trade()
    day.start(trade)
    page_id = day.page_of(trade)["id"]
    day.server.account.decline(page_id)
    day.server.account.pay(page_id)

    succeeded = day.server.take_event("payment_intent.succeeded")
    failed = day.server.take_event("payment_intent.payment_failed")
    outcomes = [day.tell(event).get_json()["outcome"] for event in (succeeded, failed)]

    assert outcomes == ["applied", "ignored"]
    assert trade.state() == "paid"


def test_a_success_that_is_told_after_the_order_was_cancelled_is_given_back(day: StripeDay) -> None:
    trade, event = pay_untold(day, stock_counts=[2])
    trade.buyer.post(f"/orders/{trade.order['id']}/cancel")

    day.tell(event)
    run_due_jobs()

    assert trade.state() == "refunded"
    assert available(trade.variant_id) == 2
    assert [r["amount"] for r in day.server.account.refunds.values()] == [trade.order["total_minor"]]


def test_the_end_of_a_refund_may_be_told_before_the_payment(day: StripeDay) -> None:
    """A refund that the dashboard made is nobody's order here, and the payment is still told as it was."""
    trade, event = pay_untold(day)
    account = day.server.account
    account.create_refund({"payment_intent": day.intent_of(trade)["id"]})

    outcomes = [day.tell(e).get_json()["outcome"] for e in (day.server.take_event("refund.created"), event)]

    assert outcomes == [None, "applied"]
    assert trade.state() == "paid"


def test_a_dispute_is_noted_and_changes_nothing(day: StripeDay) -> None:
    trade = day.paid_trade()
    before = PAYMENT_DISPUTES.labels("stripe")._value.get()
    day.server.account.dispute(day.intent_of(trade)["id"])

    answer = day.tell(day.server.take_event("charge.dispute.created"))

    assert answer.get_json() == {"outcome": None}
    assert PAYMENT_DISPUTES.labels("stripe")._value.get() == before + 1
    assert trade.state() == "paid"
