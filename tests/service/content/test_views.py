"""Views, watch time, taps and shares: once for a viewer, a post and a day, whatever a page says."""

import datetime as dt
import threading
import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from content import figures, reactions, views
from content.figures import DayFigures
from content.models import PostViewer
from content.routes.viewer import VIEWER_COOKIE
from content.views import KEEP_DAYS, MOST_TIMES, Watched
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from tests.factories import make_person
from tests.market import ApiClient
from tests.service.content.published import counted_statements, make_published

pytestmark = pytest.mark.usefixtures("app")

CLIP_SECONDS = 10


def watch(viewer_id: uuid.UUID, *watched: Watched) -> None:
    with transaction() as session:
        views.record_views(session, viewer_id, watched)


def today(post_id: uuid.UUID) -> DayFigures:
    with reading() as session:
        days = figures.list_days(session, [post_id], since=now().date())[post_id]
    return days[0] if days else DayFigures(now().date(), 0, 0, 0, 0)


def views_of(post_id: uuid.UUID) -> int:
    with reading() as session:
        return reactions.get_reactions(session, post_id, None).views_count


def tell(client: FlaskClient, post_id: uuid.UUID, seconds: float = 5) -> int:
    body = {"items": [{"post_id": str(post_id), "watched_seconds": seconds}]}
    return client.post("/api/v1/posts/views", json=body).status_code


def test_a_person_who_watches_again_counts_once_and_adds_watch_time() -> None:
    post_id, viewer_id = make_published(make_person()), new_id()

    watch(viewer_id, Watched(post_id, 4.0))
    watch(viewer_id, Watched(post_id, 6.0))

    assert views_of(post_id) == 1
    assert (today(post_id).views_count, today(post_id).watch_seconds) == (1, 10)


@pytest.mark.parametrize(("seconds", "count"), [(0.0, 0), (1.9, 0), (2.0, 1)])
def test_a_post_counts_as_seen_after_two_seconds(seconds: float, count: int) -> None:
    post_id = make_published(make_person())

    watch(new_id(), Watched(post_id, seconds))

    assert views_of(post_id) == count
    assert today(post_id).watch_seconds == round(seconds) * count


def test_watch_time_ends_at_some_times_the_length_of_the_clip() -> None:
    post_id, viewer_id = make_published(make_person()), new_id()

    for seconds in (86_400.0, 86_400.0):
        watch(viewer_id, Watched(post_id, seconds))

    assert today(post_id).watch_seconds == MOST_TIMES * CLIP_SECONDS


def test_who_opens_a_product_has_seen_the_post_and_taps_once() -> None:
    post_id, viewer_id = make_published(make_person()), new_id()

    for _ in range(3):
        watch(viewer_id, Watched(post_id, 0.5, has_tapped=True))

    assert (today(post_id).views_count, today(post_id).taps_count) == (1, 1)


def test_creators_do_not_count_on_their_own_posts_nor_anybody_on_what_is_not_public() -> None:
    creator = make_person()
    own = make_published(creator)

    watch(creator.id, Watched(own, 9.0), Watched(uuid.uuid4(), 9.0))

    assert views_of(own) == 0


def test_the_same_post_twice_in_a_report_is_one_post() -> None:
    post_id = make_published(make_person())

    watch(new_id(), Watched(post_id, 1.0), Watched(post_id, 1.5))

    assert (today(post_id).views_count, today(post_id).watch_seconds) == (1, 2)


def test_a_browser_without_an_account_counts_once_however_often_it_reloads(app: Flask) -> None:
    post_id = make_published(make_person())
    browser, other = app.test_client(), app.test_client()

    answers = [tell(browser, post_id) for _ in range(3)]
    answers.append(tell(other, post_id))

    assert answers == [204] * 4
    assert views_of(post_id) == 2


def test_a_forged_cookie_is_no_viewer(app: Flask) -> None:
    post_id = make_published(make_person())
    browser = app.test_client()
    tell(browser, post_id)
    signed = browser.get_cookie(VIEWER_COOKIE)
    assert signed is not None

    browser.set_cookie(VIEWER_COOKIE, "x" + signed.value)
    tell(browser, post_id)

    renewed = browser.get_cookie(VIEWER_COOKIE)
    assert renewed is not None
    assert renewed.value != "x" + signed.value


def test_a_person_is_the_same_viewer_on_every_device(api: Callable[..., ApiClient]) -> None:
    post_id, person = make_published(make_person()), make_person()
    body = {"items": [{"post_id": str(post_id), "watched_seconds": 3}]}

    for client in (api(person.id), api(person.id)):
        client.post("/posts/views", body)

    assert views_of(post_id) == 1


def test_another_page_can_not_report_for_a_visitor(app: Flask) -> None:
    post_id = make_published(make_person())

    refused = app.test_client().post(
        "/api/v1/posts/views",
        json={"items": [{"post_id": str(post_id), "watched_seconds": 9}]},
        headers={"Origin": "https://elsewhere.example"},
    )

    assert refused.status_code == 403
    assert views_of(post_id) == 0


@pytest.mark.parametrize(
    "items",
    [
        [],
        [{"post_id": "x", "watched_seconds": 1}],
        [{"post_id": str(uuid.uuid4()), "watched_seconds": -1}],
        [{"post_id": str(uuid.uuid4()), "watched_seconds": 1e9}],
        [{"post_id": str(uuid.uuid4()), "watched_seconds": 1}] * 51,
    ],
)
def test_a_report_that_makes_no_sense_is_refused(api: Callable[..., ApiClient], items: list[object]) -> None:
    assert api().post("/posts/views", {"items": items}).status_code == 422


def test_two_reports_of_a_viewer_at_the_same_moment_count_once() -> None:
    posts = [make_published(make_person()) for _ in range(4)]
    viewer_id = new_id()

    def report(order: list[uuid.UUID]) -> None:
        watch(viewer_id, *(Watched(post_id, 3.0) for post_id in order))

    threads = [
        threading.Thread(target=report, args=(order,)) for order in (posts, posts[::-1]) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [views_of(post_id) for post_id in posts] == [1] * 4
    assert [today(post_id).views_count for post_id in posts] == [1] * 4


def test_a_report_takes_at_most_five_statements_however_long() -> None:
    posts = [make_published(make_person()) for _ in range(6)]

    with counted_statements() as statements:
        watch(new_id(), *(Watched(post_id, 3.0) for post_id in posts))

    assert len(statements) <= 5


def test_a_share_counts_once_a_day_for_a_browser(app: Flask) -> None:
    post_id = make_published(make_person())
    browser, other = app.test_client(), app.test_client()

    for client in (browser, browser, other):
        assert client.post(f"/api/v1/posts/{post_id}/shares").status_code == 204

    with reading() as session:
        assert reactions.get_reactions(session, post_id, None).shares_count == 2
    assert browser.post(f"/api/v1/posts/{uuid.uuid4()}/shares").status_code == 404


def test_what_viewers_did_is_forgotten_after_some_days_and_their_counts_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    post_id = make_published(make_person())
    watch(new_id(), Watched(post_id, 3.0))
    later = now() + dt.timedelta(days=KEEP_DAYS + 1)
    monkeypatch.setattr(views, "now", lambda: later)

    with transaction() as session:
        views.prune_viewers(session)

    with reading() as session:
        assert session.scalar(select(func.count()).where(PostViewer.post_id == post_id)) == 0
    assert views_of(post_id) == 1
