"""What is recommended: sorted by score, in pages that meet, different for who follows or hides somebody."""

import datetime as dt
from collections.abc import Callable
from itertools import groupby

import pytest
from sqlalchemy import delete, select, update

from accounts import blocks, follows
from content import reactions, scores, views
from content.feed import FeedKind, list_feed
from content.models import Post, PostLike, PostSave, PostViewer, ProductTag
from content.own_state import OwnState
from content.recommended import WINDOW, forget_windows
from content.removal import remove_as_moderator, restore_as_moderator
from content.views import Watched
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import reading, transaction
from kernel.web.pagecache import clear_all
from tests.factories import make_people, make_person, make_product
from tests.market import ApiClient
from tests.service.content.published import counted_statements, make_published

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def empty_feed() -> None:
    """Begin each test without what the others recommended."""
    with transaction() as session:
        for table in (PostLike, PostSave, PostViewer, ProductTag):
            session.execute(delete(table))
        session.execute(update(Post).values(feed_id=None, score=None, score_due_at=None))
    forget_windows()
    clear_all()


def read_pages(client: ApiClient, limit: int) -> list[dict]:
    """Return the items of all pages of what is recommended."""
    items, cursor = [], None
    while True:
        page = client.get("/feed", limit=limit, **({"cursor": cursor} if cursor else {})).json
        items += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return items


def refresh() -> None:
    with transaction() as session:
        scores.refresh_scores(session)
    forget_windows()


def ids_of(viewer_id=None) -> list:
    with reading() as session:
        return [item.id for item in list_feed(session, FeedKind.FOR_YOU, viewer_id=viewer_id, limit=50).items]


def test_pages_meet_without_gap_or_repeat_across_windows(api: Callable[..., ApiClient]) -> None:
    creators = list(make_people(5))
    made = [str(make_published(creators[number % 5])) for number in range(2 * WINDOW + 5)]

    items = read_pages(api(make_person().id), limit=7)

    assert [item["id"] for item in items] == made[::-1]


def test_no_three_of_one_creator_stand_in_a_row_not_even_across_pages(api: Callable[..., ApiClient]) -> None:
    busy, *others = make_people(6)
    for number in range(2 * WINDOW):
        make_published(others[number % 5] if number % 3 == 0 else busy)

    handles = [item["creator"]["handle"] for item in read_pages(api(), limit=4)]

    assert max(len(list(group)) for _, group in groupby(handles)) <= 2


def test_a_market_of_one_creator_is_shown_whole(api: Callable[..., ApiClient]) -> None:
    creator = make_person()
    made = {str(make_published(creator)) for _ in range(6)}

    assert {item["id"] for item in read_pages(api(), limit=4)} == made


def test_what_people_react_to_moves_up_when_scores_are_refreshed() -> None:
    older, newer = (make_published(make_person(), published_at=now() - dt.timedelta(hours=h)) for h in (5, 1))
    before = ids_of()

    with transaction() as session:
        reactions.like(session, older, make_person().id)
        views.record_share(session, new_id(), older)
    unrefreshed = ids_of()
    refresh()

    assert (before, unrefreshed) == ([newer, older], [newer, older])
    assert ids_of() == [older, newer]


def test_every_reaction_marks_its_post_and_a_refresh_takes_the_marks_away() -> None:
    person, posts = make_person(), [make_published(make_person()) for _ in range(4)]

    with transaction() as session:
        reactions.like(session, posts[0], person.id)
        reactions.save(session, posts[1], person.id)
        views.record_share(session, person.id, posts[2])
        views.record_views(session, person.id, [Watched(posts[3], 5.0)])
    due = select(Post.id).where(Post.score_due_at.is_not(None))
    with reading() as session:
        marked = set(session.scalars(due))
    refresh()

    assert marked == set(posts)
    with reading() as session:
        assert session.scalars(due).all() == []


def test_followed_creators_move_up_for_the_follower_only() -> None:
    followed, other, viewer = make_people(3)
    older = make_published(followed, published_at=now() - dt.timedelta(hours=3))
    newer = make_published(other)
    with transaction() as session:
        follows.follow(session, viewer.id, followed.id)

    assert ids_of(viewer.id) == [older, newer]
    assert ids_of(make_person().id) == ids_of() == [newer, older]


@pytest.mark.parametrize("kind", [FeedKind.FOR_YOU, FeedKind.NEWEST])
@pytest.mark.parametrize("hide", ["block", "mute", "blocked by"])
def test_people_whom_one_hides_are_in_no_feed(kind: FeedKind, hide: str) -> None:
    creator, other, viewer = make_people(3)
    make_published(creator)
    shown = make_published(other)
    with transaction() as session:
        if hide == "mute":
            blocks.mute(session, viewer.id, creator.id)
        elif hide == "block":
            blocks.block(session, viewer.id, creator.id)
        else:
            blocks.block(session, creator.id, viewer.id)

    with reading() as session:
        page = list_feed(session, kind, viewer_id=viewer.id)

    assert [item.id for item in page.items] == [shown]


def test_who_hides_everybody_gets_to_the_end(api: Callable[..., ApiClient]) -> None:
    creator, other, viewer = make_people(3)
    shown = make_published(other, published_at=now() - dt.timedelta(days=1))
    for _ in range(WINDOW + 3):
        make_published(creator)
    with transaction() as session:
        blocks.mute(session, viewer.id, creator.id)

    assert [item["id"] for item in read_pages(api(viewer.id), limit=10)] == [str(shown)]


def test_a_takedown_takes_a_post_out_at_once_and_its_revert_brings_it_back() -> None:
    post_id = make_published(make_person())
    assert ids_of() == [post_id]

    with transaction() as session:
        remove_as_moderator(session, post_id, "x")
    removed = ids_of()
    with transaction() as session:
        restore_as_moderator(session, post_id)

    assert (removed, ids_of()) == ([], [post_id])


def test_a_page_says_what_is_the_viewers_own(api: Callable[..., ApiClient]) -> None:
    creator, other, viewer = make_people(3)
    liked, saved = make_published(creator), make_published(other)
    with transaction() as session:
        reactions.like(session, liked, viewer.id)
        reactions.save(session, saved, viewer.id)
        follows.follow(session, viewer.id, other.id)

    own = [api(viewer.id).get("/feed", kind=kind).json["own"] for kind in ("for_you", "newest")]
    anonymous = api().get("/feed").json["own"]

    expected = {"liked": [str(liked)], "saved": [str(saved)], "following": [str(saved)]}
    assert own == [expected, expected]
    assert anonymous is None


@pytest.mark.parametrize("kind", list(FeedKind))
def test_a_page_takes_a_bounded_number_of_statements(kind: FeedKind) -> None:
    viewer, variants = make_person(), tuple(make_product().variants[0].id for _ in range(3))
    for creator in make_people(12):
        make_published(creator, variant_ids=variants)
        with transaction() as session:
            follows.follow(session, viewer.id, creator.id)
    forget_windows()

    with counted_statements() as statements, reading() as session:
        page = list_feed(session, kind, viewer_id=viewer.id, limit=10)

    assert len(page.items) == 10
    assert isinstance(page.own, OwnState)
    assert len(statements) <= 5


@pytest.mark.parametrize("cursor", ["nonsense!", "AAAA", "A" * 56])
def test_a_forged_cursor_is_refused_or_harmless(api: Callable[..., ApiClient], cursor: str) -> None:
    assert api().get("/feed", cursor=cursor).status_code in {200, 400}
