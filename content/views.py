"""Views, taps and shares: each counts once for a viewer, a post and a day (UTC), however often a page loads.

A viewer is a person, or the signed cookie of somebody who is not signed in. Pages report what was watched in
batches; what they say is believed only as far as it is possible.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from content import figures
from content.errors import NoSuchPost
from content.models import Post as PostRow
from content.models import PostViewer
from content.scores import mark_due
from kernel.clock import now
from kernel.db import change

#: A post counts as seen after so long, or after this share of a shorter clip.
SEEN_SECONDS, SEEN_SHARE = 2.0, 1 / 3
#: What one viewer may add to a post's watch time on a day: so many times its length; without one, seconds.
MOST_TIMES, MOST_SECONDS = 3, 180
#: Rows of viewers are needed on their day only. A day longer, because clocks of processes differ.
KEEP_DAYS = 2
MAX_BATCH = 50
_FLAGS = ("has_viewed", "has_tapped", "has_shared", "watch_seconds")
_posts = PostRow.__table__.c


@dataclass(frozen=True)
class Watched:
    """What a page says of one post: how long it was watched, and whether a product was opened."""

    post_id: uuid.UUID
    watched_seconds: float
    has_tapped: bool = False


@dataclass(frozen=True)
class _Gain:
    """What a report adds to a post's figures, and what is kept of the viewer."""

    figures: Mapping[str, int]
    row: Mapping[str, Any]


def record_views(session: Session, viewer_id: uuid.UUID, reports: Iterable[Watched]) -> None:
    """Count what a viewer watched; posts that are not public and one's own are passed over.

    At most five statements, however many posts are reported (at most `MAX_BATCH`).
    """
    by_post = _sum(reports)
    posts = _lock_posts(session, viewer_id, by_post)
    day = now().date()
    known = _list_known(session, viewer_id, day, [post.id for post in posts]) if posts else {}
    gains = {post.id: _gain(by_post[post.id], post.duration_seconds, known.get(post.id)) for post in posts}
    gains = {post_id: gain for post_id, gain in gains.items() if any(gain.figures.values())}
    if gains:
        _write(session, viewer_id, day, {post_id: gain.row for post_id, gain in gains.items()})
        figures.add_all(session, day, {post_id: gain.figures for post_id, gain in gains.items()})
        _count_views(session, [post_id for post_id, gain in gains.items() if gain.figures["views_count"]])


def record_share(session: Session, viewer_id: uuid.UUID, post_id: uuid.UUID) -> None:
    """Count that a viewer shared a post, once a day.

    Raises NoSuchPost: it is not public.
    """
    day = now().date()
    posts = _lock_posts(session, None, {post_id: None})
    if not posts:
        raise NoSuchPost
    known = _list_known(session, viewer_id, day, [post_id]).get(post_id, _UNKNOWN)
    if not known["has_shared"]:
        _write(session, viewer_id, day, {post_id: {**known, "has_shared": True}})
        shared = update(PostRow).where(PostRow.id == post_id)
        session.execute(shared.values(shares_count=PostRow.shares_count + 1, **mark_due()))
        figures.add(session, post_id, day, shares_count=1)


def prune_viewers(session: Session) -> None:
    """Forget what viewers did on earlier days; their counts stay."""
    change(session, delete(PostViewer).where(PostViewer.day < now().date() - dt.timedelta(days=KEEP_DAYS)))


_UNKNOWN: Mapping[str, Any] = {
    "has_viewed": False,
    "has_tapped": False,
    "has_shared": False,
    "watch_seconds": 0,
}


def _sum(reports: Iterable[Watched]) -> dict[uuid.UUID, Watched]:
    """Join what is said of the same post in several places."""
    by_post: dict[uuid.UUID, Watched] = {}
    for report in reports:
        before = by_post.get(report.post_id, Watched(report.post_id, 0.0))
        by_post[report.post_id] = Watched(
            report.post_id,
            before.watched_seconds + report.watched_seconds,
            before.has_tapped or report.has_tapped,
        )
    return by_post


def _lock_posts(
    session: Session, not_of: uuid.UUID | None, post_ids: Mapping[uuid.UUID, Any]
) -> Sequence[Any]:
    """Return the public ones of these posts, without those of one creator.

    They are locked in the order of their ids, so that two batches can't wait for each other and nobody counts
    the same viewer at the same time.
    """
    query = select(_posts.id, _posts.duration_seconds).where(
        _posts.id.in_(list(post_ids)), _posts.feed_id.is_not(None)
    )
    if not_of is not None:
        query = query.where(_posts.creator_id != not_of)
    return session.execute(query.order_by(_posts.id).with_for_update(key_share=True)).all()


def _list_known(
    session: Session, viewer_id: uuid.UUID, day: dt.date, post_ids: Sequence[uuid.UUID]
) -> dict[uuid.UUID, Mapping[str, Any]]:
    table = PostViewer.__table__.c
    query = select(table.post_id, *(table[name] for name in _FLAGS)).where(
        table.day == day, table.post_id.in_(post_ids), table.viewer_id == viewer_id
    )
    rows = session.execute(query).mappings()
    return {row["post_id"]: {name: row[name] for name in _FLAGS} for row in rows}


def _gain(report: Watched, duration_seconds: float | None, known: Mapping[str, Any] | None) -> _Gain:
    known = known or _UNKNOWN
    is_seen = report.has_tapped or report.watched_seconds >= _seen_after(duration_seconds)
    has_viewed = known["has_viewed"] or is_seen
    has_tapped = known["has_tapped"] or report.has_tapped
    most = round(MOST_TIMES * duration_seconds) if duration_seconds else MOST_SECONDS
    # What was watched too shortly to be a view does not count as watched either.
    watched = min(round(report.watched_seconds), most - known["watch_seconds"]) if has_viewed else 0
    gained = {
        "views_count": int(has_viewed) - int(known["has_viewed"]),
        "taps_count": int(has_tapped) - int(known["has_tapped"]),
        "watch_seconds": max(0, watched),
    }
    row = {
        **known,
        "has_viewed": has_viewed,
        "has_tapped": has_tapped,
        "watch_seconds": known["watch_seconds"] + gained["watch_seconds"],
    }
    return _Gain(gained, row)


def _seen_after(duration_seconds: float | None) -> float:
    """Return how long a post has to be watched to count as seen (seconds)."""
    return min(SEEN_SECONDS, duration_seconds * SEEN_SHARE) if duration_seconds else SEEN_SECONDS


def _write(
    session: Session, viewer_id: uuid.UUID, day: dt.date, by_post: Mapping[uuid.UUID, Mapping[str, Any]]
) -> None:
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    rows = [
        {"day": day, "post_id": post_id, "viewer_id": viewer_id, **row} for post_id, row in by_post.items()
    ]
    new = dialect.insert(PostViewer).values(rows)
    changed = {name: new.excluded[name] for name in _FLAGS}
    session.execute(new.on_conflict_do_update(index_elements=["day", "post_id", "viewer_id"], set_=changed))


def _count_views(session: Session, post_ids: Sequence[uuid.UUID]) -> None:
    if post_ids:
        viewed = update(PostRow).where(PostRow.id.in_(post_ids))
        session.execute(viewed.values(views_count=PostRow.views_count + 1, **mark_due()))
