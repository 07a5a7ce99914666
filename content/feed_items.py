"""What the feed shows of a post: all that a player or a card needs, with today's offers of what is shown."""

import functools
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from accounts import people
from accounts.people import Person
from content.addresses import path_of
from content.disclosure import Disclosure
from content.earning import Showing, add_clicks, disclose
from content.media_urls import PUBLIC_PATH
from content.mentions import join_handles, read_mentions
from content.models import Post, ProductTag
from content.post_pictures import PostPicture, list_pictures
from content.posts import PostKind
from content.tagged import TaggedOffer, join_offers
from content.tags import Tag
from content.tracks import ShownTrack, list_shown

_posts = Post.__table__.c
_tags = ProductTag.__table__.c
#: The columns that an item is made of; `feed_id` and `score` are what feeds are sorted by.
ITEM_COLUMNS = (
    _posts.id,
    _posts.feed_id,
    _posts.score,
    _posts.kind,
    _posts.creator_id,
    _posts.title,
    _posts.description,
    _posts.mentions,
    _posts.set_name,
    _posts.playlist,
    _posts.poster_file,
    _posts.width,
    _posts.height,
    _posts.duration_seconds,
    _posts.captions,
    _posts.disclosure,
    _posts.likes_count,
    _posts.saves_count,
    _posts.shares_count,
    _posts.comments_count,
    _posts.views_count,
)
_TAG_COLUMNS = (
    _tags.variant_id,
    _tags.start_seconds,
    _tags.end_seconds,
    _tags.picture_id,
    _tags.x_permille,
    _tags.y_permille,
)


@dataclass(frozen=True)
class Creator:
    """Who made a post, as everybody may know."""

    handle: str
    display_name: str
    avatar_url: str | None


@dataclass(frozen=True)
class FeedItem:
    """A public post. What only a video has is None in other kinds. Times in seconds, sizes in pixels.

    `mentions` are the handles that its texts name, each with the one that its person has today.
    """

    id: uuid.UUID
    kind: PostKind
    path: str
    title: str
    description: str
    mentions: Mapping[str, str]
    creator: Creator
    playlist_url: str | None
    poster_url: str | None
    width: int | None
    height: int | None
    duration_seconds: float | None
    captions: Sequence[ShownTrack]
    pictures: Sequence[PostPicture]
    product_tags: Sequence[TaggedOffer]
    disclosure: Disclosure
    likes_count: int
    saves_count: int
    shares_count: int
    comments_count: int
    views_count: int


@dataclass(frozen=True)
class FeedEntry:
    """An item at its place in a feed, with what decides about the place (score in milliseconds)."""

    id: uuid.UUID
    creator_id: uuid.UUID
    feed_id: uuid.UUID
    score: int
    item: FeedItem

    @functools.cached_property
    def body(self) -> orjson.Fragment:
        """Return the item as JSON, made once however many pages it is put into."""
        return orjson.Fragment(orjson.dumps(self.item))


def with_tags(page: Select[Any], *order: str) -> Select[Any]:
    """Return the query for the posts of `page`, each as often as it has tags, sorted down by `order`."""
    cut = page.subquery()
    return (
        select(cut, *_TAG_COLUMNS)
        .outerjoin_from(cut, ProductTag.__table__, _tags.post_id == cut.c.id)
        .order_by(*(cut.c[name].desc() for name in order), _tags.position)
    )


def collect(rows: Any) -> tuple[Sequence[Row[Any]], Mapping[uuid.UUID, Sequence[Tag]]]:
    """Return each post of a query `with_tags` once, in its order, and the tags by post."""
    posts: dict[uuid.UUID, Row[Any]] = {}
    tags: dict[uuid.UUID, list[Tag]] = {}
    for row in rows:
        posts[row.id] = row
        group = tags.setdefault(row.id, [])
        if row.variant_id is not None:
            group.append(Tag(*row[-len(_TAG_COLUMNS) :]))
    return list(posts.values()), tags


def build_entries(
    session: Session, rows: Sequence[Row[Any]], tags: Mapping[uuid.UUID, Sequence[Tag]]
) -> Sequence[FeedEntry]:
    """Return posts with their creators, pictures and the offers of what they show: four statements."""
    if not rows:
        return []
    mentions = {row.id: read_mentions(row.mentions) for row in rows}
    named = {one.person_id for group in mentions.values() for one in group}
    persons = people.list_people(session, {row.creator_id for row in rows} | named)
    handles = {person_id: person.handle for person_id, person in persons.items()}
    showings = [Showing(row.id, row.kind, row.creator_id) for row in rows]
    offers = add_clicks(session, showings, join_offers(session, {row.id: tags[row.id] for row in rows}))
    pictured = [row.id for row in rows if row.kind != PostKind.VIDEO]
    pictures = list_pictures(session, pictured) if pictured else {}
    return [
        FeedEntry(
            row.id,
            row.creator_id,
            row.feed_id,
            row.score or 0,
            _item(
                row,
                persons[row.creator_id],
                join_handles(mentions[row.id], handles),
                offers[row.id],
                pictures.get(row.id, []),
            ),
        )
        for row in rows
    ]


def _item(
    row: Row[Any],
    creator: Person,
    handles: Mapping[str, str],
    product_tags: Sequence[TaggedOffer],
    pictures: Sequence[PostPicture],
) -> FeedItem:
    folder = f"{PUBLIC_PATH}/{row.id}/{row.set_name}"
    kind = PostKind(row.kind)
    return FeedItem(
        id=row.id,
        kind=kind,
        path=path_of(kind, row.id),
        title=row.title,
        description=row.description,
        mentions=handles,
        creator=Creator(creator.handle, creator.display_name, creator.avatar_url),
        playlist_url=f"{folder}/{row.playlist}" if row.playlist else None,
        poster_url=f"{folder}/{row.poster_file}" if row.poster_file else None,
        width=row.width,
        height=row.height,
        duration_seconds=row.duration_seconds,
        captions=list_shown(row.captions, folder),
        pictures=pictures,
        product_tags=product_tags,
        disclosure=disclose(Disclosure(row.disclosure), product_tags),
        likes_count=row.likes_count,
        saves_count=row.saves_count,
        shares_count=row.shares_count,
        comments_count=row.comments_count,
        views_count=row.views_count,
    )
