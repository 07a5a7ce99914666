"""What the API and the forms of carts and checkouts take and answer."""

import uuid
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from kernel.fields import Body, ManyLines, PriceMinor
from orders.cart_view import Cart, CartLine, LineState, ShopLines
from orders.purchases import Basket
from orders.schemas import Address, MethodIds, PaymentAnswer, QuoteText, Wanted, WantedLineItem, check_source
from orders.states import OrderState
from orders.values import Checkout
from payments.authorization import payment_url
from payments.states import PaymentState

#: As many lines as a cart may come to.
MAX_LINES_COUNT = 200
Source = Annotated[dict[str, Any], Field(max_length=20), AfterValidator(check_source)]
StrictQuantity = Annotated[int, Field(strict=True, ge=1, le=99)]
Note = Annotated[str, ManyLines, Field(max_length=300)]


class CheckoutLineItem(WantedLineItem):
    """Some units of a variant; `source` says where it was seen, e.g. which video."""

    source: Source | None = None


class PlaceCheckout(Wanted):
    """What a buyer orders of one or more shops at once. `notes` are for the shops, by their ids.

    With a `quote` it is bought at what that says, with its coupons and its shipping, or not. Without one it
    is sent in the cheapest ways, or as `shipping_method_ids` say, one of a shop.
    """

    line_items: Annotated[list[CheckoutLineItem], Field(min_length=1, max_length=MAX_LINES_COUNT)]
    shipping_address: Address
    notes: Annotated[dict[uuid.UUID, Note], Field(max_length=MAX_LINES_COUNT)] = Field(default_factory=dict)
    quote: QuoteText | None = None
    shipping_method_ids: MethodIds = frozenset()

    def basket(self) -> Basket:
        """Return where the variants were seen, and what is said to the shops."""
        sources = {item.variant_id: item.source for item in self.line_items if item.source is not None}
        return Basket(sources, {shop_id: note for shop_id, note in self.notes.items() if note})


class SubOrderAnswer(BaseModel):
    """An order of a checkout: what was bought of one shop."""

    id: uuid.UUID
    number: str
    shop_id: uuid.UUID
    shop_name: str
    state: OrderState
    is_refunding: bool
    total_minor: int


class CheckoutAnswer(BaseModel):
    """A checkout; `state` is that of its payment as the buyer sees it."""

    id: uuid.UUID
    state: OrderState
    orders: list[SubOrderAnswer]
    total_minor: int
    currency: str
    payment: PaymentAnswer


class AddToCart(Body):
    """Units of a variant that are put into the cart, beside those that are in it."""

    variant_id: uuid.UUID
    quantity: StrictQuantity = 1
    source: Source | None = None


class SetCartLine(Body):
    """How a line of the cart shall be; with `seen_price_minor` as it was before it was taken out."""

    quantity: StrictQuantity
    is_saved: bool = False
    seen_price_minor: PriceMinor | None = None
    source: Source | None = None


class CartLineAnswer(BaseModel):
    """A line of a cart at today's price, and the price of a unit when it was added, if that differs."""

    variant_id: uuid.UUID
    product_id: uuid.UUID
    product_title: str
    options: dict[str, str]
    picture_url: str | None
    quantity: int
    state: LineState
    available_count: int
    unit_price_minor: int
    price_before_minor: int | None
    list_price_minor: int
    was_minor: int | None
    total_minor: int
    currency: str


class CartShopAnswer(BaseModel):
    """What a cart holds of one shop in one currency; the total is of what can be bought."""

    shop_id: uuid.UUID
    shop_name: str
    currency: str
    lines: list[CartLineAnswer]
    total_minor: int


class CartAnswer(BaseModel):
    """A cart by shop, what waits there for later, and what it comes to in each currency."""

    shops: list[CartShopAnswer]
    saved: list[CartLineAnswer]
    totals: dict[str, int]
    units_count: int


class CartCountAnswer(BaseModel):
    """How many units are in the cart."""

    units_count: int


class AddedAnswer(CartCountAnswer):
    """What adding came to: so many of the variant are in the cart, and so many units altogether."""

    variant_id: uuid.UUID
    quantity: int


class RemovedAnswer(BaseModel):
    """A line that was taken out of the cart: what it takes to put it back."""

    variant_id: uuid.UUID
    quantity: int
    is_saved: bool
    seen_price_minor: int
    source: dict[str, Any] | None


def build_placed_answer(checkout: Checkout) -> CheckoutAnswer:
    """Return a checkout as it was when it was placed, for a repeated request as well."""
    answer = build_checkout_answer(checkout)
    orders = [
        one.model_copy(update={"state": OrderState.PENDING_PAYMENT, "is_refunding": False})
        for one in answer.orders
    ]
    payment = answer.payment.model_copy(update={"state": PaymentState.PENDING})
    values = {"state": OrderState.PENDING_PAYMENT, "orders": orders, "payment": payment}
    return answer.model_copy(update=values)


def build_checkout_answer(checkout: Checkout) -> CheckoutAnswer:
    """Return a checkout as the API shows it."""
    return CheckoutAnswer(
        id=checkout.id,
        state=checkout.state,
        orders=[
            SubOrderAnswer(
                id=order.id,
                number=order.shown_number,
                shop_id=order.shop_id,
                shop_name=order.shop_name,
                state=order.state,
                is_refunding=order.is_refunding,
                total_minor=order.total_minor,
            )
            for order in checkout.orders
        ],
        total_minor=checkout.total_minor,
        currency=checkout.currency,
        payment=PaymentAnswer(
            id=checkout.payment_id, state=checkout.payment_state, url=payment_url(checkout.payment_id)
        ),
    )


def build_cart_answer(cart: Cart) -> CartAnswer:
    """Return a cart as the API shows it."""
    return CartAnswer(
        shops=[_build_shop(shop) for shop in cart.shops],
        saved=[_build_line(line) for line in cart.saved],
        totals=dict(cart.totals),
        units_count=cart.units_count,
    )


def _build_shop(shop: ShopLines) -> CartShopAnswer:
    return CartShopAnswer(
        shop_id=shop.shop_id,
        shop_name=shop.shop_name,
        currency=shop.currency,
        lines=[_build_line(line) for line in shop.lines],
        total_minor=shop.total_minor,
    )


def _build_line(line: CartLine) -> CartLineAnswer:
    offer = line.offer
    return CartLineAnswer(
        variant_id=offer.variant_id,
        product_id=offer.product_id,
        product_title=offer.product_title,
        options=dict(offer.options),
        picture_url=offer.picture_url,
        quantity=line.quantity,
        state=line.state,
        available_count=offer.available_count,
        unit_price_minor=offer.price_minor,
        price_before_minor=line.price_before_minor,
        list_price_minor=offer.list_price_minor,
        was_minor=offer.was_minor,
        total_minor=line.total_minor,
        currency=offer.currency,
    )
