"""Comments on posts: said, answered one level deep, pinned, deleted and brought back.

Whatever changes whether a comment is shown happens under the lock of its post, so that the counts (of the
post, of the comment it answers) are exact. How comments are read is in `comment_pages`.
"""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from accounts import blocks
from accounts.errors import Parted
from content.comment_rules import points_elsewhere
from content.errors import CommentGone, NoSuchComment, NoSuchPost
from content.events import CommentAdded, CommentRemoved
from content.mentions import find_mentions
from content.models import Post as PostRow
from content.models import PostComment
from content.scores import mark_due
from content.states import PostState
from kernel.clock import now
from kernel.events import publish
from kernel.ids import new_id
from kernel.realtime import announce
from moderation.mutes import check_may_speak
from moderation.rule_book import must_wait

#: Long enough to notice a slip; after that what is deleted stays deleted.
RESTORE_MINUTES = 60


def add_comment(
    session: Session,
    post_id: uuid.UUID,
    author_id: uuid.UUID,
    text: str,
    *,
    parent_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Say something about a post, or in answer to `parent_id`; an answer to an answer stands beside it.

    With a link or words that have to wait, it is held until the post's creator or a moderator has looked.
    Raises Muted. Raises TextRefused: a rule of the market refuses it.
    Raises NoSuchPost: it is not public. Raises NoSuchComment: what is answered is not shown.
    Raises Parted: a block stands between the author and whom he addresses.
    Publishes CommentAdded, unless it is held.
    """
    post = _lock_post(session, post_id)
    if post.state != PostState.PUBLISHED:
        raise NoSuchPost
    answered = _find_answered(session, post_id, parent_id)
    addressed = {post.creator_id, *({answered.author_id} if answered else ())} - {author_id}
    if any(blocks.are_parted(session, one, author_id) for one in addressed):
        raise Parted
    at = now()
    check_may_speak(session, author_id)
    is_held = must_wait(session, text) or (author_id != post.creator_id and points_elsewhere(text))
    row = PostComment(
        id=new_id(),
        post_id=post_id,
        parent_id=(answered.parent_id or answered.id) if answered else None,
        author_id=author_id,
        replied_to_id=answered.author_id if answered else None,
        text=text,
        mentions=[
            {"handle": one.handle, "person_id": str(one.person_id)}
            for one in find_mentions(session, text, author_id)
        ],
        replies_count=0,
        held_at=at if is_held else None,
        created_at=at,
    )
    session.add(row)
    session.flush()
    if not is_held:
        _show(session, row)
    return row.id


def delete_comment(session: Session, comment_id: uuid.UUID, actor_id: uuid.UUID) -> None:
    """Delete one's own comment, or one on one's own post; who deleted it can bring it back for a while.

    Raises NoSuchComment: there is none, it is gone already, or it is none of the actor's business.
    Publishes CommentRemoved, if it was shown.
    """
    row, creator_id = _lock_comment(session, comment_id)
    if actor_id not in {row.author_id, creator_id} or row.removed_at is not None or row.taken_down_at:
        raise NoSuchComment
    _set(session, row, removed_at=now(), removed_by_id=actor_id, is_pinned=False)


def restore_comment(session: Session, comment_id: uuid.UUID, actor_id: uuid.UUID) -> None:
    """Bring a comment back that the actor deleted.

    Raises NoSuchComment. Raises CommentGone: deleted too long ago, or by somebody else.
    Publishes CommentAdded, if it is shown again.
    """
    row, creator_id = _lock_comment(session, comment_id)
    if actor_id not in {row.author_id, creator_id}:
        raise NoSuchComment
    is_late = row.removed_at is None or row.removed_at < now() - dt.timedelta(minutes=RESTORE_MINUTES)
    if is_late or row.removed_by_id != actor_id:
        raise CommentGone
    _set(session, row, removed_at=None, removed_by_id=None)


def release_comment(
    session: Session, comment_id: uuid.UUID, actor_id: uuid.UUID, *, is_moderator: bool
) -> None:
    """Show a comment that was held, as the post's creator or a moderator; nobody releases his own.

    Raises NoSuchComment: there is none that is held, or none that the actor may release.
    Publishes CommentAdded.
    """
    row, creator_id = _lock_comment(session, comment_id)
    may_release = row.author_id != actor_id and (is_moderator or actor_id == creator_id)
    if row.held_at is None or not may_release:
        raise NoSuchComment
    _set(session, row, held_at=None)


def pin_comment(session: Session, comment_id: uuid.UUID, actor_id: uuid.UUID) -> None:
    """Put a comment on top of the others on one's own post, in place of the one that was there.

    Raises NoSuchComment: there is none that is shown there, it is an answer, or the post is somebody else's.
    """
    row, creator_id = _lock_comment(session, comment_id)
    if actor_id != creator_id or not is_shown(row) or row.parent_id is not None:
        raise NoSuchComment
    others = update(PostComment).where(PostComment.post_id == row.post_id, PostComment.is_pinned)
    session.execute(others.values(is_pinned=False))
    row.is_pinned = True


def unpin_comment(session: Session, comment_id: uuid.UUID, actor_id: uuid.UUID) -> None:
    """Take a comment from the top of one's own post; not having pinned it is fine.

    Raises NoSuchComment: there is none, or the post is somebody else's.
    """
    row, creator_id = _lock_comment(session, comment_id)
    if actor_id != creator_id:
        raise NoSuchComment
    row.is_pinned = False


def take_down(session: Session, comment_id: uuid.UUID) -> None:
    """Take a comment from everybody's sight because a moderator decided so. Safe to repeat.

    Raises NoSuchComment.
    Publishes CommentRemoved, if it was shown.
    """
    row, _ = _lock_comment(session, comment_id)
    _set(session, row, taken_down_at=now(), is_pinned=False)


def put_back(session: Session, comment_id: uuid.UUID) -> None:
    """Take a moderator's decision back; what was deleted or held besides stays so. Safe to repeat.

    Raises NoSuchComment.
    Publishes CommentAdded, if it is shown again.
    """
    row, _ = _lock_comment(session, comment_id)
    _set(session, row, taken_down_at=None)


def is_shown(row: PostComment) -> bool:
    """Tell whether everybody may read a comment (if the one that it answers is shown)."""
    return row.held_at is None and row.removed_at is None and row.taken_down_at is None


def _find_answered(session: Session, post_id: uuid.UUID, parent_id: uuid.UUID | None) -> PostComment | None:
    if parent_id is None:
        return None
    row = session.get(PostComment, parent_id, populate_existing=True)
    if row is None or row.post_id != post_id or not is_shown(row):
        raise NoSuchComment
    if row.parent_id is not None and not is_shown(session.get_one(PostComment, row.parent_id)):
        raise NoSuchComment
    return row


def _lock_post(session: Session, post_id: uuid.UUID) -> PostRow:
    query = select(PostRow).where(PostRow.id == post_id).with_for_update(key_share=True)
    row = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NoSuchPost
    return row


def _lock_comment(session: Session, comment_id: uuid.UUID) -> tuple[PostComment, uuid.UUID]:
    """Return a comment that nobody changes until we are done, and whose post it is about."""
    post_id = session.scalar(select(PostComment.post_id).where(PostComment.id == comment_id))
    if post_id is None:
        raise NoSuchComment
    post = _lock_post(session, post_id)
    return session.get_one(PostComment, comment_id, populate_existing=True), post.creator_id


def _set(session: Session, row: PostComment, **values: Any) -> None:
    was_shown = is_shown(row)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    if was_shown and not is_shown(row):
        _hide(session, row)
    elif not was_shown and is_shown(row):
        _show(session, row)


def _show(session: Session, row: PostComment) -> None:
    creator_id = _count(session, row, 1)
    mentioned = tuple(uuid.UUID(one["person_id"]) for one in row.mentions)
    publish(
        session, CommentAdded(row.id, row.post_id, creator_id, row.author_id, row.replied_to_id, mentioned)
    )


def _hide(session: Session, row: PostComment) -> None:
    _count(session, row, -1)
    publish(session, CommentRemoved(row.id, row.post_id))


def _count(session: Session, row: PostComment, sign: int) -> uuid.UUID:
    """Count a comment in or out, a first one with its answers; return who made the post."""
    amount = sign * (1 + row.replies_count)
    if row.parent_id is not None:
        parent = session.get_one(PostComment, row.parent_id, populate_existing=True)
        parent.replies_count += sign
        amount = sign if is_shown(parent) else 0
    session.flush()
    post = session.get_one(PostRow, row.post_id)
    post.comments_count += amount
    post.score_due_at = mark_due()["score_due_at"]
    session.flush()
    payload = {"post_id": str(row.post_id), "comments_count": post.comments_count}
    announce(session, f"post:{row.post_id}", "comments_changed", payload)
    return post.creator_id
