"""What goes back: who may do what when, what time decides, and that money and stock follow once."""

import datetime as dt
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from kernel import runtime
from kernel.clock import now
from kernel.errors import DomainError
from kernel.transaction import reading, transaction
from orders import lifecycle, receipt, returns
from orders.errors import NoSuchReturn, ReturnedAlready, ReturnMovedOn, ReturnOpen
from orders.models import OrderRecord, ReturnRecord
from orders.return_deadlines import pass_deadlines
from orders.return_states import ReturnKind, ReturnReason, ReturnState
from orders.states import OrderState
from products import stock_log
from tests.factories import make_person
from tests.market import ApiClient
from tests.service.orders.market_day import SandboxTeller, available
from tests.service.orders.returning import PRICE_MINOR, Sold, sell

REFUND_ONLY = ReturnKind.REFUND_ONLY


@pytest.fixture
def sold(api: Callable[..., ApiClient], gateway: SandboxTeller) -> Sold:
    """Sell and deliver three lanterns and a candle."""
    return sell(api, gateway)


def attempt(act: Callable[[], object]) -> str:
    """Do something; return what refused it, or nothing."""
    try:
        act()
    except DomainError as error:
        return type(error).__name__
    return ""


def let_pass(return_id: uuid.UUID) -> None:
    """Let the deadline of a return pass."""
    with transaction() as session:
        row = update(ReturnRecord).where(ReturnRecord.id == return_id, ReturnRecord.due_at.is_not(None))
        session.execute(row.values(due_at=now()))
    for _ in range(2):
        with transaction() as session:
            pass_deadlines(session)


def deliver(sold: Sold, *, days_ago: int) -> None:
    """Let an order have been delivered so many days ago."""
    with transaction() as session:
        row = update(OrderRecord).where(OrderRecord.id == sold.id)
        session.execute(row.values(delivered_at=now() - dt.timedelta(days=days_ago)))


def test_one_of_three_goes_back_and_the_rest_is_kept(sold: Sold) -> None:
    return_id = sold.ask(lanterns=1)
    approved = sold.returned(return_id)
    sold.send(return_id)
    sold.receive(return_id)
    received = sold.returned(return_id)
    sold.tell_refunds()

    order = sold.look()
    assert (approved.state, approved.amount_minor) == (ReturnState.APPROVED, PRICE_MINOR)
    assert (received.state, received.due_at) == (ReturnState.RECEIVED, None)
    assert sold.returned(return_id).state is ReturnState.REFUNDED
    assert sold.refunds() == [PRICE_MINOR]
    assert (order.state, order.refunded_minor) == (OrderState.DELIVERED, PRICE_MINOR)
    assert order.is_partly_refunded
    assert (available(sold.lantern), available(sold.candle)) == (3, 4)
    with reading() as session:
        assert stock_log.sum_changes(session, sold.lantern) == (3, 0)


def test_an_order_of_which_all_went_back_is_refunded(sold: Sold) -> None:
    for lanterns, candles in ((1, 0), (2, 1)):
        return_id = sold.ask(lanterns, candles)
        sold.send(return_id)
        sold.receive(return_id)
    sold.tell_refunds()

    order = sold.look()
    assert sum(sold.refunds()) == order.total_minor == order.refunded_minor
    assert order.state is OrderState.REFUNDED
    assert (available(sold.lantern), available(sold.candle)) == (5, 5)


def test_what_cannot_be_sold_again_does_not_return_to_stock(sold: Sold) -> None:
    return_id = sold.ask(lanterns=2)

    sold.receive(return_id, is_sellable=False)

    assert available(sold.lantern) == 2
    assert sold.refunds() == [2 * PRICE_MINOR]


def test_what_a_coupon_paid_for_comes_back_without_money(
    api: Callable[..., ApiClient], gateway: SandboxTeller
) -> None:
    sold = sell(api, gateway, is_candle_free=True)

    returned = sold.ask(0, 1)
    sold.send(returned)
    sold.receive(returned)

    assert sold.returned(returned).state is ReturnState.CLOSED
    assert sold.refunds() == []
    assert available(sold.candle) == 5
    assert attempt(lambda: sold.ask(0, 1)) == "ReturnedAlready"


def test_a_refund_without_a_return_leaves_the_stock_alone(sold: Sold) -> None:
    return_id = sold.ask(lanterns=1, kind=REFUND_ONLY, reason=ReturnReason.DAMAGED)
    waiting = sold.returned(return_id).state, sold.refunds()

    sold.approve(return_id)
    sold.approve(return_id)
    sold.tell_refunds()

    assert waiting == (ReturnState.REQUESTED, [])
    assert sold.returned(return_id).state is ReturnState.REFUNDED
    assert sold.refunds() == [PRICE_MINOR]
    assert available(sold.lantern) == 2


def test_nobody_gives_back_more_than_he_has(sold: Sold) -> None:
    sold.ask(lanterns=2)

    assert attempt(lambda: sold.ask(lanterns=2)) == ReturnedAlready.__name__
    assert attempt(lambda: sold.ask(lanterns=1)) == ""
    assert sum(item.returned_count for item in sold.look().line_items) == 3


def test_a_no_frees_the_units_and_pays_nothing(sold: Sold) -> None:
    return_id = sold.ask(lanterns=3, reason=ReturnReason.DAMAGED)

    sold.reject(return_id)
    sold.reject(return_id)

    returned = sold.returned(return_id)
    assert (returned.state, returned.answer) == (ReturnState.REJECTED, "It was whole.")
    assert attempt(lambda: sold.approve(return_id)) == ReturnMovedOn.__name__
    assert sold.refunds() == []
    assert sold.look().line_items[0].returned_count + sold.look().line_items[1].returned_count == 0
    assert attempt(lambda: sold.ask(lanterns=3, reason=ReturnReason.WRONG)) == ""


@pytest.mark.parametrize(
    ("kind", "reason", "days_ago", "refusal"),
    [
        (ReturnKind.RETURN_AND_REFUND, ReturnReason.CHANGED_MIND, 13, ""),
        (ReturnKind.RETURN_AND_REFUND, ReturnReason.CHANGED_MIND, 15, "NotReturnable"),
        (ReturnKind.RETURN_AND_REFUND, ReturnReason.DAMAGED, 29, ""),
        (ReturnKind.RETURN_AND_REFUND, ReturnReason.DAMAGED, 31, "NotReturnable"),
        (REFUND_ONLY, ReturnReason.CHANGED_MIND, 1, "NotReturnable"),
        (ReturnKind.RETURN_AND_REFUND, ReturnReason.NEVER_ARRIVED, 1, "NotReturnable"),
        (REFUND_ONLY, ReturnReason.NEVER_ARRIVED, 1, ""),
    ],
)
def test_each_reason_has_its_time_and_its_way(
    sold: Sold, kind: ReturnKind, reason: ReturnReason, days_ago: int, refusal: str
) -> None:
    assert runtime.config().return_days == 14
    deliver(sold, days_ago=days_ago)

    assert attempt(lambda: sold.ask(kind=kind, reason=reason)) == refusal


def test_silence_is_a_yes_and_what_is_not_sent_stays(sold: Sold) -> None:
    return_id = sold.ask(reason=ReturnReason.DAMAGED)

    let_pass(return_id)
    approved = sold.returned(return_id)
    let_pass(return_id)

    assert approved.state is ReturnState.APPROVED
    assert approved.due_at is not None
    assert sold.returned(return_id).state is ReturnState.CLOSED
    assert sold.refunds() == []
    assert attempt(lambda: sold.ask(lanterns=3)) == ""


def test_what_was_sent_and_never_confirmed_is_paid(sold: Sold) -> None:
    return_id = sold.ask()
    sold.send(return_id)

    let_pass(return_id)

    assert sold.returned(return_id).state is ReturnState.RECEIVED
    assert sold.refunds() == [PRICE_MINOR]
    assert available(sold.lantern) == 2


def test_an_order_is_not_complete_while_something_goes_back(sold: Sold) -> None:
    def confirm() -> None:
        with transaction() as session:
            receipt.confirm(session, sold.id, buyer_id=sold.buyer.id)

    return_id = sold.ask()
    deliver(sold, days_ago=1000)
    with transaction() as session:
        receipt.complete_due(session)
    waiting = sold.look().state, attempt(confirm)
    sold.receive(return_id)
    sold.tell_refunds()
    confirm()

    assert waiting == (OrderState.DELIVERED, ReturnOpen.__name__)
    assert sold.look().state is OrderState.COMPLETED


def test_whoever_has_no_part_in_a_return_finds_none(sold: Sold) -> None:
    return_id, stranger = sold.ask(reason=ReturnReason.DAMAGED), make_person()
    how = {"carrier": "dhl", "tracking_number": ""}

    def act(number: int) -> None:
        with transaction() as session:
            if number == 0:
                returns.approve(session, return_id, shop_owner_id=stranger.id)
            elif number == 1:
                returns.reject(session, return_id, "No.", shop_owner_id=sold.buyer.id)
            elif number == 2:
                returns.send(session, return_id, buyer_id=sold.merchant.id, **how)
            elif number == 3:
                returns.receive(session, return_id, shop_owner_id=sold.buyer.id, is_sellable=True)
            else:
                returns.drop(session, return_id, buyer_id=stranger.id)

    assert [attempt(lambda number=number: act(number)) for number in range(5)] == [NoSuchReturn.__name__] * 5
    assert sold.returned(return_id).state is ReturnState.REQUESTED


def test_a_return_asked_for_twice_with_one_key_is_one(sold: Sold) -> None:
    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(lambda _: sold.ask(lanterns=3, key="the same key"), range(4)))

    assert len(set(ids)) == 1
    assert sold.look().line_items[0].returned_count + sold.look().line_items[1].returned_count == 3


def test_many_who_ask_at_once_get_no_unit_twice(sold: Sold) -> None:
    with ThreadPoolExecutor(6) as pool:
        refusals = list(pool.map(lambda _: attempt(lambda: sold.ask(lanterns=2)), range(6)))

    assert sorted(refusals) == ["", *[ReturnedAlready.__name__] * 5]


def test_a_return_and_a_refund_of_the_whole_order_at_once_pay_what_was_paid(sold: Sold) -> None:
    first, second = sold.ask(lanterns=1), sold.ask(lanterns=2, candles=1)

    def refund_all() -> None:
        with transaction() as session:
            lifecycle.refund(session, sold.id, shop_owner_id=sold.merchant.id)

    acts: list[Callable[[], object]] = [lambda: sold.receive(first), refund_all, lambda: sold.receive(second)]
    with ThreadPoolExecutor(6) as pool:
        refusals = list(pool.map(attempt, acts * 2))
    sold.tell_refunds()

    order = sold.look()
    assert set(refusals) <= {"", "NotRefundable", ReturnMovedOn.__name__}
    assert sum(sold.refunds()) == order.total_minor == order.refunded_minor
    assert order.state is OrderState.REFUNDED
    assert (available(sold.lantern), available(sold.candle)) == (5, 5)
