"""Placing orders over the API."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient
from tests.service.orders.market_day import ADDRESS, available, order_body, place

Api = Callable[..., ApiClient]


def test_an_order_holds_its_stock_and_opens_a_payment(api: Api) -> None:
    variant = make_product(stock_counts=[5], price_minor=1990).variants[0]

    answer = place(api(make_person().id), (variant.id, 2))

    assert answer.status_code == 201
    order = answer.get_json()
    assert (order["state"], order["total_minor"], order["currency"]) == ("pending_payment", 3980, "USD")
    assert order["payment"]["state"] == "pending"
    assert available(variant.id) == 3


def test_the_same_key_and_body_give_the_first_answer_again(api: Api) -> None:
    variant = make_product(stock_counts=[5]).variants[0]
    buyer = api(make_person().id)

    first, second = (place(buyer, (variant.id, 1), key="tap-tap") for _ in range(2))

    assert second.get_json() == first.get_json()
    assert (first.status_code, second.status_code) == (201, 201)
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert available(variant.id) == 4


def test_the_same_key_with_another_body_is_refused(api: Api) -> None:
    variant = make_product(stock_counts=[5]).variants[0]
    buyer = api(make_person().id)
    place(buyer, (variant.id, 1), key="one-intent")

    answer = place(buyer, (variant.id, 2), key="one-intent")

    assert answer.status_code == 422
    assert answer.get_json()["type"] == "/problems/key-reused"
    assert available(variant.id) == 4


def test_two_buyers_may_use_the_same_key(api: Api) -> None:
    variant = make_product(stock_counts=[5]).variants[0]

    answers = [place(api(make_person().id), (variant.id, 1), key="1") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].get_json()["id"] != answers[1].get_json()["id"]


def test_a_key_is_needed(api: Api) -> None:
    variant = make_product().variants[0]

    answer = api(make_person().id).post("/orders", order_body((variant.id, 1)))

    assert answer.status_code == 422
    assert available(variant.id) == 10


def test_lines_of_the_same_variant_are_summed(api: Api) -> None:
    variant = make_product(stock_counts=[3]).variants[0]
    buyer = api(make_person().id)

    too_many = place(buyer, (variant.id, 2), (variant.id, 2))
    enough = place(buyer, (variant.id, 1), (variant.id, 2))

    assert too_many.status_code == 409
    assert too_many.get_json()["type"] == "/problems/out-of-stock"
    order = buyer.get(f"/orders/{enough.get_json()['id']}").get_json()
    assert [item["quantity"] for item in order["line_items"]] == [3]


def test_what_is_sold_out_can_be_bought_again_as_soon_as_somebody_cancels(api: Api) -> None:
    variant = make_product(stock_counts=[1]).variants[0]
    first, second = api(make_person().id), api(make_person().id)
    order = place(first, (variant.id, 1)).get_json()
    refused = place(second, (variant.id, 1))

    first.post(f"/orders/{order['id']}/cancel")
    bought = place(second, (variant.id, 1))

    assert refused.status_code == 409
    assert refused.get_json()["available"] == 0
    assert bought.status_code == 201


def test_the_buyer_of_the_last_unit_gets_his_answer_again_when_it_is_sold_out(api: Api) -> None:
    variant = make_product(stock_counts=[1]).variants[0]
    buyer = api(make_person().id)
    first = place(buyer, (variant.id, 1), key="last-one")
    place(api(make_person().id), (variant.id, 1))

    again = place(buyer, (variant.id, 1), key="last-one")

    assert again.status_code == 201
    assert again.get_json()["id"] == first.get_json()["id"]


def test_an_order_holds_products_of_one_shop_only(api: Api) -> None:
    one, other = make_product().variants[0], make_product().variants[0]

    answer = place(api(make_person().id), (one.id, 1), (other.id, 1))

    assert answer.status_code == 422
    assert answer.get_json()["type"] == "/problems/several-shops"


def test_an_order_is_in_one_currency(api: Api) -> None:
    shop = make_shop()
    dollars, euros = (make_product(shop, currency=currency).variants[0] for currency in ("USD", "EUR"))

    answer = place(api(make_person().id), (dollars.id, 1), (euros.id, 1))

    assert answer.get_json()["type"] == "/problems/several-shops"


@pytest.mark.parametrize("quantity", [0, -1, 100, 1.5, "2", True, None])
def test_a_quantity_is_a_whole_number_from_1_to_99(api: Api, quantity: object) -> None:
    variant = make_product().variants[0]
    body = order_body((variant.id, 1))
    body["line_items"][0]["quantity"] = quantity

    answer = api(make_person().id).post("/orders", body, key="k")

    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == "line_items.0.quantity"


@pytest.mark.parametrize(
    ("field", "value"),
    [("country", "XX"), ("country", "Taiwan"), ("name", ""), ("line1", "x" * 201), ("phone", "call me")],
)
def test_an_address_is_checked(api: Api, field: str, value: str) -> None:
    variant = make_product().variants[0]
    body = order_body((variant.id, 1), shipping_address=ADDRESS | {field: value})

    answer = api(make_person().id).post("/orders", body, key="k")

    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == f"shipping_address.{field}"


def test_nobody_sets_a_price(api: Api) -> None:
    variant = make_product(price_minor=1990).variants[0]
    body = order_body((variant.id, 1), total_minor=1)

    answer = api(make_person().id).post("/orders", body, key="k")

    assert answer.status_code == 422
    assert available(variant.id) == 10


def test_addresses_are_remembered_latest_first_and_each_once(api: Api) -> None:
    variant = make_product().variants[0]
    buyer = api(make_person().id)
    office = ADDRESS | {"line1": "1 Office Road"}
    for number, address in enumerate([ADDRESS, office, ADDRESS]):
        buyer.post("/orders", order_body((variant.id, 1), shipping_address=address), key=f"k{number}")

    answer = buyer.get("/me/addresses")

    assert answer.get_json()["items"] == [ADDRESS, office]


def test_fifty_buyers_of_the_last_unit_make_one_order(api: Api) -> None:
    variant = make_product(stock_counts=[1]).variants[0]
    buyers = [api(make_person().id) for _ in range(50)]
    start = threading.Barrier(50)

    def buy(buyer: ApiClient) -> int:
        start.wait()
        return place(buyer, (variant.id, 1)).status_code

    with ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(buy, buyers))

    assert sorted(statuses) == [201] + [409] * 49
    assert available(variant.id) == 0


def test_one_buyer_tapping_fifty_times_makes_one_order(api: Api) -> None:
    variant = make_product(stock_counts=[50]).variants[0]
    buyer = api(make_person().id)
    start = threading.Barrier(50)

    def buy(_: int) -> str:
        start.wait()
        return str(place(buyer, (variant.id, 1), key="impatient").get_json()["id"])

    with ThreadPoolExecutor(50) as pool:
        orders = set(pool.map(buy, range(50)))

    assert len(orders) == 1
    assert available(variant.id) == 49
