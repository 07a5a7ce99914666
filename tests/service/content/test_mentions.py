"""Mentions in posts: told once when everybody sees them, linked wherever they are read; who is suggested."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask

from accounts import blocks, follows, people
from accounts.people import Person
from accounts.roles import Role
from content import editing, words
from content.editing import PostChange
from content.feed import FeedKind, list_feed
from content.mentions import MAX_MENTIONS
from content.models import Post
from content.posts import PostKind
from growth import notifications
from growth.wording import tell
from kernel.transaction import reading, transaction
from tests.factories import make_people, make_person
from tests.market import ApiClient, run_jobs
from tests.service.content.bare_posts import make_post
from tests.service.content.market import publish_video
from tests.service.content.published import counted_statements, make_published
from tests.service.content.test_pages import browse_as

Api = Callable[..., ApiClient]
SENTENCE = "Mei mentioned you in a post"


@pytest.fixture
def creator() -> Person:
    return make_person(Role.CREATOR, name="Mei")


def told(app: Flask, person: Person) -> list[str]:
    run_jobs()
    with reading() as session, app.test_request_context():
        return [tell(one) for one in notifications.list_notifications(session, person.id).items]


def write(post_id: uuid.UUID, creator: Person, text: str) -> None:
    """Say something in a post, as its editor does."""
    with transaction() as session:
        session.get_one(Post, post_id).description = text
        session.flush()
        words.index_words(session, post_id, creator.id, [text])


def test_a_draft_tells_nobody_and_publishing_tells_each_once(app: Flask, api: Api, creator: Person) -> None:
    moderator, named = make_person(Role.MODERATOR), make_person()

    publish_video(api(creator.id), api(moderator.id), description=f"with @{named.handle} @{named.handle}")

    assert told(app, named) == [SENTENCE]
    assert SENTENCE not in told(app, creator)


def test_a_draft_of_an_article_tells_nobody(app: Flask, creator: Person) -> None:
    named = make_person()

    with transaction() as session:
        editing.create_post(
            session, creator.id, PostKind.ARTICLE, PostChange(title=f"@{named.handle}", description="")
        )

    assert told(app, named) == []


def test_a_change_tells_only_who_is_new(app: Flask, creator: Person) -> None:
    post_id, first, second = make_post(creator), make_person(), make_person()

    for text in (f"@{first.handle}", f"@{first.handle} again", f"@{first.handle} @{second.handle}", "none"):
        write(post_id, creator, text)
        run_jobs()

    assert (told(app, first), told(app, second)) == ([SENTENCE], [SENTENCE])


def test_who_is_not_named_any_more_when_it_is_told_is_not_told(app: Flask, creator: Person) -> None:
    post_id, named = make_post(creator), make_person()

    write(post_id, creator, f"@{named.handle}")
    write(post_id, creator, "nobody")

    assert told(app, named) == []


@pytest.mark.parametrize("who", ["creator", "named"])
def test_nobody_mentions_across_a_block(app: Flask, creator: Person, who: str) -> None:
    post_id, named = make_post(creator), make_person()
    blocker, blocked = (creator, named) if who == "creator" else (named, creator)
    with transaction() as session:
        blocks.block(session, blocker.id, blocked.id)

    write(post_id, creator, f"@{named.handle}")

    assert told(app, named) == []
    assert f'href="/@{named.handle}"' not in browse_as(app).get(f"/photos/{post_id}").text


def test_of_very_many_names_only_the_first_count(app: Flask, creator: Person) -> None:
    post_id, crowd = make_post(creator), list(make_people(MAX_MENTIONS + 2))

    write(post_id, creator, " ".join(f"@{one.handle}" for one in crowd))

    assert [len(told(app, one)) for one in crowd] == [1] * MAX_MENTIONS + [0, 0]


@pytest.mark.parametrize(("kind", "path"), [("photo", "/photos"), ("article", "/articles")])
def test_a_name_leads_to_its_person_on_the_page_of_a_post(
    app: Flask, creator: Person, kind: str, path: str
) -> None:
    post_id, named = make_post(creator, kind=kind), make_person()

    write(post_id, creator, f"with @{named.handle} and @nobody_there")

    page = browse_as(app).get(f"{path}/{post_id}").text
    assert f'<a href="/@{named.handle}">@{named.handle}</a>' in page
    assert "/@nobody_there" not in page


def test_a_name_in_a_video_leads_to_the_handle_of_today_on_its_page_and_in_the_feed(
    app: Flask, api: Api, creator: Person
) -> None:
    post_id, named = make_published(creator), make_person()
    old = named.handle
    write(post_id, creator, f"with @{old}")
    with transaction() as session:
        people.change_profile(
            session, named.id, display_name="Ana", handle=f"new_{old}"[:30], bio="", locale=None
        )
        now_called = people.get_person(session, named.id).handle

    items = api().get("/feed", kind="newest").json["items"]
    page = browse_as(app).get(f"/v/{post_id}").text

    assert f'<a href="/@{now_called}">@{old}</a>' in page
    assert [one["mentions"] for one in items if one["id"] == str(post_id)] == [{old: now_called}]
    assert api().get(f"/videos/{post_id}").json["mentions"] == {old: now_called}


@pytest.mark.usefixtures("app")
def test_names_cost_the_feed_no_statement(creator: Person) -> None:
    def count_statements() -> int:
        with counted_statements() as statements, reading() as session:
            assert len(list_feed(session, FeedKind.NEWEST, limit=5).items) == 5
        return len(statements)

    ids = [make_published(creator) for _ in range(5)]
    without = count_statements()
    for post_id in ids:
        write(post_id, creator, " ".join(f"@{one.handle}" for one in make_people(3)))

    assert count_statements() == without


def test_people_one_follows_are_suggested_first_and_by_name_as_well(api: Api) -> None:
    me, friend, stranger = make_person(), make_person(name="Zoe Lin"), make_person(name="Zoe Wu")
    with transaction() as session:
        follows.follow(session, me.id, friend.id)

    by_name = api(me.id).get("/people", start="Zoe L").json["items"]
    by_handle = api(me.id).get("/people", start="zoe").json["items"]
    nothing_typed = api(me.id).get("/people", start="").json["items"]

    assert [one["handle"] for one in by_name] == [friend.handle]
    assert by_handle[0]["handle"] == friend.handle
    assert stranger.handle in [one["handle"] for one in by_handle]
    assert [one["handle"] for one in nothing_typed] == [friend.handle]


@pytest.mark.parametrize("tie", ["blocks", "is blocked", "mutes", "suspended"])
def test_nobody_who_is_hidden_is_suggested(api: Api, tie: str) -> None:
    me, other = make_person(), make_person(name="Quentin")
    with transaction() as session:
        if tie == "suspended":
            people.suspend(session, other.id)
        elif tie == "mutes":
            blocks.mute(session, me.id, other.id)
        else:
            pair = (me.id, other.id) if tie == "blocks" else (other.id, me.id)
            blocks.block(session, *pair)

    assert api(me.id).get("/people", start=other.handle).json["items"] == []


def test_a_sign_of_a_pattern_is_only_a_sign(api: Api) -> None:
    me = make_person()
    make_person(name="Percival")

    assert api(me.id).get("/people", start="%").json["items"] == []
    assert api().get("/people", start="a").status_code == 401
