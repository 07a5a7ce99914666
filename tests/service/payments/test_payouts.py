"""Paying out: what is available leaves once, what comes back is owed again, debts are netted first."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from payments.errors import GatewayRefused
from payments.gateways.base import EventKind, GatewayEvent
from payments.gateways.sandbox.gateway import SandboxGateway
from payments.ledger import chain, replay, sales
from payments.ledger.accounts import Account
from payments.ledger.balances import list_balances_of
from payments.ledger.errors import NothingLeft
from payments.ledger.sales import GivenBack, Sale
from payments.payouts import payouts
from payments.payouts.batch import pay_out_later
from payments.payouts.destinations import Destination, set_destination
from payments.payouts.payouts import Payout
from payments.payouts.states import UNDER_WAY
from payments.settling import apply_event
from payments.states import EventOutcome
from tests.factories import make_person
from tests.market import run_jobs

LONG_AGO = dt.timedelta(days=60)


def make_owner(reference: str = "takes") -> uuid.UUID:
    owner = make_person()
    with transaction() as session:
        set_destination(session, owner.id, Destination("sandbox", reference))
    return owner.id


def sell(owner_id: uuid.UUID, amount_minor: int, *, ago: dt.timedelta = LONG_AGO) -> uuid.UUID:
    order_id = new_id()
    with transaction() as session:
        sale = Sale(order_id, owner_id, amount_minor, "USD", now() - ago)
        sales.post_sale(session, sale, fee_basis_points=0)
    return order_id


def give_back(order_id: uuid.UUID, amount_minor: int) -> None:
    with transaction() as session:
        sales.post_promise(session, GivenBack(order_id, new_id(), amount_minor, "USD", now()))


def request(owner_id: uuid.UUID) -> uuid.UUID | None:
    with transaction() as session:
        return payouts.request_payout(session, owner_id, "USD")


def owed(owner_id: uuid.UUID) -> int:
    with reading() as session:
        return sum(-one.amount_minor for one in list_balances_of(session, Account.SHOP_PAYABLE, owner_id))


def payouts_of(owner_id: uuid.UUID) -> list[tuple[str, int]]:
    with reading() as session:
        return [(one.state.value, one.amount_minor) for one in payouts.list_payouts(session, owner_id)]


def tell(
    payout: Payout, kind: EventKind, *, event_id: str | None = None, **changes: Any
) -> EventOutcome | None:
    event = GatewayEvent(
        event_id or str(new_id()), kind, payout.id, None, payout.amount_minor, payout.currency
    )
    with transaction() as session:
        return apply_event(session, "sandbox", replace(event, **changes))


def read(payout_id: uuid.UUID | None) -> Payout:
    assert payout_id is not None
    with reading() as session:
        return payouts.get_payout(session, payout_id)


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize(
    ("reference", "state", "left"), [("takes", "paid", 0), ("refuses", "failed", 5000), ("slow", "sent", 0)]
)
def test_what_is_available_is_paid_out_or_comes_back(reference: str, state: str, left: int) -> None:
    owner_id = make_owner(reference)
    sell(owner_id, 5000)
    sell(owner_id, 700, ago=dt.timedelta(days=1))

    with transaction() as session:
        pay_out_later(session)
    run_jobs()

    assert payouts_of(owner_id)[-1] == (state, 5000)
    assert owed(owner_id) == left + 700


def test_too_little_waits_and_without_a_destination_nothing_leaves(app: Flask) -> None:
    poor, unknown = make_owner(), make_person().id
    sell(poor, 999)
    sell(unknown, 5000)

    assert (request(poor), request(unknown)) == (None, None)
    sell(poor, 1)
    assert read(request(poor)).amount_minor == 1000


def test_batches_at_once_pay_out_once(app: Flask) -> None:
    owner_id = make_owner()
    sell(owner_id, 5000)

    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(request, [owner_id] * 8))

    assert len([one for one in made if one is not None]) == 1
    assert payouts_of(owner_id) == [("requested", 5000)]
    assert owed(owner_id) == 0


def test_what_went_back_after_a_payout_is_netted_from_what_is_earned_next(app: Flask) -> None:
    owner_id = make_owner()
    order_id = sell(owner_id, 5000)
    tell(read(request(owner_id)), EventKind.PAYOUT_PAID)
    give_back(order_id, 3000)
    assert owed(owner_id) == -3000

    sell(owner_id, 2000)
    assert request(owner_id) is None
    sell(owner_id, 2500)

    assert read(request(owner_id)).amount_minor == 1500


def test_news_of_a_payout_counts_once_and_contradictions_wait_for_a_person(app: Flask) -> None:
    owner_id = make_owner()
    sell(owner_id, 5000)
    payout = read(request(owner_id))

    wrong_amount = tell(payout, EventKind.PAYOUT_PAID, amount_minor=1)
    failed = [tell(payout, EventKind.PAYOUT_FAILED, event_id="e1") for _ in range(2)]
    after = tell(payout, EventKind.PAYOUT_PAID)

    assert [wrong_amount, *failed, after] == [
        EventOutcome.HELD,
        EventOutcome.APPLIED,
        None,
        EventOutcome.HELD,
    ]
    assert owed(owner_id) == 5000
    assert read(request(owner_id)).amount_minor == 5000


def test_a_refusal_is_owed_again_at_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise GatewayRefused(code="closed")

    monkeypatch.setattr(SandboxGateway, "pay_out", refuse)
    owner_id = make_owner()
    sell(owner_id, 5000)
    request(owner_id)

    run_jobs()

    assert payouts_of(owner_id) == [("failed", 5000)]
    assert owed(owner_id) == 5000


def test_silence_is_asked_about_and_never_taken_for_a_refusal(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[uuid.UUID] = []
    monkeypatch.setattr(SandboxGateway, "pay_out", lambda _, order: asked.append(order.payout_id))
    monkeypatch.setattr(payouts, "ASK_AFTER_SECONDS", 0)
    owner_id = make_owner()
    sell(owner_id, 5000)
    payout_id = request(owner_id)
    run_jobs()

    with transaction() as session:
        payouts.ask_about_payouts(session)
    run_jobs()

    assert asked.count(payout_id) == 2  # type: ignore[arg-type]
    assert payouts_of(owner_id) == [("sent", 5000)]


class Money(RuleBasedStateMachine):
    """A shop that sells, gives back in parts and is paid out, with everything told twice or in vain."""

    orders = Bundle("orders")

    def __init__(self) -> None:
        super().__init__()
        self.owner_id = make_owner()
        self.expected = 0
        self.left: dict[uuid.UUID, int] = {}

    @rule(target=orders, amount_minor=st.integers(1, 5000), is_young=st.booleans())
    def sell(self, amount_minor: int, is_young: bool) -> uuid.UUID:
        order_id = sell(self.owner_id, amount_minor, ago=dt.timedelta(0) if is_young else LONG_AGO)
        self.expected += amount_minor
        self.left[order_id] = amount_minor
        return order_id

    @rule(order_id=orders)
    def sell_again(self, order_id: uuid.UUID) -> None:
        with transaction() as session:
            again = Sale(order_id, self.owner_id, 1, "USD", now())
            sales.post_sale(session, again, fee_basis_points=0)

    @rule(order_id=orders, amount_minor=st.integers(1, 5000), times=st.integers(1, 2))
    def give_back(self, order_id: uuid.UUID, amount_minor: int, times: int) -> None:
        given = GivenBack(order_id, new_id(), amount_minor, "USD", now())
        if amount_minor > self.left[order_id]:
            with pytest.raises(NothingLeft), transaction() as session:
                sales.post_promise(session, given)
            return
        for _ in range(times):
            with transaction() as session:
                sales.post_promise(session, given)
            with transaction() as session:
                sales.post_sent(session, given)
        self.left[order_id] -= amount_minor
        self.expected -= amount_minor

    @rule()
    def pay_out(self) -> None:
        payout_id = request(self.owner_id)
        if payout_id is not None:
            self.expected -= read(payout_id).amount_minor

    @rule(kind=st.sampled_from([EventKind.PAYOUT_PAID, EventKind.PAYOUT_FAILED]), times=st.integers(1, 2))
    def tell(self, kind: EventKind, times: int) -> None:
        with reading() as session:
            known = payouts.list_payouts(session, self.owner_id)
        for payout in known[:1]:
            for _ in range(times):
                tell(payout, kind)
            if payout.state in UNDER_WAY and kind is EventKind.PAYOUT_FAILED:
                self.expected += payout.amount_minor

    @invariant()
    def the_books_hold(self) -> None:
        assert owed(self.owner_id) == self.expected
        with reading() as session:
            assert chain.verify(session).is_sound
            assert replay.replay(session) == []
            under_way = [
                one for one in payouts.list_payouts(session, self.owner_id) if one.state in UNDER_WAY
            ]
        assert len(under_way) <= 1


def test_whatever_happens_the_books_are_balanced_and_say_what_is_owed(app: Flask) -> None:
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
