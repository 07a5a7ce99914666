"""The options of a product's variants, checked against each other, and the sizes of its pictures."""

import uuid

import pytest

from products.errors import OptionsDiffer, TooManyVariants
from products.values import picture_url
from products.variants import check_options

PICTURE = uuid.UUID(int=7)


@pytest.mark.parametrize(
    "options",
    [
        [{}],
        [{"Size": "S"}, {"Size": "M"}],
        [{"Size": "S", "Colour": "Red"}, {"Colour": "Blue", "Size": "S"}],
    ],
)
def test_variants_that_differ_in_the_same_options_fit(options: list[dict[str, str]]):
    check_options(options)


@pytest.mark.parametrize(
    "options",
    [
        [{}, {}],
        [{"Size": "S"}, {"Size": "S"}],
        [{"Size": "S"}, {"Colour": "Red"}],
        [{"Size": "S"}, {"Size": "S", "Colour": "Red"}],
        [{"Size": "S", "Colour": "Red"}, {"Colour": "Red", "Size": "S"}],
    ],
)
def test_variants_that_are_alike_or_answer_other_questions_do_not_fit(options: list[dict[str, str]]):
    with pytest.raises(OptionsDiffer):
        check_options(options)


def test_a_product_has_a_limited_number_of_variants():
    check_options([{"Size": str(number)} for number in range(50)])

    with pytest.raises(TooManyVariants):
        check_options([{"Size": str(number)} for number in range(51)])


@pytest.mark.parametrize(
    ("widths", "wanted", "served"),
    [((160, 480, 960), 480, 480), ((160, 480, 700), 960, 700), ((100,), 480, 100), ((200,), 160, 200)],
)
def test_a_picture_is_served_at_the_wanted_width_or_the_next_smaller(widths, wanted: int, served: int):
    assert picture_url(PICTURE, widths, wanted) == f"/media/pictures/{PICTURE}/{served}.webp"
