"""In which steps a shop's days are drawn."""

import datetime as dt

from console.periods import USUAL_STEPS, Period, Step, group, months_before, steps_of
from console.schemas import FiguresQuery
from orders.figures.reading import Span, Trade

DAY = dt.date(2026, 11, 18)  # a Wednesday


def test_a_period_ends_today_and_the_one_before_is_as_long() -> None:
    span = Period.WEEK.ending(DAY)

    assert (span.first, span.last, span.days_count) == (dt.date(2026, 11, 12), DAY, 7)
    assert span.before == Span(dt.date(2026, 11, 5), dt.date(2026, 11, 11))


def test_days_without_sales_are_there_too() -> None:
    days = {DAY: Trade(orders_count=2, sales_minor=500)}

    grouped = group(days, Span(DAY - dt.timedelta(days=2), DAY), Step.DAY)

    assert [one.orders_count for one in grouped.values()] == [0, 0, 2]


def test_weeks_begin_on_mondays_and_the_first_may_be_cut() -> None:
    span = Span(dt.date(2026, 11, 6), DAY)
    days = {
        span.first + dt.timedelta(days=number): Trade(orders_count=1) for number in range(span.days_count)
    }

    grouped = group(days, span, Step.WEEK)

    assert {day: one.orders_count for day, one in grouped.items()} == {
        dt.date(2026, 11, 6): 3,
        dt.date(2026, 11, 9): 7,
        dt.date(2026, 11, 16): 3,
    }


def test_months_begin_on_their_first_day_and_nothing_is_lost() -> None:
    span = Period.YEAR.ending(DAY)
    days = {span.first + dt.timedelta(days=number): Trade(orders_count=1) for number in range(365)}

    grouped = group(days, span, Step.MONTH)

    assert list(grouped)[:2] == [dt.date(2025, 11, 19), dt.date(2025, 12, 1)]
    assert sum(one.orders_count for one in grouped.values()) == 365


def test_months_before_cross_the_year() -> None:
    assert months_before(dt.date(2026, 2, 1), 3) == dt.date(2025, 11, 1)
    assert months_before(dt.date(2026, 12, 1), 0) == dt.date(2026, 12, 1)


def test_a_year_is_not_drawn_by_days_whatever_the_address_says() -> None:
    asked = FiguresQuery.model_validate_strings({"period": "365", "step": "day"})

    assert Step.DAY not in steps_of(Period.YEAR)
    assert asked.chosen_step() is USUAL_STEPS[Period.YEAR]
    assert FiguresQuery.model_validate_strings({"period": "90", "step": "day"}).chosen_step() is Step.DAY
