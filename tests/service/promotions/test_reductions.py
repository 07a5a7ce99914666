"""A full-reduction from its merchant's form to the order that it makes cheaper."""

from collections.abc import Callable

import pytest
from flask import Flask

from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from products.errors import NoSuchShop
from promotions import full_reductions
from promotions.coupon_values import CouponState
from promotions.errors import NoSuchReduction
from promotions.full_reduction_values import NewShopReduction, Tier
from promotions.pipeline.values import Reduction
from tests.browsing import browse, field_of
from tests.factories import make_coupon, make_person, make_product, make_reduction
from tests.market import ApiClient
from tests.service.promotions.deal_hour import buy

Api = Callable[..., ApiClient]


def quote(buyer: ApiClient, variant_id: object, quantity: int = 1) -> dict[str, object]:
    """Return what so many units cost a buyer."""
    body = {"line_items": [{"variant_id": str(variant_id), "quantity": quantity}]}
    answer: dict[str, object] = buyer.post("/quotes", body).get_json()
    return answer


def test_everybody_who_spends_so_much_pays_less_with_or_without_a_quote(app: Flask, api: Api) -> None:
    product = make_product(price_minor=1000)
    make_reduction(product, (2000, 300), (3000, 700))
    buyer = api(make_person().id)

    totals = [quote(buyer, product.variants[0].id, count)["total_minor"] for count in (1, 2, 3)]
    orders = [buy(buyer, product, quantity=count).get_json()["total_minor"] for count in (1, 2, 3)]

    assert totals == orders == [1000, 1700, 2300]


def test_an_order_says_what_was_taken_off_in_the_order_of_the_steps(app: Flask, api: Api) -> None:
    product = make_product(price_minor=1000)
    make_reduction(product, (2000, 300), name="Zebra days")
    make_coupon(product, amount_minor=100, name="Aardvark")
    buyer = make_person()
    answer = quote(api(buyer.id), product.variants[0].id, 2)

    order = buy(api(buyer.id), product, quantity=2, quote=answer["quote"]).get_json()
    page = browse(app, buyer.id).get(f"/orders/{order['id']}").text

    assert (answer["total_minor"], order["total_minor"]) == (1600, 1600)
    assert 0 < page.index("Zebra days") < page.index("Aardvark")


def test_one_that_ended_meanwhile_is_not_taken_silently(app: Flask, api: Api) -> None:
    product = make_product(price_minor=1000)
    reduction = make_reduction(product, (1000, 300))
    buyer = api(make_person().id)
    answer = quote(buyer, product.variants[0].id)
    with transaction() as session:
        full_reductions.end_reduction(session, reduction.id, owner_id=product.shop.owner_id)

    refused = buy(buyer, product, quote=answer["quote"]).get_json()

    assert (refused["type"], refused["total_minor"]) == ("/problems/quote-changed", 1000)


@pytest.mark.parametrize("currency", ["JPY", "KWD"])
def test_another_currency_of_the_shop_is_left_alone(app: Flask, api: Api, currency: str) -> None:
    product = make_product(price_minor=1000)
    other = make_product(product.shop, price_minor=3000, currency=currency)
    make_reduction(product, (2000, 300))

    assert quote(api(make_person().id), other.variants[0].id)["total_minor"] == 3000


def test_a_cart_and_a_checkout_say_what_is_missing_and_what_is_reached(app: Flask) -> None:
    product = make_product(price_minor=1000)
    make_reduction(product, (2000, 300), (3000, 700), name="Lantern days")
    browser = browse(app, make_person().id)
    variant_id = str(product.variants[0].id)

    browser.post("/cart/items", data={"variant": variant_id}, headers={"Origin": "http://localhost"})
    below = browser.get("/cart").text
    browser.post("/cart/items", data={"variant": variant_id}, headers={"Origin": "http://localhost"})
    cart, checkout = browser.get("/cart").text, browser.get("/checkout").text

    assert "Add $10.00 more for $3.00 off." in below
    assert "$3.00 off at the checkout: Lantern days" in cart
    assert "Add $10.00 more for $7.00 off." in cart
    assert ("Lantern days" in checkout, "Add $10.00 more for $7.00 off." in checkout) == (True, True)


def test_a_merchant_makes_one_on_a_page_and_ends_it(app: Flask) -> None:
    product = make_product()
    browser = browse(app, product.shop.owner_id)
    path = f"/console/shops/{product.shop.id}/reductions"
    page = browser.get(path).text
    form = {
        "key": field_of(page, "key"),
        "csrf_token": field_of(page, "csrf_token"),
        "name": "Spend more",
        "currency": "JPY",
        "kind": "amount",
        "threshold_1": "2000",
        "amount_1": "300",
        "threshold_2": "",
        "ends_at": "2036-11-23T15:00",
    }

    wrong = [
        browser.post(path, data={**form, "amount_1": amount}).status_code for amount in ("2000", "", "0.5")
    ]
    right = [browser.post(path, data=form).status_code for _ in range(2)]

    with reading() as session:
        (made,) = full_reductions.list_of_shop(session, product.shop.id)
    assert (wrong, right) == ([422, 422, 422], [303, 303])
    assert made.tiers == [Tier(2000, Reduction(amount_minor=300))]
    page = browser.get(path).text
    assert "¥300 off from ¥2,000 on" in page
    browser.post(f"/console/reductions/{made.id}/end", data={"csrf_token": field_of(page, "csrf_token")})
    with reading() as session:
        (made,) = full_reductions.list_of_shop(session, product.shop.id)
    assert made.find_state(now()) is CouponState.OVER


def test_nobody_else_makes_or_ends_one(app: Flask) -> None:
    product, stranger = make_product(), make_person()
    reduction = make_reduction(product)
    new = NewShopReduction("x", "USD", now(), reduction.ends_at, [Tier(2, Reduction(amount_minor=1))])

    with pytest.raises(NoSuchShop), transaction() as session:
        full_reductions.create_reduction(
            session, new_id(), new, shop_id=product.shop.id, owner_id=stranger.id
        )
    with pytest.raises(NoSuchReduction), transaction() as session:
        full_reductions.end_reduction(session, reduction.id, owner_id=stranger.id)
