"""A whole trade in any order: quotes, orders, banks, parcels, returns, payouts; stock, coupons, books hold.

Buyers tap twice, banks tell late, twice, after a cancellation or with a forged signature, and give back in
any order; what must always hold is checked after every step.
"""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select, update

from kernel.clock import now
from kernel.errors import DomainError
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from orders import receipt, returns
from orders.models import AdjustmentRecord, LineItemRecord, OrderRecord
from orders.return_states import ReturnKind, ReturnReason
from orders.return_values import NewReturn
from payments.ledger import chain, replay
from payments.ledger.accounts import Account
from payments.ledger.balances import list_balances_of, list_trial_balance
from payments.models import RefundRecord
from payments.payouts import payouts
from payments.payouts.destinations import Destination, set_destination
from products.models import Reservation, Variant
from promotions.models import CouponUse
from tests.factories import make_coupon, make_person, make_product, make_shop
from tests.market import ApiClient, run_jobs
from tests.service.orders.market_day import SandboxTeller, order_body, pack
from tests.service.orders.test_life import expire_everything

STOCK, BUDGET, PER_BUYER = 6, 3, 2
RETURN_STEPS = ["approve", "reject", "send", "receive", "lose", "drop"]
picks = st.integers(0, 999)
counts = st.integers(1, 3)


class Trade(RuleBasedStateMachine):
    """A shop with two variants and a coupon, two buyers, and a bank that can't be relied upon."""

    app: ClassVar[Flask]
    api: ClassVar[Callable[..., ApiClient]]

    @initialize()
    def open_the_shop(self) -> None:
        self.gateway = SandboxTeller(self.app)
        self.merchant = make_person()
        product = make_product(make_shop(self.merchant), stock_counts=[STOCK, STOCK], price_minor=1999)
        self.variant_ids = [one.id for one in product.variants]
        self.coupon = make_coupon(
            product, amount_minor=701, budget_count=BUDGET, per_buyer_limit=PER_BUYER, threshold_minor=0
        )
        self.seller = self.client(self.merchant.id)
        self.buyers = [make_person() for _ in range(2)]
        self.orders: list[tuple[uuid.UUID, dict[str, Any]]] = []
        self.returns: list[tuple[uuid.UUID, uuid.UUID]] = []
        with transaction() as session:
            set_destination(session, self.merchant.id, Destination("sandbox", "takes"))

    def client(self, person_id: uuid.UUID) -> ApiClient:
        return type(self).api(person_id)

    def pick(self, number: int) -> tuple[uuid.UUID, dict[str, Any]]:
        return self.orders[number % len(self.orders)]

    @rule(who=picks, first=st.integers(0, 3), second=counts, with_coupon=st.booleans(), twice=st.booleans())
    def buy(self, who: int, first: int, second: int, with_coupon: bool, twice: bool) -> None:
        """Ask for a quote, then buy at it, sometimes with two taps."""
        buyer_id = self.buyers[who % 2].id
        wanted = [(self.variant_ids[1], second)] + ([(self.variant_ids[0], first)] if first else [])
        client, key = self.client(buyer_id), str(new_id())
        asked = {
            "line_items": order_body(*wanted)["line_items"],
            **({} if with_coupon else {"coupon_ids": []}),
        }
        quote = client.post("/quotes", asked).get_json()
        answers = [
            client.post("/orders", order_body(*wanted, quote=quote["quote"]), key=key)
            for _ in range(1 + twice)
        ]
        placed = [one.get_json() for one in answers if one.status_code == 201]
        assert {one.status_code for one in answers} <= {201, 409}, [one.get_json() for one in answers]
        assert len({one["id"] for one in placed}) <= 1
        assert all(one["total_minor"] == quote["total_minor"] for one in placed)
        self.orders += [(buyer_id, one) for one in placed[:1]]

    @precondition(lambda self: self.orders)
    @rule(which=picks, steps=st.integers(1, 4))
    def go_on(self, which: int, steps: int) -> None:
        """Let an order go its way: paid (told twice), sent in a part and whole, arrived, confirmed."""
        buyer_id, order = self.pick(which)
        order_id = uuid.UUID(order["id"])
        for _ in range(2):
            assert self.gateway.pay(order, event_id=f"paid-{order['id']}").status_code == 200
        if steps > 1:
            pack(self.seller, order, (self.variant_ids[1], 1))
            assert pack(self.seller, order).status_code in {201, 409}
        if steps > 2:
            self.attempt(lambda session: receipt.mark_delivered(session, order_id, party_id=buyer_id))
        if steps > 3:
            self.attempt(lambda session: receipt.confirm(session, order_id, buyer_id=buyer_id))

    @precondition(lambda self: self.orders)
    @rule(which=picks, how=st.sampled_from(["decline", "forge", "old", "cancel", "refund", "part", "expire"]))
    def disturb(self, which: int, how: str) -> None:
        """Let a bank decline or lie, a buyer or merchant think better of it, a reservation expire."""
        buyer_id, order = self.pick(which)
        if how == "decline":
            assert self.gateway.decline(order).status_code == 200
        elif how == "forge":
            assert self.gateway.tell(self.gateway.message(order), key=b"forged").status_code == 400
        elif how == "old":
            assert self.gateway.tell(self.gateway.message(order), age_seconds=3600).status_code == 400
        elif how == "cancel":
            answer = self.client(buyer_id).post(f"/orders/{order['id']}/cancel")
            assert answer.status_code in {200, 409}
        elif how == "refund":
            assert self.seller.post(f"/orders/{order['id']}/refund").status_code in {200, 409}
        elif how == "part":
            assert pack(self.seller, order, (self.variant_ids[1], 1)).status_code in {201, 409}
        else:
            expire_everything()

    @precondition(lambda self: self.orders)
    @rule(which=picks, count=counts, reason=st.sampled_from(list(ReturnReason)), is_money_only=st.booleans())
    def ask_back(self, which: int, count: int, reason: ReturnReason, is_money_only: bool) -> None:
        """Ask for units to be taken back, or for their money alone."""
        buyer_id, order = self.pick(which)
        kind = ReturnKind.REFUND_ONLY if is_money_only else ReturnKind.RETURN_AND_REFUND
        new = NewReturn(str(new_id()), kind, reason, "It is bent.", {self.variant_ids[1]: count})
        opened = self.attempt(
            lambda session: returns.open_return(session, uuid.UUID(order["id"]), new, buyer_id=buyer_id)
        )
        if opened is not None:
            self.returns.append((buyer_id, opened))

    @precondition(lambda self: self.returns)
    @rule(which=picks, steps=st.lists(st.sampled_from(RETURN_STEPS), min_size=1, max_size=3))
    def move_return(self, which: int, steps: list[str]) -> None:
        """Let either side do the next things with a return, whether it is its turn or not."""
        buyer_id, return_id = self.returns[which % len(self.returns)]
        owner_id = self.merchant.id
        acts: dict[str, Callable[[Any], None]] = {
            "approve": lambda session: returns.approve(session, return_id, shop_owner_id=owner_id),
            "reject": lambda session: returns.reject(session, return_id, "No.", shop_owner_id=owner_id),
            "send": lambda session: returns.send(
                session, return_id, buyer_id=buyer_id, carrier="dhl", tracking_number="1"
            ),
            "receive": lambda session: returns.receive(
                session, return_id, shop_owner_id=owner_id, is_sellable=True
            ),
            "lose": lambda session: returns.receive(
                session, return_id, shop_owner_id=owner_id, is_sellable=False
            ),
            "drop": lambda session: returns.drop(session, return_id, buyer_id=buyer_id),
        }
        for step in steps:
            self.attempt(acts[step])

    @rule()
    def tell_refunds(self) -> None:
        """Tell that every refund was carried out, also those of which that was told before."""
        for refund in self.list_refunds():
            assert self.gateway.tell(refund).status_code == 200

    @rule()
    def pay_out(self) -> None:
        """Pay the shop what it has earned, as if the time for going back were over."""
        with transaction() as session:
            old = now() - dt.timedelta(days=60)
            session.execute(update(OrderRecord).where(OrderRecord.paid_at.is_not(None)).values(paid_at=old))
        run_jobs("default", at_most=1000)
        with transaction() as session:
            payouts.request_payout(session, self.merchant.id, "USD")

    @invariant()
    def stock_adds_up(self) -> None:
        if not self.has_shop():
            return
        with reading() as session:
            for variant in session.scalars(select(Variant).where(Variant.id.in_(self.variant_ids))):
                units = dict(
                    session.execute(
                        select(Reservation.state, func.sum(Reservation.quantity))
                        .where(Reservation.variant_id == variant.id)
                        .group_by(Reservation.state)
                    ).all()
                )
                assert variant.available_count >= 0
                assert variant.on_hand_count == variant.available_count + variant.reserved_count
                assert variant.reserved_count == units.get("held", 0)
                assert variant.on_hand_count <= STOCK

    @invariant()
    def prices_add_up(self) -> None:
        """No line is off by one unit, none costs less than nothing, and no more is given back than came."""
        if not self.has_shop():
            return
        with reading() as session:
            for order in session.scalars(
                select(OrderRecord).where(OrderRecord.shop_owner_id == self.merchant.id)
            ):
                lines = session.scalars(
                    select(LineItemRecord).where(LineItemRecord.order_id == order.id)
                ).all()
                sums = [one.quantity * one.unit_price_minor - one.discount_minor for one in lines]
                adjusted = session.scalar(
                    select(func.coalesce(func.sum(AdjustmentRecord.amount_minor), 0)).where(
                        AdjustmentRecord.order_id == order.id
                    )
                )
                assert min(sums) >= 0
                assert sum(sums) == order.total_minor
                assert -int(adjusted or 0) == order.discount_minor == sum(one.discount_minor for one in lines)
                assert 0 <= order.refunded_minor <= order.refunds_minor <= order.total_minor

    @invariant()
    def coupons_are_not_exceeded(self) -> None:
        if not self.has_shop():
            return
        with reading() as session:
            uses = session.execute(
                select(CouponUse.buyer_id, func.count(func.distinct(CouponUse.checkout_id)))
                .where(CouponUse.coupon_id == self.coupon.id, CouponUse.state != "released")
                .group_by(CouponUse.buyer_id)
            ).all()
        assert sum(count for _, count in uses) <= BUDGET
        assert all(count <= PER_BUYER for _, count in uses)

    def teardown(self) -> None:
        """At the end of the day every bank has told and every job has run: the books say what happened."""
        if not self.has_shop():
            return
        for _ in range(2):
            run_jobs("default", at_most=1000)
            self.tell_refunds()
        run_jobs("default", at_most=1000)
        with reading() as session:
            assert chain.verify(session).is_sound
            assert replay.replay(session) == []
            assert all(sum(sums.values()) == 0 for sums in list_trial_balance(session).values())
            kept = session.scalar(
                select(func.sum(OrderRecord.total_minor - OrderRecord.refunds_minor)).where(
                    OrderRecord.shop_owner_id == self.merchant.id, OrderRecord.paid_at.is_not(None)
                )
            )
            owed = list_balances_of(session, Account.SHOP_PAYABLE, self.merchant.id)
            left = sum(-one.amount_minor for one in owed)
            out = sum(one.amount_minor for one in payouts.list_payouts(session, self.merchant.id))
        assert left + out == (kept or 0)

    def list_refunds(self) -> list[dict[str, Any]]:
        """Return the bank's message for each refund that was asked for."""
        by_payment = {order["payment"]["id"]: order for _, order in self.orders}
        with reading() as session:
            rows = session.execute(
                select(RefundRecord.id, RefundRecord.payment_id, RefundRecord.amount_minor).where(
                    RefundRecord.payment_id.in_([uuid.UUID(one) for one in by_payment])
                )
            ).all()
        return [
            self.gateway.message(
                by_payment[str(row.payment_id)],
                event_id=f"refund-{row.id}",
                kind="refund.succeeded",
                refund_id=str(row.id),
                amount_minor=row.amount_minor,
            )
            for row in rows
        ]

    def has_shop(self) -> bool:
        return hasattr(self, "orders")

    @staticmethod
    def attempt(act: Callable[[Any], Any]) -> Any:
        """Do something that may not be allowed now; return its answer, or None when it was refused."""
        try:
            with transaction() as session:
                return act(session)
        except DomainError:
            return None


def test_whatever_happens_stock_coupons_prices_and_books_hold(
    app: Flask, api: Callable[..., ApiClient]
) -> None:
    Trade.app, Trade.api = app, staticmethod(api)  # type: ignore[assignment]
    run_state_machine_as_test(
        Trade,
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
