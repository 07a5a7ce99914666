"""From a paid order to money for its creator, and back again."""

import datetime as dt
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select, update

from accounts.people import Person
from commissions import settling
from commissions.models import CommissionRow
from commissions.shares import kept_minor
from kernel import runtime
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from orders import bookkeeping, lifecycle, receipt, returns
from orders.errors import NotReturnable, ReturnedAlready
from orders.models import LineItemRecord, OrderRecord
from orders.return_states import ReturnKind, ReturnReason
from orders.return_values import NewReturn
from payments.ledger import chain, replay
from payments.ledger.accounts import Account
from payments.ledger.balances import list_balances_of
from payments.ledger.models import LedgerEntryRecord, LedgerLineRecord
from payments.payouts import payouts
from payments.payouts.destinations import Destination, set_destination
from products.values import Product
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient, run_jobs
from tests.service.commissions.selling import make_promoter, read_rows, touch
from tests.service.orders.market_day import SandboxTeller, pack, place

Api = Callable[..., ApiClient]
RATE = 1000


class Trade:
    """A merchant's lantern, a creator who promotes it, a buyer whom he touched, and their orders."""

    def __init__(self, api: Api, gateway: SandboxTeller, price_minor: int = 1990) -> None:
        self.gateway, self.merchant, self.buyer = gateway, make_person(name="Mei"), make_person(name="Noor")
        self.product: Product = make_product(
            make_shop(self.merchant), price_minor=price_minor, stock_counts=(500,)
        )
        self.creator: Person = make_promoter(self.product, basis_points=RATE)
        self.seller, self.api = api(self.merchant.id), api(self.buyer.id)
        self.variant_id = self.product.variants[0].id
        touch(self.buyer.id, self.creator)

    def buy(self, quantity: int = 3, *, is_paid: bool = True) -> dict[str, Any]:
        """Order lanterns, and pay them."""
        order: dict[str, Any] = place(self.api, (self.variant_id, quantity)).get_json()
        if is_paid:
            assert self.gateway.pay(order).status_code == 200
        return order

    def deliver(self, order: dict[str, Any]) -> None:
        """Send all of an order, and let it arrive."""
        assert pack(self.seller, order).status_code == 201
        with transaction() as session:
            receipt.mark_delivered(session, id_of(order), party_id=self.buyer.id)

    def give_back(self, order: dict[str, Any], count: int = 1) -> uuid.UUID:
        """Ask for units to be taken back."""
        kind, reason = ReturnKind.RETURN_AND_REFUND, ReturnReason.CHANGED_MIND
        new = NewReturn(str(new_id()), kind, reason, "", {self.variant_id: count})
        with transaction() as session:
            return returns.open_return(session, id_of(order), new, buyer_id=self.buyer.id)

    def take_in(self, return_id: uuid.UUID) -> None:
        """Receive what comes back, and ask for its money."""
        with transaction() as session:
            returns.receive(session, return_id, shop_owner_id=self.merchant.id, is_sellable=True)

    def refund(self, order: dict[str, Any]) -> None:
        """Give all of the money back."""
        with transaction() as session:
            lifecycle.refund(session, id_of(order), shop_owner_id=self.merchant.id)

    def row(self, order: dict[str, Any]) -> CommissionRow:
        """Return the commission of an order."""
        return read_rows(id_of(order))[self.variant_id]

    def balance(self, account: Account, owner: Person | None = None) -> int:
        """Return what is owed on an account."""
        with reading() as session:
            found = list_balances_of(session, account, (owner or self.creator).id)
        return -sum(one.amount_minor for one in found)

    def pay_out(self, *, is_paid: bool = True) -> int:
        """Pay out what the creator has available; return how much it was."""
        with transaction() as session:
            set_destination(session, self.creator.id, Destination("sandbox", "takes"))
            payout_id = payouts.request_payout(session, self.creator.id, "USD", Account.CREATOR_PAYABLE)
        if payout_id is None:
            return 0
        with transaction() as session:
            payouts.end_payout(session, payout_id, is_paid=is_paid)
        with reading() as session:
            return payouts.get_payout(session, payout_id).amount_minor


def id_of(order: dict[str, Any]) -> uuid.UUID:
    return uuid.UUID(order["id"])


def settle(order: dict[str, Any]) -> None:
    """Let the jobs of an order's commissions run, twice."""
    for _ in range(2):
        with transaction() as session:
            settling.settle(session, id_of(order))


def let_window_pass(order: dict[str, Any]) -> None:
    """Act as if the time for giving an order back were over, and release what is due."""
    with transaction() as session:
        mine = update(CommissionRow).where(
            CommissionRow.order_id == id_of(order), CommissionRow.due_at.is_not(None)
        )
        session.execute(mine.values(due_at=now() - dt.timedelta(seconds=1)))
        due = settling.list_due(session, limit=1000)
    for order_id in due:
        with transaction() as session:
            settling.release(session, order_id)


def check_books() -> None:
    """Check that the books are whole: chained, balanced, and as counted from zero."""
    with reading() as session:
        assert chain.verify(session).is_sound
        assert replay.replay(session) == []


@pytest.fixture
def trade(api: Api, gateway: SandboxTeller) -> Trade:
    return Trade(api, gateway)


def test_a_commission_goes_its_way(trade: Trade):
    order = trade.buy()
    settle(order)
    estimated, owed_then = trade.row(order).state, trade.balance(Account.CREATOR_ACCRUED)
    trade.deliver(order)
    settle(order)
    accrued = (trade.row(order).state, trade.balance(Account.CREATOR_ACCRUED))
    let_window_pass(order)

    assert (estimated, owed_then) == ("estimated", 0)
    assert accrued == ("accrued", 597)
    assert trade.row(order).state == "payable"
    assert trade.balance(Account.CREATOR_ACCRUED) == 0
    assert trade.balance(Account.CREATOR_PAYABLE) == 597
    assert trade.balance(Account.SHOP_PAYABLE, trade.merchant) == -597  # its sale is booked by another job
    assert (trade.pay_out(), trade.balance(Account.CREATOR_PAYABLE)) == (0, 597)  # less than the minimum
    check_books()


def test_the_durable_subscribers_do_it(app: Flask, trade: Trade):
    assert app
    order = trade.buy()
    trade.deliver(order)

    run_jobs()

    assert trade.row(order).state == "accrued"
    assert trade.balance(Account.CREATOR_ACCRUED) == 597
    assert trade.balance(Account.SHOP_PAYABLE, trade.merchant) == 3 * 1990 - 597


def test_what_went_back_before_it_accrued_earns_nothing(trade: Trade):
    order = trade.buy()
    assert pack(trade.seller, order).status_code == 201
    with transaction() as session:
        receipt.mark_delivered(session, id_of(order), party_id=trade.buyer.id)
    trade.take_in(trade.give_back(order, 1))

    settle(order)

    assert trade.row(order).returned_count == 1
    assert trade.balance(Account.CREATOR_ACCRUED) == kept_minor(597, 3, 1) == 398
    check_books()


def test_a_unit_that_goes_back_takes_its_share_along(trade: Trade):
    order = trade.buy()
    trade.deliver(order)
    settle(order)

    trade.take_in(trade.give_back(order, 2))
    settle(order)

    assert trade.balance(Account.CREATOR_ACCRUED) == 199
    trade.take_in(trade.give_back(order, 1))
    settle(order)
    assert trade.balance(Account.CREATOR_ACCRUED) == 0
    assert trade.balance(Account.SHOP_PAYABLE, trade.merchant) == 0
    check_books()


def test_what_is_on_its_way_back_is_not_paid_out(trade: Trade):
    order = trade.buy()
    trade.deliver(order)
    settle(order)
    trade.give_back(order, 1)

    let_window_pass(order)

    assert trade.row(order).state == "accrued"
    assert trade.row(order).due_at > now()
    assert trade.balance(Account.CREATOR_PAYABLE) == 0


def test_what_goes_back_after_a_payout_is_owed_and_netted_from_what_follows(trade: Trade):
    order = trade.buy(9)
    trade.deliver(order)
    settle(order)
    let_window_pass(order)
    assert trade.pay_out() == 1791

    trade.refund(order)
    settle(order)

    assert trade.balance(Account.CREATOR_PAYABLE) == -1791
    assert trade.pay_out() == 0
    later = trade.buy(20)
    trade.deliver(later)
    settle(later)
    let_window_pass(later)
    assert trade.pay_out() == 3980 - 1791
    assert trade.balance(Account.CREATOR_PAYABLE) == 0
    check_books()


def test_a_payout_that_comes_back_is_owed_again(trade: Trade):
    order = trade.buy(9)
    trade.deliver(order)
    settle(order)
    let_window_pass(order)

    assert trade.pay_out(is_paid=False) == 1791
    assert trade.balance(Account.CREATOR_PAYABLE) == 1791
    assert trade.pay_out() == 1791
    assert trade.balance(Account.CREATOR_PAYABLE) == 0


def test_jobs_at_once_post_once(trade: Trade):
    order = trade.buy(9)
    trade.deliver(order)

    with ThreadPoolExecutor(6) as threads:
        list(threads.map(settle, [order] * 6))
    accrued = trade.balance(Account.CREATOR_ACCRUED)
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(let_window_pass, [order] * 6))

    assert accrued == 1791
    assert trade.balance(Account.CREATOR_PAYABLE) == 1791
    assert trade.balance(Account.CREATOR_ACCRUED) == 0
    check_books()


def test_an_order_that_is_not_paid_brings_nothing(trade: Trade):
    order = trade.buy(is_paid=False)
    assert trade.api.post(f"/orders/{order['id']}/cancel").status_code == 200

    settle(order)

    assert trade.row(order).state == "void"
    check_books()


def test_a_merchant_who_promotes_too_has_two_payouts_at_once(trade: Trade):
    order = trade.buy(9)
    trade.deliver(order)
    settle(order)
    let_window_pass(order)
    with transaction() as session:
        set_destination(session, trade.creator.id, Destination("sandbox", "takes"))
        first = payouts.request_payout(session, trade.creator.id, "USD", Account.CREATOR_PAYABLE)
        second = payouts.request_payout(session, trade.creator.id, "USD", Account.CREATOR_PAYABLE)

    assert first is not None
    assert second is None
    with reading() as session:
        assert payouts.list_payouts(session, trade.creator.id) == []
        found = payouts.list_payouts(session, trade.creator.id, Account.CREATOR_PAYABLE)
    assert [one.id for one in found] == [first]


class Months(RuleBasedStateMachine):
    """Whatever happens, and in whatever order the jobs run, a creator has what was kept of what he sold."""

    api: Api
    gateway: SandboxTeller

    def __init__(self) -> None:
        super().__init__()
        self.trade = Trade(self.api, self.gateway, price_minor=997)
        self.orders: list[dict[str, Any]] = []
        self.paid_out_minor = 0

    def pick(self, number: int) -> dict[str, Any] | None:
        """Return one of the orders, if there is any."""
        return self.orders[number % len(self.orders)] if self.orders else None

    @rule(quantity=st.integers(1, 7), is_paid=st.booleans())
    def buy(self, quantity: int, is_paid: bool) -> None:
        self.orders.append(self.trade.buy(quantity, is_paid=is_paid))

    @rule(number=st.integers(0, 9))
    def deliver(self, number: int) -> None:
        order = self.pick(number)
        if order is not None and pack(self.trade.seller, order).status_code == 201:
            with transaction() as session:
                receipt.mark_delivered(session, id_of(order), party_id=self.trade.buyer.id)

    @rule(number=st.integers(0, 9), count=st.integers(1, 3), is_received=st.booleans())
    def give_back(self, number: int, count: int, is_received: bool) -> None:
        order = self.pick(number)
        if order is None:
            return
        try:
            return_id = self.trade.give_back(order, count)
        except (NotReturnable, ReturnedAlready):
            return
        if is_received:
            self.trade.take_in(return_id)

    @rule(number=st.integers(0, 9))
    def refund(self, number: int) -> None:
        order = self.pick(number)
        if order is not None:
            self.trade.seller.post(f"/orders/{order['id']}/refund")

    @rule(number=st.integers(0, 9))
    def cancel(self, number: int) -> None:
        order = self.pick(number)
        if order is not None:
            self.trade.api.post(f"/orders/{order['id']}/cancel")

    @rule(number=st.integers(0, 9))
    def run_job(self, number: int) -> None:
        order = self.pick(number)
        if order is not None:
            settle(order)

    @rule(number=st.integers(0, 9))
    def release(self, number: int) -> None:
        order = self.pick(number)
        if order is not None:
            let_window_pass(order)

    @rule(is_paid=st.booleans())
    def pay_out(self, is_paid: bool) -> None:
        amount_minor = self.trade.pay_out(is_paid=is_paid)
        self.paid_out_minor += amount_minor if is_paid else 0

    @invariant()
    def nothing_is_clamped(self) -> None:
        """What was ever booked is still there: owed, or paid out."""
        with reading() as session:
            booked = session.scalar(
                select(func.coalesce(func.sum(CommissionRow.booked_minor), 0)).where(
                    CommissionRow.creator_id == self.trade.creator.id
                )
            )
        owed = sum(
            self.trade.balance(account) for account in (Account.CREATOR_ACCRUED, Account.CREATOR_PAYABLE)
        )
        assert owed + self.paid_out_minor == booked

    def teardown(self) -> None:
        """Let all jobs run: then what is booked is what the kept units bring, and the books are whole."""
        for order in self.orders:
            settle(order)
            with reading() as session:
                placed = session.get_one(OrderRecord, id_of(order))
                item = session.get_one(LineItemRecord, (id_of(order), self.trade.variant_id))
                kept = item.quantity - item.refunded_count
                if placed.refund_requested_at is not None or placed.delivered_at is None:
                    kept = 0
            row = self.trade.row(order)
            assert row.booked_minor == kept_minor(row.amount_minor, row.quantity, row.quantity - kept)
            if placed.paid_at is not None:
                with transaction() as session:
                    bookkeeping.book_order(session, id_of(order))
        self.nothing_is_clamped()
        with reading() as session:
            of_shop = session.scalar(
                select(func.coalesce(func.sum(LedgerLineRecord.amount_minor), 0))
                .join(LedgerEntryRecord, LedgerEntryRecord.number == LedgerLineRecord.entry_number)
                .where(
                    LedgerLineRecord.account == Account.SHOP_PAYABLE,
                    LedgerLineRecord.owner_id == self.trade.merchant.id,
                    LedgerEntryRecord.kind.like("commission_%"),
                )
            )
        assert of_shop == sum(self.trade.row(order).booked_minor for order in self.orders)
        check_books()


def test_whatever_happens_a_creator_has_what_was_kept(
    api: Api, gateway: SandboxTeller, monkeypatch: pytest.MonkeyPatch
):
    config = runtime.config()
    monkeypatch.setattr(Months, "api", staticmethod(api), raising=False)
    monkeypatch.setattr(Months, "gateway", gateway, raising=False)
    assert config.payout_minimum_minor == 1000

    run_state_machine_as_test(
        Months,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
