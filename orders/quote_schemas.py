"""What the API of quotes takes and answers."""

import datetime as dt
import uuid
from typing import Annotated

from pydantic import BaseModel, Field

from orders.quotes import sign_quote
from orders.quoting import CouponOption, PriceCheck
from orders.schemas import Wanted, WantedLineItem
from promotions.coupon_choice import CouponRefusal
from promotions.fields import CouponCode
from promotions.pipeline.values import Adjustment, Funder, Kind

#: As many lines as a cart may come to.
MAX_LINES_COUNT = 200
MAX_CODES_COUNT = 10


class AskQuote(Wanted):
    """What somebody wants to buy. Without `coupon_ids` the coupons that save most are chosen."""

    line_items: Annotated[list[WantedLineItem], Field(min_length=1, max_length=MAX_LINES_COUNT)]
    codes: Annotated[list[CouponCode], Field(max_length=MAX_CODES_COUNT)] = Field(default_factory=list)
    coupon_ids: Annotated[list[uuid.UUID], Field(max_length=MAX_LINES_COUNT)] | None = None


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
        total_minor=check.priced.total_minor,
    )
