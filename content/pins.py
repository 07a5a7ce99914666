"""Pinned posts: the few that a creator puts on top of his page."""

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from content.errors import NoSuchPost, TooManyPinned
from content.models import PinnedPost
from content.models import Post as PostRow
from content.states import PostState
from kernel.clock import now

MAX_PINNED = 3


def pin_post(session: Session, post_id: uuid.UUID, creator_id: uuid.UUID) -> None:
    """Put an own public post on top of one's page; doing so twice is fine.

    Raises NoSuchPost: there is none that is public, or it is somebody else's. Raises TooManyPinned.
    """
    # Under the locks of all that is pinned: of two who pin at once, the second waits and counts the first.
    session.execute(select(PinnedPost.post_id).where(PinnedPost.creator_id == creator_id).with_for_update())
    mine = select(PostRow.id).where(PostRow.id == post_id, PostRow.creator_id == creator_id)
    if session.scalar(mine.where(PostRow.state == PostState.PUBLISHED)) is None:
        raise NoSuchPost
    pinned = list_pinned_ids(session, creator_id)
    if post_id in pinned:
        return
    if len(pinned) >= MAX_PINNED:
        raise TooManyPinned
    session.merge(PinnedPost(post_id=post_id, creator_id=creator_id, pinned_at=now()))
    session.flush()


def unpin_post(session: Session, post_id: uuid.UUID, creator_id: uuid.UUID) -> None:
    """Take a post from the top of one's page; not having pinned it is fine.

    Raises NoSuchPost: it is nobody's, or somebody else's.
    """
    if session.scalar(select(PostRow.creator_id).where(PostRow.id == post_id)) != creator_id:
        raise NoSuchPost
    session.execute(delete(PinnedPost).where(PinnedPost.post_id == post_id))


def list_pinned_ids(session: Session, creator_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Return the public posts that a creator has pinned, the latest first."""
    query = (
        select(PinnedPost.post_id)
        .join(PostRow, PostRow.id == PinnedPost.post_id)
        .where(PinnedPost.creator_id == creator_id, PostRow.feed_id.is_not(None))
        .order_by(PinnedPost.pinned_at.desc(), PinnedPost.post_id)
    )
    return session.scalars(query.limit(MAX_PINNED)).all()
