"""Likes, saves and shares: counted once, exact under a crowd, only for posts that the person may see."""

import threading
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select, update

import wiring
from accounts import blocks
from content import figures, reactions
from content.errors import NoSuchPost
from content.events import PostLiked
from content.models import Post, PostLike, PostSave
from content.reactions import PostReactions
from content.removal import remove_as_moderator, restore_as_moderator
from kernel.clock import now
from kernel.events import Delivery, Subscription, subscribe
from kernel.transaction import reading, transaction
from tests.factories import make_people, make_person
from tests.market import ApiClient
from tests.service.content.published import counted_statements, make_published

pytestmark = pytest.mark.usefixtures("app")


def read(post_id: uuid.UUID, viewer_id: uuid.UUID | None = None) -> PostReactions:
    with reading() as session:
        return reactions.get_reactions(session, post_id, viewer_id)


def likes_of_today(post_id: uuid.UUID) -> int:
    with reading() as session:
        return sum(
            day.likes_count for day in figures.list_days(session, [post_id], since=now().date())[post_id]
        )


def test_liking_twice_counts_once_and_unliking_twice_takes_one_away(api: Callable[..., ApiClient]) -> None:
    post_id, person = make_published(make_person()), make_person()
    client = api(person.id)

    answers = [client.send("PUT", f"/posts/{post_id}/like").status_code for _ in range(2)]
    liked = read(post_id, person.id)
    answers += [client.send("DELETE", f"/posts/{post_id}/like").status_code for _ in range(2)]
    unliked = read(post_id, person.id)

    assert answers == [204] * 4
    assert (liked.likes_count, liked.is_liked) == (1, True)
    assert (unliked.likes_count, unliked.is_liked) == (0, False)
    assert likes_of_today(post_id) == 0


def test_saving_twice_counts_once_and_is_ones_own(api: Callable[..., ApiClient]) -> None:
    post_id, person, other = make_published(make_person()), make_person(), make_person()
    client = api(person.id)

    for _ in range(2):
        client.send("PUT", f"/posts/{post_id}/save")
    saved, of_other = read(post_id, person.id), read(post_id, other.id)
    client.send("DELETE", f"/posts/{post_id}/save")

    assert (saved.saves_count, saved.is_saved, of_other.is_saved) == (1, True, False)
    assert read(post_id, person.id).saves_count == 0


def test_counts_are_exact_when_a_crowd_likes_and_unlikes_at_once() -> None:
    post_id, people = make_published(make_person()), make_people(8)

    def press(person_id: uuid.UUID) -> None:
        for act in (reactions.like, reactions.unlike, reactions.like, reactions.like):
            with transaction() as session:
                act(session, post_id, person_id)

    threads = [threading.Thread(target=press, args=(person.id,)) for person in people for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with reading() as session:
        rows = session.scalar(select(func.count()).where(PostLike.post_id == post_id))
    assert read(post_id).likes_count == rows == likes_of_today(post_id)
    assert rows == len(people)


def test_the_first_like_tells_its_creator_and_a_repeated_one_tells_nobody() -> None:
    heard: list[PostLiked] = []
    creator, person = make_person(), make_person()
    post_id = make_published(creator)
    subscribe([Subscription(PostLiked, lambda _session, event: heard.append(event), Delivery.IN_TRANSACTION)])

    for _ in range(2):
        with transaction() as session:
            reactions.like(session, post_id, person.id)
    subscribe(wiring.SUBSCRIPTIONS)

    assert heard == [PostLiked(post_id, creator.id, person.id)]


@pytest.mark.parametrize("act", [reactions.like, reactions.save])
def test_what_is_not_public_can_be_neither_liked_nor_saved(act: Callable[..., None]) -> None:
    post_id, person = make_published(make_person()), make_person()
    with transaction() as session:
        remove_as_moderator(session, post_id, "x")

    with pytest.raises(NoSuchPost), transaction() as session:
        act(session, post_id, person.id)

    with pytest.raises(NoSuchPost), transaction() as session:
        act(session, uuid.uuid4(), person.id)


@pytest.mark.parametrize(("act", "table"), [(reactions.like, PostLike), (reactions.save, PostSave)])
def test_whom_a_creator_blocked_reacts_to_nothing_of_theirs(
    act: Callable[..., None], table: type[PostLike] | type[PostSave]
) -> None:
    creator, person = make_person(), make_person()
    post_id = make_published(creator)
    with transaction() as session:
        blocks.block(session, creator.id, person.id)

    with pytest.raises(NoSuchPost), transaction() as session:
        act(session, post_id, person.id)

    with reading() as session:
        assert session.get(table, (person.id, post_id)) is None
    assert (read(post_id).likes_count, read(post_id).saves_count) == (0, 0)


def test_a_like_outlives_a_takedown_that_is_reverted() -> None:
    post_id, person = make_published(make_person()), make_person()
    with transaction() as session:
        reactions.like(session, post_id, person.id)
        remove_as_moderator(session, post_id, "x")

    with transaction() as session:
        restore_as_moderator(session, post_id)

    assert read(post_id, person.id).is_liked
    assert read(post_id).likes_count == 1


def test_a_like_takes_a_few_statements_and_a_repeated_one_fewer() -> None:
    post_id, person = make_published(make_person()), make_person()

    with counted_statements() as first, transaction() as session:
        reactions.like(session, post_id, person.id)
    with counted_statements() as again, transaction() as session:
        reactions.like(session, post_id, person.id)

    assert len(first) <= 5  # one of them is the job of who hears of it
    assert len(again) <= 2


def test_what_one_keeps_stands_on_a_page_of_ones_own_the_latest_first(app: Flask, api) -> None:
    creator, person, other = make_person(name="Mei"), make_person(), make_person()
    first, second, gone = (make_published(creator) for _ in range(3))
    with transaction() as session:
        for number, post_id in enumerate((second, gone, first)):
            session.execute(update(Post).where(Post.id == post_id).values(title=f"Kept {number}"))
            reactions.save(session, post_id, person.id)
        remove_as_moderator(session, gone, "x")

    page = api(person.id).client.get("/saved", headers={"Authorization": f"Bearer {api(person.id).token}"})
    empty = api(other.id).client.get("/saved", headers={"Authorization": f"Bearer {api(other.id).token}"})
    anonymous = app.test_client().get("/saved")

    assert page.text.index("Kept 2") < page.text.index("Kept 0")
    assert "Kept 1" not in page.text
    assert "Nothing saved yet" in empty.text
    assert anonymous.status_code in {302, 303, 401}


def test_what_one_keeps_of_people_one_hides_is_not_shown_meanwhile() -> None:
    creator, person = make_person(), make_person()
    post_id = make_published(creator)
    with transaction() as session:
        reactions.save(session, post_id, person.id)
        blocks.mute(session, person.id, creator.id)

    with reading() as session:
        muted = reactions.list_saves(session, person.id).items
    with transaction() as session:
        blocks.unmute(session, person.id, creator.id)
        shown = reactions.list_saves(session, person.id).items

    assert (list(muted), list(shown)) == ([], [post_id])


def test_what_one_keeps_comes_in_pages() -> None:
    creator, person = make_person(), make_person()
    made = [make_published(creator) for _ in range(5)]
    with transaction() as session:
        for post_id in made:
            reactions.save(session, post_id, person.id)

    with reading() as session:
        first = reactions.list_saves(session, person.id, limit=3)
        second = reactions.list_saves(session, person.id, cursor=first.next_cursor, limit=3)

    assert [*first.items, *second.items] == made[::-1]
    assert second.next_cursor is None


def test_the_code_of_a_public_post_is_a_picture_and_of_another_is_not_there(app: Flask) -> None:
    post_id = make_published(make_person())

    shown = app.test_client().get(f"/posts/{post_id}/qr.svg")
    with transaction() as session:
        remove_as_moderator(session, post_id, "x")
    gone = app.test_client().get(f"/posts/{post_id}/qr.svg")

    assert (shown.status_code, shown.mimetype) == (200, "image/svg+xml")
    assert gone.status_code == 404
