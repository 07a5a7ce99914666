"""What others get to see of promotions: frozen values, never table rows."""

import datetime as dt
import uuid
from dataclasses import dataclass
from enum import StrEnum


class DealState(StrEnum):
    """Where a deal is. An open one may be sold out, and have units again when an order dies."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True)
class NewDeal:
    """A deal as its merchant describes it; price in minor units, quota and limit in units."""

    variant_id: uuid.UUID
    reference_id: uuid.UUID
    price_minor: int
    quota_count: int
    per_buyer_limit: int
    starts_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True)
class Deal:
    """A lower price of one variant for a quota of units and a while."""

    id: uuid.UUID
    variant_id: uuid.UUID
    product_id: uuid.UUID
    reference_id: uuid.UUID
    owner_id: uuid.UUID
    state: DealState
    price_minor: int
    list_price_minor: int
    currency: str
    quota_count: int
    left_count: int
    per_buyer_limit: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    close_reason: str | None

    def is_open(self, at: dt.datetime) -> bool:
        """Tell whether it can be had at this moment, if anything is left of it."""
        return self.state is not DealState.CLOSED and self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class Use:
    """Units of a deal that an order takes."""

    deal_id: uuid.UUID
    order_id: uuid.UUID
    buyer_id: uuid.UUID
    quantity: int
