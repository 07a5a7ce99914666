"""The merchant's pages of shipping and taxes, and both on the checkout page, without scripts."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts import sessions
from accounts.roles import Role
from kernel.transaction import reading, transaction
from kernel.web.actor import SESSION_COOKIE
from orders.shipping import taxes, zones
from orders.shipping.values import Zone
from products.values import Product
from tests.factories import make_person, make_product, make_shop
from tests.service.orders.charging import collect_tax, make_method, make_zone
from tests.service.orders.market_day import ADDRESS

Browse = Callable[..., FlaskClient]
FIELDS = ("variant", "quantity", "price", "key", "csrf_token", "quote")


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
    return make_product(make_shop(make_person(Role.MERCHANT)))


def field_of(page: str, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None, name
    return found[1]


def zones_of(product: Product) -> list[Zone]:
    """Return the zones of a product's shop."""
    with reading() as session:
        return list(zones.list_zones_of(session, [product.shop.id]).get(product.shop.id, []))


def test_a_merchant_makes_a_zone_with_a_method_changes_and_deletes_both(
    browse: Browse, product: Product
) -> None:
    browser, path = browse(product.shop.owner_id), f"/console/shops/{product.shop.id}/shipping"
    page = browser.get(path).text
    token = {"csrf_token": field_of(page, "csrf_token")}
    assert "your shop sends everything everywhere for nothing" in page

    form = {"key": field_of(page, "key"), "name": "Home", "countries": ["TW", "JP"], **token}
    here = browser.post(path, data=form).headers["Location"]
    browser.post(path, data=form)
    page = browser.get(here).text
    assert "buyers in this zone can't order before you add one" in page
    method = {
        "key": field_of(page, "key"),
        "name": "Post",
        "currency": "USD",
        "price": "6",
        "free_from": "50.00",
        "days_from": "2",
        "days_to": "4",
        **token,
    }
    browser.post(f"{here}/methods", data=method)
    (zone,) = zones_of(product)
    (made,) = zone.methods
    assert (zone.countries, made.price_minor, made.free_from_minor) == (["JP", "TW"], 600, 5000)

    edit = f"/console/shipping/methods/{made.id}"
    assert 'value="6.00"' in browser.get(edit).text
    changed = {name: value for name, value in method.items() if name != "key"} | {
        "price": "",
        "is_off": "true",
    }
    assert browser.post(edit, data=changed).status_code == 303
    browser.post(here, data={"name": "Rest", "is_rest": "true", "countries": ["TW"], **token})
    (zone,) = zones_of(product)
    assert (zone.name, zone.is_rest, zone.countries) == ("Rest", True, [])
    assert [(one.price_minor, one.is_off) for one in zone.methods] == [(0, True)]
    browser.post(f"{edit}/delete", data=token)
    browser.post(f"{here}/delete", data=token)
    assert zones_of(product) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"days_from": "5"}, "The longest time must not be shorter than the shortest."),
        ({"price": "1.999"}, "This currency has no such small amounts."),
        ({"price": "dear"}, "field__error"),
    ],
)
def test_a_method_that_does_not_fit_says_why_and_keeps_what_was_entered(
    browse: Browse, product: Product, changes: dict[str, str], sentence: str
) -> None:
    make_zone(product, "TW", methods=[])
    browser, here = browse(product.shop.owner_id), f"/console/shipping/zones/{zones_of(product)[0].id}"
    page = browser.get(here).text
    form = {"name": "Slow boat", "currency": "USD", "days_from": "1", "days_to": "2"}
    hidden = {name: field_of(page, name) for name in ("key", "csrf_token")}

    answer = browser.post(f"{here}/methods", data={**form, **hidden, **changes})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Slow boat"' in answer.text
    assert zones_of(product)[0].methods == []


def test_a_merchant_sets_changes_and_deletes_a_tax(browse: Browse, product: Product) -> None:
    browser, path = browse(product.shop.owner_id), f"/console/shops/{product.shop.id}/taxes"
    page = browser.get(path).text
    form = {"country": "DE", "name": "MwSt.", "rate": "19", "is_included": "true"}
    token = {"csrf_token": field_of(page, "csrf_token")}

    browser.post(path, data={**form, **token})
    browser.post(path, data={**form, **token, "rate": "7.25", "covers_shipping": "true"})

    page = browser.get(path).text
    assert "MwSt. 7.25 %" in page
    assert 'value="7.25"' in browser.get(f"{path}?country=DE").text
    with reading() as session:
        (tax,) = taxes.list_taxes(session, product.shop.id)
    assert (tax.basis_points, tax.is_included, tax.covers_shipping) == (725, True, True)
    assert browser.post(path, data={**form, **token, "rate": "0"}).status_code == 422
    browser.post(f"/console/taxes/{tax.id}/delete", data=token)
    assert "No tax yet" in browser.get(path).text


def test_a_checkout_without_scripts_asks_again_when_the_country_costs_more(
    browse: Browse, product: Product
) -> None:
    make_zone(product, "TW", methods=[make_method(), make_method(name="Express", price_minor=1500)])
    collect_tax(product, basis_points=1000, covers_shipping=True)
    browser, path = browse(make_person().id), f"/checkout?variant={product.variants[0].id}"
    page = browser.get(path).text
    assert "Choose the country above to see what shipping costs." in page

    def send(page: str, **changes: str) -> tuple[int, str]:
        form = ADDRESS | {name: field_of(page, name) for name in FIELDS} | changes
        answer = browser.post("/checkout", data=form)
        return answer.status_code, answer.text

    status, again = send(page)
    assert status == 409
    assert "The price has changed since you looked at it." in again
    assert "$28.49" in again  # (19.90 + 6.00) × 1.1
    status, elsewhere = send(again, country="DE")
    assert status == 409
    assert "Lantern Alley does not ship to this country. Nothing was bought yet." in elsewhere
    assert "Lantern Alley does not ship to this country: Germany." in elsewhere
    fast = re.search(r'id="shipping-([0-9a-f-]+)"[^>]*>\s*<span class="choice__label">Express', again)
    assert fast is not None
    chosen = browser.get(f"{path}&country=TW&shipping-of-{product.shop.id}={fast[1]}").text
    assert "$38.39" in chosen  # (19.90 + 15.00) × 1.1
    assert send(chosen)[0] == 303
    order = browser.get("/orders").text
    assert "$38.39" in order
    order_id = re.search(r'href="/orders/([0-9a-f-]+)"', order)
    assert order_id is not None
    shown = browser.get(f"/orders/{order_id[1]}").text
    assert "Shipping: Express (2 to 4 days)" in shown
    assert "VAT 10 %" in shown


def test_what_a_checkout_cannot_read_is_left_out(browse: Browse, product: Product) -> None:
    make_zone(product, "TW")
    path = f"/checkout?variant={product.variants[0].id}&country=TW&shipping-of-{product.shop.id}=x"
    browser = browse(make_person().id)

    page = browser.get(path).text
    form = ADDRESS | {name: field_of(page, name) for name in FIELDS} | {"quote": "forged"}

    assert "$25.90" in page
    assert browser.post("/checkout", data=form).status_code == 409
    assert browser.get(path.replace("=TW", "=XX")).status_code == 422
