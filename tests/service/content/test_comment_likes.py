"""Likes of comments: counted once and exactly, the creator's shown, the most liked on top, and told."""

import threading
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts import blocks
from accounts.people import Person
from content import comment_likes
from content.models import CommentLike, Post, PostComment
from growth import choices, notifications
from growth.kinds import OPTIONAL, Kind
from growth.wording import tell
from kernel.transaction import reading, transaction
from tests.factories import make_people, make_person
from tests.market import ApiClient, run_jobs
from tests.service.content.bare_posts import make_post
from tests.service.content.test_comments import read, say

Api = Callable[..., ApiClient]


def put(client: ApiClient, comment_id: str) -> int:
    return client.send("PUT", f"/comments/{comment_id}/like").status_code


def take_back(client: ApiClient, comment_id: str) -> int:
    return client.send("DELETE", f"/comments/{comment_id}/like").status_code


def count(comment_id: str) -> int:
    with reading() as session:
        return session.get_one(PostComment, uuid.UUID(comment_id)).likes_count


def told(app: Flask, person: Person) -> list[str]:
    run_jobs()
    with reading() as session, app.test_request_context():
        return [tell(one) for one in notifications.list_notifications(session, person.id).items]


def test_a_like_counts_once_however_often_it_is_said(api: Api) -> None:
    comment, fan = say(api(make_person().id), make_post()), api(make_person().id)

    answers = [put(fan, comment["id"]), put(fan, comment["id"])]
    seen = fan.get(f"/comments/{comment['id']}").json
    answers += [take_back(fan, comment["id"]), take_back(fan, comment["id"])]

    assert answers == [204] * 4
    assert (seen["likes_count"], seen["is_liked"]) == (1, True)
    assert count(comment["id"]) == 0


def test_the_creators_like_is_shown_to_everybody_and_others_are_only_counted(api: Api) -> None:
    creator = make_person()
    post_id = make_post(creator)
    loved, liked = (say(api(make_person().id), post_id, text) for text in ("first", "second"))

    put(api(creator.id), loved["id"])
    put(api(make_person().id), liked["id"])

    items = api().get(f"/posts/{post_id}/comments").json["items"]
    assert [(one["likes_count"], one["is_liked_by_creator"], one["is_liked"]) for one in items] == [
        (1, False, False),
        (1, True, False),
    ]


def test_the_most_liked_comes_first_and_of_equal_ones_the_newest_page_by_page(api: Api) -> None:
    post_id, author = make_post(), api(make_person().id)
    said = {name: say(author, post_id, name)["id"] for name in ("old", "loved", "liked", "new")}
    fans = [api(person.id) for person in make_people(2)]
    put(fans[0], said["liked"])
    for fan in fans:
        put(fan, said["loved"])

    pages, cursor = [], None
    while cursor is not None or not pages:
        query = {"order": "top", "limit": 1, **({"cursor": cursor} if cursor else {})}
        answer = api().get(f"/posts/{post_id}/comments", **query).json
        pages += [one["text"] for one in answer["items"]]
        cursor = answer["next_cursor"]

    assert pages == ["loved", "liked", "new", "old"]
    assert read(api(), post_id) == ["new", "liked", "loved", "old"]


@pytest.mark.parametrize("cursor", ["x", "AAAA", "A" * 100])
def test_a_cursor_of_another_order_is_refused(api: Api, cursor: str) -> None:
    answer = api().get(f"/posts/{make_post()}/comments", order="top", cursor=cursor)

    assert answer.status_code == 400


@pytest.mark.parametrize("parted", ["author", "creator"])
def test_nobody_likes_across_a_block(api: Api, parted: str) -> None:
    creator, author, fan = make_person(), make_person(), make_person()
    comment = say(api(author.id), make_post(creator))
    with transaction() as session:
        blocks.block(session, {"author": author, "creator": creator}[parted].id, fan.id)

    assert put(api(fan.id), comment["id"]) == 404
    assert count(comment["id"]) == 0


def test_what_is_not_shown_can_not_be_liked(api: Api) -> None:
    creator, author, fan = make_person(), make_person(), make_person()
    post_id = make_post(creator)
    held = say(api(author.id), post_id, "cheaper at example.com")
    gone = say(api(author.id), post_id)
    below = say(api(author.id), post_id, parent_id=gone["id"])
    api(author.id).send("DELETE", f"/comments/{gone['id']}")

    answers = [put(api(fan.id), one["id"]) for one in (held, gone, below)]

    assert answers == [404, 404, 404]
    assert put(api(fan.id), str(uuid.uuid4())) == 404


def test_a_comment_that_is_brought_back_has_the_likes_it_had(api: Api) -> None:
    author, fan = api(make_person().id), api(make_person().id)
    comment = say(author, make_post())
    put(fan, comment["id"])

    author.send("DELETE", f"/comments/{comment['id']}")
    back = author.post(f"/comments/{comment['id']}/restore").json

    assert back["likes_count"] == 1


def test_a_stranger_signs_in_first(api: Api) -> None:
    assert put(api(), say(api(make_person().id), make_post())["id"]) == 401


def test_counts_are_the_sum_of_the_likes_whoever_comes_at_once(api: Api) -> None:
    post_id, author = make_post(), api(make_person().id)
    ids = [uuid.UUID(say(author, post_id, str(number))["id"]) for number in range(3)]
    fans = list(make_people(4))

    def change_mind(fan: Person) -> None:
        for comment_id in ids if fan is fans[0] else ids[::-1]:
            for act in (comment_likes.like, comment_likes.unlike, comment_likes.like, comment_likes.like):
                with transaction() as session:
                    act(session, comment_id, fan.id)

    threads = [threading.Thread(target=change_mind, args=(fan,)) for fan in fans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with reading() as session:
        rows = select(func.count()).select_from(CommentLike)
        counted = [session.scalar(rows.where(CommentLike.comment_id == one)) for one in ids]
    assert [count(str(one)) for one in ids] == counted == [4, 4, 4]


def test_likes_of_a_comment_are_told_to_its_author_as_one(app: Flask, api: Api) -> None:
    author, fans = make_person(), [make_person(name=name) for name in ("Ana", "Ben")]
    comment = say(api(author.id), make_post())

    for person in (*fans, author):
        put(api(person.id), comment["id"])

    assert told(app, author) == ["Ben and Ana liked your comment"]


@pytest.mark.parametrize("way", ["mute", "choice"])
def test_who_does_not_want_to_be_told_is_not(app: Flask, api: Api, way: str) -> None:
    author, fan = make_person(), make_person()
    comment = say(api(author.id), make_post())
    with transaction() as session:
        if way == "mute":
            blocks.mute(session, author.id, fan.id)
        else:
            wanted = [kind for kind in OPTIONAL if kind is not Kind.COMMENT_LIKED]
            choices.choose_wanted(session, author.id, wanted)

    put(api(fan.id), comment["id"])

    assert told(app, author) == []


def test_nothing_is_told_any_more_of_a_comment_that_is_gone(app: Flask, api: Api) -> None:
    author = make_person()
    comment = say(api(author.id), make_post())
    for person in make_people(2):
        put(api(person.id), comment["id"])
    run_jobs()

    api(author.id).send("DELETE", f"/comments/{comment['id']}")

    assert told(app, author) == []


def test_a_comment_on_a_post_that_went_can_not_be_liked(api: Api) -> None:
    post_id = make_post()
    comment = say(api(make_person().id), post_id)
    with transaction() as session:
        session.get_one(Post, post_id).feed_id = None

    assert put(api(make_person().id), comment["id"]) == 404
