"""The products' pages: what a buyer sees, what a merchant can do, and that words of people stay words."""

import re
import uuid
from collections.abc import Callable, Iterator
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts import sessions
from kernel.transaction import reading, transaction
from kernel.web.actor import SESSION_COOKIE
from products import catalogue, shops, variants
from products.variants import NewVariant
from tests.factories import make_person, make_product, make_shop

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
Browsers = Callable[[uuid.UUID | None], FlaskClient]


class Elements(HTMLParser):
    """What a browser makes of a page: its attributes, where it loads from, scripts without a source."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.attributes: set[str] = set()
        self.sources: list[str | None] = []
        self.bare_scripts: list[str | None] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note one element."""
        given = dict(attrs)
        self.attributes |= given.keys()
        self.sources.append(given.get("src"))
        if tag == "script" and "src" not in given:
            self.bare_scripts.append(given.get("type"))


@pytest.fixture
def browser_of(app: Flask) -> Iterator[Browsers]:
    """Make browsers in which a person is signed in."""

    def make(user_id: uuid.UUID | None) -> FlaskClient:
        client = app.test_client()
        if user_id is not None:
            with transaction() as session:
                token = sessions.start_session(
                    session, user_id, device="test", address="127.0.0.1", replaces=None
                )
            client.set_cookie(SESSION_COOKIE, token)
        return client

    return make


def post(browser: FlaskClient, path: str, **form: str):
    """Post a form as our own page does."""
    token = re.search(r'name="csrf-token" content="([0-9a-f]+)"', browser.get("/console").text)
    assert token
    return browser.post(path, data=form | {"csrf_token": token[1]})


def test_everybody_can_look_at_a_product_and_its_shop(browser_of: Browsers):
    product = make_product(stock_counts=[3, 0], price_minor=42000, currency="TWD", title="Lantern 燈籠")
    browser = browser_of(None)

    page = browser.get(f"/p/{product.id}").text

    assert "Lantern 燈籠" in page
    assert "NT$420" in page
    assert "Only 3 left" in page
    assert f'data-variant-id="{product.variants[0].id}"' in page
    assert "Lantern 燈籠" in browser.get(f"/shops/{product.shop.id}").text


def test_an_archived_product_has_no_button_to_buy_it(browser_of: Browsers):
    product = make_product()
    with transaction() as session:
        catalogue.archive_product(session, product.id, owner_id=product.shop.owner_id)

    page = browser_of(None).get(f"/p/{product.id}")

    assert page.status_code == 200
    assert "data-buy" not in page.text
    assert "not on sale any more" in page.text


def test_a_sold_out_product_cannot_be_pressed(browser_of: Browsers):
    product = make_product(stock_counts=[0])

    page = browser_of(None).get(f"/p/{product.id}").text

    assert re.search(r"<button[^>]*data-buy[^>]*disabled", page)


def test_opening_a_shop_leads_to_its_empty_table(browser_of: Browsers):
    person = make_person()
    browser = browser_of(person.id)

    answer = post(browser, "/console/shops", name="Lantern Alley")
    page = browser.get(answer.headers["Location"]).text

    assert answer.status_code == 303
    assert "Your table is empty" in page
    with reading() as session:
        assert [shop.name for shop in shops.list_shops_of(session, person.id)] == ["Lantern Alley"]


def test_a_shop_without_a_name_is_told_at_the_field(browser_of: Browsers):
    answer = post(browser_of(make_person().id), "/console/shops", name="  ")

    assert answer.status_code == 422
    assert 'id="field-name-error"' in answer.text


def test_the_console_tells_of_low_stock_and_of_sold_out(browser_of: Browsers):
    shop = make_shop()
    make_product(shop, stock_counts=[100, 2])
    make_product(shop, stock_counts=[0])

    page = browser_of(shop.owner_id).get("/console").text

    assert (page.count(">Low stock<"), page.count("Sold out")) == (1, 1)


def test_archiving_works_without_scripts(browser_of: Browsers):
    product = make_product(title="Paper fan")
    browser = browser_of(product.shop.owner_id)

    post(browser, f"/console/products/{product.id}/archive")

    archived = browser.get(f"/console?shop={product.shop.id}&state=archived").text
    assert "Paper fan" in archived
    post(browser, f"/console/products/{product.id}/restore")
    assert "Paper fan" in browser.get("/console").text


def test_a_shop_that_is_closed_says_so(browser_of: Browsers):
    product = make_product()
    browser = browser_of(product.shop.owner_id)

    post(browser, f"/console/shops/{product.shop.id}", name="Still here")

    assert "closed for the moment" in browser.get(f"/p/{product.id}").text
    assert "Still here" in browser.get(f"/shops/{product.shop.id}").text


def test_others_find_nothing_of_a_shop_in_their_console(browser_of: Browsers):
    product, other = make_product(), make_shop()
    browser = browser_of(other.owner_id)

    pages = [f"/console?shop={product.shop.id}", f"/console/products/{product.id}"]
    pages.append(f"/console/shops/{product.shop.id}/products/new")
    forms = [f"/console/shops/{product.shop.id}", f"/console/products/{product.id}/archive"]

    assert [browser.get(path).status_code for path in pages] == [404, 404, 404]
    assert [post(browser, path, name="Mine").status_code for path in forms] == [404, 404]


def test_words_of_people_stay_words_on_every_page(browser_of: Browsers):
    owner = make_person()
    shop = make_shop(owner, name=HOSTILE)
    variant = NewVariant("S-1", {HOSTILE: HOSTILE}, 100, 3)
    with transaction() as session:
        product = catalogue.create_product(
            session,
            shop.id,
            owner_id=owner.id,
            title=HOSTILE,
            description=HOSTILE,
            currency="USD",
            variants=[variant, NewVariant("S-2", {HOSTILE: "x"}, 100, 3)],
        )
    browser = browser_of(owner.id)
    paths = [f"/p/{product.id}", f"/shops/{shop.id}", "/console", f"/console/products/{product.id}"]

    for path in [*paths, f"/console/shops/{shop.id}/products/new"]:
        page = browser.get(path)
        elements = Elements(page.text)
        assert page.status_code == 200
        assert elements.attributes.isdisjoint({"onerror", "onclick", "style"})
        assert set(elements.bare_scripts) <= {"application/json", "application/ld+json"}
        assert "x" not in elements.sources


def test_prices_stand_in_their_own_currency_with_all_digits(browser_of: Browsers):
    shop = make_shop()
    product = make_product(shop, price_minor=1005, currency="KWD")
    with transaction() as session:
        variants.change_variant(session, product.variants[0].id, owner_id=shop.owner_id, price_minor=1234567)

    page = browser_of(shop.owner_id).get(f"/console/products/{product.id}").text

    assert 'name="price" value="1234.567"' in page
