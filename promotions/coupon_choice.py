"""Which coupons fit a purchase, which of them are best together, and why the others do not count. Pure."""

import datetime as dt
import itertools
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum

from promotions.coupon_values import Coupon, CouponState
from promotions.pipeline.discounts import is_in_scope
from promotions.pipeline.pricing import NOTHING, measure_base, price_lines
from promotions.pipeline.values import CouponTerms, Line, PricedLine, Terms


class CouponRefusal(StrEnum):
    """Why a coupon takes nothing off a purchase."""

    NOT_STARTED = "not_started"
    OVER = "over"
    USED_UP = "used_up"
    BUYER_LIMIT = "buyer_limit"
    OTHER_CURRENCY = "other_currency"
    NOT_FOR_THESE = "not_for_these"
    BELOW_THRESHOLD = "below_threshold"
    NOT_CHOSEN = "not_chosen"


_BY_STATE = {
    CouponState.PLANNED: CouponRefusal.NOT_STARTED,
    CouponState.OVER: CouponRefusal.OVER,
    CouponState.USED_UP: CouponRefusal.USED_UP,
}


def find_refusal(
    coupon: Coupon, lines: Sequence[PricedLine], currency: str, *, at: dt.datetime, used_count: int
) -> CouponRefusal | None:
    """Return why a coupon can't be used for these lines, or None. `used_count`: how often the buyer did."""
    state = coupon.find_state(at)
    if state in _BY_STATE:
        return _BY_STATE[state]
    if used_count >= coupon.per_buyer_limit:
        return CouponRefusal.BUYER_LIMIT
    if coupon.currency != currency:
        return CouponRefusal.OTHER_CURRENCY
    if not any(is_in_scope(coupon.terms, one.line) for one in lines):
        return CouponRefusal.NOT_FOR_THESE
    return CouponRefusal.BELOW_THRESHOLD if find_missing(coupon.terms, lines) else None


def find_missing(coupon: CouponTerms, lines: Iterable[PricedLine]) -> int:
    """Return how much more has to be bought until a coupon counts (minor units)."""
    return max(coupon.threshold_minor - measure_base(lines, coupon), 0)


def goes_together(coupons: Sequence[CouponTerms]) -> bool:
    """Tell whether these may be used at once: one for a shop, one of the market, an exclusive one alone."""
    places = [one.shop_id for one in coupons]
    return len(set(places)) == len(places) and (
        len(coupons) < 2 or not any(one.is_exclusive for one in coupons)
    )


def choose_best(
    lines: Sequence[Line], coupons: Sequence[CouponTerms], terms: Terms = NOTHING
) -> frozenset[uuid.UUID]:
    """Return which of these, all usable, take most off together; of equals the earlier ones.

    `terms` are what holds with or without them.
    """
    sharing = [one for one in coupons if not one.is_exclusive]
    choices: list[list[CouponTerms]] = [[one] for one in coupons if one.is_exclusive]
    choices.append(_choose_of_each(lines, sharing, terms))
    best = min(choices, key=lambda chosen: price_lines(lines, replace(terms, coupons=chosen)).total_minor)
    return frozenset(one.id for one in best)


def _choose_of_each(lines: Sequence[Line], coupons: Sequence[CouponTerms], terms: Terms) -> list[CouponTerms]:
    """Return the best of each shop, and the market's best behind them: shops do not touch each other."""
    chosen: list[CouponTerms] = []
    by_shop = sorted(coupons, key=lambda one: (one.shop_id is None, str(one.shop_id)))
    for _, group in itertools.groupby(by_shop, key=lambda one: one.shop_id):
        totals = {
            one: price_lines(lines, replace(terms, coupons=[*chosen, one])).total_minor for one in group
        }
        chosen.append(min(totals, key=lambda one: totals[one]))
    return chosen
