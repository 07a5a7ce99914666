"""Categories as a tree, and products as search engines read them."""

import uuid

import pytest

from kernel.ids import new_id
from products.categories import DEPARTMENTS, OTHER, codes_of, find_category, path_of
from products.structured_data import build_product_data
from products.values import Picture, Product, Shop, Variant

ALL_CODES = [code for department in DEPARTMENTS for code in codes_of(department)]


def make(*prices: int, available: int = 1, **changes: object) -> Product:
    """Return a product with a variant for each price."""
    product_id = new_id()
    shop = Shop(new_id(), new_id(), "Lantern Alley", is_open=True)
    variants = [
        Variant(new_id(), product_id, f"S-{price}", {}, price, price, None, available, 0, available)
        for price in prices
    ]
    picture = Picture(uuid.UUID(int=7), 800, 1000, [160, 480])
    values = {"archived_at": None, "pictures": [picture], "description": ""} | changes
    return Product(product_id, shop, "Lamp", currency="USD", variants=variants, **values)  # type: ignore[arg-type]


def test_every_code_is_there_once_and_starts_with_its_department():
    assert len(set(ALL_CODES)) == len(ALL_CODES)
    assert OTHER in ALL_CODES
    for code in ALL_CODES:
        assert [step.code for step in path_of(code)] == (
            [code.split(".")[0], code] if "." in code else [code]
        )


def test_an_unknown_code_is_no_category():
    assert find_category("nonsense") is None
    assert path_of("home.nonsense")[-1].code == "home"
    assert path_of("nonsense") == []


def test_one_price_is_an_offer_and_several_are_a_range():
    one, several = (
        build_product_data(make(1990), "https://m"),
        build_product_data(make(1990, 2500), "https://m"),
    )

    assert (one["offers"]["@type"], one["offers"]["price"], one["sku"]) == ("Offer", "19.90", "S-1990")
    assert several["offers"]["@type"] == "AggregateOffer"
    assert (several["offers"]["lowPrice"], several["offers"]["highPrice"]) == ("19.90", "25.00")
    assert several["offers"]["offerCount"] == 2
    assert "sku" not in several


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({}, "InStock"), ({"available": 0}, "OutOfStock"), ({"is_draft": True}, "Discontinued")],
)
def test_availability_is_what_a_buyer_would_find(changes: dict[str, object], expected: str):
    data = build_product_data(make(1990, **changes), "https://m")  # type: ignore[arg-type]

    assert data["offers"]["availability"] == f"https://schema.org/{expected}"


def test_addresses_are_whole():
    data = build_product_data(make(1990), "https://market.example")

    assert data["url"].startswith("https://market.example/p/")
    assert data["image"] == [f"https://market.example/media/pictures/{uuid.UUID(int=7)}/480.jpg"]
