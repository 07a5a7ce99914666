"""From made to public: a new creator's first posts wait for a moderator, the others go straight on."""

import uuid
from typing import Any

from sqlalchemy.orm import Session

from content.checking import need_look
from content.events import PostPublished
from content.posts import Post, get_post
from content.removal import remove_as_moderator
from content.states import PostState, move
from kernel import runtime
from kernel.clock import now
from kernel.events import publish
from kernel.ids import new_id
from moderation import reviews


def release(
    session: Session, post: Post, old: PostState, *conditions: Any, **values: Any
) -> PostState | None:
    """Move a post on that is ready, setting `values`; return where to, or None when it was no more in `old`.

    Publishes PostPublished, unless it has to wait for a review.
    """
    if _must_be_reviewed(session, post):
        state, shown = PostState.IN_REVIEW, {}
    else:
        state, shown = PostState.PUBLISHED, _shown_from_now()
    if not move(session, post.id, old, state, *conditions, **values, **shown):
        return None
    if state is PostState.IN_REVIEW:
        reviews.open_review(session, subject_id=post.id, subject_kind=post.kind, owner_id=post.creator_id)
    else:
        publish(session, PostPublished(post.id, post.creator_id))
    return state


def _must_be_reviewed(session: Session, post: Post) -> bool:
    """Tell whether a moderator looks first: at a new creator's posts, and at words that a rule names."""
    if reviews.count_approved(session, post.creator_id) < runtime.config().review_first_videos:
        return True
    return need_look(session, post)


def approve(session: Session, post_id: uuid.UUID) -> None:
    """Publish a post that a moderator approved.

    Publishes PostPublished.
    """
    if move(session, post_id, PostState.IN_REVIEW, PostState.PUBLISHED, **_shown_from_now()):
        publish(session, PostPublished(post_id, get_post(session, post_id).creator_id))


def reject(session: Session, post_id: uuid.UUID, reason: str) -> None:
    """Remove a post that a moderator rejected; its creator reads the reason."""
    remove_as_moderator(session, post_id, reason)


def _shown_from_now() -> dict[str, Any]:
    feed_id = new_id()
    return {"publish_id": feed_id, "feed_id": feed_id, "published_at": now()}
