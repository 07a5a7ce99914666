"""A creator's numbers as charts, in the reader's language: what each measure comes to, and day by day.

A long time is drawn in steps of several days, so that a chart stays readable.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from babel.dates import format_skeleton
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit
from flask_babel import get_locale, gettext

from content.numbers import Numbers, Report
from kernel.money import format_money

MOST_POINTS = 92
#: How many days a point stands for; the first that gives few enough points.
STEPS_DAYS = (1, 7, 28, 364)
#: What is told of all posts together; the rest is on the page of each.
OVERVIEW = ("views", "watch", "likes", "taps", "orders", "revenue")


class Trend(StrEnum):
    """How a measure compares with the time before."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


@dataclass(frozen=True)
class Change:
    """How much more or less something is than before; `text` is empty where there was nothing before."""

    trend: Trend
    text: str


@dataclass(frozen=True)
class Point:
    """A value of a chart: the first day that it stands for, how that is called, and the value in words."""

    at: dt.date
    label: str
    value: float
    text: str


@dataclass(frozen=True)
class Chart:
    """One measure over time; without `points` nothing happened."""

    name: str
    title: str
    total: str
    change: Change | None
    points: Sequence[Point]


@dataclass(frozen=True)
class _Measure:
    name: str
    title: str
    read: Callable[[Numbers], float]
    tell: Callable[[float], str]


def build_charts(report: Report, *, is_overview: bool = False) -> Sequence[Chart]:
    """Return the charts of a report: what was seen, what people did, what was bought."""
    steps = group_days(report.days)
    wanted = [
        measure
        for measure in _list_measures(report.total)
        if not is_overview or measure.name.partition("_")[0] in OVERVIEW
    ]
    return [_build(measure, report, steps) for measure in wanted]


def tell_numbers(numbers: Numbers) -> Mapping[str, str]:
    """Return each measure of some numbers in words; revenue of several currencies is one text."""
    told = {one.name: one.tell(one.read(numbers)) for one in _list_measures(numbers)}
    return {**told, "revenue": tell_revenue(numbers)}


def tell_revenue(numbers: Numbers) -> str:
    """Return the revenue of some numbers, or a dash when there is none."""
    sums = [format_money(sum_, one, _locale()) for one, sum_ in numbers.revenue_minor.items()]
    return " + ".join(sums) or "–"


def tell_duration(seconds: float) -> str:
    """Return a time as people say it: seconds, minutes, or hours and minutes."""
    minutes = round(seconds / 60)
    if seconds < 60:
        return _unit(round(seconds, 1) if seconds < 10 else round(seconds), "second")
    if minutes < 60:
        return _unit(minutes, "minute")
    hours = _unit(minutes // 60, "hour")
    return f"{hours} {_unit(minutes % 60, 'minute')}" if minutes % 60 and minutes < 6000 else hours


def compare(value: float, before: float) -> Change:
    """Return how a value compares with the one of the time before."""
    if value == before:
        return Change(Trend.SAME, "")
    trend = Trend.UP if value > before else Trend.DOWN
    text = format_percent(abs(value - before) / before, locale=_locale()) if before else ""
    return Change(trend, text)


def group_days(days: Mapping[dt.date, Numbers]) -> Mapping[dt.date, Numbers]:
    """Return the numbers of steps of equal length by their first day; the last may be shorter."""
    length = next((step for step in STEPS_DAYS if len(days) <= step * MOST_POINTS), STEPS_DAYS[-1])
    listed = sorted(days)
    return {
        listed[start]: sum((days[day] for day in listed[start : start + length]), Numbers())
        for start in range(0, len(listed), length)
    }


def _list_measures(total: Numbers) -> list[_Measure]:
    def revenue(currency: str) -> _Measure:
        return _Measure(
            f"revenue_{currency}",
            gettext("Revenue in %(currency)s", currency=currency)
            if len(total.revenue_minor) > 1
            else gettext("Revenue"),
            lambda numbers: numbers.revenue_minor.get(currency, 0),
            lambda value: format_money(int(value), currency, _locale()),
        )

    return [
        _Measure("views", gettext("Views"), lambda numbers: numbers.views_count, _count),
        _Measure("watch", gettext("Watch time"), lambda numbers: numbers.watch_seconds, tell_duration),
        _Measure(
            "average", gettext("Watched on average"), lambda numbers: numbers.average_seconds, tell_duration
        ),
        _Measure("likes", gettext("Likes"), lambda numbers: numbers.likes_count, _count),
        _Measure("saves", gettext("Saves"), lambda numbers: numbers.saves_count, _count),
        _Measure("shares", gettext("Shares"), lambda numbers: numbers.shares_count, _count),
        _Measure("comments", gettext("Comments"), lambda numbers: numbers.comments_count, _count),
        _Measure("taps", gettext("Product taps"), lambda numbers: numbers.taps_count, _count),
        _Measure("orders", gettext("Orders"), lambda numbers: numbers.orders_count, _count),
        *(revenue(currency) for currency in total.revenue_minor),
    ]


def _build(measure: _Measure, report: Report, steps: Mapping[dt.date, Numbers]) -> Chart:
    total = measure.read(report.total)
    before = measure.read(report.before) if report.before is not None else None
    points = [
        Point(day, _day(day), measure.read(numbers), measure.tell(measure.read(numbers)))
        for day, numbers in steps.items()
    ]
    return Chart(
        name=measure.name,
        title=measure.title,
        total=measure.tell(total),
        change=compare(total, before) if before is not None and (total or before) else None,
        points=points if total else (),
    )


def _day(day: dt.date) -> str:
    return format_skeleton("yMMMd", day, locale=_locale())


def _count(value: float) -> str:
    return format_decimal(int(value), locale=_locale())


def _unit(value: float, unit: str) -> str:
    return format_unit(value, f"duration-{unit}", length="short", locale=_locale())


def _locale() -> str:
    return str(get_locale() or "en")
