"""A creator's numbers in words and as charts: durations, changes, steps of several days."""

import datetime as dt
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from content.charts import MOST_POINTS, Trend, build_charts, compare, group_days, tell_duration, tell_revenue
from content.numbers import Numbers, Report

DAY = dt.date(2026, 11, 1)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context(), force_locale("en"):
        yield


def days(count: int, **each: int) -> dict[dt.date, Numbers]:
    return {DAY + dt.timedelta(days=number): Numbers(**each) for number in range(count)}


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "0 sec"),
        (6.84, "6.8 sec"),
        (42.4, "42 sec"),
        (90, "2 min"),
        (3600, "1 hr"),
        (12_060, "3 hr 21 min"),
        (900_000, "250 hr"),
    ],
)
def test_a_time_is_told_in_units_that_people_use(seconds: float, told: str) -> None:
    assert tell_duration(seconds) == told


@pytest.mark.parametrize(
    ("value", "before", "trend", "text"),
    [(12, 10, Trend.UP, "20%"), (5, 10, Trend.DOWN, "50%"), (3, 3, Trend.SAME, ""), (3, 0, Trend.UP, "")],
)
def test_a_change_is_a_share_of_what_was_before(value: int, before: int, trend: Trend, text: str) -> None:
    change = compare(value, before)

    assert (change.trend, change.text) == (trend, text)


def test_numbers_add_up_with_each_currency_by_itself() -> None:
    one = Numbers(views_count=2, watch_seconds=10, revenue_minor={"USD": 500})
    other = Numbers(views_count=3, orders_count=1, revenue_minor={"TWD": 90, "USD": 1})

    both = one + other

    assert both == Numbers(5, 10, orders_count=1, revenue_minor={"TWD": 90, "USD": 501})
    assert both.average_seconds == 2.0


def test_nobody_watched_is_no_division_by_zero() -> None:
    assert Numbers().average_seconds == 0.0


@pytest.mark.parametrize("count", [1, 7, MOST_POINTS, MOST_POINTS + 1, 400, 3000])
def test_steps_lose_nothing_and_are_never_too_many(count: int) -> None:
    steps = group_days(days(count, views_count=1))

    assert len(steps) <= MOST_POINTS
    assert sum(numbers.views_count for numbers in steps.values()) == count


def test_a_chart_without_anything_has_no_line() -> None:
    report = Report(days(7), Numbers(), Numbers())

    assert all(not chart.points and chart.change is None for chart in build_charts(report))


def test_each_currency_has_a_chart_of_its_own() -> None:
    sold = Numbers(orders_count=2, revenue_minor={"TWD": 42_000, "USD": 1990})
    report = Report({**days(7), DAY: sold}, sold, Numbers())

    charts = {chart.name: chart for chart in build_charts(report, is_overview=True)}

    assert charts["revenue_TWD"].title == "Revenue in TWD"
    assert charts["revenue_USD"].total == "$19.90"
    assert tell_revenue(sold) == "NT$420 + $19.90"
    assert "average" not in charts


def test_an_overview_leaves_out_what_the_page_of_a_post_tells() -> None:
    report = Report(days(7, saves_count=1), Numbers(saves_count=7), None)

    names = [chart.name for chart in build_charts(report)]
    overview = [chart.name for chart in build_charts(report, is_overview=True)]

    assert set(names) - set(overview) == {"average", "saves", "shares", "comments"}
    assert all(chart.change is None for chart in build_charts(report))
