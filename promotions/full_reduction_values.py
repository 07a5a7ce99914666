"""Full-reductions as others get to see them: frozen values, and what a buyer would have to add. Pure."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from promotions.coupon_values import CouponState
from promotions.pipeline.discounts import reduce_by
from promotions.pipeline.values import FullReduction, PricedLine, Reduction


@dataclass(frozen=True, slots=True)
class Tier:
    """From how much on, and how much less."""

    threshold_minor: int
    reduction: Reduction


@dataclass(frozen=True)
class NewShopReduction:
    """A full-reduction as its merchant describes it, tiers in any order."""

    name: str
    currency: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    tiers: Sequence[Tier]


@dataclass(frozen=True)
class ShopReduction:
    """A full-reduction of a shop, its tiers by threshold. It is for everything in the shop and everybody."""

    id: uuid.UUID
    shop_id: uuid.UUID
    name: str
    currency: str
    tiers: Sequence[Tier]
    starts_at: dt.datetime
    ends_at: dt.datetime
    ended_at: dt.datetime | None

    @property
    def terms(self) -> Sequence[FullReduction]:
        """Return its tiers as prices know them."""
        return [
            FullReduction(self.id, self.shop_id, one.threshold_minor, one.reduction) for one in self.tiers
        ]

    def find_state(self, at: dt.datetime) -> CouponState:
        """Return how it stands at this moment; it is never used up."""
        if self.ended_at is not None or at >= self.ends_at:
            return CouponState.OVER
        return CouponState.PLANNED if at < self.starts_at else CouponState.RUNNING


@dataclass(frozen=True, slots=True)
class Step:
    """The next step of a shop's full-reductions: how much more has to be bought for how much less in all."""

    missing_minor: int
    threshold_minor: int
    reduction: Reduction


def find_next_step(reductions: Iterable[FullReduction], base_minor: int) -> Step | None:
    """Return the nearest tier that is not reached and takes off more than what is reached already.

    `base_minor` is what the shop's goods cost at their item prices.
    """
    tiers = sorted(reductions, key=lambda one: one.threshold_minor)
    reached = [reduce_by(one.reduction, base_minor) for one in tiers if one.threshold_minor <= base_minor]
    best_minor = max(reached, default=0)
    for one in tiers:
        if one.threshold_minor > base_minor and reduce_by(one.reduction, one.threshold_minor) > best_minor:
            return Step(one.threshold_minor - base_minor, one.threshold_minor, one.reduction)
    return None


def find_next_steps(
    reductions: Sequence[FullReduction], lines: Sequence[PricedLine]
) -> Mapping[uuid.UUID, Step]:
    """Return the next step of each shop of these lines that has one."""
    steps = {}
    for shop_id in dict.fromkeys(one.line.shop_id for one in lines):
        base_minor = sum(one.line.quantity * one.unit_minor for one in lines if one.line.shop_id == shop_id)
        of_shop = [one for one in reductions if one.shop_id == shop_id]
        if (step := find_next_step(of_shop, base_minor)) is not None:
            steps[shop_id] = step
    return steps


@dataclass(frozen=True)
class ShopOffer:
    """What the full-reductions of a shop come to: how much less by which, and what is next."""

    name: str
    less_minor: int
    next_step: Step | None


def describe_offer(
    reductions: Iterable[ShopReduction], shop_id: uuid.UUID, currency: str, base_minor: int
) -> ShopOffer:
    """Return what a shop's full-reductions come to for goods of `base_minor`."""
    fitting = [one for one in reductions if (one.shop_id, one.currency) == (shop_id, currency)]
    reached = [
        (reduce_by(term.reduction, base_minor), one.name)
        for one in fitting
        for term in one.terms
        if term.threshold_minor <= base_minor
    ]
    less_minor, name = max(reached, default=(0, ""))
    step = find_next_step([term for one in fitting for term in one.terms], base_minor)
    return ShopOffer(name, less_minor, step)
