"""Comments as they are read: a post's first ones, newest or most liked on top, and the answers to each."""

import base64
import binascii
import datetime as dt
import struct
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Uuid, and_, literal, or_, select, tuple_
from sqlalchemy.orm import Session

from accounts import blocks, people
from accounts.people import Person
from content.comment_likes import list_likers
from content.errors import NoSuchComment
from content.mentions import Mention, list_present_handles
from content.models import PostComment
from content.posts import Post, get_visible_post
from kernel.paging import DEFAULT_LIMIT, BadCursor, Page, cut_page, decode_cursor

#: A cursor of the most liked ones: the likes and the id of the last on the page.
_TOP_CURSOR = struct.Struct(">i16s")


class CommentOrder(StrEnum):
    """Which of the first comments come first."""

    NEWEST = "newest"
    TOP = "top"


@dataclass(frozen=True)
class Viewer:
    """Who reads: nobody in particular, a person, or a moderator."""

    person_id: uuid.UUID | None = None
    is_moderator: bool = False


@dataclass(frozen=True)
class NamedPerson:
    """Somebody whom a text names: the handle as written, and the one that he has today."""

    written: str
    handle: str


@dataclass(frozen=True)
class Comment:
    """A comment as its reader may see it. `may_*` say what this reader can do with it."""

    id: uuid.UUID
    post_id: uuid.UUID
    parent_id: uuid.UUID | None
    author: Person
    text: str
    mentions: Sequence[NamedPerson]
    replies_count: int
    likes_count: int
    is_liked: bool
    is_liked_by_creator: bool
    is_by_creator: bool
    is_own: bool
    is_pinned: bool
    is_held: bool
    may_delete: bool
    may_pin: bool
    may_release: bool
    created_at: dt.datetime


def list_comments(
    session: Session,
    post_id: uuid.UUID,
    viewer: Viewer,
    *,
    order: CommentOrder = CommentOrder.NEWEST,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Comment]:
    """Return what was said about a post, without the answers: the pinned one, then the others in this order.

    Raises NoSuchPost: the viewer may not see it. Raises BadCursor.
    """
    post = _get_post(session, post_id, viewer)
    first_ones = [PostComment.post_id == post_id, PostComment.parent_id.is_(None), _may_see(post, viewer)]
    query = select(PostComment).where(*first_ones, PostComment.is_pinned.is_(False)).limit(limit + 1)
    page = (
        _cut_top(session, query, cursor, limit)
        if order is CommentOrder.TOP
        else _cut_newest(session, query, cursor, limit)
    )
    pinned: Sequence[PostComment] = []
    if not cursor:
        pinned = session.scalars(select(PostComment).where(*first_ones, PostComment.is_pinned)).all()
    return Page(_build(session, post, viewer, [*pinned, *page.items]), page.next_cursor)


def list_replies(
    session: Session,
    comment_id: uuid.UUID,
    viewer: Viewer,
    *,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Comment]:
    """Return the answers to a comment, oldest first.

    Raises NoSuchComment: the viewer may not see it. Raises BadCursor.
    """
    post, _ = _get_row(session, comment_id, viewer)
    conditions = [PostComment.parent_id == comment_id, _may_see(post, viewer)]
    if cursor:
        conditions.append(PostComment.id > decode_cursor(cursor))
    query = select(PostComment).where(*conditions).order_by(PostComment.id).limit(limit + 1)
    page = cut_page(session.scalars(query).all(), limit, lambda row: row.id)
    return Page(_build(session, post, viewer, page.items), page.next_cursor)


def get_comment(session: Session, comment_id: uuid.UUID, viewer: Viewer) -> Comment:
    """Return one comment.

    Raises NoSuchComment: there is none that the viewer may see.
    """
    post, row = _get_row(session, comment_id, viewer)
    if row.parent_id is not None:
        _get_row(session, row.parent_id, viewer)
    return _build(session, post, viewer, [row])[0]


def _cut_newest(session: Session, query: Select[Any], cursor: str | None, limit: int) -> Page[PostComment]:
    if cursor:
        query = query.where(PostComment.id < decode_cursor(cursor))
    rows = session.scalars(query.order_by(PostComment.id.desc())).all()
    return cut_page(rows, limit, lambda row: row.id)


def _cut_top(session: Session, query: Select[Any], cursor: str | None, limit: int) -> Page[PostComment]:
    """Cut a page of the most liked ones. A comment that is liked meanwhile may come twice, or not at all."""
    if cursor:
        query = query.where(tuple_(PostComment.likes_count, PostComment.id) < _read_top(cursor))
    rows = session.scalars(query.order_by(PostComment.likes_count.desc(), PostComment.id.desc())).all()
    items, last = rows[:limit], rows[limit - 1 : limit]
    following = _TOP_CURSOR.pack(last[0].likes_count, last[0].id.bytes) if len(rows) > limit else None
    return Page(items, base64.urlsafe_b64encode(following).decode().rstrip("=") if following else None)


def _read_top(cursor: str) -> Any:
    try:
        likes, last = _TOP_CURSOR.unpack(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, struct.error):
        raise BadCursor from None
    return tuple_(literal(likes), literal(uuid.UUID(bytes=last), Uuid()))


def _get_post(session: Session, post_id: uuid.UUID, viewer: Viewer) -> Post:
    return get_visible_post(session, post_id, viewer_id=viewer.person_id, is_moderator=viewer.is_moderator)


def _get_row(session: Session, comment_id: uuid.UUID, viewer: Viewer) -> tuple[Post, PostComment]:
    row = session.get(PostComment, comment_id, populate_existing=True)
    if row is None:
        raise NoSuchComment
    post = _get_post(session, row.post_id, viewer)
    query = select(PostComment.id).where(PostComment.id == comment_id, _may_see(post, viewer))
    if session.scalar(query) is None:
        raise NoSuchComment
    return post, row


def _may_see(post: Post, viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition under which a viewer reads a comment; held ones are for whom they concern."""
    present = and_(PostComment.removed_at.is_(None), PostComment.taken_down_at.is_(None))
    if viewer.is_moderator:
        return present
    shown = PostComment.held_at.is_(None)
    if viewer.person_id is None:
        return and_(present, shown)
    if viewer.person_id != post.creator_id:
        present = and_(present, or_(shown, PostComment.author_id == viewer.person_id))
    return and_(present, PostComment.author_id.not_in(blocks.select_hidden(viewer.person_id)))


def _build(session: Session, post: Post, viewer: Viewer, rows: Sequence[PostComment]) -> list[Comment]:
    authors = people.list_people(session, {row.author_id for row in rows}) if rows else {}
    mentions = {row.id: [_mention(one) for one in row.mentions] for row in rows}
    named = [one for group in mentions.values() for one in group]
    handles = list_present_handles(session, named) if named else {}
    asked = {post.creator_id, viewer.person_id or post.creator_id}
    likers = list_likers(session, mentions, asked) if rows else {}
    return [
        Comment(
            id=row.id,
            post_id=row.post_id,
            parent_id=row.parent_id,
            author=authors[row.author_id],
            text=row.text,
            mentions=[NamedPerson(one.handle, handles[one.person_id]) for one in mentions[row.id]],
            replies_count=row.replies_count,
            likes_count=row.likes_count,
            is_liked=viewer.person_id in likers.get(row.id, ()),
            is_liked_by_creator=post.creator_id in likers.get(row.id, ()),
            is_by_creator=row.author_id == post.creator_id,
            is_own=row.author_id == viewer.person_id,
            is_pinned=row.is_pinned,
            is_held=row.held_at is not None,
            **_allow(row, post, viewer),
            created_at=row.created_at,
        )
        for row in rows
    ]


def _allow(row: PostComment, post: Post, viewer: Viewer) -> dict[str, Any]:
    is_creator = viewer.person_id is not None and viewer.person_id == post.creator_id
    is_own = row.author_id == viewer.person_id
    return {
        "may_delete": is_creator or is_own,
        "may_pin": is_creator and row.parent_id is None and row.held_at is None,
        "may_release": row.held_at is not None and not is_own and (is_creator or viewer.is_moderator),
    }


def _mention(written: dict[str, str]) -> Mention:
    return Mention(written["handle"], uuid.UUID(written["person_id"]))
