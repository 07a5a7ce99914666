"""Notifications: who is told what, once, gathered where it would be a flood, and never of who is hidden."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask

from accounts import blocks
from accounts.people import Person
from content import comments
from content.events import PostPublished
from growth import choices, notifications
from growth.kinds import OPTIONAL, Kind
from growth.notifications import News, Notification
from growth.wording import tell
from kernel.events import publish
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from moderation.events import ReviewDecided, StatementIssued
from orders.events import OrderShipped
from tests.factories import make_people, make_person
from tests.market import ApiClient, run_jobs
from tests.service.content.bare_posts import make_post

Api = Callable[..., ApiClient]


def told(app: Flask, person: Person) -> list[str]:
    """Return the sentences that a person reads, the latest first."""
    with app.test_request_context():
        return [tell(one) for one in listed(person)]


def listed(person: Person) -> list[Notification]:
    """Return what a person was told."""
    run_jobs()
    with reading() as session:
        return list(notifications.list_notifications(session, person.id).items)


def unread(person: Person) -> int:
    """Return how many notifications a person has not read."""
    run_jobs()
    with reading() as session:
        return notifications.count_unread(session, person.id)


def comment(
    post_id: uuid.UUID, author: Person, text: str = "How bright!", parent: uuid.UUID | None = None
) -> uuid.UUID:
    """Comment on a post."""
    with transaction() as session:
        return comments.add_comment(session, post_id, author.id, text, parent_id=parent)


def like(api: Api, post_id: uuid.UUID, person: Person) -> None:
    """Like a post."""
    assert api(person.id).send("PUT", f"/posts/{post_id}/like").status_code < 300


def test_many_likes_of_a_post_are_one_notification(app: Flask, api: Api) -> None:
    creator, fans = make_person(), [make_person(name=name) for name in ("Ana", "Ben", "Mei")]
    post_id = make_post(creator)

    sentences = []
    for fan in fans:
        like(api, post_id, fan)
        sentences.append(told(app, creator))

    assert sentences == [
        ["Ana liked your post"],
        ["Ben and Ana liked your post"],
        ["Mei and 2 others liked your post"],
    ]
    assert unread(creator) == 1


def test_a_like_taken_back_and_given_again_is_one_person(app: Flask, api: Api) -> None:
    creator, fan = make_person(), make_person(name="Ana")
    post_id = make_post(creator)

    for method in ("PUT", "DELETE", "PUT"):
        api(fan.id).send(method, f"/posts/{post_id}/like")

    assert told(app, creator) == ["Ana liked your post"]


def test_after_reading_the_next_like_is_news_again(app: Flask, api: Api) -> None:
    creator, first, second = make_person(), make_person(name="Ana"), make_person(name="Ben")
    post_id = make_post(creator)
    like(api, post_id, first)
    run_jobs()
    assert api(creator.id).post("/me/notifications/read").status_code == 204

    like(api, post_id, second)

    assert told(app, creator) == ["Ben liked your post", "Ana liked your post"]
    assert unread(creator) == 1


def test_a_comment_tells_everybody_whom_it_concerns_once(app: Flask) -> None:
    creator, mei, tom, ana = (make_person(name=name) for name in ("Creator", "Mei", "Tom", "Ana"))
    post_id = make_post(creator)
    first = comment(post_id, mei)
    comment(post_id, tom, f"@{mei.handle} @{creator.handle} @{ana.handle} see", first)

    assert told(app, mei) == ["Tom answered you"]
    assert told(app, ana) == ["Tom mentioned you"]
    assert told(app, creator) == ["Tom mentioned you", "Mei commented on your post"]
    assert told(app, tom) == []


def test_nobody_is_told_of_what_he_does_himself(app: Flask, api: Api) -> None:
    creator = make_person()
    post_id = make_post(creator)

    like(api, post_id, creator)
    comment(post_id, creator, f"@{creator.handle}")

    assert listed(creator) == []


def test_a_held_comment_is_told_when_it_is_shown(app: Flask) -> None:
    creator, mei, tom = make_person(), make_person(name="Mei"), make_person(name="Tom")
    post_id = make_post(creator)
    first = comment(post_id, mei)
    held = comment(post_id, tom, "cheaper at example.com", first)
    before = told(app, mei)

    with transaction() as session:
        comments.release_comment(session, held, creator.id, is_moderator=False)

    assert before == []
    assert told(app, mei) == ["Tom answered you"]


def test_followers_are_told_of_a_post_once_even_when_it_comes_back(app: Flask, api: Api) -> None:
    creator, fans = make_person(name="Mei"), make_people(3)
    for fan in fans:
        api(fan.id).send("PUT", f"/people/{creator.handle}/follow")
    post_id = make_post(creator)

    for _ in range(2):
        with transaction() as session:
            publish(session, PostPublished(post_id, creator.id))
        run_jobs()

    assert [told(app, fan) for fan in fans] == [["Mei showed new photos"]] * 3


def test_more_followers_than_one_transaction_takes_are_all_told(
    app: Flask, monkeypatch: pytest.MonkeyPatch, api: Api
) -> None:
    monkeypatch.setattr("growth.jobs.BATCH", 2)
    creator, fans = make_person(name="Mei"), make_people(5)
    for fan in fans:
        api(fan.id).send("PUT", f"/people/{creator.handle}/follow")

    with transaction() as session:
        publish(session, PostPublished(make_post(creator), creator.id))

    assert [len(listed(fan)) for fan in fans] == [1] * 5


def test_what_one_does_without_is_not_told(app: Flask, api: Api) -> None:
    creator, fan = make_person(), make_person()
    post_id = make_post(creator)
    with transaction() as session:
        wanted = [kind for kind in OPTIONAL if kind is not Kind.POST_LIKED]
        choices.choose_wanted(session, creator.id, wanted)

    like(api, post_id, fan)
    comment(post_id, fan)

    assert [one.kind for one in listed(creator)] == [Kind.COMMENT_ADDED]


@pytest.mark.parametrize("tie", [blocks.block, blocks.mute])
def test_who_is_hidden_disappears_from_what_was_told(app: Flask, api: Api, tie: Callable[..., None]) -> None:
    creator, unwanted, fan = make_person(), make_person(name="Tom"), make_person(name="Mei")
    liked, other = make_post(creator), make_post(creator)
    like(api, other, unwanted)
    for person in (fan, unwanted):
        like(api, liked, person)
    run_jobs()

    with transaction() as session:
        tie(session, creator.id, unwanted.id)
    comment(make_post(unwanted), fan, f"@{creator.handle}")

    assert told(app, creator) == ["Mei mentioned you", "Mei liked your post"]


def test_nothing_new_is_told_of_who_is_muted(app: Flask) -> None:
    creator, muted = make_person(), make_person()
    with transaction() as session:
        blocks.mute(session, creator.id, muted.id)

    comment(make_post(creator), muted)

    assert listed(creator) == []


def test_a_deleted_comment_takes_its_news_along(app: Flask) -> None:
    creator, mei, tom = make_person(), make_person(name="Mei"), make_person(name="Tom")
    post_id, elsewhere = make_post(creator), make_post(creator)
    comment(post_id, mei, "one")
    alone, last = comment(elsewhere, mei), comment(post_id, tom, "two")
    run_jobs()

    with transaction() as session:
        comments.delete_comment(session, alone, mei.id)
        comments.delete_comment(session, last, tom.id)

    [left] = listed(creator)
    assert left.actors_count == 2
    assert "excerpt" not in left.details


def test_a_post_that_is_gone_takes_its_news_along(app: Flask, api: Api) -> None:
    creator, fan = make_person(), make_person()
    post_id = make_post(creator)
    like(api, post_id, fan)
    run_jobs()

    assert api(creator.id).send("DELETE", f"/posts/{post_id}").status_code == 204

    assert listed(creator) == []


def test_orders_reviews_and_statements_are_told_whatever_one_chose(app: Flask) -> None:
    person, buyer = make_person(), make_person()
    post_id, order_id = make_post(person), new_id()
    with transaction() as session:
        choices.choose_wanted(session, person.id, [])
        publish(session, ReviewDecided("photo", post_id, person.id, "approve", ""))
        publish(session, StatementIssued(new_id(), person.id, "take_down", "Lanterns"))
        publish(session, OrderShipped(order_id, buyer.id, person.id, new_id(), is_complete=True))

    kinds = {one.kind for one in listed(person)}

    assert kinds == {Kind.REVIEW_APPROVED, Kind.STATEMENT_ISSUED}
    assert told(app, buyer) == ["Your order is on its way."]


def test_pages_follow_each_other_without_gap(app: Flask) -> None:
    person = make_person()
    with transaction() as session:
        for _ in range(5):
            notifications.notify(session, person.id, News(Kind.ORDER_RECEIVED, new_id(), "/console/orders"))

    seen, cursor = [], None
    with reading() as session:
        while cursor is not None or not seen:
            page = notifications.list_notifications(session, person.id, cursor=cursor, limit=2)
            seen += [one.id for one in page.items]
            cursor = page.next_cursor

    assert len(seen) == len(set(seen)) == 5
