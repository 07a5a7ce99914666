"""The score that sorts what is recommended: how fresh a post is, and what people did with it.

A score is a moment in milliseconds: that of the publication, moved on by what the post earned. It does not
depend on the time of reading, so nothing has to be recomputed as posts grow old, only what somebody reacted
to: each reaction marks its post as due, and a periodic scores those anew. Who reads only changes the order
within a page (see `recommended`): no profile of anybody is stored.
"""

import datetime as dt
import math
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, bindparam, select, update
from sqlalchemy.orm import Session

from content.models import Post as PostRow
from kernel.clock import now

#: Each doubling of what a post earned is worth so many hours of freshness.
DOUBLING_HOURS = 6
#: What a reaction earns, in likes. A view is the weakest sign that somebody wants to see more of it.
SAVE_WORTH, COMMENT_WORTH, SHARE_WORTH, VIEW_WORTH = 2.0, 2.0, 3.0, 0.02
#: How many due posts one run takes on, those that waited longest first.
BATCH = 1000
_HOUR_MS = 3_600_000
_posts = PostRow.__table__.c


@dataclass(frozen=True)
class Counts:
    """How often people reacted to a post."""

    likes: int = 0
    saves: int = 0
    shares: int = 0
    comments: int = 0
    views: int = 0


def compute_score(published_at: dt.datetime, counts: Counts) -> int:
    """Return the score of a post, in milliseconds since 1970."""
    earned = (
        counts.likes
        + SAVE_WORTH * counts.saves
        + SHARE_WORTH * counts.shares
        + COMMENT_WORTH * counts.comments
        + VIEW_WORTH * counts.views
    )
    return round(published_at.timestamp() * 1000 + DOUBLING_HOURS * _HOUR_MS * math.log2(1 + earned))


def mark_due() -> dict[str, Any]:
    """Return what to set on a post whose counts change, so that it is scored anew soon."""
    return {"score_due_at": now()}


def score_post(session: Session, post_id: uuid.UUID) -> None:
    """Score a post that everybody may see from now on."""
    _score(session, select(*_COLUMNS).where(_posts.id == post_id, _posts.feed_id.is_not(None)))


def forget_score(session: Session, post_id: uuid.UUID) -> None:
    """Take a post out of what is recommended."""
    session.execute(update(PostRow).where(PostRow.id == post_id).values(score=None, score_due_at=None))


def refresh_scores(session: Session) -> None:
    """Score the posts anew whose counts changed, at most `BATCH` of them."""
    due = select(*_COLUMNS).where(_posts.score_due_at.is_not(None), _posts.feed_id.is_not(None))
    _score(session, due.order_by(_posts.score_due_at).limit(BATCH))


_COLUMNS = (
    _posts.id,
    _posts.published_at,
    _posts.likes_count,
    _posts.saves_count,
    _posts.shares_count,
    _posts.comments_count,
    _posts.views_count,
)
_SET = (
    PostRow.__table__.update()  # type: ignore[attr-defined]
    .where(_posts.id == bindparam("scored_id"))
    .values(score=bindparam("new_score", type_=BigInteger()), score_due_at=None)
)


def _score(session: Session, query: Any) -> None:
    """Set the scores of the posts that a query finds; reactions meanwhile are for the next time."""
    rows = session.execute(query.with_for_update(key_share=True, skip_locked=True)).all()
    if rows:
        scored = [{"scored_id": row.id, "new_score": _score_of(row)} for row in rows]
        session.connection().execute(_SET, scored)


def _score_of(row: Any) -> int:
    counts = Counts(row.likes_count, row.saves_count, row.shares_count, row.comments_count, row.views_count)
    return compute_score(row.published_at, counts)
