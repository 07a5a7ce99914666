"""Collections: made, named, filled, ordered and deleted by their merchant; shown with something in them."""

import uuid
from collections.abc import Callable

import pytest

from kernel.transaction import reading, transaction
from products import catalogue, collections
from products.values import Shop
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient

Clients = Callable[..., ApiClient]


@pytest.fixture
def shop() -> Shop:
    return make_shop()


def names(client: ApiClient, shop: Shop) -> list[str]:
    """Return the names of a shop's collections, in order."""
    return [one["name"] for one in client.get(f"/shops/{shop.id}/collections").json["items"]]


def test_a_collection_keeps_its_products_in_its_order(api: Clients, shop: Shop):
    products = [make_product(shop) for _ in range(3)]
    ids = [str(product.id) for product in products]
    client = api(shop.owner_id)

    made = client.post(f"/shops/{shop.id}/collections", {"name": "Autumn", "product_ids": ids}).json
    changed = client.send(
        "PATCH", f"/collections/{made['id']}", {"product_ids": [ids[2], ids[0], ids[2]]}
    ).json

    assert made["product_ids"] == ids
    assert changed["product_ids"] == [ids[2], ids[0]]
    assert changed["name"] == "Autumn"


def test_collections_are_renamed_ordered_and_deleted(api: Clients, shop: Shop):
    client = api(shop.owner_id)
    url = f"/shops/{shop.id}/collections"
    ids = [client.post(url, {"name": name}).json["id"] for name in ("One", "Two", "Three")]

    client.send("PATCH", f"/collections/{ids[0]}", {"name": "First"})
    ordered = client.send("PUT", url, {"collection_ids": [ids[2], ids[0], ids[1]]})
    after_ordering = names(api(), shop)
    deleted = client.send("DELETE", f"/collections/{ids[2]}")

    assert (ordered.status_code, deleted.status_code) == (204, 204)
    assert after_ordering == ["Three", "First", "Two"]
    assert names(api(), shop) == ["First", "Two"]


def test_an_order_that_names_others_is_refused(api: Clients, shop: Shop):
    client = api(shop.owner_id)
    made = client.post(f"/shops/{shop.id}/collections", {"name": "One"}).json["id"]

    answer = client.send(
        "PUT", f"/shops/{shop.id}/collections", {"collection_ids": [made, str(uuid.uuid4())]}
    )

    assert answer.status_code == 409


def test_what_is_not_of_the_shop_can_not_be_put_into_its_collection(api: Clients, shop: Shop):
    foreign = make_product()

    body = {"name": "Autumn", "product_ids": [str(foreign.id)]}
    answer = api(shop.owner_id).post(f"/shops/{shop.id}/collections", body)

    assert answer.status_code == 404
    assert names(api(), shop) == []


def test_a_shop_has_a_limited_number_of_collections(api: Clients, shop: Shop, monkeypatch):
    monkeypatch.setattr(collections, "MAX_COLLECTIONS_COUNT", 1)
    client = api(shop.owner_id)

    answers = [client.post(f"/shops/{shop.id}/collections", {"name": "x"}).status_code for _ in range(2)]

    assert answers == [201, 409]


def test_only_what_is_on_sale_is_shown_of_a_collection(api: Clients, shop: Shop):
    kept, archived = make_product(shop), make_product(shop)
    body = {"name": "Autumn", "product_ids": [str(archived.id), str(kept.id)]}
    made = api(shop.owner_id).post(f"/shops/{shop.id}/collections", body).json
    with transaction() as session:
        catalogue.archive_product(session, archived.id, owner_id=shop.owner_id)

    with reading() as session:
        collection = collections.get_collection(session, uuid.UUID(made["id"]))
        shown = collections.list_products_on_sale(session, collection)

    assert [product.id for product in shown] == [kept.id]


def test_deleting_a_collection_leaves_its_products(api: Clients, shop: Shop):
    product = make_product(shop)
    body = {"name": "Autumn", "product_ids": [str(product.id)]}
    made = api(shop.owner_id).post(f"/shops/{shop.id}/collections", body).json

    api(shop.owner_id).send("DELETE", f"/collections/{made['id']}")

    assert api(make_person().id).get(f"/products/{product.id}").status_code == 200
