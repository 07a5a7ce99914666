"""Whatever buyers, merchants, banks and clocks do, and in whatever order, stock and money add up."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from kernel.transaction import reading
from orders.models import LineItemRecord, OrderRecord
from payments.models import PaymentRecord, RefundRecord
from products import stock_log
from products.models import Reservation, Variant
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient
from tests.service.orders.market_day import SandboxTeller, pack, place
from tests.service.orders.test_life import expire_everything

STOCK = 6
STEPS = 60


class Walk:
    """A market in which one random thing after another happens."""

    def __init__(self, seed: int, api: Callable[..., ApiClient], gateway: SandboxTeller) -> None:
        self.random = random.Random(seed)
        self.gateway = gateway
        merchant = make_person()
        self.shop = make_shop(merchant)
        self.variant = make_product(self.shop, stock_counts=[STOCK]).variants[0]
        self.seller = api(merchant.id)
        self.buyers = [api(make_person().id) for _ in range(3)]
        self.orders: list[tuple[ApiClient, dict[str, Any]]] = []

    def step(self) -> None:
        """Let one thing happen."""
        acts: list[Callable[[], object]] = [self.buy, self.buy, self.pay, self.pay, self.cancel, self.ship]
        acts += [self.refund, self.decline, self.forge, self.tell_refunds, expire_everything]
        self.random.choice(acts)()

    def buy(self) -> None:
        """Buy, and sometimes tap twice."""
        buyer, key = self.random.choice(self.buyers), str(self.random.random())
        quantity = self.random.randint(1, 3)
        answers = [
            place(buyer, (self.variant.id, quantity), key=key) for _ in range(self.random.randint(1, 2))
        ]
        placed = [answer.get_json() for answer in answers if answer.status_code == 201]
        assert len({order["id"] for order in placed}) <= 1
        self.orders += [(buyer, order) for order in placed[:1]]

    def pay(self) -> None:
        """Tell that any order was paid: on time, late, again, after it was cancelled."""
        if self.orders:
            _, order = self.random.choice(self.orders)
            for _ in range(self.random.randint(1, 2)):
                assert self.gateway.pay(order, event_id=f"paid-{order['id']}").status_code == 200

    def decline(self) -> None:
        """Tell that any order's payment was declined."""
        if self.orders:
            assert self.gateway.decline(self.random.choice(self.orders)[1]).status_code == 200

    def forge(self) -> None:
        """Tell something that the gateway did not sign."""
        if self.orders:
            message = self.gateway.message(self.random.choice(self.orders)[1])
            assert self.gateway.tell(message, key=b"forged").status_code == 400

    def cancel(self) -> None:
        """Let a buyer cancel any of his orders."""
        if self.orders:
            buyer, order = self.random.choice(self.orders)
            assert buyer.post(f"/orders/{order['id']}/cancel").status_code in {200, 409}

    def ship(self) -> None:
        """Let the merchant ship any order, or a unit of it."""
        if self.orders:
            order = self.random.choice(self.orders)[1]
            part = [(self.variant.id, 1)] if self.random.random() < 0.5 else []
            assert pack(self.seller, order, *part).status_code in {201, 409}

    def refund(self) -> None:
        """Let the merchant give any order's money back."""
        if self.orders:
            order = self.random.choice(self.orders)[1]
            assert self.seller.post(f"/orders/{order['id']}/refund").status_code in {200, 409}

    def tell_refunds(self) -> None:
        """Tell that all refunds have been carried out, once more for those that had been."""
        with reading() as session:
            refunds = session.execute(
                select(RefundRecord.id, RefundRecord.payment_id, RefundRecord.amount_minor)
            ).all()
        for refund in refunds:
            message = {
                "event_id": f"refund-{refund.id}",
                "kind": "refund.succeeded",
                "payment_id": str(refund.payment_id),
                "refund_id": str(refund.id),
                "amount_minor": refund.amount_minor,
                "currency": "USD",
            }
            assert self.gateway.tell(message).status_code == 200

    def check(self) -> None:
        """Check what must always hold."""
        with reading() as session:
            on_hand, reserved, free = session.execute(
                select(Variant.on_hand_count, Variant.reserved_count, Variant.available_count).where(
                    Variant.id == self.variant.id
                )
            ).one()
            units = dict(
                session.execute(
                    select(Reservation.state, func.sum(Reservation.quantity))
                    .where(Reservation.variant_id == self.variant.id)
                    .group_by(Reservation.state)
                ).all()
            )
            logged = stock_log.sum_changes(session, self.variant.id)
            rows = session.execute(
                select(
                    OrderRecord.state, OrderRecord.refund_requested_at, PaymentRecord.state, Reservation.state
                )
                .join(PaymentRecord, PaymentRecord.id == OrderRecord.payment_id)
                .join(LineItemRecord, LineItemRecord.order_id == OrderRecord.id)
                .join(Reservation, Reservation.reference_id == OrderRecord.id)
                .where(LineItemRecord.variant_id == self.variant.id)
            ).all()
        assert free >= 0
        assert free + units.get("held", 0) + units.get("sold", 0) == STOCK
        assert (on_hand, reserved) == (free + reserved, units.get("held", 0)) == logged
        for order, refund_requested_at, payment, reservation in rows:
            assert (order, payment, reservation) in ALLOWED, (order, payment, reservation)
            assert (
                payment != "captured"
                or order in {"paid", "partially_shipped", "shipped"}
                or refund_requested_at
            )


#: (order, its payment, its stock). A captured payment belongs to an order that is kept or refunded.
ALLOWED = {
    *(("pending_payment", payment, "held") for payment in ("pending", "declined")),
    ("paid", "captured", "sold"),
    ("paid", "captured", "put_back"),  # the merchant's refund is on its way
    ("partially_shipped", "captured", "sold"),
    ("shipped", "captured", "sold"),
    *(("cancelled", "voided", stock) for stock in ("released", "expired")),
    *(("cancelled", "captured", stock) for stock in ("released", "expired", "put_back")),
    *(("refunded", "refunded", stock) for stock in ("released", "expired", "put_back", "sold")),
}


@pytest.mark.parametrize("seed", range(6))
def test_stock_and_money_add_up_after_every_step(
    seed: int, api: Callable[..., ApiClient], gateway: SandboxTeller
) -> None:
    walk = Walk(seed, api, gateway)

    for _ in range(STEPS):
        walk.step()

        walk.check()
    assert walk.orders
