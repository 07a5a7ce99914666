"""What kind of thing a product is: two levels, few enough that a merchant finds his by looking.

The first level follows the stalls of a night market and the departments that the large markets of the region
have in common, so that buyers know where they are. Two levels are enough: shops here sell hundreds of things,
not millions; a third level is where merchants begin to choose at random, and search does the rest. Codes are
stored; they never change their meaning, names may.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.errors import N_

#: Where a product is until somebody says better.
OTHER = "other"


@dataclass(frozen=True)
class Category:
    """A kind of product; `name` is a sentence for translation. The code of a part starts with its whole's."""

    code: str
    name: str
    parts: Sequence["Category"] = ()


def _department(code: str, name: str, *parts: tuple[str, str]) -> Category:
    return Category(code, name, [Category(f"{code}.{part}", part_name) for part, part_name in parts])


DEPARTMENTS: Sequence[Category] = (
    _department(
        "food",
        N_("Food and drinks"),
        ("snacks", N_("Snacks and sweets")),
        ("fresh", N_("Fresh food")),
        ("pantry", N_("Pantry and spices")),
        ("drinks", N_("Tea, coffee and drinks")),
    ),
    _department(
        "fashion",
        N_("Fashion"),
        ("women", N_("Women's clothes")),
        ("men", N_("Men's clothes")),
        ("shoes", N_("Shoes")),
        ("bags", N_("Bags")),
        ("jewellery", N_("Jewellery and accessories")),
    ),
    _department(
        "beauty",
        N_("Beauty and care"),
        ("skin", N_("Skin care")),
        ("makeup", N_("Make-up")),
        ("hair", N_("Hair and body")),
    ),
    _department(
        "home",
        N_("Home and living"),
        ("decor", N_("Decoration and lights")),
        ("kitchen", N_("Kitchen and tableware")),
        ("textiles", N_("Bedding and textiles")),
        ("garden", N_("Plants and garden")),
    ),
    _department(
        "craft",
        N_("Crafts and art"),
        ("handmade", N_("Handmade things")),
        ("supplies", N_("Craft supplies")),
        ("stationery", N_("Stationery and books")),
    ),
    _department(
        "family",
        N_("Children and pets"),
        ("children", N_("Baby and child")),
        ("toys", N_("Toys and games")),
        ("pets", N_("Pets")),
    ),
    _department(
        "electronics",
        N_("Electronics"),
        ("phones", N_("Phones and accessories")),
        ("audio", N_("Audio and video")),
        ("appliances", N_("Small appliances")),
    ),
    _department(
        "outdoor",
        N_("Sports and outdoors"),
        ("sports", N_("Sports")),
        ("camping", N_("Camping and travel")),
        ("vehicles", N_("Bikes and vehicles")),
    ),
    Category(OTHER, N_("Everything else")),
)

_BY_CODE = {category.code: category for whole in DEPARTMENTS for category in (whole, *whole.parts)}


def find_category(code: str) -> Category | None:
    """Return the category with this code, or None."""
    return _BY_CODE.get(code)


def codes_of(category: Category) -> Sequence[str]:
    """Return the codes of a category and of its parts."""
    return [category.code, *(part.code for part in category.parts)]


def path_of(code: str) -> Sequence[Category]:
    """Return a category behind the whole it is part of; nothing when there is none with this code."""
    steps = [find_category(code[: code.index(".")]) if "." in code else None, find_category(code)]
    return [step for step in steps if step is not None]
