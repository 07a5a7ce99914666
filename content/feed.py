"""The feed: public posts of all kinds, in keyset pages that cost the same however many there are.

`for_you` is sorted by score (see `recommended`), the others by time. A page takes a bounded number of
statements: posts with their tags, their creators, the offers of what they show, what a viewer has to do with
them.
"""

import functools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from sqlalchemy import Integer, Select, Uuid, bindparam, select
from sqlalchemy.orm import Session

from accounts.blocks import select_hidden
from accounts.follows import select_followed
from content.feed_items import ITEM_COLUMNS, FeedEntry, FeedItem, build_entries, collect, with_tags
from content.models import Post
from content.own_state import OwnState, ask_about, own_state, read_relations
from content.recommended import list_recommended
from kernel.errors import Unauthenticated
from kernel.paging import Page, cut_page, decode_cursor
from moderation.limits import select_limited

DEFAULT_LIMIT = 10
MAX_LIMIT = 50

_posts = Post.__table__.c
_CURSOR = bindparam("cursor", type_=Uuid())
_PERSON_ID = bindparam("person_id", type_=Uuid())
_VIEWER_ID = bindparam("viewer_id", type_=Uuid())


class FeedKind(StrEnum):
    """Which feed is wanted."""

    FOR_YOU = "for_you"
    FOLLOWING = "following"
    NEWEST = "newest"


class Scope(Enum):
    """Whose posts a page is made of."""

    ALL = "all"
    FOLLOWED = "followed"
    CREATOR = "creator"


@dataclass(frozen=True)
class Feed:
    """One page of a feed; `own` is the viewer's part of it, None when nobody is signed in."""

    entries: Sequence[FeedEntry]
    next_cursor: str | None
    own: OwnState | None

    @property
    def items(self) -> Sequence[FeedItem]:
        """Return what the page shows."""
        return [entry.item for entry in self.entries]


def list_feed(
    session: Session,
    kind: FeedKind,
    *,
    viewer_id: uuid.UUID | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Feed:
    """Return one page of public posts, without those of people whom the viewer hides.

    Raises Unauthenticated: only a signed-in person follows somebody. Raises BadCursor.
    """
    if kind is FeedKind.FOR_YOU:
        found = list_recommended(session, viewer_id=viewer_id, cursor=cursor, limit=limit)
        own = own_state(found.relations, found.entries) if viewer_id else None
        return Feed(found.entries, found.next_cursor, own)
    if kind is FeedKind.FOLLOWING and viewer_id is None:
        raise Unauthenticated
    scope = Scope.FOLLOWED if kind is FeedKind.FOLLOWING else Scope.ALL
    page = _page(session, scope, viewer_id, cursor, limit, viewer_id=viewer_id)
    own = None
    if viewer_id is not None:
        own = own_state(read_relations(viewer_id, ask_about(page.items)), page.items)
    return Feed(page.items, page.next_cursor, own)


def list_of_creator(
    session: Session, creator_id: uuid.UUID, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[FeedItem]:
    """Return one page of a creator's public posts, newest first."""
    return _page(session, Scope.CREATOR, creator_id, cursor, limit).map(lambda entry: entry.item)


def list_these(session: Session, post_ids: Sequence[uuid.UUID]) -> Sequence[FeedEntry]:
    """Return the public ones of these posts, in this order."""
    wanted = select(*ITEM_COLUMNS).where(_posts.id.in_(post_ids), _posts.feed_id.is_not(None))
    rows, tags = collect(session.execute(with_tags(wanted, "feed_id")))
    entries = {entry.id: entry for entry in build_entries(session, rows, tags)}
    return [entries[post_id] for post_id in post_ids if post_id in entries]


@functools.cache
def build_page_query(scope: Scope, *, has_cursor: bool, has_viewer: bool = False) -> Select[Any]:
    """Return the query for `row_count` posts from `cursor` on, each as often as it has tags.

    Built once: building it costs as much as running it.
    """
    page = select(*ITEM_COLUMNS)
    page = page.where(_posts.feed_id < _CURSOR if has_cursor else _posts.feed_id.is_not(None))
    if scope is Scope.FOLLOWED:
        page = page.where(_posts.creator_id.in_(select_followed(_PERSON_ID)))
    if scope is Scope.CREATOR:
        page = page.where(_posts.creator_id == _PERSON_ID)
    else:
        page = page.where(_posts.id.not_in(select_limited()))
    if has_viewer:
        page = page.where(_posts.creator_id.not_in(select_hidden(_VIEWER_ID)))
    cut = page.order_by(_posts.feed_id.desc()).limit(bindparam("row_count", type_=Integer()))
    return with_tags(cut, "feed_id")


def _page(
    session: Session,
    scope: Scope,
    person_id: uuid.UUID | None,
    cursor: str | None,
    limit: int,
    *,
    viewer_id: uuid.UUID | None = None,
) -> Page[FeedEntry]:
    values: dict[str, Any] = {"row_count": limit + 1}
    if scope is not Scope.ALL:
        values["person_id"] = person_id
    if viewer_id is not None:
        values["viewer_id"] = viewer_id
    if cursor is not None:
        values["cursor"] = decode_cursor(cursor)
    query = build_page_query(scope, has_cursor=cursor is not None, has_viewer=viewer_id is not None)
    rows, tags = collect(session.execute(query, values))
    page = cut_page(rows, limit, lambda row: row.feed_id)
    return Page(build_entries(session, page.items, tags), page.next_cursor)
