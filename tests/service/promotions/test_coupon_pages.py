"""The merchant's page of coupons, and the coupons of the checkout page, both without scripts."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts import sessions
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from kernel.web.actor import SESSION_COOKIE
from products.values import Product
from promotions import coupons
from promotions.coupon_values import Coupon
from tests.factories import make_coupon, make_person, make_product
from tests.service.orders.market_day import ADDRESS

Browse = Callable[..., FlaskClient]
FORM = {
    "name": "Lantern week",
    "currency": "USD",
    "kind": "percent",
    "percent": "20",
    "cap": "3.00",
    "threshold": "10",
    "budget_count": "5",
    "per_buyer_limit": "2",
    "last_day": "2036-11-23",
}


@pytest.fixture
def browse(app: Flask) -> Browse:
    """Sign a person in, by id, on a browser of his own."""

    def sign_in(person_id: object) -> FlaskClient:
        client = app.test_client()
        with transaction() as session:
            token = sessions.start_session(session, person_id, device="x", address="::1", replaces=None)  # type: ignore[arg-type]
        client.set_cookie(SESSION_COOKIE, token)
        return client

    return sign_in


@pytest.fixture
def product(app: Flask) -> Product:
    """Make something for 19.90."""
    return make_product(price_minor=1990)


def field_of(page: str, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None, name
    return found[1]


def create(browser: FlaskClient, product: Product, **changes: str) -> tuple[int, str]:
    """Send the form of a new coupon; return the status and the page that follows."""
    path = f"/console/shops/{product.shop.id}/coupons"
    page = browser.get(path).text
    form = {**FORM, "key": field_of(page, "key"), "csrf_token": field_of(page, "csrf_token"), **changes}
    answer = browser.post(path, data=form)
    return answer.status_code, browser.get(path).text if answer.status_code == 303 else answer.text


def list_of(product: Product) -> list[Coupon]:
    """Return the coupons of a product's shop."""
    with reading() as session:
        return list(coupons.list_coupons_of_shop(session, product.shop.id))


def test_a_merchant_makes_a_coupon_and_ends_it(browse: Browse, product: Product) -> None:
    browser = browse(product.shop.owner_id)

    status, page = create(browser, product)

    (coupon,) = list_of(product)
    assert status == 303
    assert (coupon.reduction.percent, coupon.reduction.cap_minor, coupon.threshold_minor) == (20, 300, 1000)
    assert (coupon.budget_count, coupon.per_buyer_limit, coupon.is_public) == (5, 2, True)
    assert "Used 0 of 5 times" in page
    browser.post(f"/console/coupons/{coupon.id}/end", data={"csrf_token": field_of(page, "csrf_token")})
    assert list_of(product)[0].ended_at is not None


def test_the_form_sent_twice_makes_one_coupon(browse: Browse, product: Product) -> None:
    browser, key = browse(product.shop.owner_id), str(new_id())

    answers = [create(browser, product, key=key)[0] for _ in range(2)]

    assert answers == [303, 303]
    assert len(list_of(product)) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"percent": ""}, "Enter how much the coupon takes off."),
        ({"kind": "amount", "amount": "1.999"}, "This currency has no such small amounts."),
        ({"last_day": "2020-01-01"}, "The end must be after the beginning, and in the future."),
    ],
)
def test_a_form_that_does_not_fit_says_why_and_keeps_what_was_entered(
    browse: Browse, product: Product, changes: dict[str, str], sentence: str
) -> None:
    status, page = create(browse(product.shop.owner_id), product, **changes)

    assert status == 422
    assert sentence in page
    assert 'value="Lantern week"' in page
    assert list_of(product) == []


def test_a_purchase_with_the_best_coupon_works_without_scripts(browse: Browse, product: Product) -> None:
    make_coupon(product)
    browser, variant_id = browse(make_person().id), product.variants[0].id
    page = browser.get(f"/checkout?variant={variant_id}").text
    names = ("variant", "quantity", "price", "key", "csrf_token", "quote")

    answer = browser.post("/checkout", data=ADDRESS | {name: field_of(page, name) for name in names})

    assert answer.status_code == 303
    order = browser.get("/orders").text
    assert "$14.90" in page
    assert "$14.90" in order


def test_a_coupon_that_ended_meanwhile_is_told_and_the_page_shows_the_new_total(
    browse: Browse, product: Product
) -> None:
    coupon = make_coupon(product)
    browser, variant_id = browse(make_person().id), product.variants[0].id
    page = browser.get(f"/checkout?variant={variant_id}").text
    names = ("variant", "quantity", "price", "key", "csrf_token", "quote")
    with transaction() as session:
        coupons.end_coupon(session, coupon.id, owner_id=product.shop.owner_id)

    refused = browser.post("/checkout", data=ADDRESS | {name: field_of(page, name) for name in names})

    assert refused.status_code == 409
    assert "The price has changed since you looked at it." in refused.text
    assert 'name="quote"' not in refused.text
    assert "$19.90" in refused.text


def test_a_code_is_typed_and_a_coupon_can_be_left_out(browse: Browse, product: Product) -> None:
    make_coupon(product, code="MOON20", is_public=False)
    browser, path = browse(make_person().id), f"/checkout?variant={product.variants[0].id}"

    typed = browser.get(f"{path}&coupon-code=moon20").text
    left_out = browser.get(f"{path}&coupon-known-0=MOON20&coupon-of-{product.shop.id}=").text
    unknown = browser.get(f"{path}&coupon-code=SUN").text

    assert "$14.90" in typed
    assert 'name="quote"' not in left_out
    assert "We do not know this code here: SUN" in unknown
