"""The price that a shown reduction is measured from, out of a variant's price history. No clock, no database.

A reduction began when its price began to hold; one that only went further down, without a gap, began with its
first step. What was charged before that never changes any more, so the prior price is the same as long as the
reduction lasts.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class PriceKind(StrEnum):
    """Why a price could be paid. A coupon is a public one; `sold` is what somebody has paid."""

    BASE = "base"
    SALE = "sale"
    FLASH = "flash"
    LIVE = "live"
    GROUP = "group"
    COUPON = "coupon"
    SOLD = "sold"


class PricePreset(StrEnum):
    """Whose rule names the prior price."""

    EU = "eu"
    PRC = "prc"


#: How far back each preset looks from the beginning of a reduction.
#: Source: Directive 98/6/EC, Art 6a(2); 规范促销行为暂行规定 (SAMR 2020), Art 21.
LOOKS_BACK = {PricePreset.EU: dt.timedelta(days=30), PricePreset.PRC: dt.timedelta(days=7)}


@dataclass(frozen=True)
class PricePoint:
    """From when on a variant could be bought at a price, or, at its end, could be no more."""

    price_minor: int
    currency: str
    created_at: dt.datetime
    kind: PriceKind = PriceKind.BASE
    reference_id: uuid.UUID | None = None
    is_end: bool = False


@dataclass(frozen=True)
class PricePeriod:
    """A price and the time in which it could be paid; one without an end still can."""

    price_minor: int
    currency: str
    kind: PriceKind
    starts_at: dt.datetime
    ends_at: dt.datetime | None

    def overlaps(self, since: dt.datetime, until: dt.datetime) -> bool:
        """Tell whether it could be paid between two moments, the second one left out."""
        return self.starts_at < until and (self.ends_at is None or self.ends_at > since)


def build_periods(points: Iterable[PricePoint]) -> Sequence[PricePeriod]:
    """Return which price could be paid when, in the order in which they began; what was sold is none.

    `points` come in the order in which they were written.
    """
    periods: list[PricePeriod] = []
    running: dict[tuple[PriceKind, uuid.UUID | None], PricePoint] = {}
    for point in points:
        if point.kind is PriceKind.SOLD:
            continue
        key = (point.kind, point.reference_id)
        if key in running:
            periods.append(_close(running.pop(key), point.created_at))
        if not point.is_end:
            running[key] = point
    periods.extend(_close(point, None) for point in running.values())
    return sorted(periods, key=lambda one: one.starts_at)


def list_payable(
    periods: Iterable[PricePeriod], since: dt.datetime, until: dt.datetime
) -> Sequence[PricePeriod]:
    """Return the prices that could be paid between two moments, the second one left out."""
    return [period for period in periods if period.overlaps(since, until)]


def find_prior_price(
    points: Sequence[PricePoint], *, price_minor: int, starts_at: dt.datetime, preset: PricePreset
) -> int | None:
    """Return what a reduction to this price is a reduction of, or None: nothing may be claimed.

    That is so when the price was as low before, or when too little is known of the time before.
    """
    began_at = find_beginning(build_periods(points), price_minor, starts_at)
    find_lowest = _find_lowest_payable if preset is PricePreset.EU else _find_lowest_sold
    prior_minor = find_lowest(points, began_at, LOOKS_BACK[preset])
    return prior_minor if prior_minor is not None and prior_minor > price_minor else None


def find_beginning(periods: Sequence[PricePeriod], price_minor: int, starts_at: dt.datetime) -> dt.datetime:
    """Return when a reduction began that may have come to this price in steps, each lower than the last."""
    for earlier in reversed(periods):
        is_reduction = earlier.kind is not PriceKind.BASE and earlier.price_minor > price_minor
        reaches = earlier.ends_at is None or earlier.ends_at >= starts_at
        if is_reduction and reaches and earlier.starts_at < starts_at:
            return find_beginning(periods, earlier.price_minor, earlier.starts_at)
    return starts_at


def count_percent(prior_minor: int, price_minor: int) -> int:
    """Return the percentage of a reduction, rounded down: no more is promised than is given."""
    return (prior_minor - price_minor) * 100 // prior_minor


def _find_lowest_payable(
    points: Sequence[PricePoint], began_at: dt.datetime, looks_back: dt.timedelta
) -> int | None:
    periods = build_periods(points)
    since = began_at - looks_back
    if not periods or periods[0].starts_at > since:
        return None
    return min((one.price_minor for one in list_payable(periods, since, began_at)), default=None)


def _find_lowest_sold(
    points: Sequence[PricePoint], began_at: dt.datetime, looks_back: dt.timedelta
) -> int | None:
    sold = [one for one in points if one.kind is PriceKind.SOLD and one.created_at < began_at]
    recent = [one.price_minor for one in sold if one.created_at >= began_at - looks_back]
    if recent:
        return min(recent)
    # Nothing sold in that time: the last sale before it counts, says the same article.
    return max(sold, key=lambda one: one.created_at).price_minor if sold else None


def _close(point: PricePoint, ends_at: dt.datetime | None) -> PricePeriod:
    return PricePeriod(point.price_minor, point.currency, point.kind, point.created_at, ends_at)
