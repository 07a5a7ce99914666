"""The products' API: what a merchant does, what everybody sees, what others may not touch."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient

Clients = Callable[..., ApiClient]


def product_body(**changes: Any) -> dict[str, Any]:
    """Return a product as a client sends it."""
    variant = {"sku": f"SKU-{uuid.uuid4().hex[:8]}", "options": {}, "price_minor": 1990, "stock_count": 3}
    body = {"title": "Lantern", "description": "", "currency": "USD", "variants": [variant]}
    return body | changes


def two_variants(first: dict[str, str], second: dict[str, str]) -> list[dict[str, Any]]:
    """Return two variants with these options."""
    return [product_body()["variants"][0] | {"options": options} for options in (first, second)]


def test_whoever_opens_a_shop_is_a_merchant_and_can_sell_at_once(api: Clients):
    client = api(make_person().id)

    shop = client.post("/shops", {"name": "Lantern Alley"})
    product = client.post(f"/shops/{shop.json['id']}/products", product_body())

    assert (shop.status_code, product.status_code) == (201, 201)
    assert product.json["variants"][0]["stock_count"] == 3
    assert "merchant" in client.get("/me").json["roles"]


def test_everybody_sees_a_product(api: Clients):
    product = make_product(stock_counts=[2, 0], price_minor=42000, currency="TWD")

    seen = api().get(f"/products/{product.id}").json

    assert (seen["state"], seen["currency"]) == ("active", "TWD")
    assert [(one["price_minor"], one["stock_count"]) for one in seen["variants"]] == [(42000, 2), (42000, 0)]


def test_a_repeated_key_makes_one_product(api: Clients):
    shop = make_shop()
    client, body = api(shop.owner_id), product_body()

    first, second = (client.post(f"/shops/{shop.id}/products", body, key="same") for _ in range(2))

    assert first.json["id"] == second.json["id"]
    assert len(api().get(f"/shops/{shop.id}/products").json["items"]) == 1


def test_a_shop_lists_its_products_newest_first_in_pages(api: Clients):
    shop = make_shop()
    made = [str(make_product(shop).id) for _ in range(3)]

    first = api().get(f"/shops/{shop.id}/products", limit=2).json
    second = api().get(f"/shops/{shop.id}/products", limit=2, cursor=first["next_cursor"]).json

    assert [one["id"] for one in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None


def test_words_find_what_is_on_sale_in_open_shops(api: Clients):
    word = uuid.uuid4().hex
    found = make_product(title=f"Red {word} 燈籠")
    archived = make_product(title=f"Old {word}")
    api(archived.shop.owner_id).post(f"/products/{archived.id}/archive")
    closed = make_product(title=f"Away {word}")
    api(closed.shop.owner_id).send("PATCH", f"/shops/{closed.shop.id}", {"is_open": False})

    items = api().get("/products", query=word.upper()).json["items"]

    assert [one["id"] for one in items] == [str(found.id)]


def test_a_percent_sign_is_a_character_to_look_for(api: Clients):
    make_product(title="Anything")

    items = api().get("/products", query="%_%").json["items"]

    assert items == []


def test_an_archived_product_can_be_put_back_on_sale(api: Clients):
    product = make_product()
    client = api(product.shop.owner_id)

    client.post(f"/products/{product.id}/archive")
    archived = api().get(f"/products/{product.id}").json["state"]
    client.post(f"/products/{product.id}/restore")

    assert archived == "archived"
    assert api().get(f"/products/{product.id}").json["state"] == "active"


def test_words_price_and_stock_can_be_changed(api: Clients):
    product = make_product(stock_counts=[5], price_minor=1000)
    client, variant_id = api(product.shop.owner_id), product.variants[0].id

    client.send("PATCH", f"/products/{product.id}", {"title": "New name"})
    changes = {"price_minor": 1200, "stock_change_count": -2, "reason": "broken"}
    answer = client.send("PATCH", f"/variants/{variant_id}", changes)

    assert answer.json["price_minor"] == 1200
    assert answer.json["stock_count"] == 3
    assert api().get(f"/products/{product.id}").json["title"] == "New name"
    stock = client.get(f"/variants/{variant_id}/stock").json
    assert [(one["kind"], one["on_hand_change"]) for one in stock["entries"]] == [
        ("corrected", -2),
        ("received", 5),
    ]


def test_every_price_is_remembered_once(api: Clients):
    product = make_product(price_minor=1000)
    client, variant_id = api(product.shop.owner_id), product.variants[0].id

    for price_minor in (1200, 1200, 1000):
        client.send("PATCH", f"/variants/{variant_id}", {"price_minor": price_minor})

    history = api().get(f"/variants/{variant_id}/prices").json["items"]
    assert [one["price_minor"] for one in history] == [1000, 1200, 1000]


def test_a_variant_can_be_added_and_withdrawn_but_not_the_last(api: Clients):
    product = make_product()
    client = api(product.shop.owner_id)
    added = client.post(f"/products/{product.id}/variants", product_body()["variants"][0] | {"options": {}})
    assert added.status_code == 422

    product = make_product(stock_counts=[1, 1])
    client = api(product.shop.owner_id)
    new = product_body()["variants"][0] | {"options": {"Size": "XL"}}
    added = client.post(f"/products/{product.id}/variants", new)
    assert added.status_code == 201

    ids = [one["id"] for one in api().get(f"/products/{product.id}").json["variants"]]
    answers = [client.send("DELETE", f"/variants/{variant_id}").status_code for variant_id in ids]
    assert answers == [204, 204, 409]


def test_a_withdrawn_variants_sku_is_free_again(api: Clients):
    product = make_product(stock_counts=[1, 1])
    client, old = api(product.shop.owner_id), product.variants[0]
    client.send("DELETE", f"/variants/{old.id}")

    new = product_body()["variants"][0] | {"sku": old.sku, "options": {"Size": "XL"}}
    answer = client.post(f"/products/{product.id}/variants", new)

    assert answer.status_code == 201


def test_a_sku_is_used_once_in_a_shop_and_freely_in_others(api: Clients):
    taken = make_product()
    variant = product_body()["variants"][0] | {"sku": taken.variants[0].sku}

    here = api(taken.shop.owner_id).post(f"/shops/{taken.shop.id}/products", product_body(variants=[variant]))
    other = make_shop()
    there = api(other.owner_id).post(f"/shops/{other.id}/products", product_body(variants=[variant]))

    assert (here.status_code, here.json["type"]) == (409, "/problems/sku-taken")
    assert there.status_code == 201


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": "x" * 121},
        {"description": "x" * 5001},
        {"currency": "XXX"},
        {"currency": "usd"},
        {"variants": []},
        {"variants": [product_body()["variants"][0]] * 51},
        {"variants": [product_body()["variants"][0] | {"price_minor": 0}]},
        {"variants": [product_body()["variants"][0] | {"price_minor": 19.9}]},
        {"variants": [product_body()["variants"][0] | {"price_minor": "1990"}]},
        {"variants": [product_body()["variants"][0] | {"price_minor": 10**15}]},
        {"variants": [product_body()["variants"][0] | {"stock_count": -1}]},
        {"variants": [product_body()["variants"][0] | {"stock_count": 10**7}]},
        {"variants": [product_body()["variants"][0] | {"sku": "../../etc"}]},
        {"variants": [product_body()["variants"][0] | {"options": {"x" * 31: "y"}}]},
        {"variants": [product_body()["variants"][0] | {"options": {"x": "y" * 61}}]},
        {"variants": [product_body()["variants"][0] | {"options": {str(n): "y" for n in range(4)}}]},
        {"variants": two_variants({"Size": "S"}, {"Size": "S"})},
        {"variants": two_variants({"Size": "S"}, {"Colour": "Red"})},
        {"owner_id": str(uuid.uuid4())},
    ],
)
def test_what_does_not_fit_is_refused(api: Clients, changes: dict[str, Any]):
    shop = make_shop()

    answer = api(shop.owner_id).post(f"/shops/{shop.id}/products", product_body(**changes))

    assert answer.status_code == 422
    assert api().get(f"/shops/{shop.id}/products").json["items"] == []


def test_the_largest_price_fits_into_the_database(api: Clients):
    shop = make_shop()
    dear = product_body()["variants"][0] | {"price_minor": 100_000_000_00}

    answer = api(shop.owner_id).post(f"/shops/{shop.id}/products", product_body(variants=[dear]))

    assert answer.json["variants"][0]["price_minor"] == 100_000_000_00


OWN_OPERATIONS = [
    ("PATCH", "/shops/{shop}", {"name": "Mine"}),
    ("POST", "/shops/{shop}/products", product_body()),
    ("PATCH", "/products/{product}", {"title": "Mine"}),
    ("PATCH", "/products/{product}", {}),
    ("POST", "/products/{product}/archive", None),
    ("POST", "/products/{product}/restore", None),
    ("POST", "/products/{product}/variants", product_body()["variants"][0]),
    ("PUT", "/products/{product}/pictures", {"picture_ids": []}),
    ("PATCH", "/variants/{variant}", {"price_minor": 1}),
    ("PATCH", "/variants/{variant}", {"stock_change_count": 1}),
    ("GET", "/variants/{variant}/stock", None),
    ("DELETE", "/variants/{variant}", None),
]


@pytest.mark.parametrize(("method", "path", "body"), OWN_OPERATIONS)
def test_what_is_somebody_elses_is_not_found(api: Clients, method: str, path: str, body: Any):
    product, other = make_product(stock_counts=[1, 1]), make_shop()
    path = path.format(shop=product.shop.id, product=product.id, variant=product.variants[0].id)
    before = api().get(f"/products/{product.id}").json

    answer = api(other.owner_id).send(method, path, body)

    assert answer.status_code == 404
    assert api().get(f"/products/{product.id}").json == before


@pytest.mark.parametrize(("method", "path", "body"), OWN_OPERATIONS)
def test_nobody_without_a_name_changes_anything(api: Clients, method: str, path: str, body: Any):
    product = make_product()
    path = path.format(shop=product.shop.id, product=product.id, variant=product.variants[0].id)

    assert api().send(method, path, body).status_code == 401


def test_one_person_has_a_limited_number_of_shops(api: Clients):
    client = api(make_person().id)

    answers = [client.post("/shops", {"name": f"Shop {number}"}).status_code for number in range(11)]

    assert answers == [201] * 10 + [409]
