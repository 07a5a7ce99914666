"""What the API of quotes takes and answers."""

import datetime as dt
import uuid
from typing import Annotated

from pydantic import BaseModel, Field

from orders.charges import Charge
from orders.quotes import sign_quote
from orders.quoting import CouponOption, PriceCheck
from orders.schemas import Country, MethodIds, Wanted, WantedLineItem
from orders.shipping.choosing import MethodOption, Sending
from promotions.coupon_choice import CouponRefusal
from promotions.fields import CouponCode
from promotions.pipeline.values import Adjustment, Funder, Kind

#: As many lines as a cart may come to.
MAX_LINES_COUNT = 200
MAX_CODES_COUNT = 10


class AskQuote(Wanted):
    """What somebody wants to buy. Without `coupon_ids` the coupons that save most are chosen.

    Without a `country` shipping and tax are left out. Without `shipping_method_ids`, or where one does not
    fit the country, the cheapest ways are chosen.
    """

    line_items: Annotated[list[WantedLineItem], Field(min_length=1, max_length=MAX_LINES_COUNT)]
    codes: Annotated[list[CouponCode], Field(max_length=MAX_CODES_COUNT)] = Field(default_factory=list)
    coupon_ids: Annotated[list[uuid.UUID], Field(max_length=MAX_LINES_COUNT)] | None = None
    country: Country | None = None
    shipping_method_ids: MethodIds = frozenset()


class StepAnswer(BaseModel):
    """A step of the price of a line: what it adds, or takes off (negative), and at whose cost."""

    kind: Kind
    funder: Funder
    amount_minor: int
    reference_id: uuid.UUID | None

    @classmethod
    def of(cls, step: Adjustment) -> "StepAnswer":
        """Return a step as the API shows it."""
        return cls(
            kind=step.kind, funder=step.funder, amount_minor=step.amount_minor, reference_id=step.reference_id
        )


class QuoteLineAnswer(BaseModel):
    """A line of a quote, with the steps from its list price to what is paid for it."""

    variant_id: uuid.UUID
    quantity: int
    list_price_minor: int
    unit_price_minor: int
    discount_minor: int
    total_minor: int
    steps: list[StepAnswer]


class CouponOptionAnswer(BaseModel):
    """A coupon one could use: whether it is chosen, what it takes off alone, or why it takes off nothing."""

    id: uuid.UUID
    shop_id: uuid.UUID | None
    name: str
    code: str | None
    ends_at: dt.datetime
    is_chosen: bool
    refusal: CouponRefusal | None
    saves_minor: int
    missing_minor: int

    @classmethod
    def of(cls, option: CouponOption) -> "CouponOptionAnswer":
        """Return an option as the API shows it."""
        coupon = option.coupon
        return cls(
            id=coupon.id,
            shop_id=coupon.shop_id,
            name=coupon.name,
            code=coupon.code,
            ends_at=coupon.ends_at,
            is_chosen=option.is_chosen,
            refusal=option.refusal,
            saves_minor=option.saves_minor,
            missing_minor=option.missing_minor,
        )


class MethodOptionAnswer(BaseModel):
    """A way of shipping that one can choose, at what it costs for this purchase."""

    id: uuid.UUID
    name: str
    cost_minor: int
    days_from: int
    days_to: int
    is_chosen: bool


class TaxAnswer(BaseModel):
    """The tax of a shop's part, in hundredths of a percent: on top of the prices, or in them."""

    name: str
    basis_points: int
    is_included: bool
    amount_minor: int


class ShopChargeAnswer(BaseModel):
    """What a shop asks for beside its goods. `sending` says whether it sends them there at all."""

    shop_id: uuid.UUID
    sending: Sending
    methods: list[MethodOptionAnswer]
    shipping_minor: int
    tax: TaxAnswer | None

    @classmethod
    def of(cls, charge: Charge) -> "ShopChargeAnswer":
        """Return a shop's charge as the API shows it."""
        return cls(
            shop_id=charge.shop_id,
            sending=charge.choice.sending,
            methods=[_build_method(one, charge.choice.chosen) for one in charge.choice.options],
            shipping_minor=charge.costs.shipping_minor,
            tax=_build_tax(charge),
        )


class QuoteAnswer(BaseModel):
    """What a purchase costs now. An order with `quote` costs that, or is refused; until `expires_at`."""

    quote: str
    expires_at: dt.datetime
    currency: str
    lines: list[QuoteLineAnswer]
    coupons: list[CouponOptionAnswer]
    unknown_codes: list[str]
    goods_minor: int
    discount_minor: int
    shops: list[ShopChargeAnswer]
    shipping_minor: int
    added_tax_minor: int
    included_tax_minor: int
    total_minor: int


def build_quote_answer(check: PriceCheck) -> QuoteAnswer:
    """Return a quote as the API shows it, signed."""
    return QuoteAnswer(
        quote=sign_quote(check.quote),
        expires_at=check.quote.expires_at,
        currency=check.currency,
        lines=[
            QuoteLineAnswer(
                variant_id=line.offer.variant_id,
                quantity=line.quantity,
                list_price_minor=line.offer.list_price_minor,
                unit_price_minor=line.price.unit_minor,
                discount_minor=line.discount_minor,
                total_minor=line.total_minor,
                steps=[StepAnswer.of(step) for step in check.priced.adjustments if step.line == number],
            )
            for number, line in enumerate(check.lines)
        ],
        coupons=[CouponOptionAnswer.of(option) for option in check.options],
        unknown_codes=list(check.unknown_codes),
        goods_minor=check.goods_minor,
        discount_minor=check.discount_minor,
        shops=[ShopChargeAnswer.of(charge) for charge in check.charges],
        shipping_minor=check.priced.shipping_minor,
        added_tax_minor=check.priced.added_tax_minor,
        included_tax_minor=check.priced.included_tax_minor,
        total_minor=check.priced.total_minor,
    )


def _build_method(option: MethodOption, chosen: MethodOption | None) -> MethodOptionAnswer:
    method = option.method
    return MethodOptionAnswer(
        id=method.id,
        name=method.name,
        cost_minor=option.cost_minor,
        days_from=method.days_from,
        days_to=method.days_to,
        is_chosen=option is chosen,
    )


def _build_tax(charge: Charge) -> TaxAnswer | None:
    tax, costs = charge.tax, charge.costs
    if tax is None:
        return None
    return TaxAnswer(
        name=tax.name,
        basis_points=tax.basis_points,
        is_included=tax.is_included,
        amount_minor=costs.included_tax_minor if tax.is_included else costs.added_tax_minor,
    )
