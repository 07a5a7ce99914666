"""A block parts two people, a mute keeps one from the other's sight, and both can be taken back."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts import blocks, follows, sessions
from accounts.errors import Parted
from accounts.models import User
from accounts.people import Person
from kernel.transaction import reading, transaction
from kernel.web.actor import SESSION_COOKIE
from tests.factories import make_person
from tests.market import ApiClient


def hidden_from(viewer: Person, *others: Person) -> set[str]:
    """Return the names of those of the others whose things the viewer must not see."""
    with reading() as session:
        ids = select(User.display_name).where(
            User.id.in_(blocks.select_hidden(viewer.id)), User.id.in_([one.id for one in others])
        )
        return set(session.scalars(ids))


def sign_in(app: Flask, person: Person) -> FlaskClient:
    """Return a browser in which this person is signed in."""
    client = app.test_client()
    with transaction() as session:
        token = sessions.start_session(session, person.id, device="x", address="x", replaces=None)
    client.set_cookie(SESSION_COOKIE, token)
    return client


def test_a_block_ends_follows_both_ways(api: Callable[..., ApiClient]) -> None:
    mei, tom = make_person(name="Mei"), make_person(name="Tom")
    api(mei.id).send("PUT", f"/people/{tom.handle}/follow")
    api(tom.id).send("PUT", f"/people/{mei.handle}/follow")

    answer = api(mei.id).send("PUT", f"/people/{tom.handle}/block")

    assert answer.status_code == 204
    with reading() as session:
        assert not follows.is_following(session, mei.id, tom.id)
        assert not follows.is_following(session, tom.id, mei.id)


@pytest.mark.parametrize("follower", ["the one who blocked", "the one who is blocked"])
def test_neither_of_two_who_are_parted_can_follow_the_other(
    api: Callable[..., ApiClient], follower: str
) -> None:
    mei, tom = make_person(name="Mei"), make_person(name="Tom")
    api(mei.id).send("PUT", f"/people/{tom.handle}/block")
    one, other = (mei, tom) if follower == "the one who blocked" else (tom, mei)

    answer = api(one.id).send("PUT", f"/people/{other.handle}/follow")

    assert answer.status_code == 403
    with reading() as session:
        assert not follows.is_following(session, one.id, other.id)


def test_a_follow_that_a_block_overtook_is_refused(app: Flask) -> None:
    mei, tom = make_person(name="Mei"), make_person(name="Tom")
    with transaction() as session:
        blocks.block(session, mei.id, tom.id)

    with pytest.raises(Parted), transaction() as session:
        follows.follow(session, tom.id, mei.id)

    with reading() as session:
        assert follows.count_followers(session, mei.id) == 0


def test_a_block_hides_both_from_each_other_and_a_mute_hides_only_one(app: Flask) -> None:
    mei, tom, ana = make_person(name="Mei"), make_person(name="Tom"), make_person(name="Ana")
    with transaction() as session:
        blocks.block(session, mei.id, tom.id)
        blocks.mute(session, mei.id, ana.id)

    seen = [hidden_from(one, mei, tom, ana) for one in (mei, tom, ana)]

    assert seen == [{"Tom", "Ana"}, {"Mei"}, set()]


def test_blocking_and_taking_back_twice_is_fine(api: Callable[..., ApiClient]) -> None:
    mei, tom = make_person(name="Mei"), make_person(name="Tom")
    path = f"/people/{tom.handle}"

    statuses = [
        api(mei.id).send(method, f"{path}/{tie}").status_code
        for tie in ("block", "mute")
        for method in ("PUT", "PUT", "DELETE", "DELETE")
    ]

    assert statuses == [204] * 8
    assert hidden_from(mei, tom) == set()


@pytest.mark.parametrize("tie", ["block", "mute"])
def test_nobody_hides_from_himself(api: Callable[..., ApiClient], tie: str) -> None:
    mei = make_person(name="Mei")

    answer = api(mei.id).send("PUT", f"/people/{mei.handle}/{tie}")

    assert answer.status_code == 422


@pytest.mark.parametrize(("tie", "part"), [("block", "blocked"), ("mute", "muted")])
def test_the_settings_list_who_is_hidden_and_undo_it(
    app: Flask, api: Callable[..., ApiClient], tie: str, part: str
) -> None:
    mei, tom = make_person(name="Mei"), make_person(name="Tom Unwanted")
    api(mei.id).send("PUT", f"/people/{tom.handle}/{tie}")
    browser = sign_in(app, mei)
    page = browser.get("/settings").text
    token = re.search(r'name="csrf_token" value="(\w+)"', page)

    answer = browser.post(f"/settings/{part}/{tom.id}/end", data={"csrf_token": token[1] if token else ""})

    assert "Tom Unwanted" in page
    assert answer.status_code == 303
    assert "Tom Unwanted" not in browser.get("/settings").text
    assert hidden_from(mei, tom) == set()
