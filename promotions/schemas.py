"""What the forms of coupons take."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from kernel.clock import now
from kernel.fields import Body, Name
from kernel.money import CURRENCIES, minor_digits
from promotions.coupon_values import NewCoupon, Scope
from promotions.errors import TooManyDigits
from promotions.fields import CouponCode

Count = Annotated[int, Field(ge=1, le=1_000_000)]
Day = Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2999, 12, 31))]
#: As much as the largest amount takes, with a few zeros to spare.
AMOUNT_CHARACTERS = 20


def _short(value: object) -> object:
    if isinstance(value, str) and len(value) > AMOUNT_CHARACTERS:
        raise ValueError("too many characters")
    return value


Amount = Annotated[
    Decimal,
    Field(gt=0, le=100_000_000, max_digits=12, decimal_places=3),
    BeforeValidator(_short),
    # pydantic's own says nothing of how long the text may be.
    WithJsonSchema({"type": "string", "maxLength": AMOUNT_CHARACTERS}),
]


def _none_for_nothing(value: object) -> object:
    return None if value == "" else value


class CouponForm(Body):
    """The form of a new coupon. `key` was made with the page and becomes its id: sent twice it makes one.

    Amounts are in whole units of the currency; a coupon holds until the end of its last day (UTC).
    """

    key: uuid.UUID
    name: Name
    currency: Annotated[Literal[CURRENCIES], Field()]  # type: ignore[valid-type]
    kind: Literal["amount", "percent"]
    amount: Annotated[Amount | None, BeforeValidator(_none_for_nothing)] = None
    percent: Annotated[Annotated[int, Field(ge=1, le=100)] | None, BeforeValidator(_none_for_nothing)] = None
    cap: Annotated[Amount | None, BeforeValidator(_none_for_nothing)] = None
    threshold: Annotated[Amount | None, BeforeValidator(_none_for_nothing)] = None
    code: Annotated[CouponCode | None, BeforeValidator(_none_for_nothing)] = None
    collection: Annotated[uuid.UUID | None, BeforeValidator(_none_for_nothing)] = None
    budget_count: Count
    per_buyer_limit: Annotated[int, Field(ge=1, le=1000)]
    last_day: Day
    is_exclusive: bool = False
    keeps_on_refund: bool = False

    def to_value(self) -> NewCoupon:
        """Return the coupon that it describes; it begins now.

        Raises TooManyDigits.
        """
        is_percent = self.kind == "percent"
        next_day = self.last_day + dt.timedelta(days=1)
        return NewCoupon(
            name=self.name,
            currency=self.currency,
            starts_at=now(),
            ends_at=dt.datetime.combine(next_day, dt.time(), dt.UTC),
            amount_minor=None if is_percent else self._minor(self.amount),
            percent=self.percent if is_percent else None,
            cap_minor=self._minor(self.cap) if is_percent else None,
            threshold_minor=self._minor(self.threshold) or 0,
            code=self.code,
            is_public=self.code is None,
            scope=Scope.SHOP if self.collection is None else Scope.COLLECTIONS,
            target_ids=() if self.collection is None else (self.collection,),
            is_exclusive=self.is_exclusive,
            budget_count=self.budget_count,
            per_buyer_limit=self.per_buyer_limit,
            returns_on_refund=not self.keeps_on_refund,
        )

    def _minor(self, amount: Decimal | None) -> int | None:
        if amount is None:
            return None
        scaled = amount.scaleb(minor_digits(self.currency))
        if scaled != scaled.to_integral_value():
            raise TooManyDigits
        return int(scaled)
