"""Likes, saves and shares: one conditional statement decides each, so saying it twice counts once.

A post's counts change in the transaction of the row that they count. Who likes or saves is a person; sharing
is anybody's (see `views`).
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Uuid, delete, exists, false, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from accounts import blocks
from content import figures
from content.errors import NoSuchPost
from content.events import PostLiked
from content.models import Post as PostRow
from content.models import PostLike, PostSave
from content.scores import mark_due
from kernel.clock import now
from kernel.db import UtcDateTime
from kernel.events import publish
from kernel.ids import new_id, time_of
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor

_posts = PostRow.__table__.c

_COUNTS = ("likes_count", "saves_count", "shares_count", "comments_count", "views_count")


@dataclass(frozen=True)
class PostReactions:
    """How often people reacted to a post, and whether the viewer did."""

    likes_count: int
    saves_count: int
    shares_count: int
    comments_count: int
    views_count: int
    is_liked: bool
    is_saved: bool


def like(session: Session, post_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Like a post; doing so twice is fine.

    Raises NoSuchPost: it is not public, or its creator and this person are parted.
    Publishes PostLiked, the first time.
    """
    at = now()
    values = {
        "person_id": literal(person_id, Uuid()),
        "post_id": _posts.id,
        "created_at": literal(at, UtcDateTime()),
    }
    if _react(session, PostLike, post_id, values):
        creator_id = _count(session, post_id, person_id, likes_count=PostRow.likes_count + 1)
        figures.add(session, post_id, at.date(), likes_count=1)
        publish(session, PostLiked(post_id, creator_id, person_id))


def unlike(session: Session, post_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Take a like back; not having liked is fine."""
    liked = delete(PostLike).where(PostLike.post_id == post_id, PostLike.person_id == person_id)
    at: dt.datetime | None = session.scalar(liked.returning(PostLike.created_at))
    if at is not None:
        _uncount(session, post_id, likes_count=PostRow.likes_count - 1)
        figures.add(session, post_id, at.date(), likes_count=-1)


def save(session: Session, post_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Keep a post for later; doing so twice is fine.

    Raises NoSuchPost: it is not public, or its creator and this person are parted.
    """
    save_id = new_id()
    values = {"person_id": literal(person_id, Uuid()), "post_id": _posts.id, "id": literal(save_id, Uuid())}
    if _react(session, PostSave, post_id, values):
        _count(session, post_id, person_id, saves_count=PostRow.saves_count + 1)
        figures.add(session, post_id, time_of(save_id).date(), saves_count=1)


def unsave(session: Session, post_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Keep a post no longer; not having kept it is fine."""
    saved = delete(PostSave).where(PostSave.post_id == post_id, PostSave.person_id == person_id)
    save_id: uuid.UUID | None = session.scalar(saved.returning(PostSave.id))
    if save_id is not None:
        _uncount(session, post_id, saves_count=PostRow.saves_count - 1)
        figures.add(session, post_id, time_of(save_id).date(), saves_count=-1)


def get_reactions(session: Session, post_id: uuid.UUID, viewer_id: uuid.UUID | None) -> PostReactions:
    """Return how people reacted to a post, and what of it is the viewer's own.

    Raises NoSuchPost.
    """
    own = (_has_row(table, viewer_id) for table in (PostLike, PostSave))
    query = select(*(_posts[name] for name in _COUNTS), *own).where(_posts.id == post_id)
    row = session.execute(query).one_or_none()
    if row is None:
        raise NoSuchPost
    return PostReactions(*row)


def list_liked(session: Session, person_id: uuid.UUID, post_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of these posts a person likes."""
    return _list_own(session, PostLike, person_id, post_ids)


def list_saved(session: Session, person_id: uuid.UUID, post_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of these posts a person keeps."""
    return _list_own(session, PostSave, person_id, post_ids)


def list_saves(
    session: Session, person_id: uuid.UUID, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[uuid.UUID]:
    """Return one page of the ids of what a person keeps and may still see, the latest first.

    Raises BadCursor.
    """
    statement: Any = (
        select(PostSave.id, PostSave.post_id)
        .join(PostRow, PostRow.id == PostSave.post_id)
        .where(
            PostSave.person_id == person_id,
            PostRow.feed_id.is_not(None),
            PostRow.creator_id.not_in(blocks.select_hidden(person_id)),
        )
    )
    if cursor is not None:
        statement = statement.where(PostSave.id < decode_cursor(cursor))
    rows: Sequence[Any] = session.execute(statement.order_by(PostSave.id.desc()).limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: row.id).map(lambda row: row.post_id)


def _has_row(table: type[PostLike] | type[PostSave], person_id: uuid.UUID | None) -> Any:
    """Return the condition that a person (None: nobody) has a row of the post that a query is about."""
    if person_id is None:
        return false()
    return exists().where(table.person_id == person_id, table.post_id == _posts.id)


def _react(
    session: Session, table: type[PostLike] | type[PostSave], post_id: uuid.UUID, values: dict[str, Any]
) -> bool:
    """Write a person's row if the post is public; tell whether it is new.

    Raises NoSuchPost.
    """
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    public = select(*values.values()).where(_posts.id == post_id, _posts.feed_id.is_not(None))
    row = dialect.insert(table).from_select(list(values), public).on_conflict_do_nothing()
    if session.scalar(row.returning(table.post_id)) is not None:
        return True
    if session.scalar(select(_posts.id).where(_posts.id == post_id, _posts.feed_id.is_not(None))) is None:
        raise NoSuchPost
    return False


def _count(session: Session, post_id: uuid.UUID, person_id: uuid.UUID, **counts: Any) -> uuid.UUID:
    """Count a reaction; return the post's creator.

    Raises NoSuchPost: the creator and this person are parted; what was written is rolled back with it.
    """
    counted = update(PostRow).where(PostRow.id == post_id).values(**counts, **mark_due())
    creator_id = session.scalars(counted.returning(PostRow.creator_id)).one()
    if blocks.are_parted(session, creator_id, person_id):
        raise NoSuchPost
    return creator_id


def _uncount(session: Session, post_id: uuid.UUID, **counts: Any) -> None:
    session.execute(update(PostRow).where(PostRow.id == post_id).values(**counts, **mark_due()))


def _list_own(
    session: Session,
    table: type[PostLike] | type[PostSave],
    person_id: uuid.UUID,
    post_ids: Iterable[uuid.UUID],
) -> set[uuid.UUID]:
    query = select(table.post_id).where(table.person_id == person_id, table.post_id.in_(list(post_ids)))
    return set(session.scalars(query))
