"""What the API of comments takes and answers."""

import datetime as dt
import uuid
from typing import Annotated

from pydantic import BaseModel, Field

from content.comment_pages import Comment, CommentOrder
from content.schemas import PageQuery
from kernel.fields import Body, ManyLines

MAX_CHARACTERS = 500
CommentText = Annotated[str, ManyLines, Field(min_length=1, max_length=MAX_CHARACTERS)]


class NewComment(Body):
    """Something to say about a post, or in answer to a comment on it."""

    text: CommentText
    parent_id: uuid.UUID | None = None


class CommentsQuery(PageQuery):
    """Which page of a post's comments is wanted, and in which order."""

    order: CommentOrder = CommentOrder.NEWEST


class MentionAnswer(BaseModel):
    """Somebody whom a text names: the handle as written, and the one of his profile today."""

    written: str
    handle: str


class AuthorAnswer(BaseModel):
    """Who said something."""

    handle: str
    display_name: str
    avatar_url: str | None


class CommentAnswer(BaseModel):
    """A comment, and what the reader can do with it."""

    id: uuid.UUID
    post_id: uuid.UUID
    parent_id: uuid.UUID | None
    author: AuthorAnswer
    text: str
    mentions: list[MentionAnswer]
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


class CommentPage(BaseModel):
    """Some comments and where the next ones start."""

    items: list[CommentAnswer]
    next_cursor: str | None


def describe_comment(comment: Comment) -> CommentAnswer:
    """Return a comment as the API answers it."""
    return CommentAnswer(
        id=comment.id,
        post_id=comment.post_id,
        parent_id=comment.parent_id,
        author=AuthorAnswer(
            handle=comment.author.handle,
            display_name=comment.author.display_name,
            avatar_url=comment.author.avatar_url,
        ),
        text=comment.text,
        mentions=[MentionAnswer(written=one.written, handle=one.handle) for one in comment.mentions],
        replies_count=comment.replies_count,
        likes_count=comment.likes_count,
        is_liked=comment.is_liked,
        is_liked_by_creator=comment.is_liked_by_creator,
        is_by_creator=comment.is_by_creator,
        is_own=comment.is_own,
        is_pinned=comment.is_pinned,
        is_held=comment.is_held,
        may_delete=comment.may_delete,
        may_pin=comment.may_pin,
        may_release=comment.may_release,
        created_at=comment.created_at,
    )
