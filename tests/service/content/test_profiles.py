"""A person's page: its tabs, what is pinned, links that are safe, and what a block leaves of it."""

import threading
import uuid
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts import people, sessions
from accounts.people import Person
from content import pins
from content.states import PostState
from kernel.transaction import reading, transaction
from kernel.web.actor import SESSION_COOKIE
from tests.factories import make_person, make_product, make_shop
from tests.market import ApiClient
from tests.service.content.bare_posts import make_post

Api = Callable[..., ApiClient]


def browse_as(app: Flask, person: Person | None = None) -> FlaskClient:
    """Return a browser in which a person is signed in, or nobody."""
    client = app.test_client()
    if person is not None:
        with transaction() as session:
            token = sessions.start_session(session, person.id, device="x", address="x", replaces=None)
        client.set_cookie(SESSION_COOKIE, token)
    return client


def write_bio(person: Person, bio: str) -> None:
    """Have a person say something of himself."""
    with transaction() as session:
        people.change_profile(
            session, person.id, display_name=person.display_name, handle=person.handle, bio=bio, locale=None
        )


def pinned(person: Person) -> list[uuid.UUID]:
    """Return what a person has put on top."""
    with reading() as session:
        return list(pins.list_pinned_ids(session, person.id))


def test_each_tab_shows_its_own_kind(app: Flask) -> None:
    creator = make_person(name="Mei")
    photo, article = make_post(creator, kind="photo"), make_post(creator, kind="article")

    pages = {
        tab: browse_as(app).get(f"/@{creator.handle}?tab={tab}").text
        for tab in ("photos", "articles", "videos")
    }

    assert [f"/photos/{photo}" in page for page in pages.values()] == [True, False, False]
    assert [f"/articles/{article}" in page for page in pages.values()] == [False, True, False]


def test_a_profile_opens_where_there_is_something_to_see(app: Flask) -> None:
    writer, merchant = make_person(), make_person()
    article = make_post(writer, kind="article")
    product = make_product(make_shop(merchant, name="Lantern Alley"), title="Round lantern")

    pages = [browse_as(app).get(f"/@{one.handle}").text for one in (writer, merchant)]

    assert f"/articles/{article}" in pages[0]
    assert f"/p/{product.id}" in pages[1]


def test_the_live_tab_says_when_there_is_nothing(app: Flask) -> None:
    page = browse_as(app).get(f"/@{make_person().handle}/live")

    assert page.status_code == 200
    assert "No broadcast yet" in page.text


def test_a_creator_pins_up_to_three_posts_the_latest_first(app: Flask, api: Api) -> None:
    creator = make_person()
    post_ids = [make_post(creator) for _ in range(4)]

    statuses = [api(creator.id).send("PUT", f"/posts/{one}/pin").status_code for one in post_ids]

    assert statuses == [204, 204, 204, 409]
    assert pinned(creator) == post_ids[2::-1]
    assert "On top" in browse_as(app).get(f"/@{creator.handle}").text


def test_what_is_not_public_or_not_ones_own_cannot_be_pinned(api: Api) -> None:
    creator = make_person()
    draft, others = make_post(creator, state=PostState.DRAFT), make_post()

    statuses = [api(creator.id).send("PUT", f"/posts/{one}/pin").status_code for one in (draft, others)]

    assert statuses == [404, 404]


def test_a_removed_post_is_not_on_top_and_leaves_its_place(api: Api) -> None:
    creator = make_person()
    post_ids = [make_post(creator) for _ in range(4)]
    for one in post_ids[:3]:
        api(creator.id).send("PUT", f"/posts/{one}/pin")

    api(creator.id).send("DELETE", f"/posts/{post_ids[0]}")
    answer = api(creator.id).send("PUT", f"/posts/{post_ids[3]}/pin")

    assert answer.status_code == 204
    assert pinned(creator) == [post_ids[3], post_ids[2], post_ids[1]]


def test_of_many_pins_at_once_three_stay(app: Flask) -> None:
    creator = make_person()
    post_ids = [make_post(creator) for _ in range(6)]
    with transaction() as session:
        pins.pin_post(session, post_ids[0], creator.id)

    def pin(post_id: uuid.UUID) -> None:
        try:
            with transaction() as session:
                pins.pin_post(session, post_id, creator.id)
        except pins.TooManyPinned:
            return

    threads = [threading.Thread(target=pin, args=(one,)) for one in post_ids[1:]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with reading() as session:
        rows = session.query(pins.PinnedPost).filter_by(creator_id=creator.id).count()
    assert rows == 3


def test_links_in_a_bio_lead_out_safely_and_markup_stays_words(app: Flask) -> None:
    person = make_person()
    write_bio(person, "See https://lanterns.example/a?b=1&c=2. <b>bold</b> javascript:alert(1)")

    page = browse_as(app).get(f"/@{person.handle}").text

    assert '<a href="https://lanterns.example/a?b=1&amp;c=2" rel="nofollow ugc noopener noreferrer"' in page
    assert "<b>bold" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("blocker", ["creator", "viewer"])
def test_a_block_hides_what_each_shows_from_the_other(app: Flask, api: Api, blocker: str) -> None:
    creator, viewer = make_person(name="Mei"), make_person(name="Tom")
    photo = make_post(creator, kind="photo")
    api(creator.id).send("PUT", f"/posts/{photo}/pin")
    write_bio(creator, "Third stall on the left.")
    one, other = (creator, viewer) if blocker == "creator" else (viewer, creator)
    api(one.id).send("PUT", f"/people/{other.handle}/block")

    page = browse_as(app, viewer).get(f"/@{creator.handle}").text

    assert f"/photos/{photo}" not in page
    assert "Third stall" not in page
    assert ("Unblock" in page) is (blocker == "viewer")
    assert f"/photos/{photo}" in browse_as(app).get(f"/@{creator.handle}").text


def test_the_code_of_a_profile_is_a_picture(app: Flask) -> None:
    answer = browse_as(app).get(f"/@{make_person().handle}/qr.svg")

    assert answer.mimetype == "image/svg+xml"
    assert ElementTree.fromstring(answer.text).tag.endswith("svg")
