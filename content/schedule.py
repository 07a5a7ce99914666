"""Drafts that publish themselves at a time: photo posts, articles, and videos that were made as drafts."""

import datetime as dt
import uuid

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from content.drafts import publish_draft
from content.editing import EDITED_KINDS, check_finished
from content.errors import NotInFuture, WrongState
from content.models import Post as PostRow
from content.posts import Post, get_own_post, get_post
from content.release import release
from content.states import PostState
from kernel.clock import now
from kernel.db import change

BATCH = 50


def schedule_post(session: Session, post_id: uuid.UUID, creator_id: uuid.UUID, at: dt.datetime) -> Post:
    """Have a draft published later by itself.

    Raises NoSuchPost, NotInFuture, Unfinished. Raises WrongState: it is no draft (any more).
    """
    if at <= now():
        raise NotInFuture
    post = get_own_post(session, post_id, creator_id)
    if post.kind in EDITED_KINDS:
        check_finished(session, post)
    return _set(session, post, at)


def unschedule_post(session: Session, post_id: uuid.UUID, creator_id: uuid.UUID) -> Post:
    """Let a scheduled draft wait for its creator again.

    Raises NoSuchPost, WrongState.
    """
    return _set(session, get_own_post(session, post_id, creator_id), None)


def publish_due(session: Session) -> None:
    """Publish the drafts whose time has come.

    Publishes PostPublished for each that needs no review and no processing.
    """
    due = select(PostRow.id).where(PostRow.scheduled_at <= now(), PostRow.state == PostState.DRAFT)
    for post_id in session.scalars(due.order_by(PostRow.scheduled_at).limit(BATCH)).all():
        post = get_post(session, post_id)
        if post.kind in EDITED_KINDS:
            release(session, post, PostState.DRAFT, scheduled_at=None)
        else:
            _set(session, post, None)
            publish_draft(session, post_id, post.creator_id)


def _set(session: Session, post: Post, at: dt.datetime | None) -> Post:
    draft = update(PostRow).where(PostRow.id == post.id, PostRow.state == PostState.DRAFT)
    if change(session, draft.values(scheduled_at=at)) == 0:
        raise WrongState(state=post.state)
    return get_post(session, post.id)
