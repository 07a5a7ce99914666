"""Money: how it is written, and sums that stay exact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.money import allocate, format_money, minor_digits


@pytest.mark.parametrize(
    ("amount", "currency", "locale", "written"),
    [
        (1990, "USD", "en", "$19.90"),
        (1990, "JPY", "en", "¥1,990"),
        (1990, "KWD", "en", "KWD1.990"),
        (42000, "TWD", "zh_Hant", "$420"),
        (42050, "TWD", "zh_Hant", "$420.50"),
        (1990, "CNY", "zh_Hans", "¥19.90"),
    ],
)
def test_an_amount_is_written_as_its_currency_and_language_do(amount, currency, locale, written):
    assert format_money(amount, currency, locale) == written


@pytest.mark.parametrize(("currency", "digits"), [("JPY", 0), ("USD", 2), ("KWD", 3)])
def test_each_currency_has_its_minor_digits(currency, digits):
    assert minor_digits(currency) == digits


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any))
def test_parts_sum_exactly_to_the_whole(total, weights):
    parts = allocate(total, weights)

    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < 1


def test_the_earlier_part_gets_the_odd_unit():
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]


def test_nothing_can_be_split_by_no_weight():
    with pytest.raises(ValueError, match="positive"):
        allocate(1, [0, 0])
