"""What the API answers of prices and stock, and which lines of the stock log are wanted."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from kernel.fields import Body
from products.prior_price import PricePeriod
from products.stock_history import HistoryQuery
from products.stock_log import StockChange


class StockQuery(Body):
    """Which lines of a product's stock log; an empty choice is all of them."""

    variant: uuid.UUID | Literal[""] = ""
    kind: Literal["", "received", "corrected", "held", "sold", "released", "expired", "put_back"] = ""
    cursor: Annotated[str, Field(max_length=200)] = ""

    def to_value(self, product_id: uuid.UUID) -> HistoryQuery:
        """Return it as the log takes it."""
        return HistoryQuery(product_id, variant_id=self.variant or None, kind=self.kind or None)


class PriceAnswer(BaseModel):
    """A price, why it was one, and in which time it could be paid; `until` is None while it can."""

    price_minor: int
    currency: str
    kind: str
    since: dt.datetime
    until: dt.datetime | None

    @classmethod
    def of(cls, period: PricePeriod) -> "PriceAnswer":
        """Return a price as the API answers it."""
        return cls(
            price_minor=period.price_minor,
            currency=period.currency,
            kind=period.kind,
            since=period.starts_at,
            until=period.ends_at,
        )


class PriceHistory(BaseModel):
    """Every price of a variant, oldest first."""

    items: list[PriceAnswer]


class StockEntryAnswer(BaseModel):
    """A line of a variant's stock log."""

    kind: str
    on_hand_change: int
    reserved_change: int
    reason: str
    created_at: dt.datetime

    @classmethod
    def of(cls, change: StockChange) -> "StockEntryAnswer":
        """Return a line as the API answers it."""
        return cls(
            kind=change.kind,
            on_hand_change=change.on_hand_change,
            reserved_change=change.reserved_change,
            reason=change.reason,
            created_at=change.created_at,
        )


class StockAnswer(BaseModel):
    """How a variant's stock stands, and the newest lines of its log."""

    on_hand_count: int
    reserved_count: int
    available_count: int
    entries: list[StockEntryAnswer]
