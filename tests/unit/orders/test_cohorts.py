"""What a month of a buyer does to the counts of cohorts, in whatever order months become known."""

import datetime as dt
from collections import Counter
from itertools import permutations

import pytest

from orders.figures.cohorts import count_changes

MAY, JUNE, AUGUST = (dt.date(2026, month, 1) for month in (5, 6, 8))


def test_a_first_month_makes_a_new_member_and_a_later_one_somebody_who_came_back() -> None:
    assert count_changes({MAY}, MAY) == {(MAY, MAY): 1}
    assert count_changes({MAY, AUGUST}, AUGUST) == {(MAY, AUGUST): 1}


def test_an_earlier_month_that_becomes_known_late_moves_the_buyer_to_its_cohort() -> None:
    assert count_changes({MAY, JUNE, AUGUST}, MAY) == {
        (MAY, MAY): 1,
        (MAY, JUNE): 1,
        (MAY, AUGUST): 1,
        (JUNE, JUNE): -1,
        (JUNE, AUGUST): -1,
    }


@pytest.mark.parametrize("order", list(permutations((MAY, JUNE, AUGUST))))
def test_the_counts_are_the_same_whatever_became_known_first(order: tuple[dt.date, ...]) -> None:
    counts: Counter[tuple[dt.date, dt.date]] = Counter()
    for number, month in enumerate(order, start=1):
        for place, change in count_changes(set(order[:number]), month).items():
            counts[place] += change

    assert +counts == {(MAY, MAY): 1, (MAY, JUNE): 1, (MAY, AUGUST): 1}
