"""What shops ask for sending: quoted, chosen, kept with the order, and never read from a client."""

from typing import Any

import pytest
from flask import Flask

from kernel.ids import new_id
from kernel.transaction import transaction
from orders.shipping import zones
from orders.shipping.errors import CountryTaken, NoSuchMethod, NoSuchZone, NothingInZone
from orders.shipping.values import NewZone
from products.errors import NoSuchShop
from tests.factories import make_coupon, make_person, make_product
from tests.market import ApiClient, api_as
from tests.service.orders.charging import ids_of, make_method, make_zone
from tests.service.orders.market_day import ADDRESS, order_body, place
from tests.service.orders.shopping import check_out, checkout_body

GERMANY = {**ADDRESS, "country": "DE"}


@pytest.fixture
def buyer(app: Flask) -> ApiClient:
    """Sign a buyer in."""
    return api_as(app, make_person().id)


def buy(buyer: ApiClient, body: dict[str, Any]) -> dict[str, Any]:
    """Place an order that nothing speaks against; return it as its buyer sees it."""
    answer = buyer.post("/orders", body, key=str(new_id()))
    assert answer.status_code == 201, answer.text
    order: dict[str, Any] = buyer.get(f"/orders/{answer.get_json()['id']}").get_json()
    assert order["total_minor"] == answer.get_json()["total_minor"]
    return order


def ask(buyer: ApiClient, body: dict[str, Any], country: str | None = "TW", **changes: Any) -> dict[str, Any]:
    """Return a quote of the lines of an order."""
    asked = {"line_items": body["line_items"], "country": country, **changes}
    quote: dict[str, Any] = buyer.post("/quotes", asked).get_json()
    return quote


def test_a_shop_without_zones_sends_everywhere_for_nothing(buyer: ApiClient) -> None:
    order = buy(buyer, order_body((make_product().variants[0].id, 1)))

    assert (order["total_minor"], order["shipping"], order["tax"]) == (1990, None, None)


def test_the_cheapest_way_is_the_default_and_another_can_be_chosen(buyer: ApiClient) -> None:
    product = make_product()
    express = make_method(name="Express", price_minor=1500, days_from=0, days_to=1)
    methods = make_zone(product, "TW", methods=[express, make_method()])
    body = order_body((product.variants[0].id, 2))

    cheap = buy(buyer, body)
    fast = buy(buyer, {**body, "shipping_method_ids": ids_of(methods[1])})

    assert cheap["total_minor"] == 2 * 1990 + 600
    assert cheap["shipping"] == {"method": "Post", "amount_minor": 600, "days_from": 2, "days_to": 4}
    assert (fast["total_minor"], fast["shipping"]["method"]) == (2 * 1990 + 1500, "Express")
    assert fast["line_items"][0]["total_minor"] == 2 * 1990


def test_goods_are_sent_free_from_an_amount_on_that_is_measured_after_coupons(buyer: ApiClient) -> None:
    product = make_product()
    make_zone(product, "TW", methods=[make_method(free_from_minor=1900)])
    coupon = make_coupon(product)
    body = order_body((product.variants[0].id, 1))

    without = ask(buyer, body, coupon_ids=[])
    reduced = ask(buyer, body, coupon_ids=[str(coupon.id)])

    assert (without["shipping_minor"], without["total_minor"]) == (0, 1990)
    assert (reduced["shipping_minor"], reduced["total_minor"]) == (600, 1490 + 600)
    order = buy(buyer, {**body, "quote": reduced["quote"]})
    assert (order["discount_minor"], order["total_minor"]) == (500, 2090)
    assert order["reductions"] == [{"title": "Lantern week", "amount_minor": -500}]


def test_a_country_that_no_zone_covers_is_refused_by_the_shops_name(buyer: ApiClient) -> None:
    product = make_product()
    make_zone(product, "TW", "JP")
    body = order_body((product.variants[0].id, 1), shipping_address=GERMANY)

    quote = ask(buyer, body, "DE")
    refused = buyer.post("/orders", body, key=str(new_id()))

    assert [shop["sending"] for shop in quote["shops"]] == ["not_there"]
    assert (refused.status_code, refused.get_json()["type"]) == (409, "/problems/not-shipped")
    assert refused.get_json()["shop_name"] == "Lantern Alley"


@pytest.mark.parametrize("change", [{"is_off": True}, {"currency": "EUR"}])
def test_a_method_that_is_off_or_in_another_currency_is_none(
    buyer: ApiClient, change: dict[str, Any]
) -> None:
    product = make_product()
    make_zone(product, "TW", methods=[make_method(**change)])

    assert place(buyer, (product.variants[0].id, 1)).get_json()["type"] == "/problems/not-shipped"


def test_the_rest_of_the_world_is_for_what_no_other_zone_has(buyer: ApiClient) -> None:
    product = make_product()
    make_zone(product, methods=[make_method(price_minor=2500)])
    make_zone(product, "TW")
    body = order_body((product.variants[0].id, 1))

    costs = [ask(buyer, body, country)["shipping_minor"] for country in ("TW", "DE")]

    assert costs == [600, 2500]


def test_a_method_of_another_zone_or_of_nobody_is_refused(buyer: ApiClient) -> None:
    product = make_product()
    (abroad,) = make_zone(product, "DE")
    make_zone(product, "TW")
    body = order_body((product.variants[0].id, 1))

    for method_ids in (ids_of(abroad), [str(new_id())]):
        answer = buyer.post("/orders", {**body, "shipping_method_ids": method_ids}, key=str(new_id()))
        assert answer.get_json()["type"] == "/problems/shipping-gone"


def test_a_quote_keeps_the_way_and_a_price_that_changed_meanwhile_is_told(buyer: ApiClient) -> None:
    product = make_product()
    express = make_method(name="Express", price_minor=1500, days_from=0, days_to=1)
    post, fast = make_zone(product, "TW", methods=[make_method(), express])
    body = order_body((product.variants[0].id, 1))
    quote = ask(buyer, body, shipping_method_ids=ids_of(fast))

    kept = buy(buyer, {**body, "quote": quote["quote"]})
    with transaction() as session:
        dearer = make_method(name="Express", price_minor=1600, days_from=0, days_to=1)
        zones.change_method(session, fast.id, dearer, owner_id=product.shop.owner_id)
    refused = buyer.post("/orders", {**body, "quote": quote["quote"]}, key=str(new_id())).get_json()
    with transaction() as session:
        zones.delete_method(session, fast.id, owner_id=product.shop.owner_id)
    gone = buyer.post("/orders", {**body, "quote": quote["quote"]}, key=str(new_id())).get_json()

    assert kept["total_minor"] == quote["total_minor"] == 1990 + 1500
    assert (refused["type"], refused["total_minor"]) == ("/problems/quote-changed", 1990 + 1600)
    assert gone["type"] == "/problems/shipping-gone"
    assert buyer.get(f"/orders/{kept['id']}").get_json()["shipping"]["method"] == "Express"
    assert post.name == "Post"


def test_a_quote_for_another_country_or_for_none_is_refused_where_that_costs_more(buyer: ApiClient) -> None:
    product = make_product()
    make_zone(product, "TW")
    body = order_body((product.variants[0].id, 1))
    nowhere = ask(buyer, body, None)

    answer = buyer.post("/orders", {**body, "quote": nowhere["quote"]}, key=str(new_id()))

    assert ([shop["sending"] for shop in nowhere["shops"]], nowhere["total_minor"]) == (["unknown"], 1990)
    assert (answer.status_code, answer.get_json()["type"]) == (409, "/problems/quote-changed")


def test_each_shop_of_a_checkout_sends_in_its_own_way_and_all_are_paid_at_once(buyer: ApiClient) -> None:
    lantern, tea, gift = make_product(), make_product(price_minor=500), make_product(price_minor=100)
    make_zone(lantern, "TW")
    slow, fast = make_zone(
        tea, methods=[make_method(price_minor=100), make_method(name="Courier", price_minor=300)]
    )
    wanted = [(one.variants[0].id, 1) for one in (lantern, tea, gift)]
    body = checkout_body(*wanted)

    placed = check_out(buyer, *wanted, shipping_method_ids=ids_of(fast)).get_json()
    refused = check_out(buyer, *wanted, shipping_address=GERMANY).get_json()

    totals = {order["shop_id"]: order["total_minor"] for order in placed["orders"]}
    assert totals == {str(lantern.shop.id): 2590, str(tea.shop.id): 800, str(gift.shop.id): 100}
    assert placed["total_minor"] == 2590 + 800 + 100
    assert (refused["type"], refused["shop_id"]) == ("/problems/not-shipped", str(lantern.shop.id))
    assert ask(buyer, body)["shipping_minor"] == 600 + slow.price_minor


def test_zones_are_only_their_merchants_and_each_country_is_in_one(buyer: ApiClient) -> None:
    product, stranger_id = make_product(), make_person().id
    (method,) = make_zone(product, "TW", "JP")
    owner_id, shop_id = product.shop.owner_id, product.shop.id

    def make(new: NewZone, whose: Any = owner_id) -> None:
        with transaction() as session:
            zones.create_zone(session, new_id(), new, shop_id=shop_id, owner_id=whose)

    with pytest.raises(CountryTaken):
        make(NewZone("Asia", frozenset({"JP", "KR"})))
    with pytest.raises(NothingInZone):
        make(NewZone("Nowhere"))
    with pytest.raises(NoSuchShop):
        make(NewZone("Mine", frozenset({"KR"})), stranger_id)
    make(NewZone("Rest", is_rest=True))
    with pytest.raises(CountryTaken):
        make(NewZone("Rest again", is_rest=True))
    with pytest.raises(NoSuchZone), transaction() as session:
        zones.delete_zone(session, method.zone_id, owner_id=stranger_id)
    with pytest.raises(NoSuchMethod), transaction() as session:
        zones.change_method(session, method.id, make_method(), owner_id=stranger_id)
    with transaction() as session:
        changed = NewZone("East", frozenset({"JP", "KR"}))
        zones.change_zone(session, method.zone_id, changed, owner_id=owner_id)
        assert zones.get_own_zone(session, method.zone_id, owner_id).countries == ["JP", "KR"]
    with transaction() as session:
        zones.delete_zone(session, method.zone_id, owner_id=owner_id)
        assert [zone.name for zone in zones.list_zones_of(session, [shop_id])[shop_id]] == ["Rest"]
