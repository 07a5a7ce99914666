"""What a reduction may be measured from: the lowest price before it began, or nothing."""

import datetime as dt
import uuid

import pytest

from products.prior_price import (
    PriceKind,
    PricePoint,
    PricePreset,
    build_periods,
    count_percent,
    find_prior_price,
    list_payable,
)

BEGAN = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
EU, PRC = PricePreset.EU, PricePreset.PRC
GRANTS = {name: uuid.uuid4() for name in ("a", "b")}


def base(days: float, price_minor: int) -> PricePoint:
    """Return a base price from so many days before the reduction on."""
    return PricePoint(price_minor, "EUR", BEGAN - dt.timedelta(days=days))


def lowered(
    kind: PriceKind, days: float, until_days: float | None, price_minor: int, grant: str = "a"
) -> list[PricePoint]:
    """Return a lower price for a while, both ends in days before the reduction."""
    ends = (days,) if until_days is None else (days, until_days)
    return [
        PricePoint(
            price_minor, "EUR", BEGAN - dt.timedelta(days=one), kind, GRANTS[grant], is_end=one is not days
        )
        for one in ends
    ]


def sold(days: float, price_minor: int) -> PricePoint:
    """Return a price that somebody paid so many days before the reduction."""
    return PricePoint(price_minor, "EUR", BEGAN - dt.timedelta(days=days), PriceKind.SOLD)


@pytest.mark.parametrize(
    ("points", "price_minor", "prior_minor"),
    [
        pytest.param([base(60, 10000)], 8000, 10000, id="one price all the time"),
        pytest.param([base(60, 8000), base(10, 10000)], 9000, None, id="raised before: 80, 100, 90"),
        pytest.param([base(60, 8000), base(10, 10000)], 8000, None, id="as low as before"),
        pytest.param([base(60, 8000), base(10, 10000)], 7000, 8000, id="lower than ever"),
        pytest.param([base(60, 8000), base(31, 10000)], 9000, 10000, id="was low too long ago"),
        pytest.param([base(60, 8000), base(30, 10000)], 9000, 10000, id="was low until the time began"),
        pytest.param([base(60, 8000), base(29.9, 10000)], 9000, None, id="was low when the time began"),
        pytest.param([base(29, 10000)], 8000, None, id="too new to know"),
        pytest.param([], 8000, None, id="no history"),
        pytest.param(
            [base(60, 10000), *lowered(PriceKind.LIVE, 5, 4.9, 7000)], 8000, None, id="lower in a broadcast"
        ),
        pytest.param(
            [base(60, 10000), *lowered(PriceKind.COUPON, 20, 15, 9000)], 8000, 9000, id="public coupon"
        ),
        pytest.param(
            [base(60, 10000), *lowered(PriceKind.GROUP, 45, 31, 5000)], 8000, 10000, id="group, long over"
        ),
        pytest.param(
            [base(60, 10000), *lowered(PriceKind.SALE, 20, 0, 9000)], 8000, 10000, id="further down at once"
        ),
        pytest.param(
            [base(60, 10000), *lowered(PriceKind.SALE, 20, 1, 9000)], 8000, 9000, id="further down, later"
        ),
        pytest.param(
            [base(60, 10000), *lowered(PriceKind.SALE, 20, 0, 7000)], 8000, None, id="a smaller one after it"
        ),
        pytest.param(
            [
                base(80, 10000),
                *lowered(PriceKind.SALE, 40, 20, 9500),
                *lowered(PriceKind.SALE, 20, 0, 9000, "b"),
            ],
            8000,
            10000,
            id="three steps",
        ),
        pytest.param(
            [base(60, 10000), sold(3, 6000)], 8000, 10000, id="what was sold is no price of its own"
        ),
    ],
)
def test_the_lowest_price_of_the_thirty_days_before_a_reduction_began(
    points: list[PricePoint], price_minor: int, prior_minor: int | None
) -> None:
    assert find_prior_price(points, price_minor=price_minor, starts_at=BEGAN, preset=EU) == prior_minor


def test_it_stays_while_the_reduction_lasts_whatever_comes_after() -> None:
    before = [base(60, 10000)]
    after = [*before, base(-3, 20000), *lowered(PriceKind.LIVE, -2, -2.5, 100, "b"), sold(-1, 100)]

    found = {
        preset: [
            find_prior_price(points, price_minor=8000, starts_at=BEGAN, preset=preset) for points in sets
        ]
        for preset, sets in {EU: (before, after), PRC: ([sold(2, 9000)], [*after, sold(2, 9000)])}.items()
    }

    assert found == {EU: [10000, 10000], PRC: [9000, 9000]}


@pytest.mark.parametrize(
    ("points", "prior_minor"),
    [
        pytest.param(
            [base(60, 10000), sold(3, 9500), sold(5, 9000), sold(8, 8500)], 9000, id="lowest of seven"
        ),
        pytest.param(
            [base(60, 10000), sold(20, 9500), sold(40, 8500)], 9500, id="the last one, when none is new"
        ),
        pytest.param([base(60, 10000)], None, id="never sold"),
        pytest.param([sold(2, 7000)], None, id="sold for less"),
    ],
)
def test_the_lowest_price_that_was_paid_in_the_seven_days_before(
    points: list[PricePoint], prior_minor: int | None
) -> None:
    assert find_prior_price(points, price_minor=8000, starts_at=BEGAN, preset=PRC) == prior_minor


def test_what_could_be_paid_in_a_time_is_known() -> None:
    points = [base(60, 10000), base(20, 12000), *lowered(PriceKind.LIVE, 12, 11, 7000)]
    periods = build_periods(points)

    found = {
        days: [one.price_minor for one in list_payable(periods, BEGAN - dt.timedelta(days), BEGAN)]
        for days in (30, 15, 11, 5)
    }

    assert found == {30: [10000, 12000, 7000], 15: [12000, 7000], 11: [12000], 5: [12000]}


def test_no_percentage_promises_more_than_is_given() -> None:
    assert [count_percent(prior, price) for prior, price in ((10000, 8000), (1990, 1000), (3, 1))] == [
        20,
        49,
        66,
    ]
