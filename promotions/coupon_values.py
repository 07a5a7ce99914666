"""What others get to see of coupons: frozen values, never table rows."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from promotions.pipeline.values import CouponTerms, Funder, Reduction


class Scope(StrEnum):
    """What of its shop a coupon is for."""

    SHOP = "shop"
    PRODUCTS = "products"
    COLLECTIONS = "collections"


class CouponState(StrEnum):
    """How a coupon stands, by the clock and by what is left of it."""

    PLANNED = "planned"
    RUNNING = "running"
    USED_UP = "used_up"
    OVER = "over"


@dataclass(frozen=True)
class NewCoupon:
    """A coupon as its merchant describes it; `target_ids` are products or collections, as `scope` says.

    It takes off `amount_minor`, or `percent` hundredths with at most `cap_minor`. With a code it is for those
    who know that; a public one is offered to everybody. `returns_on_refund`: whoever gets all his money back
    before anything was shipped may use it again.
    """

    name: str
    currency: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    amount_minor: int | None = None
    percent: int | None = None
    cap_minor: int | None = None
    threshold_minor: int = 0
    code: str | None = None
    is_public: bool = True
    scope: Scope = Scope.SHOP
    target_ids: Sequence[uuid.UUID] = ()
    is_exclusive: bool = False
    budget_count: int = 100
    per_buyer_limit: int = 1
    returns_on_refund: bool = True


@dataclass(frozen=True)
class Coupon:
    """A coupon. `product_ids` None: it is for everything; otherwise for these, as collections stand now."""

    id: uuid.UUID
    funder: Funder
    shop_id: uuid.UUID | None
    name: str
    code: str | None
    is_public: bool
    scope: Scope
    product_ids: frozenset[uuid.UUID] | None
    currency: str
    reduction: Reduction
    threshold_minor: int
    is_exclusive: bool
    budget_count: int
    left_count: int
    per_buyer_limit: int
    returns_on_refund: bool
    starts_at: dt.datetime
    ends_at: dt.datetime
    ended_at: dt.datetime | None

    @property
    def used_count(self) -> int:
        """Return how often it was used, without uses that came back."""
        return self.budget_count - self.left_count

    @property
    def terms(self) -> CouponTerms:
        """Return it as prices know it."""
        return CouponTerms(
            self.id,
            self.funder,
            self.shop_id,
            self.threshold_minor,
            self.reduction,
            self.product_ids,
            self.is_exclusive,
        )

    def find_state(self, at: dt.datetime) -> CouponState:
        """Return how it stands at this moment."""
        if self.ended_at is not None or at >= self.ends_at:
            return CouponState.OVER
        if at < self.starts_at:
            return CouponState.PLANNED
        return CouponState.RUNNING if self.left_count else CouponState.USED_UP


@dataclass(frozen=True, slots=True)
class CouponUsed:
    """That a coupon takes something off an order."""

    coupon_id: uuid.UUID
    order_id: uuid.UUID
    checkout_id: uuid.UUID
    buyer_id: uuid.UUID
    discount_minor: int
