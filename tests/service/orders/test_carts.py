"""Carts: what guests and people put there, what changes meanwhile, what leaves them."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from accounts.mailboxes import get_mailbox
from accounts.people import Person
from kernel.clock import now
from kernel.transaction import reading, transaction
from kernel.web.guests import GUEST_COOKIE
from orders import carts
from orders.cart_rows import CartOwner
from orders.models import CartLineRecord, CartRecord
from products import catalogue, stock, variants
from tests.factories import PASSWORD, make_person, make_product, make_shop
from tests.market import ApiClient
from tests.service.orders.market_day import ADDRESS
from tests.service.orders.shopping import check_out, checkout_body, put_in_cart, quantities_in_cart

Api = Callable[..., ApiClient]


@pytest.fixture
def guest(app: Flask) -> ApiClient:
    """Be a browser that nobody is signed in on."""
    return ApiClient(app.test_client())


def log_in(client: FlaskClient, person: Person) -> None:
    with reading() as session:
        email = get_mailbox(session, person.id).email
    client.get("/login")
    token = client.get("/login").text.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"email": email, "password": PASSWORD, "next": "/cart", "csrf_token": token}
    assert client.post("/login", data=form).status_code == 303


def carts_count() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(CartRecord)) or 0


def test_what_is_added_is_there_and_more_of_it_is_added_to_it(api: Api) -> None:
    variant = make_product(title="Paper lantern", price_minor=1990).variants[0]
    person = api(make_person().id)

    put_in_cart(person, variant.id, 2)
    answer = put_in_cart(person, variant.id, 3)

    assert (answer.status_code, answer.get_json()["quantity"], answer.get_json()["units_count"]) == (
        201,
        5,
        5,
    )
    cart = person.get("/cart").get_json()
    line = cart["shops"][0]["lines"][0]
    assert (line["product_title"], line["state"], line["total_minor"]) == ("Paper lantern", "ready", 9950)
    assert cart["totals"] == {"USD": 9950}


def test_a_cart_is_nobody_elses(api: Api, guest: ApiClient, app: Flask) -> None:
    variant = make_product().variants[0]
    put_in_cart(api(make_person().id), variant.id)
    put_in_cart(guest, variant.id)

    others = [api(make_person().id), api(), ApiClient(app.test_client())]

    assert [other.get("/cart").get_json()["units_count"] for other in others] == [0, 0, 0]


def test_a_guests_cookie_is_kept_from_scripts_and_its_token_from_the_database(guest: ApiClient) -> None:
    variant = make_product().variants[0]

    cookie = put_in_cart(guest, variant.id).headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    with reading() as session:
        kept = session.scalars(select(CartRecord.guest_hash).where(CartRecord.guest_hash.is_not(None))).all()
    assert not any(guest_hash in cookie for guest_hash in kept if guest_hash)


def test_nobody_makes_up_a_token_of_his_own(guest: ApiClient) -> None:
    variant = make_product().variants[0]
    guest.client.set_cookie(GUEST_COOKIE, "made-up")

    put_in_cart(guest, variant.id)

    cookie = guest.client.get_cookie(GUEST_COOKIE)
    assert cookie is not None
    assert cookie.value != "made-up"


def test_a_guests_cart_comes_along_at_log_in_and_twice_is_once(app: Flask, guest: ApiClient) -> None:
    one, other = make_product(stock_counts=[9]).variants[0].id, make_product().variants[0].id
    person = make_person()
    own = ApiClient(app.test_client())
    log_in(own.client, person)
    own.client.post("/cart/items", data={"variant": str(one), "quantity": "3"})
    put_in_cart(guest, one, 2)
    put_in_cart(guest, other, 1)
    token = guest.client.get_cookie(GUEST_COOKIE)
    assert token is not None

    log_in(guest.client, person)
    again = ApiClient(app.test_client())
    again.client.set_cookie(GUEST_COOKIE, token.value)
    log_in(again.client, person)

    assert quantities_in_cart(guest) == {str(one): 3, str(other): 1}
    assert guest.client.get_cookie(GUEST_COOKIE) is None
    assert quantities_in_cart(own) == quantities_in_cart(again)


def test_a_guests_cart_comes_along_at_sign_up(guest: ApiClient) -> None:
    variant = make_product().variants[0]
    put_in_cart(guest, variant.id, 2)
    token = guest.client.get("/signup").text.split('name="csrf_token" value="')[1].split('"')[0]
    form = {
        "email": f"{uuid.uuid4().hex}@example.test",
        "password": PASSWORD,
        "display_name": "Noor",
        "next": "/cart",
    }

    answer = guest.client.post("/signup", data={**form, "csrf_token": token})

    assert answer.status_code == 303, answer.text
    assert quantities_in_cart(guest) == {str(variant.id): 2}


def test_a_cart_is_bounded(api: Api) -> None:
    shop = make_shop()
    products = [make_product(shop, stock_counts=[9] * 50) for _ in range(2)]
    ids = [variant.id for product in products for variant in product.variants]
    person = make_person()
    with transaction() as session:
        for variant_id in ids:
            carts.add(session, CartOwner(user_id=person.id), variant_id, quantity=1)

    refused = put_in_cart(api(person.id), make_product().variants[0].id)
    more_of_one = put_in_cart(api(person.id), ids[0])

    assert (refused.status_code, refused.get_json()["type"]) == (409, "/problems/cart-full")
    assert more_of_one.status_code == 201


@pytest.mark.parametrize("quantity", [0, -1, 100, 1.5, "2", True])
def test_a_quantity_is_a_whole_number_from_1_to_99(api: Api, quantity: object) -> None:
    variant = make_product().variants[0]

    answer = api(make_person().id).post("/cart/items", {"variant_id": str(variant.id), "quantity": quantity})

    assert answer.status_code == 422


def test_what_never_was_on_sale_is_not_added(api: Api) -> None:
    person = api(make_person().id)

    answer = put_in_cart(person, uuid.uuid4())

    assert (answer.status_code, answer.get_json()["type"]) == (422, "/problems/no-such-offer")


def test_a_line_is_kept_for_later_taken_out_and_put_back_as_it_was(api: Api) -> None:
    product = make_product(price_minor=1990)
    variant_id = product.variants[0].id
    person = api(make_person().id)
    path = f"/cart/items/{variant_id}"
    put_in_cart(person, variant_id, 2)
    with transaction() as session:
        variants.change_variant(session, variant_id, owner_id=product.shop.owner_id, price_minor=1500)

    kept = person.send("PUT", path, {"quantity": 2, "is_saved": True}).get_json()
    removed = person.send("DELETE", path).get_json()
    emptied = person.get("/cart").get_json()
    body = {name: removed[name] for name in ("quantity", "is_saved", "seen_price_minor", "source")}
    back = person.send("PUT", path, body).get_json()

    assert (kept["shops"], [line["quantity"] for line in kept["saved"]]) == ([], [2])
    assert (emptied["shops"], emptied["saved"]) == ([], [])
    assert [(line["quantity"], line["price_before_minor"]) for line in back["saved"]] == [(2, 1990)]
    assert person.send("DELETE", f"/cart/items/{uuid.uuid4()}").status_code == 404


def test_changes_of_price_and_stock_are_shown(api: Api) -> None:
    product = make_product(stock_counts=[9, 9, 9, 9], price_minor=1990)
    cheaper, few, gone, withdrawn = (variant.id for variant in product.variants)
    owner_id = product.shop.owner_id
    person = api(make_person().id)
    for variant_id in (cheaper, few, gone, withdrawn):
        put_in_cart(person, variant_id, 3)

    with transaction() as session:
        variants.change_variant(session, cheaper, owner_id=owner_id, price_minor=1500)
        stock.correct(session, few, owner_id=owner_id, change_count=-7, reason="x")
        stock.correct(session, gone, owner_id=owner_id, change_count=-9, reason="x")
        variants.withdraw_variant(session, withdrawn, owner_id=owner_id)
    cart = person.get("/cart").get_json()

    seen = {
        uuid.UUID(line["variant_id"]): (line["state"], line["available_count"], line["price_before_minor"])
        for line in cart["shops"][0]["lines"]
    }
    assert seen[cheaper] == ("ready", 9, 1990)
    assert seen[few] == ("too_few", 2, None)
    assert seen[gone] == ("sold_out", 0, None)
    assert seen[withdrawn][0] == "off_sale"
    assert cart["totals"] == {"USD": 4500}


def test_what_was_bought_leaves_the_cart_and_the_rest_stays(api: Api) -> None:
    one, other, later = (make_product(stock_counts=[9]).variants[0].id for _ in range(3))
    person = api(make_person().id)
    put_in_cart(person, one, 2)
    put_in_cart(person, other, 5)
    put_in_cart(person, later, 1)
    person.send("PUT", f"/cart/items/{later}", {"quantity": 1, "is_saved": True})

    answer = check_out(person, (one, 2), (other, 3), (later, 1))

    assert answer.status_code == 201
    assert quantities_in_cart(person) == {str(other): 2}
    assert [line["variant_id"] for line in person.get("/cart").get_json()["saved"]] == [str(later)]


def test_a_refused_checkout_leaves_the_cart_as_it_was(api: Api) -> None:
    one, other = make_product().variants[0].id, make_product(stock_counts=[1]).variants[0].id
    person = api(make_person().id)
    put_in_cart(person, one, 2)
    put_in_cart(person, other, 2)

    answer = check_out(person, (one, 2), (other, 2))

    assert answer.status_code == 409
    assert quantities_in_cart(person) == {str(one): 2, str(other): 2}


def test_buying_one_thing_at_once_leaves_the_cart_alone(api: Api) -> None:
    variant = make_product().variants[0].id
    person = api(make_person().id)
    put_in_cart(person, variant, 2)

    body = checkout_body((variant, 1))
    person.post("/orders", body, key="one-tap")

    assert quantities_in_cart(person) == {str(variant): 2}


def test_guests_carts_that_nobody_comes_back_for_are_collected(api: Api, app: Flask) -> None:
    variant = make_product().variants[0].id
    people = [ApiClient(app.test_client()) for _ in range(2)]
    for person in people:
        put_in_cart(person, variant)
    buyer = api(make_person().id)
    put_in_cart(buyer, variant)
    before = carts_count()
    long_ago = now() - dt.timedelta(days=carts.KEEP_GUEST_DAYS + 1)
    with transaction() as session:
        session.execute(update(CartRecord).values(changed_at=long_ago))
    put_in_cart(people[0], variant)

    with transaction() as session:
        carts.collect_guest_carts(session)

    assert carts_count() < before
    assert [person.get("/cart").get_json()["units_count"] for person in (*people, buyer)] == [2, 0, 1]
    with reading() as session:
        ids = select(CartRecord.id)
        orphans = select(func.count()).select_from(CartLineRecord).where(CartLineRecord.cart_id.not_in(ids))
        assert session.scalar(orphans) == 0


def test_the_pages_work_without_a_script(app: Flask) -> None:
    product = make_product(stock_counts=[9], title="Paper <lantern>")
    variant_id = product.variants[0].id
    person = make_person()
    client = app.test_client()
    log_in(client, person)
    token = client.get("/login").text.split('name="csrf_token" value="')[1].split('"')[0]

    client.post("/cart/items", data={"variant": str(variant_id), "quantity": "2"})
    cart = client.get("/cart").text
    form = client.get("/checkout").text
    key = form.split('name="key" value="')[1].split('"')[0]
    lines = {f"line-quantity-{variant_id}": "2", f"line-price-{variant_id}": "1990"}
    note = {f"line-note-{product.shop.id}": "Wrap it, please"}
    sent = {**ADDRESS, **lines, **note, "key": key, "csrf_token": token}
    refused = client.post("/checkout/cart", data={**sent, f"line-price-{variant_id}": "1"})
    placed = [client.post("/checkout/cart", data=sent).headers["Location"] for _ in range(2)]

    assert "Paper &lt;lantern&gt;" in cart
    assert "Paper <lantern>" not in cart + form
    assert refused.status_code == 409
    assert "costs $19.90 each now" in refused.text
    assert placed[0] == placed[1]
    assert placed[0].startswith("/payments/")
    assert "Nothing in your cart yet" in client.get("/cart").text


def test_a_draft_is_found_in_no_cart(api: Api) -> None:
    product = make_product()
    with transaction() as session:
        catalogue.archive_product(session, product.id, owner_id=product.shop.owner_id)

    answer = put_in_cart(api(make_person().id), product.variants[0].id)

    assert (answer.status_code, answer.get_json()["type"]) == (409, "/problems/not-on-sale")
