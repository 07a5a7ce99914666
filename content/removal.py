"""Removing a post: by its creator, who may change their mind for a while, or by a moderator.

What a creator removed is deleted for good after `RESTORE_DAYS`. What a moderator took down is kept: it is
evidence, and the takedown may be reverted.
"""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from content.errors import NoLongerRestorable, NoSuchPost
from content.events import PostPublished, PostRemoved
from content.models import Post as PostRow
from content.posts import Post, get_own_post, get_post
from content.states import PostState, move
from content.videos import forgotten_set, retry_until, stop_edit, stop_job
from kernel.clock import now
from kernel.db import change
from kernel.errors import N_
from kernel.events import publish
from moderation import reviews

BY_CREATOR, BY_MODERATOR = "creator", "moderator"
RESTORE_DAYS = 7
INTERRUPTED_SENTENCE = N_("The processing of this video was interrupted. Please try again.")


def remove_own_post(session: Session, post_id: uuid.UUID, creator_id: uuid.UUID) -> None:
    """Remove a post for its creator, for now.

    Raises NoSuchPost: there is none of this creator's, or it is removed already.
    Publishes PostRemoved.
    """
    post = get_own_post(session, post_id, creator_id)
    purge_at = now() + dt.timedelta(days=RESTORE_DAYS)
    if not _remove(session, post, BY_CREATOR, purge_at=purge_at):
        raise NoSuchPost


def restore_own_post(session: Session, post_id: uuid.UUID, creator_id: uuid.UUID) -> Post:
    """Bring a post back that its creator removed.

    Raises NoSuchPost. Raises NoLongerRestorable: too late, or a moderator removed it.
    Publishes PostPublished if it was published.
    """
    post = get_own_post(session, post_id, creator_id)
    if not _restore(session, post, PostRow.removed_by == BY_CREATOR, PostRow.purge_at > now()):
        raise NoLongerRestorable
    return get_post(session, post_id)


def remove_as_moderator(session: Session, post_id: uuid.UUID, reason: str) -> None:
    """Remove a post because a moderator decided so. One that its creator removed can't come back then.

    Publishes PostRemoved.
    """
    if not _remove(session, get_post(session, post_id), BY_MODERATOR, purge_at=None, failure=reason):
        taken = update(PostRow).where(PostRow.id == post_id, PostRow.state == PostState.REMOVED)
        # `purge_at` stays: it tells that the creator had removed it first.
        change(session, taken.values(removed_by=BY_MODERATOR, failure=reason))


def restore_as_moderator(session: Session, post_id: uuid.UUID) -> None:
    """Bring a post back that a moderator had removed; one that its creator had removed first stays removed.

    Publishes PostPublished if it was published.
    """
    taken = update(PostRow).where(
        PostRow.id == post_id,
        PostRow.state == PostState.REMOVED,
        PostRow.removed_by == BY_MODERATOR,
        PostRow.purge_at.is_not(None),
    )
    purge_at = now() + dt.timedelta(days=RESTORE_DAYS)
    if change(session, taken.values(removed_by=BY_CREATOR, failure=None, purge_at=purge_at)) == 0:
        _restore(session, get_post(session, post_id), PostRow.removed_by == BY_MODERATOR)


def _remove(session: Session, post: Post, removed_by: str, **values: Any) -> bool:
    """Move a post to `removed` from whatever state it is in; a race with another change is tried again."""
    while post.state is not PostState.REMOVED:
        values |= {"removed_by": removed_by, "state_before_removal": post.state, "feed_id": None}
        values |= {"scheduled_at": None}  # what comes back must not publish itself
        if move(session, post.id, post.state, PostState.REMOVED, **values):
            _after_removal(session, post)
            return True
        post = get_post(session, post.id)
    return False


def _after_removal(session: Session, post: Post) -> None:
    if post.state is PostState.PROCESSING:
        stop_job(session, post)
    stop_edit(session, post)
    if post.state is PostState.IN_REVIEW:
        reviews.withdraw_review(session, post.id)
    publish(session, PostRemoved(post.id))


def _restore(session: Session, post: Post, *conditions: Any) -> bool:
    row = session.get_one(PostRow, post.id, populate_existing=True)
    state, values = _restored(row)
    values |= {"removed_by": None, "state_before_removal": None}
    if not move(session, post.id, PostState.REMOVED, state, *conditions, **values):
        return False
    if state is PostState.IN_REVIEW:
        reviews.open_review(session, subject_id=post.id, subject_kind=post.kind, owner_id=post.creator_id)
    if state is PostState.PUBLISHED:
        publish(session, PostPublished(post.id, post.creator_id))
    return True


def _restored(row: PostRow) -> tuple[PostState, dict[str, Any]]:
    """Return the state that a removed post goes back to, and what its row then says."""
    before = PostState(row.state_before_removal or PostState.FAILED)
    if before is PostState.PUBLISHED:
        return before, {"feed_id": row.publish_id, "failure": None, "purge_at": None}
    if before in {PostState.DRAFT, PostState.IN_REVIEW}:
        return before, {"failure": None, "purge_at": None}
    # Its job was stopped, or had failed: it can be tried again.
    sentence = row.failure or INTERRUPTED_SENTENCE
    return PostState.FAILED, {"failure": sentence, "purge_at": retry_until(), **forgotten_set()}
