"""What the orders' API and forms take and answer."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import orjson
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field

from kernel.errors import N_
from kernel.fields import Body, Currency, Name, OneLine, PriceMinor
from orders.carriers import CARRIERS, OTHER
from orders.countries import COUNTRIES
from orders.numbers import show_number
from orders.search import OrderFilter
from orders.states import TO_SHIP, CancelReason, OrderState
from orders.values import LineItem, Order, Shipment
from payments.authorization import payment_url
from payments.states import PaymentState

MAX_SOURCE_BYTES = 500


def _check_country(value: str) -> str:
    if value not in COUNTRIES:
        raise ValueError(N_("This is not the two-letter code of a country."))
    return value


def check_source(value: dict[str, Any]) -> dict[str, Any]:
    """Return what a client tells of where something was seen, if it is short enough."""
    if len(orjson.dumps(value)) > MAX_SOURCE_BYTES:
        raise ValueError(N_("This is too long."))
    return value


def _check_carrier(value: str) -> str:
    if value not in CARRIERS:
        raise ValueError(N_("We do not know this carrier."))
    return value


def _none_for_nothing(value: object) -> object:
    return None if value == "" else value


Quantity = Annotated[int, Field(ge=1, le=99)]
Country = Annotated[str, OneLine, Field(max_length=2), AfterValidator(_check_country)]
Phone = Annotated[str, OneLine, Field(min_length=3, max_length=30, pattern=r"^[0-9+()./ -]+$")]
CarrierKey = Annotated[str, OneLine, Field(max_length=30), AfterValidator(_check_carrier)]
TrackingNumber = Annotated[str, OneLine, Field(max_length=40, pattern=r"^[A-Za-z0-9 -]*$")]
Day = Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2999, 12, 31))]
MaybeDay = Annotated[Day | None, BeforeValidator(_none_for_nothing)]
SearchWords = Annotated[str, OneLine, Field(max_length=80)]
#: A signed quote grows with its lines.
QuoteText = Annotated[str, OneLine, Field(min_length=1, max_length=20_000)]
Key = Annotated[str, Field(min_length=8, max_length=100)]
#: One of each shop, and no cart has more shops than lines.
MethodIds = Annotated[frozenset[uuid.UUID], Field(max_length=200)]


class Address(Body):
    """Where an order is sent. Some places have no postal code."""

    name: Name
    line1: Annotated[str, OneLine, Field(min_length=1, max_length=200)]
    city: Annotated[str, OneLine, Field(min_length=1, max_length=80)]
    postal_code: Annotated[str, OneLine, Field(max_length=20)] = ""
    country: Country
    phone: Phone


# Kinds of goods in one order: more than anybody's basket, few enough for one transaction.
MOST_LINES = 50


class WantedLineItem(Body):
    """Some units of a variant; with the price that the buyer saw, they are bought at that price or not."""

    variant_id: uuid.UUID
    quantity: Annotated[int, Field(strict=True, ge=1, le=99)]
    expected_price_minor: PriceMinor | None = None


class Wanted(Body):
    """Lines that somebody orders."""

    line_items: Annotated[Sequence[WantedLineItem], Field(max_length=MOST_LINES)]

    def quantities(self) -> dict[uuid.UUID, int]:
        """Return the units wanted of each variant; lines of the same variant are summed."""
        units: Counter[uuid.UUID] = Counter()
        for item in self.line_items:
            units[item.variant_id] += item.quantity
        return dict(units)

    def expected_prices(self) -> dict[uuid.UUID, int]:
        """Return the prices that the buyer saw, by variant; of several for one variant, the lowest."""
        prices: dict[uuid.UUID, int] = {}
        for item in self.line_items:
            expected = item.expected_price_minor
            if expected is not None:
                prices[item.variant_id] = min(expected, prices.get(item.variant_id, expected))
        return prices


class PlaceOrder(Wanted):
    """What a buyer orders. Prices are the server's; `source` says where it was seen, e.g. which video.

    With a `quote` it is bought at what that says, with its coupons and its shipping, or not. Without one it
    is sent in the cheapest way, or as `shipping_method_ids` say.
    """

    line_items: Annotated[list[WantedLineItem], Field(min_length=1, max_length=MOST_LINES)]
    shipping_address: Address
    source: Annotated[dict[str, Any], Field(max_length=20), AfterValidator(check_source)] | None = None
    quote: QuoteText | None = None
    shipping_method_ids: MethodIds = frozenset()


class PaymentAnswer(BaseModel):
    """How an order is paid; the buyer opens `url`."""

    id: uuid.UUID
    state: PaymentState
    url: str


class PlacedAnswer(BaseModel):
    """A new order."""

    id: uuid.UUID
    state: OrderState
    total_minor: int
    currency: str
    payment: PaymentAnswer


class LineItemAnswer(BaseModel):
    """One variant of an order."""

    variant_id: uuid.UUID
    product_id: uuid.UUID
    product_title: str
    sku: str
    options: dict[str, str]
    quantity: int
    shipped_count: int
    unit_price_minor: int
    list_price_minor: int
    discount_minor: int
    deal_id: uuid.UUID | None
    tax_minor: int
    total_minor: int


class ShipmentLineAnswer(BaseModel):
    """Units of a variant in a parcel."""

    variant_id: uuid.UUID
    quantity: int


class ShipmentAnswer(BaseModel):
    """A parcel of an order; `tracking_url` is the carrier's page about it."""

    id: uuid.UUID
    carrier: str
    tracking_number: str
    tracking_url: str | None
    created_at: dt.datetime
    corrected_at: dt.datetime | None
    line_items: list[ShipmentLineAnswer]


class ReductionAnswer(BaseModel):
    """What was taken off an order for one reason, such as a coupon (negative)."""

    title: str
    amount_minor: int


class OrderShippingAnswer(BaseModel):
    """How an order is sent, as it was promised, and at what price."""

    method: str
    amount_minor: int
    days_from: int
    days_to: int


class OrderTaxAnswer(BaseModel):
    """The tax of an order in hundredths of a percent, on top of its prices or in them."""

    name: str
    basis_points: int
    is_included: bool
    amount_minor: int
    shipping_amount_minor: int


class OrderAnswer(PlacedAnswer):
    """An order as its buyer and its merchant see it. `number` is what people read out."""

    number: str
    checkout_id: uuid.UUID
    shop_name: str
    note: str | None
    cancel_reason: CancelReason | None
    is_refunding: bool
    discount_minor: int
    reductions: list[ReductionAnswer]
    shipping: OrderShippingAnswer | None
    tax: OrderTaxAnswer | None
    line_items: list[LineItemAnswer]
    shipments: list[ShipmentAnswer]
    shipping_address: dict[str, str]
    source: dict[str, Any] | None
    created_at: dt.datetime
    paid_at: dt.datetime | None
    shipped_at: dt.datetime | None
    delivered_at: dt.datetime | None
    completed_at: dt.datetime | None
    cancelled_at: dt.datetime | None
    refunded_at: dt.datetime | None


class OrdersAnswer(BaseModel):
    """A page of orders."""

    items: list[OrderAnswer]
    next_cursor: str | None


class AddressesAnswer(BaseModel):
    """Where the buyer's last orders went, the latest first."""

    items: list[dict[str, str]]


class ShippedLineItem(Body):
    """Units of a variant that go into a parcel."""

    variant_id: uuid.UUID
    quantity: Annotated[int, Field(strict=True, ge=1, le=99)]


class Tracking(Body):
    """How a parcel can be followed."""

    carrier: CarrierKey = OTHER
    tracking_number: TrackingNumber = ""


class NewParcel(Tracking):
    """A parcel of an order; without line items it holds everything that is left to ship."""

    line_items: Annotated[list[ShippedLineItem], Field(min_length=1, max_length=MOST_LINES)] | None = None

    def quantities(self) -> dict[uuid.UUID, int] | None:
        """Return the units of each variant, or None for all that are left."""
        if self.line_items is None:
            return None
        units: Counter[uuid.UUID] = Counter()
        for item in self.line_items:
            units[item.variant_id] += item.quantity
        return dict(units)


class OrdersQuery(Body):
    """Whose orders to list: those one placed, or those of one's shops.

    `q`: words of the recipient's name, of a product's title, or the order's number.
    """

    role: Literal["buyer", "merchant"] = "buyer"
    state: OrderState | None = None
    q: SearchWords = ""
    since: MaybeDay = None
    until: MaybeDay = None
    cursor: Annotated[str, Field(max_length=100)] | None = None


class CheckoutQuery(Body):
    """What a summary is about."""

    variant: uuid.UUID
    quantity: Quantity = 1


class CheckoutPageQuery(Body):
    """What the checkout page is about: a variant, or without one what the cart holds in a currency."""

    variant: uuid.UUID | None = None
    quantity: Quantity = 1
    currency: Currency | None = None
    country: Annotated[Country | None, BeforeValidator(_none_for_nothing)] = None


class SummaryAnswer(BaseModel):
    """What one is about to buy, at the present price, and where one's last orders went.

    `has_charges`: what it costs in the end depends on where it goes; a quote says it.
    """

    variant_id: uuid.UUID
    product_title: str
    shop_name: str
    options: dict[str, str]
    picture_url: str | None
    quantity: int
    unit_price_minor: int
    list_price_minor: int
    was_minor: int | None
    special_ends_at: dt.datetime | None
    total_minor: int
    currency: str
    available_count: int
    is_on_sale: bool
    has_charges: bool
    addresses: list[dict[str, str]]


class ConsoleQuery(Body):
    """Which of the shop's orders to show."""

    state: OrderState | Literal["to_ship", "all"] = "to_ship"
    q: SearchWords = ""
    since: MaybeDay = None
    until: MaybeDay = None
    cursor: Annotated[str, Field(max_length=100)] | None = None

    def wanted(self) -> OrderFilter:
        """Return it as a filter of orders."""
        return OrderFilter(self._states(), self.since, self.until, self.q)

    def _states(self) -> tuple[OrderState, ...]:
        if self.state == "all":
            return ()
        return TO_SHIP if self.state == "to_ship" else (OrderState(self.state),)


class MoneyQuery(Body):
    """Which month of the statement to show (UTC); an empty one is all time."""

    month: Annotated[str, Field(max_length=7, pattern=r"^(20\d\d-(0[1-9]|1[0-2]))?$")] = ""
    cursor: Annotated[str, Field(max_length=100)] | None = None

    @property
    def since(self) -> dt.datetime | None:
        """Return the first moment of the month."""
        return dt.datetime.strptime(f"{self.month}-01+0000", "%Y-%m-%d%z") if self.month else None

    @property
    def before(self) -> dt.datetime | None:
        """Return the first moment of the next month."""
        since = self.since
        return None if since is None else (since + dt.timedelta(days=32)).replace(day=1)


class DestinationForm(Body):
    """Where the sandbox's payouts go."""

    reference: Literal["takes", "refuses", "slow"]


class ParcelForm(Body):
    """The form of a parcel beside its quantities. `key` was made with the page: sent twice it ships once."""

    key: Key
    carrier: CarrierKey
    tracking_number: TrackingNumber = ""


class SlipQuery(Body):
    """Which parcel a packing slip is for; without it, for what is left to ship."""

    shipment: uuid.UUID | None = None


class BuyerQuery(Body):
    """Which page of one's orders to show."""

    cursor: Annotated[str, Field(max_length=100)] | None = None


class BuyerForm(Body):
    """The checkout page's form beside its lines. `key` was made with the page: sent twice it buys once."""

    key: Key
    name: Name
    line1: Annotated[str, OneLine, Field(min_length=1, max_length=200)]
    city: Annotated[str, OneLine, Field(min_length=1, max_length=80)]
    postal_code: Annotated[str, OneLine, Field(max_length=20)] = ""
    country: Country
    phone: Phone
    quote: QuoteText | None = None

    def address(self) -> dict[str, str]:
        """Return the address part."""
        return self.model_dump(include=set(Address.model_fields))


class CheckoutForm(BuyerForm):
    """The same for one variant."""

    variant: uuid.UUID
    quantity: Quantity
    price: PriceMinor | None = None


def build_answer(order: Order) -> OrderAnswer:
    """Return an order as the API shows it."""
    return OrderAnswer(
        id=order.id,
        state=order.state,
        total_minor=order.total_minor,
        currency=order.currency,
        payment=PaymentAnswer(
            id=order.payment_id, state=order.payment_state, url=payment_url(order.payment_id)
        ),
        number=show_number(order.number),
        checkout_id=order.checkout_id,
        shop_name=order.shop_name,
        note=order.note,
        cancel_reason=order.cancel_reason,
        is_refunding=order.is_refunding,
        discount_minor=order.discount_minor,
        reductions=[
            ReductionAnswer(title=one.title, amount_minor=one.amount_minor) for one in order.reductions
        ],
        shipping=_build_shipping(order),
        tax=_build_tax(order),
        line_items=[_build_line_item(item) for item in order.line_items],
        shipments=[_build_shipment(shipment) for shipment in order.shipments],
        shipping_address=dict(order.shipping_address),
        source=None if order.source is None else dict(order.source),
        created_at=order.created_at,
        paid_at=order.paid_at,
        shipped_at=order.shipped_at,
        delivered_at=order.delivered_at,
        completed_at=order.completed_at,
        cancelled_at=order.cancelled_at,
        refunded_at=order.refunded_at,
    )


def _build_shipping(order: Order) -> OrderShippingAnswer | None:
    if order.shipping_method is None:
        return None
    return OrderShippingAnswer(
        method=order.shipping_method,
        amount_minor=order.shipping_minor,
        days_from=order.shipping_days_from or 0,
        days_to=order.shipping_days_to or 0,
    )


def _build_tax(order: Order) -> OrderTaxAnswer | None:
    if order.tax_name is None:
        return None
    return OrderTaxAnswer(
        name=order.tax_name,
        basis_points=order.tax_basis_points or 0,
        is_included=not order.added_tax_minor,
        amount_minor=order.tax_minor,
        shipping_amount_minor=order.shipping_tax_minor,
    )


def _build_line_item(item: LineItem) -> LineItemAnswer:
    return LineItemAnswer(
        variant_id=item.variant_id,
        product_id=item.product_id,
        product_title=item.product_title,
        sku=item.sku,
        options=dict(item.options),
        quantity=item.quantity,
        shipped_count=item.shipped_count,
        unit_price_minor=item.unit_price_minor,
        list_price_minor=item.list_price_minor,
        discount_minor=item.discount_minor,
        deal_id=item.deal_id,
        tax_minor=item.tax_minor,
        total_minor=item.total_minor,
    )


def _build_shipment(shipment: Shipment) -> ShipmentAnswer:
    return ShipmentAnswer(
        id=shipment.id,
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        tracking_url=shipment.tracking_url,
        created_at=shipment.created_at,
        corrected_at=shipment.corrected_at,
        line_items=[
            ShipmentLineAnswer(variant_id=line.variant_id, quantity=line.quantity) for line in shipment.lines
        ],
    )
