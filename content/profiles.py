"""A person's page: who it is, how much there is to see, and how the viewer stands to him."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts import blocks, follows, people
from accounts.people import Person
from content.bios import Piece, split_links
from content.models import Post as PostRow
from content.pins import list_pinned_ids
from content.posts import Post, PostKind, list_posts
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from products import shops
from products.values import Shop


@dataclass(frozen=True)
class Profile:
    """A person as a viewer sees him. `is_parted`: one has blocked the other, so nothing is shown."""

    person: Person
    bio: Sequence[Piece]
    counts: Mapping[PostKind, int]
    followers_count: int
    shops: Sequence[Shop]
    is_own: bool
    is_following: bool
    is_muted: bool
    is_blocked: bool
    is_parted: bool


def get_profile(session: Session, handle: str, viewer_id: uuid.UUID | None) -> Profile:
    """Return the profile of a person.

    Raises NoSuchPerson.
    """
    person = people.get_person_by_handle(session, handle)
    is_parted = viewer_id is not None and blocks.are_parted(session, viewer_id, person.id)
    return Profile(
        person=person,
        bio=split_links(person.bio),
        counts={} if is_parted else _count(session, person.id),
        followers_count=follows.count_followers(session, person.id),
        shops=[] if is_parted else [shop for shop in shops.list_shops_of(session, person.id) if shop.is_open],
        is_own=viewer_id == person.id,
        is_following=viewer_id is not None and follows.is_following(session, viewer_id, person.id),
        is_muted=viewer_id is not None and blocks.is_muted(session, viewer_id, person.id),
        is_blocked=viewer_id is not None and blocks.is_blocked(session, viewer_id, person.id),
        is_parted=is_parted,
    )


def list_shown(
    session: Session,
    creator_id: uuid.UUID,
    kind: PostKind,
    *,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Post]:
    """Return a creator's public posts of a kind, newest first.

    Raises BadCursor.
    """
    query = select(PostRow.id, PostRow.feed_id).where(
        PostRow.creator_id == creator_id, PostRow.kind == kind, PostRow.feed_id.is_not(None)
    )
    if cursor:
        query = query.where(PostRow.feed_id < decode_cursor(cursor))
    rows = session.execute(query.order_by(PostRow.feed_id.desc()).limit(limit + 1)).all()
    page = cut_page(rows, limit, lambda row: row.feed_id)
    found = list_posts(session, [row.id for row in page.items])
    return page.map(lambda row: found[row.id])


def list_pinned(session: Session, creator_id: uuid.UUID) -> Sequence[Post]:
    """Return the posts that a creator put on top of his page."""
    ids = list_pinned_ids(session, creator_id)
    found = list_posts(session, ids) if ids else {}
    return [found[post_id] for post_id in ids]


def _count(session: Session, creator_id: uuid.UUID) -> Mapping[PostKind, int]:
    query = (
        select(PostRow.kind, func.count())
        .where(PostRow.creator_id == creator_id, PostRow.feed_id.is_not(None))
        .group_by(PostRow.kind)
    )
    return {PostKind(kind): count for kind, count in session.execute(query).all()}
