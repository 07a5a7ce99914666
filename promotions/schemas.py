"""What the form of coupons takes."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from kernel.clock import now
from kernel.fields import Body, Name
from kernel.form_fields import Amount, Nothing, to_minor
from kernel.money import CURRENCIES
from promotions.coupon_values import NewCoupon, Scope
from promotions.fields import CouponCode

Count = Annotated[int, Field(ge=1, le=1_000_000)]
Day = Annotated[dt.date, Field(ge=dt.date(2000, 1, 1), le=dt.date(2999, 12, 31))]


class CouponForm(Body):
    """The form of a new coupon. `key` was made with the page and becomes its id: sent twice it makes one.

    Amounts are in whole units of the currency; a coupon holds until the end of its last day (UTC).
    """

    key: uuid.UUID
    name: Name
    currency: Annotated[Literal[CURRENCIES], Field()]  # type: ignore[valid-type]
    kind: Literal["amount", "percent"]
    amount: Annotated[Amount | None, Nothing] = None
    percent: Annotated[Annotated[int, Field(ge=1, le=100)] | None, Nothing] = None
    cap: Annotated[Amount | None, Nothing] = None
    threshold: Annotated[Amount | None, Nothing] = None
    code: Annotated[CouponCode | None, Nothing] = None
    collection: Annotated[uuid.UUID | None, Nothing] = None
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
        return None if amount is None else to_minor(amount, self.currency)
