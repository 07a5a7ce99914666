"""The days that a merchant looks at, and the steps in which they are drawn: days, weeks or months (UTC)."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from orders.figures.reading import Span, Trade


class Period(StrEnum):
    """How many days back a merchant looks, today among them."""

    WEEK = "7"
    MONTH = "28"
    QUARTER = "90"
    YEAR = "365"

    def ending(self, today: dt.date) -> Span:
        """Return the days that it has."""
        return Span(today - dt.timedelta(days=int(self.value) - 1), today)


class Step(StrEnum):
    """How long a point of a chart lasts. Weeks begin on Mondays."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def first_day(self, day: dt.date) -> dt.date:
        """Return the first day of the step that a day belongs to."""
        if self is Step.WEEK:
            return day - dt.timedelta(days=day.weekday())
        return day.replace(day=1) if self is Step.MONTH else day


#: What a period is drawn in unless somebody chooses.
USUAL_STEPS = {
    Period.WEEK: Step.DAY,
    Period.MONTH: Step.DAY,
    Period.QUARTER: Step.WEEK,
    Period.YEAR: Step.MONTH,
}


def steps_of(period: Period) -> list[Step]:
    """Return the steps that a period can be drawn in."""
    return [step for step in Step if period is not Period.YEAR or step is not Step.DAY]


def group(days: Mapping[dt.date, Trade], span: Span, step: Step) -> Mapping[dt.date, Trade]:
    """Return what came of each step of a span, all of them; the first and the last may be cut."""
    grouped: dict[dt.date, Trade] = {}
    for number in range(span.days_count):
        day = span.first + dt.timedelta(days=number)
        key = max(step.first_day(day), span.first)
        grouped[key] = grouped.get(key, Trade()) + days.get(day, Trade())
    return grouped


def months_before(month: dt.date, count: int) -> dt.date:
    """Return the first day of the month so many months before this one."""
    number = month.year * 12 + month.month - 1 - count
    return dt.date(number // 12, number % 12 + 1, 1)
