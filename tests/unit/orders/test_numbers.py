"""Order numbers as people read and type them."""

import pytest

from orders.numbers import DIGITS_COUNT, make_number, read_number, show_number


def test_a_number_is_twelve_digits_in_groups_that_can_be_read_out() -> None:
    number = make_number()

    shown = show_number(number)

    assert len(number) == DIGITS_COUNT
    assert number.isdecimal()
    assert [len(group) for group in shown.split(" ")] == [4, 4, 4]


@pytest.mark.parametrize("typed", ["482109375526", "4821 0937 5526", "#4821-0937-5526"])
def test_a_number_is_found_however_it_is_typed(typed: str) -> None:
    assert read_number(typed) == "482109375526"


@pytest.mark.parametrize("words", ["", "Mei Lin", "Lantern 12", "1" * 13, "4821%"])
def test_words_are_no_number(words: str) -> None:
    assert read_number(words) is None
