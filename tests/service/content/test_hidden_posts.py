"""Posts between people whom a block parts: not there, by whatever way; a mute keeps them from lists alone."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask

from accounts import blocks
from accounts.people import Person
from accounts.roles import Role
from content import words
from kernel.transaction import transaction
from tests.factories import make_person
from tests.market import ApiClient
from tests.service.content.bare_posts import make_post
from tests.service.content.published import make_published
from tests.service.content.test_pages import browse_as

Api = Callable[..., ApiClient]
KINDS = {"video": "/v", "photo": "/photos", "article": "/articles"}


def make(creator: Person, kind: str) -> uuid.UUID:
    return make_published(creator) if kind == "video" else make_post(creator, kind=kind)


def answers(app: Flask, api: Api, person: Person | None, kind: str, post_id: uuid.UUID) -> list[int]:
    """Ask for a post's page, the post and its comments; return how it was answered."""
    client = api(person.id) if person else api()
    thing = "videos" if kind == "video" else "posts"
    return [
        browse_as(app, person).get(f"{KINDS[kind]}/{post_id}").status_code,
        client.get(f"/{thing}/{post_id}").status_code,
        client.get(f"/posts/{post_id}/comments").status_code,
    ]


@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("blocker", ["creator", "viewer"])
def test_a_post_is_not_there_for_whom_a_block_parts_from_its_creator(
    app: Flask, api: Api, kind: str, blocker: str
) -> None:
    creator, viewer = make_person(Role.CREATOR), make_person()
    moderator = make_person(Role.MODERATOR)
    post_id = make(creator, kind)
    pair = (creator.id, viewer.id) if blocker == "creator" else (viewer.id, creator.id)
    with transaction() as session:
        blocks.block(session, *pair)
        blocks.block(session, creator.id, moderator.id)

    assert answers(app, api, viewer, kind, post_id) == [404, 404, 404]
    for other in (None, creator, moderator):
        assert answers(app, api, other, kind, post_id) == [200, 200, 200]


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_muted_creators_post_is_still_there_by_its_address(app: Flask, api: Api, kind: str) -> None:
    creator, viewer = make_person(Role.CREATOR), make_person()
    post_id = make(creator, kind)
    with transaction() as session:
        blocks.mute(session, viewer.id, creator.id)

    assert answers(app, api, viewer, kind, post_id) == [200, 200, 200]


@pytest.mark.parametrize("tie", [blocks.block, blocks.mute])
def test_feed_and_hashtags_show_nothing_of_who_is_hidden(
    app: Flask, api: Api, tie: Callable[..., None]
) -> None:
    creator, viewer = make_person(Role.CREATOR), make_person()
    post_id = make_published(creator)
    tag = f"t{uuid.uuid4().hex}"
    with transaction() as session:
        words.index_words(session, post_id, creator.id, [f"#{tag}"])
        tie(session, viewer.id, creator.id)

    feed = api(viewer.id).get("/feed", kind="newest", limit=50).json["items"]

    assert str(post_id) not in [one["id"] for one in feed]
    assert str(post_id) not in browse_as(app, viewer).get(f"/tags/{tag}").text
    assert str(post_id) in browse_as(app).get(f"/tags/{tag}").text
