"""What happened to a post on each day: the figures that its creator sees as charts."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from content.models import PostDay

#: What is counted by day as it happens.
FIGURES = ("views_count", "watch_seconds", "taps_count", "likes_count", "saves_count", "shares_count")


@dataclass(frozen=True)
class DayFigures:
    """One day (UTC) of a post.

    Taps are viewers who opened a product; likes and saves are those that still stand.
    """

    day: dt.date
    views_count: int
    watch_seconds: int
    taps_count: int
    likes_count: int
    saves_count: int = 0
    shares_count: int = 0


def add(session: Session, post_id: uuid.UUID, day: dt.date, **figures: int) -> None:
    """Add to a post's figures of one day."""
    add_all(session, day, {post_id: figures})


def add_all(session: Session, day: dt.date, by_post: Mapping[uuid.UUID, Mapping[str, int]]) -> None:
    """Add to several posts' figures of one day, in one statement."""
    if not by_post:
        return
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    rows = [
        {"post_id": post_id, "day": day, **dict.fromkeys(FIGURES, 0), **by_post[post_id]}
        for post_id in sorted(by_post)
    ]
    new = dialect.insert(PostDay).values(rows)
    added = {name: getattr(PostDay, name) + new.excluded[name] for name in FIGURES}
    session.execute(new.on_conflict_do_update(index_elements=["post_id", "day"], set_=added))


def list_days(
    session: Session, post_ids: Sequence[uuid.UUID], *, since: dt.date
) -> Mapping[uuid.UUID, Sequence[DayFigures]]:
    """Return the figures of these posts from a day on, oldest first; a day without any is left out."""
    found: dict[uuid.UUID, list[DayFigures]] = {post_id: [] for post_id in post_ids}
    query = select(PostDay).where(PostDay.post_id.in_(post_ids), PostDay.day >= since)
    for row in session.scalars(query.order_by(PostDay.post_id, PostDay.day)):
        found[row.post_id].append(DayFigures(row.day, *(getattr(row, name) for name in FIGURES)))
    return found


def sum_seen(
    session: Session, post_ids: Sequence[uuid.UUID], first: dt.date, last: dt.date
) -> Mapping[uuid.UUID, tuple[int, int]]:
    """Return the views and the taps of these posts from a day to another, both included."""
    query = (
        select(PostDay.post_id, func.sum(PostDay.views_count), func.sum(PostDay.taps_count))
        .where(PostDay.post_id.in_(post_ids), PostDay.day >= first, PostDay.day <= last)
        .group_by(PostDay.post_id)
    )
    return {post_id: (int(views), int(taps)) for post_id, views, taps in session.execute(query)}
