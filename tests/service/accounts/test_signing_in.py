"""Signing in: cookies, tokens, devices, and what revoking them does."""

from collections.abc import Callable

import pytest
from flask import Flask

from accounts import identity, sessions
from kernel.transaction import transaction
from kernel.web.actor import SESSION_COOKIE
from tests.factories import PASSWORD, make_person
from tests.market import ApiClient

Clients = Callable[..., ApiClient]


def _email_of(person) -> str:
    from sqlalchemy import select

    from accounts.models import User
    from kernel.transaction import reading

    with reading() as session:
        return session.scalars(select(User.email).where(User.id == person.id)).one()


def test_a_token_says_who_its_owner_is(api: Clients):
    person = make_person(name="Lin Mei")

    answer = api().post("/tokens", {"email": _email_of(person), "password": PASSWORD})
    me = ApiClient(api().client, answer.json["token"]).get("/me")

    assert answer.status_code == 201
    assert me.json == {
        "id": str(person.id),
        "handle": person.handle,
        "display_name": "Lin Mei",
        "roles": ["viewer"],
    }


@pytest.mark.parametrize(("email", "password"), [("nobody@example.test", PASSWORD), (None, "wrong password")])
def test_wrong_credentials_are_refused_in_the_same_words(api: Clients, email: str | None, password: str):
    person = make_person()

    answer = api().post("/tokens", {"email": email or _email_of(person), "password": password})

    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.json["type"] == "/problems/wrong-credentials"


def test_a_revoked_token_opens_nothing(api: Clients):
    person = make_person()
    client = api(person.id)
    assert client.get("/me").status_code == 200

    with transaction() as session:
        token_id = sessions.list_tokens(session, person.id)[0].id
    client.send("DELETE", f"/me/tokens/{token_id}")

    assert client.get("/me").status_code == 401


def test_signing_in_changes_the_cookie_and_ends_the_old_session(app: Flask):
    person = make_person()
    browser = app.test_client()
    form = {"email": _email_of(person), "password": PASSWORD}

    first = _log_in(browser, form)
    second = _log_in(browser, form)

    assert first != second
    assert identity.identify_session(first) is None
    assert identity.identify_session(second).user_id == person.id


def test_a_form_without_our_token_is_refused(app: Flask):
    person = make_person()
    form = {"email": _email_of(person), "password": PASSWORD}

    answer = app.test_client().post("/login", data=form)

    assert answer.status_code == 403


def test_a_form_sent_by_another_site_is_refused(app: Flask):
    person = make_person()
    browser = app.test_client()
    form = {"email": _email_of(person), "password": PASSWORD, "csrf_token": _csrf_token(browser)}

    answer = browser.post("/login", data=form, headers={"Origin": "https://evil.example"})

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\tx", "javascript:x"]
)
def test_nobody_is_sent_to_another_site_after_signing_in(app: Flask, target: str):
    person = make_person()
    browser = app.test_client()
    form = {
        "email": _email_of(person),
        "password": PASSWORD,
        "next": target,
        "csrf_token": _csrf_token(browser),
    }

    answer = browser.post("/login", data=form)

    assert answer.headers["Location"] == "/"


def _csrf_token(browser) -> str:
    import re

    return re.search(r'name="csrf_token" value="([0-9a-f]+)"', browser.get("/login").text)[1]


def _log_in(browser, form: dict[str, str]) -> str:
    answer = browser.post("/login", data={**form, "csrf_token": _csrf_token(browser)})
    assert answer.status_code == 303, answer.text
    return browser.get_cookie(SESSION_COOKIE).value
