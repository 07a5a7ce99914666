"""Likes of comments: one conditional statement decides each, so saying it twice counts once.

A comment's count changes in the transaction of the row that it counts. A like stays while its comment is
deleted or held, so that what is brought back has the likes that it had.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from accounts import blocks
from content.comments import is_shown
from content.errors import NoSuchComment
from content.events import CommentLiked
from content.models import CommentLike, PostComment
from content.models import Post as PostRow
from kernel.clock import now
from kernel.db import change
from kernel.events import publish


def like(session: Session, comment_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Like a comment; doing so twice is fine.

    Raises NoSuchComment: not everybody may read it, or a block parts this person from its author or from
    whoever made the post.
    Publishes CommentLiked, the first time.
    """
    row = _get_likeable(session, comment_id, person_id)
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    liked = {"person_id": person_id, "comment_id": comment_id, "created_at": now()}
    new = dialect.insert(CommentLike).values(liked).on_conflict_do_nothing()
    if session.scalar(new.returning(CommentLike.comment_id)) is not None:
        _count(session, comment_id, 1)
        publish(session, CommentLiked(comment_id, row.post_id, row.author_id, person_id))


def unlike(session: Session, comment_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """Take a like back; not having liked is fine."""
    liked = delete(CommentLike).where(
        CommentLike.comment_id == comment_id, CommentLike.person_id == person_id
    )
    if change(session, liked):
        _count(session, comment_id, -1)


def list_likers(
    session: Session, comment_ids: Iterable[uuid.UUID], person_ids: Iterable[uuid.UUID]
) -> Mapping[uuid.UUID, set[uuid.UUID]]:
    """Return, for each of these comments that any of these people likes, who of them does. One query."""
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    query = select(CommentLike.comment_id, CommentLike.person_id).where(
        CommentLike.comment_id.in_(list(comment_ids)), CommentLike.person_id.in_(list(person_ids))
    )
    for comment_id, person_id in session.execute(query):
        found.setdefault(comment_id, set()).add(person_id)
    return found


def _get_likeable(session: Session, comment_id: uuid.UUID, person_id: uuid.UUID) -> PostComment:
    row = session.get(PostComment, comment_id, populate_existing=True)
    if row is None or not is_shown(row):
        raise NoSuchComment
    if row.parent_id is not None and not is_shown(session.get_one(PostComment, row.parent_id)):
        raise NoSuchComment
    public = select(PostRow.creator_id).where(PostRow.id == row.post_id, PostRow.feed_id.is_not(None))
    creator_id = session.scalar(public)
    if creator_id is None:
        raise NoSuchComment
    if any(blocks.are_parted(session, one, person_id) for one in {row.author_id, creator_id} - {person_id}):
        raise NoSuchComment
    return row


def _count(session: Session, comment_id: uuid.UUID, amount: int) -> None:
    counted = update(PostComment).where(PostComment.id == comment_id)
    session.execute(counted.values(likes_count=PostComment.likes_count + amount))
