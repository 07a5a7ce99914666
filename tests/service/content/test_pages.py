"""Content's pages: who sees what, what signed-out visitors share, and that words of people stay words."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from accounts import sessions
from accounts.people import Person
from accounts.roles import Role
from kernel.transaction import transaction
from kernel.web.actor import SESSION_COOKIE
from tests.factories import make_person, make_product
from tests.market import ApiClient, run_jobs
from tests.service.content.market import post_video, publish_video

HOSTILE = "</script><b>x\"'"
Apis = Callable[..., ApiClient]


def browse_as(app: Flask, person: Person | None = None) -> FlaskClient:
    """Return a browser in which a person is signed in, or nobody."""
    client = app.test_client()
    if person is not None:
        with transaction() as session:
            token = sessions.start_session(
                session, person.id, device="test", address="127.0.0.1", replaces=None
            )
        client.set_cookie(SESSION_COOKIE, token)
    return client


@pytest.fixture
def creator() -> Person:
    return make_person(Role.CREATOR, name="Mei <i>Noodles</i>")


@pytest.fixture
def moderator() -> Person:
    return make_person(Role.MODERATOR, name="Mo")


def publish(api: Apis, creator: Person, moderator: Person, **values: object) -> str:
    video_id = publish_video(api(creator.id), api(moderator.id), **values)  # type: ignore[arg-type]
    assert uuid.UUID(video_id)
    return video_id


def test_the_feed_of_the_signed_out_holds_nothing_of_anybody(app, api, creator, moderator):
    video_id = publish(api, creator, moderator)

    page = browse_as(app).get("/")

    assert f"/v/{video_id}" in page.text
    assert "csrf" not in page.text
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "public, max-age=1"


def test_the_feed_of_a_signed_in_person_is_nobody_elses(app, creator):
    page = browse_as(app, creator).get("/")

    assert 'name="csrf-token"' in page.text
    assert page.headers["Cache-Control"] == "private, no-store"


def test_words_of_people_stay_words(app, api, creator, moderator):
    variant_id = str(make_product().variants[0].id)
    tags = [{"variant_id": variant_id, "start_seconds": 0, "end_seconds": 1}]
    video_id = publish(api, creator, moderator, title=HOSTILE, description=HOSTILE, product_tags=tags)
    browser = browse_as(app, creator)

    pages = [
        browser.get(path).text
        for path in ("/", f"/v/{video_id}", "/studio", f"/studio/videos/{video_id}", f"/@{creator.handle}")
    ]

    assert [page for page in pages if HOSTILE in page or "<b>x" in page or "Mei <i>" in page] == []
    assert all("&lt;/script&gt;&lt;b&gt;x" in page for page in pages)


def test_a_video_in_review_is_seen_by_its_creator_and_moderators_alone(app, api, creator, moderator):
    video_id = post_video(api(creator.id))
    run_jobs("media")

    pages = {
        name: browse_as(app, person).get(f"/v/{video_id}")
        for name, person in (
            ("creator", creator),
            ("moderator", moderator),
            ("other", make_person(Role.CREATOR)),
            ("nobody", None),
        )
    }

    assert {name: page.status_code for name, page in pages.items()} == {
        "creator": 200,
        "moderator": 200,
        "other": 404,
        "nobody": 404,
    }
    assert 'content="noindex"' in pages["creator"].text


def test_the_review_queue_leads_from_one_post_to_the_next(app, api, creator, moderator):
    first, second = post_video(api(creator.id)), post_video(api(creator.id))
    run_jobs("media")
    browser = browse_as(app, moderator)

    queue = browser.get("/moderation").text
    review = browser.get(f"/moderation/reviews/{first}").text

    assert queue.index(first) < queue.index(second)
    assert f'next-href="/moderation/reviews/{second}"' in review


def test_a_post_that_was_decided_shows_what_it_became(app, api, creator, moderator):
    video_id = publish(api, creator, moderator)

    answer = browse_as(app, moderator).get(f"/moderation/reviews/{video_id}")

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/v/{video_id}")


def test_a_creator_reads_why_a_video_was_removed(app, api, creator, moderator):
    video_id = publish(api, creator, moderator)

    api(moderator.id).post(f"/videos/{video_id}/takedown", {"reason": "Sold without a licence."})

    assert "Sold without a licence." in browse_as(app, creator).get("/studio").text
    assert browse_as(app).get(f"/v/{video_id}").status_code == 404
    assert browse_as(app, creator).get(f"/studio/videos/{video_id}").status_code == 404


def test_the_feed_of_those_one_follows_asks_the_signed_out_to_sign_in(app):
    page = browse_as(app).get("/?kind=following")

    assert page.status_code == 200
    assert "/login?next=/?kind=following" in page.text
