"""Comments on posts: said, answered, counted, pinned, deleted, held, and hidden between who is parted."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from accounts import blocks
from accounts.people import Person
from accounts.roles import Role
from content import comments
from content.models import Post, PostComment
from content.states import PostState
from kernel.transaction import reading, transaction
from moderation import takedowns
from tests.factories import make_person
from tests.market import ApiClient
from tests.service.content.bare_posts import make_post

Api = Callable[..., ApiClient]


def say(api: ApiClient, post_id: uuid.UUID, text: str = "How bright!", **values: Any) -> dict[str, Any]:
    """Comment on a post; return the answer."""
    answer = api.post(f"/posts/{post_id}/comments", {"text": text, **values})
    assert answer.status_code == 201, answer.text
    said: dict[str, Any] = answer.json
    return said


def read(api: ApiClient, post_id: uuid.UUID) -> list[str]:
    """Return the texts that a reader sees on the first page, in their order."""
    return [one["text"] for one in api.get(f"/posts/{post_id}/comments").json["items"]]


def count(post_id: uuid.UUID) -> int:
    """Return how many comments a post says that it has."""
    with reading() as session:
        return session.get_one(Post, post_id).comments_count


def take_down(comment: dict[str, Any], author: Person, moderator: Person) -> None:
    """Have a moderator take a comment down."""
    with transaction() as session:
        takedowns.take_down(
            session,
            subject_kind="comment",
            subject_id=uuid.UUID(comment["id"]),
            owner_id=author.id,
            moderator_id=moderator.id,
            reason="insults somebody",
        )


def test_what_was_said_last_is_read_first_by_everybody(api: Api) -> None:
    post_id, mei = make_post(), api(make_person(name="Mei").id)

    for text in ("first", "second", "third"):
        say(mei, post_id, text)

    assert read(api(), post_id) == ["third", "second", "first"]
    assert count(post_id) == 3


def test_pages_follow_each_other_without_gap_or_repetition(api: Api) -> None:
    post_id, mei = make_post(), api(make_person().id)
    for number in range(5):
        say(mei, post_id, str(number))

    seen, cursor = [], None
    while cursor is not None or not seen:
        page = mei.get(f"/posts/{post_id}/comments", limit=2, **({"cursor": cursor} if cursor else {})).json
        seen += [one["text"] for one in page["items"]]
        cursor = page["next_cursor"]

    assert seen == ["4", "3", "2", "1", "0"]


def test_an_answer_to_an_answer_stands_beside_it(api: Api) -> None:
    post_id, mei, tom = make_post(), api(make_person().id), api(make_person().id)
    first = say(mei, post_id, "Is it waterproof?")
    answer = say(tom, post_id, "Yes.", parent_id=first["id"])

    second = say(mei, post_id, "Thank you!", parent_id=answer["id"])

    replies = api().get(f"/comments/{first['id']}/replies").json["items"]
    assert second["parent_id"] == first["id"]
    assert [one["text"] for one in replies] == ["Yes.", "Thank you!"]
    assert read(api(), post_id) == ["Is it waterproof?"]
    assert count(post_id) == 3


def test_a_mention_leads_to_its_person_and_strangers_names_stay_words(api: Api) -> None:
    tom = make_person(name="Tomas")
    post_id = make_post()

    said = say(api(make_person().id), post_id, f"look, @{tom.handle.upper()} and @nobody_at_all")

    assert said["mentions"] == [{"written": tom.handle, "handle": tom.handle}]


def test_deleting_a_comment_takes_its_answers_along_and_undo_brings_them_back(api: Api) -> None:
    post_id, mei, tom = make_post(), api(make_person().id), api(make_person().id)
    first = say(mei, post_id)
    say(tom, post_id, "Indeed.", parent_id=first["id"])

    deleted = mei.send("DELETE", f"/comments/{first['id']}")
    while_deleted = (count(post_id), read(api(), post_id))
    answers_then = api().get(f"/comments/{first['id']}/replies").status_code
    restored = mei.post(f"/comments/{first['id']}/restore")

    assert (deleted.status_code, restored.status_code) == (204, 200)
    assert while_deleted == (0, [])
    assert answers_then == 404
    assert (count(post_id), read(api(), post_id)) == (2, ["How bright!"])


def test_an_answer_deleted_below_a_deleted_comment_is_not_counted_twice(api: Api) -> None:
    post_id, mei, tom = make_post(), api(make_person().id), api(make_person().id)
    first = say(mei, post_id)
    answer = say(tom, post_id, "Indeed.", parent_id=first["id"])

    mei.send("DELETE", f"/comments/{first['id']}")
    tom.send("DELETE", f"/comments/{answer['id']}")
    mei.post(f"/comments/{first['id']}/restore")

    assert count(post_id) == 1


def test_the_creator_deletes_on_his_own_post_and_the_author_cannot_undo_that(api: Api) -> None:
    creator, author = make_person(), make_person()
    post_id = make_post(creator)
    said = say(api(author.id), post_id)

    deleted = api(creator.id).send("DELETE", f"/comments/{said['id']}")
    undone = api(author.id).post(f"/comments/{said['id']}/restore")

    assert deleted.status_code == 204
    assert undone.status_code == 409
    assert read(api(author.id), post_id) == []


@pytest.mark.parametrize(
    ("method", "act"), [("DELETE", ""), ("PUT", "/pin"), ("DELETE", "/pin"), ("POST", "/release")]
)
def test_others_can_do_nothing_with_a_comment(api: Api, method: str, act: str) -> None:
    post_id = make_post()
    said = say(api(make_person().id), post_id)

    answer = api(make_person().id).send(method, f"/comments/{said['id']}{act}")

    assert answer.status_code == 404
    assert count(post_id) == 1


def test_the_creator_pins_one_comment_on_top(api: Api) -> None:
    creator, mei = make_person(), api(make_person().id)
    post_id = make_post(creator)
    first, second, _ = (say(mei, post_id, text) for text in ("one", "two", "three"))

    for said in (second, first):
        assert api(creator.id).send("PUT", f"/comments/{said['id']}/pin").status_code == 204

    page = api().get(f"/posts/{post_id}/comments").json["items"]
    assert [(one["text"], one["is_pinned"]) for one in page] == [
        ("one", True),
        ("three", False),
        ("two", False),
    ]


def test_a_link_is_held_until_the_creator_has_looked(api: Api) -> None:
    creator, author = make_person(), make_person()
    post_id = make_post(creator)
    said = say(api(author.id), post_id, "cheaper at example.com")
    before = [read(api(one), post_id) for one in (None, author.id, creator.id)]

    released = api(creator.id).post(f"/comments/{said['id']}/release")

    assert said["is_held"]
    assert before == [[], ["cheaper at example.com"], ["cheaper at example.com"]]
    assert released.status_code == 200
    assert read(api(), post_id) == ["cheaper at example.com"]
    assert count(post_id) == 1


@pytest.mark.parametrize("text", ["ｅｘａｍｐｌｅ．ｃｏｍ", "shop 。tw", "HTTPS://x"])
def test_a_link_in_disguise_is_held_too(api: Api, text: str) -> None:
    said = say(api(make_person().id), make_post(), text)

    assert said["is_held"]


def test_a_moderator_releases_what_is_held_and_its_author_does_not(api: Api) -> None:
    author, moderator = make_person(), make_person(Role.MODERATOR)
    said = say(api(author.id), make_post(), "example.com")

    answers = [api(one.id).post(f"/comments/{said['id']}/release") for one in (author, moderator)]

    assert [answer.status_code for answer in answers] == [404, 200]


def test_a_creator_may_link_on_his_own_post(api: Api) -> None:
    creator = make_person()

    said = say(api(creator.id), make_post(creator), "more at https://example.com")

    assert not said["is_held"]


def test_a_takedown_hides_a_comment_from_its_author_too_and_can_be_reverted(api: Api) -> None:
    author, moderator = make_person(), make_person(Role.MODERATOR)
    post_id = make_post()
    said = say(api(author.id), post_id)

    take_down(said, author, moderator)
    while_down = (count(post_id), read(api(author.id), post_id))
    with transaction() as session:
        takedowns.revert(session, uuid.UUID(said["id"]), moderator_id=moderator.id, reason="a mistake")

    assert while_down == (0, [])
    assert (count(post_id), read(api(), post_id)) == (1, ["How bright!"])


def test_an_author_who_had_deleted_it_cannot_undo_a_takedown(api: Api) -> None:
    author = make_person()
    post_id = make_post()
    said = say(api(author.id), post_id)
    api(author.id).send("DELETE", f"/comments/{said['id']}")
    take_down(said, author, make_person(Role.MODERATOR))

    api(author.id).post(f"/comments/{said['id']}/restore")

    assert (count(post_id), read(api(), post_id)) == (0, [])


def test_who_is_blocked_cannot_comment_answer_or_mention(api: Api) -> None:
    creator, blocked, friend = make_person(), make_person(), make_person()
    post_id, elsewhere = make_post(creator), make_post()
    of_creator = say(api(creator.id), elsewhere)
    with transaction() as session:
        blocks.block(session, creator.id, blocked.id)

    on_the_post = api(blocked.id).post(f"/posts/{post_id}/comments", {"text": "hello"})
    as_answer = api(blocked.id).post(
        f"/posts/{elsewhere}/comments", {"text": "hello", "parent_id": of_creator["id"]}
    )
    naming = say(api(blocked.id), elsewhere, f"@{creator.handle} @{friend.handle}")

    assert (on_the_post.status_code, as_answer.status_code) == (403, 403)
    assert [one["handle"] for one in naming["mentions"]] == [friend.handle]


def test_a_block_hides_comments_both_ways_and_a_mute_one_way(api: Api) -> None:
    mei, tom, ana = make_person(), make_person(), make_person()
    post_id = make_post()
    for person, text in ((mei, "of Mei"), (tom, "of Tom"), (ana, "of Ana")):
        say(api(person.id), post_id, text)

    with transaction() as session:
        blocks.block(session, mei.id, tom.id)
        blocks.mute(session, mei.id, ana.id)

    assert read(api(mei.id), post_id) == ["of Mei"]
    assert read(api(tom.id), post_id) == ["of Ana", "of Tom"]
    assert read(api(ana.id), post_id) == ["of Ana", "of Tom", "of Mei"]


@pytest.mark.parametrize("state", [PostState.DRAFT, PostState.IN_REVIEW, PostState.REMOVED])
def test_nobody_comments_on_what_is_not_public(api: Api, state: PostState) -> None:
    creator = make_person()
    post_id = make_post(creator, state=state)

    answers = [
        api(one.id).post(f"/posts/{post_id}/comments", {"text": "x"}) for one in (creator, make_person())
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "x" * 501])
def test_a_comment_says_something_and_not_too_much(api: Api, text: str) -> None:
    post_id = make_post()

    answer = api(make_person().id).post(f"/posts/{post_id}/comments", {"text": text})

    assert answer.status_code == 422
    assert count(post_id) == 0


def test_a_comment_sent_again_after_a_lost_answer_is_there_once(api: Api) -> None:
    post_id, mei, key = make_post(), api(make_person().id), str(uuid.uuid4())

    first, again = (mei.post(f"/posts/{post_id}/comments", {"text": "once"}, key=key) for _ in range(2))

    assert first.json["id"] == again.json["id"]
    assert count(post_id) == 1


def test_many_at_once_are_all_counted(app: Flask) -> None:
    post_id, people = make_post(), [make_person() for _ in range(4)]

    def talk(person: Person) -> None:
        for number in range(3):
            with transaction() as session:
                comments.add_comment(session, post_id, person.id, str(number))

    threads = [threading.Thread(target=talk, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with reading() as session:
        rows = session.query(PostComment).filter_by(post_id=post_id).count()
    assert count(post_id) == rows == 12
