"""Whatever happens to orders and their money, the books say the same."""

import contextlib
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

import wiring
from kernel import runtime
from kernel.events import subscribe
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from orders import bookkeeping
from orders.catching_up import catch_up
from orders.events import OrderPaid
from orders.models import AdjustmentRecord, OrderRecord
from payments.ledger import chain, replay
from payments.ledger.models import LedgerEntryRecord, LedgerLineRecord
from payments.models import PaymentRecord, RefundRecord
from payments.states import KEPT, PaymentState, RefundState
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient, run_jobs
from tests.service.orders.market_day import SandboxTeller, place
from tests.service.orders.shopping import check_out
from tests.service.orders.test_life import expire_everything, listening  # noqa: F401  (a fixture)
from tests.service.orders.test_random_walk import Walk

Api = Callable[..., ApiClient]


def books_of(order_id: str | uuid.UUID) -> list[tuple[str, dict[str, int]]]:
    """Return the entries of an order: kind, and amount by account."""
    entry, line = LedgerEntryRecord, LedgerLineRecord
    with reading() as session:
        rows = session.execute(
            select(entry.number, entry.kind, line.account, line.amount_minor)
            .join(line, line.entry_number == entry.number)
            .where(entry.reference_id == uuid.UUID(str(order_id)))
            .order_by(entry.number, line.position)
        ).all()
    entries: dict[tuple[int, str], dict[str, int]] = {}
    for number, kind, account, amount_minor in rows:
        entries.setdefault((number, kind), {})[account] = amount_minor
    return [(kind, lines) for (_, kind), lines in entries.items()]


def sold(api: Api, *, price_minor: int = 1990) -> tuple[ApiClient, ApiClient, dict[str, Any]]:
    """Return a buyer, a merchant, and an order of the one at the other's shop."""
    merchant = make_person()
    product = make_product(make_shop(merchant), price_minor=price_minor)
    buyer = api(make_person().id)
    return buyer, api(merchant.id), place(buyer, (product.variants[0].id, 1)).get_json()


@pytest.mark.usefixtures("listening")
def test_a_paid_order_is_owed_to_its_shop_and_a_refund_takes_it_back(
    api: Api, gateway: SandboxTeller
) -> None:
    _, seller, order = sold(api)

    gateway.pay(order)
    run_jobs()
    paid = books_of(order["id"])
    seller.post(f"/orders/{order['id']}/refund")
    run_jobs()

    assert paid == [("order_paid", {"gateway_clearing": 1990, "shop_payable": -1990})]
    assert books_of(order["id"])[1:] == [
        ("refund_promised", {"shop_payable": 1990, "refunds": -1990}),
        ("refund_sent", {"refunds": 1990, "gateway_clearing": -1990}),
    ]


def test_the_market_keeps_its_fee_as_it_was_when_the_order_was_paid(
    api: Api, gateway: SandboxTeller, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, seller, order = sold(api)
    usual = runtime.config()
    monkeypatch.setattr(runtime, "config", lambda: replace(usual, platform_fee_basis_points=500))
    gateway.pay(order)
    run_jobs()

    monkeypatch.setattr(runtime, "config", lambda: replace(usual, platform_fee_basis_points=900))
    seller.post(f"/orders/{order['id']}/refund")
    run_jobs()

    assert books_of(order["id"])[:2] == [
        ("order_paid", {"gateway_clearing": 1990, "shop_payable": -1890, "platform_revenue": -100}),
        ("refund_promised", {"shop_payable": 1890, "platform_revenue": 100, "refunds": -1990}),
    ]


def test_a_discount_that_the_market_pays_is_owed_to_the_shop_and_one_of_its_own_is_not(
    api: Api, gateway: SandboxTeller
) -> None:
    _, _, order = sold(api)
    with transaction() as session:
        for funder, amount_minor in (("platform", -200), ("shop", -70)):
            session.add(
                AdjustmentRecord(
                    order_id=uuid.UUID(order["id"]),
                    variant_id=new_id(),
                    kind="platform_coupon",
                    funder=funder,
                    amount_minor=amount_minor,
                    title="",
                )
            )

    gateway.pay(order)
    run_jobs()

    assert books_of(order["id"]) == [
        ("order_paid", {"gateway_clearing": 1990, "coupon_funding": 200, "shop_payable": -2190})
    ]


def test_each_shop_of_a_checkout_is_owed_its_own(api: Api, gateway: SandboxTeller) -> None:
    products = [make_product(price_minor=price) for price in (1000, 250)]
    buyer = api(make_person().id)
    checkout = check_out(buyer, *((product.variants[0].id, 1) for product in products)).get_json()

    gateway.pay(checkout)
    run_jobs()

    owed = [books_of(order["id"])[0][1]["shop_payable"] for order in checkout["orders"]]
    assert sorted(owed) == [-1000, -250]


@pytest.mark.usefixtures("listening")
def test_money_that_came_too_late_is_owed_to_nobody_but_the_buyer(api: Api, gateway: SandboxTeller) -> None:
    buyer, _, order = sold(api)
    buyer.post(f"/orders/{order['id']}/cancel")

    gateway.pay(order)
    run_jobs()

    assert books_of(order["id"]) == [
        ("paid_in_vain", {"gateway_clearing": 1990, "refunds": -1990}),
        ("refund_sent", {"refunds": 1990, "gateway_clearing": -1990}),
    ]


def test_what_is_told_to_the_books_twice_is_in_them_once(api: Api, gateway: SandboxTeller) -> None:
    _, _, order = sold(api)
    gateway.pay(order)
    run_jobs()
    with reading() as session:
        row = session.execute(
            select(OrderRecord).where(OrderRecord.id == uuid.UUID(order["id"]))
        ).scalar_one()
    event = OrderPaid(row.id, row.buyer_id, row.shop_owner_id, row.total_minor, row.currency)

    with transaction() as session:
        bookkeeping.book_paid(session, event)

    assert len(books_of(order["id"])) == 1


@pytest.mark.usefixtures("listening")
def test_orders_that_the_books_were_never_told_of_are_caught_up_with(
    api: Api, gateway: SandboxTeller
) -> None:
    _, seller, order = sold(api)
    with not_told():
        gateway.pay(order)
        seller.post(f"/orders/{order['id']}/refund")
        run_jobs()
    assert books_of(order["id"]) == []

    catch_up()
    once = books_of(order["id"])
    catch_up()

    assert [kind for kind, _ in once] == ["order_paid", "refund_promised", "refund_sent"]
    assert books_of(order["id"]) == once


@contextlib.contextmanager
def not_told() -> Iterator[None]:
    """Let orders happen as they did before the market kept books."""
    subscribe([one for one in wiring.SUBSCRIPTIONS if not one.name.startswith("orders.bookkeeping")])
    yield
    subscribe(wiring.SUBSCRIPTIONS)


@pytest.mark.usefixtures("listening")
@pytest.mark.parametrize("seed", range(3))
def test_the_books_add_up_to_what_orders_and_payments_say(
    seed: int, api: Api, gateway: SandboxTeller
) -> None:
    walk = Walk(seed, api, gateway)

    for step in range(40):
        walk.step()
        if step % 8 == 7:
            run_jobs(at_most=1000)
            assert sums_of(walk.shop.owner_id) == expected_of(walk.shop.owner_id)
    expire_everything()
    with reading() as session:
        assert chain.verify(session).is_sound
        assert replay.replay(session) == []


def sums_of(shop_owner_id: uuid.UUID) -> dict[str, int]:
    """Return what the books say of a shop's orders, by account."""
    line = LedgerLineRecord
    orders = select(OrderRecord.id).where(OrderRecord.shop_owner_id == shop_owner_id)
    with reading() as session:
        rows = session.execute(
            select(line.account, func.sum(line.amount_minor))
            .join(LedgerEntryRecord, LedgerEntryRecord.number == line.entry_number)
            .where(LedgerEntryRecord.reference_id.in_(orders))
            .group_by(line.account)
        ).all()
    return {account: int(amount) for account, amount in rows if amount}


def expected_of(shop_owner_id: uuid.UUID) -> dict[str, int]:
    """Return what orders, payments and refunds say themselves."""
    captured = (*KEPT, PaymentState.REFUNDED)
    sums: Counter[str] = Counter()
    with reading() as session:
        orders = session.execute(
            select(OrderRecord.id, OrderRecord.total_minor, OrderRecord.refund_requested_at)
            .join(PaymentRecord, PaymentRecord.id == OrderRecord.payment_id)
            .where(OrderRecord.shop_owner_id == shop_owner_id, PaymentRecord.state.in_(captured))
        ).all()
        for order in orders:
            refund = session.scalar(select(RefundRecord).where(RefundRecord.part_id == order.id))
            is_back = refund is not None and refund.state == RefundState.SUCCEEDED
            sums["gateway_clearing"] += 0 if is_back else order.total_minor
            owed = "refunds" if order.refund_requested_at else "shop_payable"
            sums[owed] -= 0 if is_back else order.total_minor
    return {account: amount for account, amount in sums.items() if amount}
