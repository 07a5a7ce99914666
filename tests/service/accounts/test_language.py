"""The language in which people are written to: the one that they signed up in, until they choose another."""

import uuid

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts.mailboxes import get_mailbox
from accounts.models import User
from kernel.transaction import reading
from kernel.web.languages import LOCALE_COOKIE
from tests.factories import PASSWORD, make_person
from tests.service.content.test_pages import browse_as


def sign_up(browser: FlaskClient, **headers: str) -> uuid.UUID:
    """Sign somebody new up; return the person's id."""
    email = f"{uuid.uuid4().hex}@example.test"
    page = browser.get("/signup", headers=headers).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"email": email, "password": PASSWORD, "display_name": "Mei", "csrf_token": token}
    assert browser.post("/signup", data=form, headers=headers).status_code in {302, 303}
    with reading() as session:
        return session.scalars(select(User.id).where(User.email == email)).one()


def locale_of(person_id: uuid.UUID) -> str | None:
    with reading() as session:
        return get_mailbox(session, person_id).locale


@pytest.mark.parametrize(
    ("accepted", "locale"), [("zh-TW,zh;q=0.9,en;q=0.5", "zh_Hant"), ("zh-CN", "zh_Hans"), ("de", "en")]
)
def test_who_signs_up_is_written_to_in_the_language_of_the_page(
    app: Flask, accepted: str, locale: str
) -> None:
    person_id = sign_up(app.test_client(), **{"Accept-Language": accepted})

    assert locale_of(person_id) == locale


def test_a_language_chosen_before_signing_up_counts_more_than_the_browsers(app: Flask) -> None:
    browser = app.test_client()
    browser.set_cookie(LOCALE_COOKIE, "zh_Hans")

    assert locale_of(sign_up(browser, **{"Accept-Language": "en"})) == "zh_Hans"


def test_whoever_changes_the_language_of_the_pages_is_written_to_in_it(app: Flask) -> None:
    person = make_person()

    browse_as(app, person).post("/preferences", data={"locale": "zh_Hant", "next": "/"})
    browse_as(app, person).post("/preferences", data={"theme": "dark", "next": "/"})

    assert locale_of(person.id) == "zh_Hant"


def test_a_stranger_chooses_for_the_browser_alone(app: Flask) -> None:
    answer = app.test_client().post("/preferences", data={"locale": "zh_Hant", "next": "/"})

    assert answer.status_code in {302, 303}
    assert "zh_Hant" in answer.headers["Set-Cookie"]
