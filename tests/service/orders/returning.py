"""What tests of returns do all the time: sell and deliver something, ask for it back, tell of refunds."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from accounts.people import Person
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from orders import lookup, receipt, return_lookup, returns
from orders.return_states import ReturnKind, ReturnReason
from orders.return_values import NewReturn, Return
from orders.values import Order
from payments.models import RefundRecord
from products.values import Product
from promotions.coupon_values import Scope
from tests.factories import make_coupon, make_person, make_product, make_shop
from tests.market import ApiClient
from tests.service.orders.market_day import SandboxTeller, order_body, pack

PRICE_MINOR = 1990


@dataclass(frozen=True)
class Sold:
    """A delivered order of three lanterns and a candle, and both sides of it."""

    gateway: SandboxTeller
    buyer: Person
    merchant: Person
    placed: dict[str, Any]
    lantern: uuid.UUID
    candle: uuid.UUID

    @property
    def id(self) -> uuid.UUID:
        """Return the order's id."""
        return uuid.UUID(self.placed["id"])

    def look(self) -> Order:
        """Return the order as it is now."""
        with reading() as session:
            return lookup.get_order_of_buyer(session, self.id, self.buyer.id)

    def ask(
        self,
        lanterns: int = 1,
        candles: int = 0,
        *,
        kind: ReturnKind = ReturnKind.RETURN_AND_REFUND,
        reason: ReturnReason = ReturnReason.CHANGED_MIND,
        key: str | None = None,
    ) -> uuid.UUID:
        """Ask for units to be taken back; return the return's id."""
        wanted = {self.lantern: lanterns, self.candle: candles}
        quantities = {variant_id: count for variant_id, count in wanted.items() if count}
        new = NewReturn(key or str(new_id()), kind, reason, "It is bent.", quantities)
        with transaction() as session:
            return returns.open_return(session, self.id, new, buyer_id=self.buyer.id)

    def send(self, return_id: uuid.UUID) -> None:
        """Send what goes back."""
        with transaction() as session:
            returns.send(session, return_id, buyer_id=self.buyer.id, carrier="dhl", tracking_number="JD014")

    def receive(
        self, return_id: uuid.UUID, *, is_sellable: bool = True, gives_shipping: bool = False
    ) -> None:
        """Take in what has come back."""
        how = {"is_sellable": is_sellable, "gives_shipping": gives_shipping}
        with transaction() as session:
            returns.receive(session, return_id, shop_owner_id=self.merchant.id, **how)

    def approve(self, return_id: uuid.UUID) -> None:
        """Say yes."""
        with transaction() as session:
            returns.approve(session, return_id, shop_owner_id=self.merchant.id)

    def reject(self, return_id: uuid.UUID) -> None:
        """Say no."""
        with transaction() as session:
            returns.reject(session, return_id, "It was whole.", shop_owner_id=self.merchant.id)

    def returned(self, return_id: uuid.UUID) -> Return:
        """Return a return as it is now."""
        with reading() as session:
            return return_lookup.get_return_of_buyer(session, return_id, self.buyer.id)

    def refunds(self) -> list[int]:
        """Return the amounts that were ever asked back for the order."""
        with reading() as session:
            of_payment = RefundRecord.payment_id == uuid.UUID(self.placed["payment"]["id"])
            amounts = select(RefundRecord.amount_minor).where(of_payment).order_by(RefundRecord.id)
            return list(session.scalars(amounts))

    def tell_refunds(self) -> None:
        """Tell that the gateway has given back whatever was asked for, each twice."""
        with reading() as session:
            of_payment = RefundRecord.payment_id == uuid.UUID(self.placed["payment"]["id"])
            rows = session.execute(select(RefundRecord.id, RefundRecord.amount_minor).where(of_payment)).all()
        for refund_id, amount_minor in rows * 2:
            message = self.gateway.message(
                self.placed,
                event_id=f"refund-{refund_id}",
                kind="refund.succeeded",
                refund_id=str(refund_id),
                amount_minor=amount_minor,
            )
            assert self.gateway.tell(message).status_code == 200


def sell(
    api: Callable[..., ApiClient],
    gateway: SandboxTeller,
    *,
    is_delivered: bool = True,
    is_candle_free: bool = False,
    charge: Callable[[Product], list[str]] | None = None,
) -> Sold:
    """Sell and send three of five lanterns and one of five candles, which a coupon may pay for.

    `charge` lets the shop ask for shipping and tax; it returns the ways of shipping that the buyer chooses.
    """
    merchant, buyer = make_person(name="Mei"), make_person(name="Noor")
    shop = make_shop(merchant)
    lantern = make_product(shop, stock_counts=[5], price_minor=PRICE_MINOR).variants[0].id
    candle = make_product(shop, stock_counts=[5], price_minor=700, title="Candle")
    wanted = ((lantern, 3), (candle.variants[0].id, 1))
    quote: dict[str, Any] = {"shipping_method_ids": charge(candle)} if charge else {}
    if is_candle_free:
        make_coupon(candle, amount_minor=700, scope=Scope.PRODUCTS, target_ids=[candle.id])
        lines = {"line_items": order_body(*wanted)["line_items"]}
        quote = {"quote": api(buyer.id).post("/quotes", lines).get_json()["quote"]}
    placed = api(buyer.id).post("/orders", order_body(*wanted, **quote), key=str(new_id())).get_json()
    gateway.pay(placed)
    pack(api(merchant.id), placed)
    sold = Sold(gateway, buyer, merchant, placed, lantern, candle.variants[0].id)
    if is_delivered:
        with transaction() as session:
            receipt.mark_delivered(session, sold.id, party_id=buyer.id)
    return sold


def sum_refunds(payment_id: str) -> int:
    """Return what was asked back of a payment in all."""
    with reading() as session:
        amounts = select(func.sum(RefundRecord.amount_minor))
        return session.scalar(amounts.where(RefundRecord.payment_id == uuid.UUID(payment_id))) or 0
