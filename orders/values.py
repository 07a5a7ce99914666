"""What others get to see of orders: frozen values, never table rows."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orders.carriers import build_tracking_url
from orders.numbers import show_number
from orders.states import KEPT, TO_SHIP, CancelReason, OrderState
from payments.states import PaymentState
from products.withdrawal import Withdrawal


@dataclass(frozen=True)
class LineItem:
    """One variant of an order, as it was when it was bought."""

    variant_id: uuid.UUID
    product_id: uuid.UUID
    product_title: str
    sku: str
    options: Mapping[str, str]
    quantity: int
    shipped_count: int
    returned_count: int
    refunded_count: int
    unit_price_minor: int
    list_price_minor: int
    deal_id: uuid.UUID | None
    discount_minor: int = 0
    added_tax_minor: int = 0
    included_tax_minor: int = 0
    withdrawal: str = Withdrawal.ALLOWED

    @property
    def total_minor(self) -> int:
        """Return what all units together cost, without tax on top."""
        return self.goods_minor - self.discount_minor

    @property
    def paid_minor(self) -> int:
        """Return what is paid for all units together, with all tax."""
        return self.total_minor + self.added_tax_minor

    @property
    def tax_minor(self) -> int:
        """Return what of that is tax."""
        return self.added_tax_minor + self.included_tax_minor

    @property
    def goods_minor(self) -> int:
        """Return what all units together cost before anything is taken off them."""
        return self.quantity * self.unit_price_minor

    @property
    def left_count(self) -> int:
        """Return how many units wait for a parcel."""
        return self.quantity - self.shipped_count

    @property
    def returnable_count(self) -> int:
        """Return how many units are in no return."""
        return self.quantity - self.returned_count

    @property
    def is_withdrawable(self) -> bool:
        """Tell whether it can be given back without a reason, as long as there is time."""
        return self.withdrawal == Withdrawal.ALLOWED

    def describe(self, count: int) -> str:
        """Return some units of it in words, in the language of the shop."""
        options = " · ".join(self.options.values())
        return f"{count} × {self.product_title}{f' ({options})' if options else ''}"


@dataclass(frozen=True)
class Reduction:
    """What was taken off an order for one reason, such as a coupon, with the title that had then."""

    title: str
    amount_minor: int


@dataclass(frozen=True)
class ShipmentLine:
    """Units of a variant in a parcel."""

    variant_id: uuid.UUID
    quantity: int


@dataclass(frozen=True)
class Shipment:
    """A parcel of an order; `carrier` is a key of `carriers.CARRIERS`."""

    id: uuid.UUID
    carrier: str
    tracking_number: str
    created_at: dt.datetime
    corrected_at: dt.datetime | None
    lines: Sequence[ShipmentLine]

    @property
    def tracking_url(self) -> str | None:
        """Return where it can be followed, or None."""
        return build_tracking_url(self.carrier, self.tracking_number)


@dataclass(frozen=True)
class Order:
    """An order with its line items and the state of its payment."""

    id: uuid.UUID
    checkout_id: uuid.UUID
    number: str
    buyer_id: uuid.UUID
    shop_id: uuid.UUID
    shop_owner_id: uuid.UUID
    shop_name: str
    state: OrderState
    cancel_reason: CancelReason | None
    total_minor: int
    currency: str
    refunds_minor: int
    refunded_minor: int
    payment_id: uuid.UUID
    payment_state: PaymentState
    shipping_address: Mapping[str, str]
    note: str | None
    source: Mapping[str, Any] | None
    source_id: uuid.UUID | None
    source_pin_id: uuid.UUID | None
    uses_deal: bool
    created_at: dt.datetime
    paid_at: dt.datetime | None
    shipped_at: dt.datetime | None
    delivered_at: dt.datetime | None
    completed_at: dt.datetime | None
    cancelled_at: dt.datetime | None
    refund_requested_at: dt.datetime | None
    refunded_at: dt.datetime | None
    line_items: Sequence[LineItem]
    shipments: Sequence[Shipment]
    discount_minor: int = 0
    uses_coupon: bool = False
    reductions: Sequence[Reduction] = ()
    shipping_minor: int = 0
    standard_shipping_minor: int = 0
    shipping_method: str | None = None
    shipping_days_from: int | None = None
    shipping_days_to: int | None = None
    shipping_refunds_minor: int = 0
    tax_name: str | None = None
    tax_basis_points: int | None = None
    added_tax_minor: int = 0
    included_tax_minor: int = 0
    shipping_tax_minor: int = 0

    @property
    def goods_minor(self) -> int:
        """Return what its goods cost before anything is taken off."""
        return self.total_minor + self.discount_minor - self.shipping_minor - self.added_tax_minor

    @property
    def shipping_paid_minor(self) -> int:
        """Return what was paid for its shipping, with tax on top."""
        return self.shipping_minor + (self.shipping_tax_minor if self.added_tax_minor else 0)

    @property
    def is_priced_in_steps(self) -> bool:
        """Tell whether it costs something else than its goods did at their item prices."""
        return bool(self.discount_minor or self.shipping_method or self.added_tax_minor)

    @property
    def tax_minor(self) -> int:
        """Return what of its total is tax."""
        return self.added_tax_minor + self.included_tax_minor

    @property
    def is_refunding(self) -> bool:
        """Tell whether money is on its way back."""
        return self.refund_requested_at is not None and self.refunded_at is None

    @property
    def is_partly_refunded(self) -> bool:
        """Tell whether some of its money is back with the buyer, and not all."""
        return 0 < self.refunded_minor < self.total_minor

    @property
    def kept_minor(self) -> int:
        """Return what is left of its total beside what goes back."""
        return self.total_minor - self.refunds_minor

    @property
    def shown_number(self) -> str:
        """Return the number as people read it out."""
        return show_number(self.number)

    @property
    def is_payable(self) -> bool:
        """Tell whether the buyer can pay now."""
        return self.state is OrderState.PENDING_PAYMENT

    @property
    def is_cancellable(self) -> bool:
        """Tell whether the buyer can cancel now."""
        return self.state in {OrderState.PENDING_PAYMENT, OrderState.PAID} and not self.is_refunding

    @property
    def is_shippable(self) -> bool:
        """Tell whether the merchant can ship now."""
        return self.state in TO_SHIP and not self.is_refunding

    @property
    def is_on_its_way(self) -> bool:
        """Tell whether somebody can say now that all of it has arrived."""
        return self.state is OrderState.SHIPPED and not self.is_refunding

    @property
    def is_confirmable(self) -> bool:
        """Tell whether the buyer can confirm now that he has it and keeps it."""
        return self.state in {OrderState.SHIPPED, OrderState.DELIVERED} and not self.is_refunding

    @property
    def is_refundable(self) -> bool:
        """Tell whether the merchant can give the money back now."""
        return self.state in KEPT and not self.is_refunding and self.kept_minor > 0


@dataclass(frozen=True)
class Checkout:
    """Orders of one or more shops that were placed and are paid together."""

    id: uuid.UUID
    orders: Sequence[Order]

    @property
    def total_minor(self) -> int:
        """Return what all its orders cost."""
        return sum(order.total_minor for order in self.orders)

    @property
    def currency(self) -> str:
        """Return the currency of all its orders."""
        return self.orders[0].currency

    @property
    def state(self) -> OrderState:
        """Return how it stands for its buyer: to be paid, cancelled as a whole, or paid."""
        states = {order.state for order in self.orders}
        if OrderState.PENDING_PAYMENT in states:
            return OrderState.PENDING_PAYMENT
        return OrderState.CANCELLED if states == {OrderState.CANCELLED} else OrderState.PAID

    @property
    def payment_id(self) -> uuid.UUID:
        """Return the payment of all its orders."""
        return self.orders[0].payment_id

    @property
    def payment_state(self) -> PaymentState:
        """Return how that payment stands."""
        return self.orders[0].payment_state
