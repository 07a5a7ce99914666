"""How much a commission is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissions.rates import BASIS_POINTS, MAX_BASIS_POINTS
from commissions.shares import kept_minor, share_out

LINES = st.lists(st.tuples(st.integers(0, 10**11), st.integers(1, MAX_BASIS_POINTS)), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("bases", "rates", "shares"),
    [
        ([1990], [1000], [199]),
        ([1995], [1000], [199]),  # never more than the rate says
        ([5, 5], [1000, 1000], [1, 0]),  # half a unit each: together one
        ([0], [1000], [0]),
        ([3, 3, 3], [3333, 3333, 3333], [1, 1, 0]),
    ],
)
def test_lines_share_what_the_order_brings(bases: list[int], rates: list[int], shares: list[int]):
    assert share_out(bases, rates) == shares


@given(LINES)
def test_shares_come_to_the_whole_and_no_line_gets_more_than_it_costs(lines: list[tuple[int, int]]):
    bases, rates = [base for base, _ in lines], [rate for _, rate in lines]

    shares = share_out(bases, rates)

    exact = sum(base * rate for base, rate in lines)
    assert sum(shares) == exact // BASIS_POINTS
    assert all(0 <= share <= base for share, base in zip(shares, bases, strict=True))


@given(st.integers(0, 10**11), st.integers(1, 99))
def test_each_unit_that_goes_back_takes_its_share_along(amount: int, quantity: int):
    kept = [kept_minor(amount, quantity, back) for back in range(quantity + 1)]

    assert kept[0] == amount
    assert kept[-1] == 0
    assert kept == sorted(kept, reverse=True)
