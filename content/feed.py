"""The feed: published videos, newest first, in keyset pages that cost the same however many there are.

`for_you` is the newest videos for now: scores are not kept yet, so nobody is profiled either.
Three statements a page: videos with their tags, their creators, the offers of what they show.
"""

import functools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from sqlalchemy import Integer, Row, Select, Uuid, bindparam, select
from sqlalchemy.orm import Session

from accounts import people
from accounts.follows import select_followed
from accounts.people import Person
from content.media_urls import PUBLIC_PATH
from content.models import Post, ProductTag
from content.tagged import TaggedOffer, join_offers
from content.tags import Tag
from kernel.errors import Unauthenticated
from kernel.paging import Page, cut_page, decode_cursor

DEFAULT_LIMIT = 10
MAX_LIMIT = 50

_posts = Post.__table__.c
_tags = ProductTag.__table__.c
_CURSOR = bindparam("cursor", type_=Uuid())
_PERSON_ID = bindparam("person_id", type_=Uuid())


class FeedKind(StrEnum):
    """Which feed is wanted."""

    FOR_YOU = "for_you"
    FOLLOWING = "following"
    NEWEST = "newest"


class Scope(Enum):
    """Whose videos a page is made of."""

    ALL = "all"
    FOLLOWED = "followed"
    CREATOR = "creator"


@dataclass(frozen=True)
class Creator:
    """Who made a video, as everybody may know."""

    handle: str
    display_name: str
    avatar_url: str | None


@dataclass(frozen=True)
class FeedItem:
    """All that a player needs of one video. Times in seconds, sizes in pixels."""

    id: uuid.UUID
    title: str
    description: str
    creator: Creator
    playlist_url: str
    poster_url: str | None
    width: int
    height: int
    duration_seconds: float
    product_tags: Sequence[TaggedOffer]


def list_feed(
    session: Session,
    kind: FeedKind,
    *,
    viewer_id: uuid.UUID | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[FeedItem]:
    """Return one page of published videos.

    Raises Unauthenticated: only a signed-in person follows somebody. Raises BadCursor.
    """
    if kind is FeedKind.FOLLOWING and viewer_id is None:
        raise Unauthenticated
    scope = Scope.FOLLOWED if kind is FeedKind.FOLLOWING else Scope.ALL
    return _page(session, scope, viewer_id, cursor, limit)


def list_of_creator(
    session: Session, creator_id: uuid.UUID, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[FeedItem]:
    """Return one page of a creator's published videos, newest first."""
    return _page(session, Scope.CREATOR, creator_id, cursor, limit)


@functools.cache
def build_page_query(scope: Scope, *, has_cursor: bool) -> Select[Any]:
    """Return the query for `row_count` videos from `cursor` on, each as often as it has tags.

    Built once: building it costs as much as running it.
    """
    page = select(
        _posts.id,
        _posts.feed_id,
        _posts.creator_id,
        _posts.title,
        _posts.description,
        _posts.set_name,
        _posts.playlist,
        _posts.poster_file,
        _posts.width,
        _posts.height,
        _posts.duration_seconds,
    )
    page = page.where(_posts.feed_id < _CURSOR if has_cursor else _posts.feed_id.is_not(None))
    if scope is Scope.FOLLOWED:
        page = page.where(_posts.creator_id.in_(select_followed(_PERSON_ID)))
    elif scope is Scope.CREATOR:
        page = page.where(_posts.creator_id == _PERSON_ID)
    cut = page.order_by(_posts.feed_id.desc()).limit(bindparam("row_count", type_=Integer())).subquery()
    return (
        select(cut, _tags.variant_id, _tags.start_seconds, _tags.end_seconds)
        .outerjoin_from(cut, ProductTag.__table__, _tags.post_id == cut.c.id)
        .order_by(cut.c.feed_id.desc(), _tags.position)
    )


def _page(
    session: Session, scope: Scope, person_id: uuid.UUID | None, cursor: str | None, limit: int
) -> Page[FeedItem]:
    values: dict[str, Any] = {"row_count": limit + 1}
    if scope is not Scope.ALL:
        values["person_id"] = person_id
    if cursor is not None:
        values["cursor"] = decode_cursor(cursor)
    query = build_page_query(scope, has_cursor=cursor is not None)
    rows: dict[uuid.UUID, Row[Any]] = {}
    tags: dict[uuid.UUID, list[Tag]] = {}
    for row in session.execute(query, values):
        rows[row.id] = row
        group = tags.setdefault(row.id, [])
        if row.variant_id is not None:
            group.append(Tag(row.variant_id, row.start_seconds, row.end_seconds))
    page = cut_page(list(rows.values()), limit, lambda row: row.feed_id)
    creators = people.list_people(session, {row.creator_id for row in page.items}) if page.items else {}
    offers = join_offers(session, {row.id: tags[row.id] for row in page.items})
    return page.map(lambda row: _item(row, creators[row.creator_id], offers[row.id]))


def _item(row: Row[Any], creator: Person, product_tags: Sequence[TaggedOffer]) -> FeedItem:
    folder = f"{PUBLIC_PATH}/{row.id}/{row.set_name}"
    return FeedItem(
        id=row.id,
        title=row.title,
        description=row.description,
        creator=Creator(creator.handle, creator.display_name, creator.avatar_url),
        playlist_url=f"{folder}/{row.playlist}",
        poster_url=f"{folder}/{row.poster_file}" if row.poster_file else None,
        width=row.width,
        height=row.height,
        duration_seconds=row.duration_seconds,
        product_tags=product_tags,
    )
