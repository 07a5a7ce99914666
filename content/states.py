"""The states of a post as a table, and the only way to move from one to another."""

import uuid
from enum import StrEnum
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from content.models import Post
from kernel.db import change


class PostState(StrEnum):
    """Where a post is.

    `draft` waits for its creator, `removed` may be brought back for a while. Only a video is `processing`, or
    `failed` and may be retried.
    """

    DRAFT = "draft"
    PROCESSING = "processing"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    FAILED = "failed"
    REMOVED = "removed"


#: state -> states it may move to.
NEXT: dict[PostState, frozenset[PostState]] = {
    PostState.DRAFT: frozenset(
        {PostState.PROCESSING, PostState.IN_REVIEW, PostState.PUBLISHED, PostState.REMOVED}
    ),
    PostState.PROCESSING: frozenset(
        {PostState.IN_REVIEW, PostState.PUBLISHED, PostState.FAILED, PostState.REMOVED}
    ),
    PostState.IN_REVIEW: frozenset({PostState.PUBLISHED, PostState.REMOVED}),
    PostState.PUBLISHED: frozenset({PostState.REMOVED}),
    PostState.FAILED: frozenset({PostState.PROCESSING, PostState.REMOVED}),
    PostState.REMOVED: frozenset(
        {PostState.DRAFT, PostState.FAILED, PostState.IN_REVIEW, PostState.PUBLISHED}
    ),
}


def move(
    session: Session, post_id: uuid.UUID, old: PostState, new: PostState, *conditions: Any, **values: Any
) -> bool:
    """Move a post from `old` to `new`, setting `values`; tell whether it was in `old` and met `conditions`.

    One conditional UPDATE: of two who move it at once, one does.
    """
    if new not in NEXT[old]:
        raise ValueError(f"a post can't move from {old} to {new}")
    statement = update(Post).where(Post.id == post_id, Post.state == old, *conditions)
    return change(session, statement.values(state=new, **values)) == 1
