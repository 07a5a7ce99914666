"""The pages of offers, without scripts."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts import sessions
from accounts.people import Person
from accounts.roles import Role
from kernel.transaction import transaction
from kernel.web.actor import SESSION_COOKIE
from tests.factories import make_commission_offer, make_person, make_product, make_shop


@pytest.fixture
def merchant(app: Flask) -> Person:
    assert app
    return make_person(Role.MERCHANT, name="Merchant")


def browse(app: Flask, person: Person) -> FlaskClient:
    """Sign a person in on a browser of his own."""
    client = app.test_client()
    with transaction() as session:
        token = sessions.start_session(session, person.id, device="x", address="x", replaces=None)
    client.set_cookie(SESSION_COOKIE, token)
    return client


def send(client: FlaskClient, path: str, page: str, **values: str):
    """Send a form of a page."""
    text = client.get(page).text
    token = text.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post(path, data={"csrf_token": token, **values}, follow_redirects=True)


def test_a_merchant_offers_and_a_creator_picks(app: Flask, merchant: Person):
    product = make_product(make_shop(merchant), title="Moon lamp")
    creator = make_person(Role.CREATOR, name="Creator")
    shop_page = f"/console/shops/{product.shop.id}/commissions"
    here = f"/console/products/{product.id}/commission"
    seller, studio = browse(app, merchant), browse(app, creator)
    assert "No offer yet" in seller.get(shop_page).text

    answer = send(seller, here, here, percent="12.5", is_public="true")

    assert "Creators see this offer now." in answer.text
    assert "12.5\N{NO-BREAK SPACE}%" in seller.get(shop_page).text or "12.5 %" in seller.get(shop_page).text
    offered = studio.get("/studio/promote").text
    assert "Moon lamp" in offered
    action = offered.split("Moon lamp")[1].split('action="')[1].split('"')[0]
    picked = send(studio, action, "/studio/promote")
    assert "You promote" in picked.text
    assert "Promotes it" in seller.get(here).text


@pytest.mark.parametrize("percent", ["0", "-1", "81", "1.234", "abc", "1" * 50])
def test_a_rate_that_makes_no_sense_is_refused(app: Flask, merchant: Person, percent: str):
    product = make_product(make_shop(merchant))
    here = f"/console/products/{product.id}/commission"

    answer = send(browse(app, merchant), here, here, percent=percent)

    assert answer.status_code == 422


def test_an_invitation_of_nobody_is_explained(app: Flask, merchant: Person):
    product = make_product(make_shop(merchant))
    make_commission_offer(product)
    here = f"/console/products/{product.id}/commission"

    answer = send(browse(app, merchant), f"{here}/invitations", here, handle="nobody_at_all")

    assert answer.status_code == 422
    assert "There is no creator with this handle." in answer.text
