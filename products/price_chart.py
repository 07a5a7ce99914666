"""A variant's price as a buyer sees it: the lowest of each day, and today's reduction in words."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from babel.dates import format_skeleton
from flask_babel import get_locale, gettext

from kernel.errors import N_
from kernel.money import format_money
from products.prior_price import (
    PricePoint,
    PricePreset,
    build_periods,
    count_percent,
    find_beginning,
    list_payable,
)
from products.values import Variant

SHOWN_DAYS = 90
_REDUCTIONS = {
    PricePreset.EU: N_(
        "%(price)s instead of %(prior)s (−%(percent)s%%): %(prior)s was the lowest price of the 30 days "
        "before the reduction began on %(day)s."
    ),
    PricePreset.PRC: N_(
        "%(price)s instead of %(prior)s (−%(percent)s%%): %(prior)s was the lowest price paid in the 7 days "
        "before the reduction began on %(day)s."
    ),
}


@dataclass(frozen=True)
class DayPrice:
    """A day of a chart: how it is called, and the lowest price of it as a number and in words."""

    at: dt.date
    label: str
    value: int
    text: str


@dataclass(frozen=True)
class PriceChart:
    """The prices of a variant by day; `prior_minor` is the one that today's reduction is measured from."""

    days: Sequence[DayPrice]
    lowest: str
    prior_minor: int | None
    prior: str
    sentence: str


def build_chart(
    points: Sequence[PricePoint], variant: Variant, currency: str, *, preset: PricePreset, at: dt.datetime
) -> PriceChart:
    """Return the chart of a variant as it is at this moment."""
    days = _list_days(points, currency, at)
    lowest_minor = min((day.value for day in days), default=variant.price_minor)
    return PriceChart(
        days=days,
        lowest=_money(lowest_minor, currency),
        prior_minor=variant.was_minor,
        prior=_money(variant.was_minor, currency) if variant.was_minor is not None else "",
        sentence=_explain(points, variant, currency, preset),
    )


def _list_days(points: Sequence[PricePoint], currency: str, at: dt.datetime) -> Sequence[DayPrice]:
    periods = build_periods(points)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    days = []
    for ago in range(SHOWN_DAYS - 1, -1, -1):
        since = midnight - dt.timedelta(days=ago)
        until = min(since + dt.timedelta(days=1), at)
        payable = [one.price_minor for one in list_payable(periods, since, until)]
        if payable:
            value = min(payable)
            days.append(DayPrice(since.date(), _day(since), value, _money(value, currency)))
    return days


def _explain(points: Sequence[PricePoint], variant: Variant, currency: str, preset: PricePreset) -> str:
    """Return what today's price is a reduction of, and since when; empty when nothing is reduced."""
    if variant.special is None:
        return ""
    price = _money(variant.price_minor, currency)
    if variant.was_minor is None:
        unknown: str = gettext(
            "%(price)s for a while. It cost as little before, or we know too little of its earlier prices to "
            "compare.",
            price=price,
        )
        return unknown
    sentence: str = gettext(
        _REDUCTIONS[preset],
        price=price,
        prior=_money(variant.was_minor, currency),
        percent=count_percent(variant.was_minor, variant.price_minor),
        day=_day(find_beginning(build_periods(points), variant.price_minor, variant.special.starts_at)),
    )
    return sentence


def _day(at: dt.datetime) -> str:
    return format_skeleton("yMMMd", at, locale=_locale())


def _money(amount_minor: int, currency: str) -> str:
    return format_money(amount_minor, currency, _locale())


def _locale() -> str:
    return str(get_locale() or "en")
