"""The orders' and payments' pages, as people use them without scripts."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts import sessions
from accounts.people import Person
from kernel.transaction import transaction
from kernel.web.actor import SESSION_COOKIE
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient, run_jobs
from tests.service.orders.market_day import ADDRESS, SandboxTeller, available, pack, place

Browser = Callable[[Person], FlaskClient]


@pytest.fixture
def browse(app: Flask) -> Browser:
    """Sign a person in on a browser of his own."""

    def sign_in(person: Person) -> FlaskClient:
        client = app.test_client()
        with transaction() as session:
            token = sessions.start_session(
                session, person.id, device="test", address="127.0.0.1", replaces=None
            )
        client.set_cookie(SESSION_COOKIE, token)
        return client

    return sign_in


def csrf_of(page: str) -> str:
    """Return the token that a page's forms send."""
    found = re.search(r'name="csrf_token" value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_a_purchase_works_without_scripts(browse: Browser) -> None:
    variant = make_product(stock_counts=[3]).variants[0]
    browser = browse(make_person())
    page = browser.get(f"/checkout?variant={variant.id}&quantity=2").text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    form = ADDRESS | {"variant": str(variant.id), "quantity": "2", "key": key[1], "csrf_token": csrf_of(page)}

    first = browser.post("/checkout", data=form)
    second = browser.post("/checkout", data=form)

    assert first.status_code == 303
    assert second.headers["Location"] == first.headers["Location"]
    assert available(variant.id) == 1
    sandbox = browser.get(first.headers["Location"], follow_redirects=True)
    assert "Sandbox: no real money" in sandbox.text


def test_a_wrong_address_is_explained_and_nothing_is_lost(browse: Browser) -> None:
    variant = make_product(stock_counts=[3]).variants[0]
    browser = browse(make_person())
    page = browser.get(f"/checkout?variant={variant.id}").text
    form = ADDRESS | {"variant": str(variant.id), "quantity": "1", "key": "k" * 20, "country": "XX"}

    answer = browser.post("/checkout", data=form | {"csrf_token": csrf_of(page)})

    assert answer.status_code == 422
    assert "88 Raohe Street" in answer.text
    assert available(variant.id) == 3


def test_a_buyer_sees_his_orders_and_cancels_one(browse: Browser, api: Callable[..., ApiClient]) -> None:
    variant = make_product(title="Paper lantern").variants[0]
    buyer = make_person()
    browser = browse(buyer)
    empty = browser.get("/orders").text
    order = place(api(buyer.id), (variant.id, 1)).get_json()

    listed = browser.get("/orders").text
    shown = browser.get(f"/orders/{order['id']}").text
    browser.post(f"/orders/{order['id']}/cancel", data={"csrf_token": csrf_of(shown)})
    cancelled = browser.get(f"/orders/{order['id']}").text

    assert "Nothing ordered yet" in empty
    assert "Paper lantern" in listed
    assert "88 Raohe Street" in shown
    assert "Cancelled" in cancelled
    assert available(variant.id) == 10


def test_a_merchant_ships_in_parts_corrects_and_gives_back(
    browse: Browser, api: Callable[..., ApiClient], gateway: SandboxTeller
) -> None:
    merchant, buyer = make_person(), make_person()
    shop = make_shop(merchant)
    variant = make_product(shop).variants[0]
    order = place(api(buyer.id), (variant.id, 3)).get_json()
    gateway.pay(order)
    browser, path = browse(merchant), f"/console/orders/{order['id']}"
    listed = browser.get("/console/orders").text
    page = browser.get(path).text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    form = {"csrf_token": csrf_of(page), "key": key[1], f"quantity-{variant.id}": "2"}
    tracking = {"carrier": "dhl", "tracking_number": "JD014"}

    sent = [browser.post(f"{path}/shipments", data=form | tracking).status_code for _ in range(2)]
    too_much = browser.post(f"{path}/shipments", data=form | tracking | {"key": "another key"})
    parcel = api(buyer.id).get(f"/orders/{order['id']}").get_json()["shipments"][0]
    right = {"csrf_token": form["csrf_token"], "carrier": "ups", "tracking_number": "1Z999"}
    browser.post(f"/console/shipments/{parcel['id']}", data=right)
    shown = browse(buyer).get(f"/orders/{order['id']}").text
    browser.post(f"{path}/refund", data={"csrf_token": csrf_of(page)})
    refunding = browser.get("/console/orders?state=all").text

    assert order["id"] in listed
    assert sent == [303, 303]
    assert too_much.status_code == 409
    assert "That is more than is left" in too_much.text
    assert "Parcel 1 shipped" in shown
    assert "https://www.ups.com/track?tracknum=1Z999" in shown
    assert "The rest is shipped" in shown
    assert "Refund under way" in refunding


@pytest.mark.parametrize("count", ["", "-1", "1.5", "²", "9999"])
def test_a_quantity_that_is_no_number_is_explained(
    browse: Browser, api: Callable[..., ApiClient], gateway: SandboxTeller, count: str
) -> None:
    merchant = make_person()
    variant = make_product(make_shop(merchant)).variants[0]
    order = place(api(make_person().id), (variant.id, 3)).get_json()
    gateway.pay(order)
    browser, path = browse(merchant), f"/console/orders/{order['id']}"
    form = {"csrf_token": csrf_of(browser.get(path).text), "key": "k" * 20, "carrier": "dhl"}

    answer = browser.post(f"{path}/shipments", data=form | {f"quantity-{variant.id}": count})

    assert answer.status_code == 422
    assert "This must be a whole number." in answer.text


def test_a_packing_slip_holds_a_parcel_and_where_it_goes(
    browse: Browser, api: Callable[..., ApiClient], gateway: SandboxTeller
) -> None:
    merchant = make_person()
    shop = make_shop(merchant)
    lantern = make_product(shop, title="Paper lantern").variants[0]
    candle = make_product(shop, title="Beeswax candle").variants[0]
    order = place(api(make_person().id), (lantern.id, 3), (candle.id, 1)).get_json()
    gateway.pay(order)
    seller = api(merchant.id)
    parcel = pack(seller, order, (lantern.id, 2), carrier="dhl").get_json()["shipments"][0]
    browser, path = browse(merchant), f"/console/orders/{order['id']}/slip"

    of_parcel = browser.get(f"{path}?shipment={parcel['id']}").text
    of_rest = browser.get(path).text
    of_nothing = browser.get(f"{path}?shipment={order['id']}")

    assert "88 Raohe Street" in of_parcel
    assert ("Beeswax candle" in of_parcel, "Beeswax candle" in of_rest) == (False, True)
    assert [re.findall(r'<td class="numeric">(\d+)', page) for page in (of_parcel, of_rest)] == [
        ["2"],
        ["1", "1"],
    ]
    assert of_nothing.status_code == 404


def test_filters_stay_where_they_are_and_a_wrong_one_is_explained(
    browse: Browser, api: Callable[..., ApiClient]
) -> None:
    merchant = make_person()
    variant = make_product(make_shop(merchant), title="Paper lantern").variants[0]
    place(api(make_person().id), (variant.id, 1))
    browser = browse(merchant)

    found = browser.get("/console/orders?state=all&q=lantern&since=&until=").text
    nothing = browser.get("/console/orders?state=all&q=candle").text
    wrong = browser.get("/console/orders?since=yesterday")

    assert "Paper lantern" in found
    assert "state=shipped&amp;q=lantern" in found
    assert "No order fits" in nothing
    assert wrong.status_code == 422


def test_the_sandbox_page_plays_an_outcome(browse: Browser, api: Callable[..., ApiClient]) -> None:
    variant = make_product().variants[0]
    buyer = make_person()
    order = place(api(buyer.id), (variant.id, 1)).get_json()
    browser = browse(buyer)
    path = f"/sandbox/payments/{order['payment']['id']}"
    page = browser.get(path).text
    run_jobs()
    form = {"csrf_token": csrf_of(page), "outcome": "success", "delay_seconds": "3600", "repeat": "2"}

    answer = browser.post(path, data=form)

    assert answer.status_code == 303
    assert run_jobs() == 0


def test_something_is_given_back_without_scripts(
    browse: Browser, api: Callable[..., ApiClient], gateway: SandboxTeller
) -> None:
    merchant, buyer = make_person(), make_person()
    variant = make_product(make_shop(merchant)).variants[0]
    order = place(api(buyer.id), (variant.id, 2)).get_json()
    gateway.pay(order)
    pack(api(merchant.id), order)
    browser, shop, path = browse(buyer), browse(merchant), f"/orders/{order['id']}"
    page = browser.get(f"{path}/returns/new").text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    form = {"csrf_token": csrf_of(page), "key": key[1], "kind": "return_and_refund", "reason": "damaged"}

    nothing = browser.post(f"{path}/returns", data=form)
    wrong = browser.post(f"{path}/returns", data=form | {f"quantity-{variant.id}": "1", "reason": "bored"})
    too_many = browser.post(f"{path}/returns", data=form | {f"quantity-{variant.id}": "3"})
    asked = [browser.post(f"{path}/returns", data=form | {f"quantity-{variant.id}": "1"}) for _ in range(2)]
    there = asked[0].headers["Location"]
    listed = shop.get("/console/returns").text
    token = {"csrf_token": csrf_of(shop.get(f"/console{there}").text)}
    empty = shop.post(f"/console{there}/reject", data=token)
    shop.post(f"/console{there}/reject", data=token | {"answer": "It <b>was</b> whole."})
    answered = browser.get(there).text

    assert [one.status_code for one in (nothing, wrong, too_many, empty)] == [422, 422, 409, 422]
    assert "Please say how many" in nothing.text
    assert asked[0].headers["Location"] == asked[1].headers["Location"]
    assert there in listed
    assert "It &lt;b&gt;was&lt;/b&gt; whole." in answered
