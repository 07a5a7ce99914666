"""The numbers of a creator's posts: what was watched, said and bought, by day (UTC) and by post.

What a viewer does is counted as it happens (`views`, `reactions`); comments and orders are counted from
themselves, so that what was taken back is not in them any more. An order belongs to the post in which its
buyer saw the product. Whatever is asked for takes three statements.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from content.figures import FIGURES
from content.models import Post as PostRow
from content.models import PostComment, PostDay
from content.states import PostState
from kernel.clock import now
from kernel.days import day_of, start_of
from orders.daily_sales import list_daily_sales

#: No post is older.
BEGINNING = dt.date(2020, 1, 1)
#: A line of fewer days says nothing.
SHORTEST_DAYS = 7


class Period(StrEnum):
    """How many days back somebody looks."""

    WEEK = "7"
    MONTH = "28"
    QUARTER = "90"
    ALL = "all"

    @property
    def days_count(self) -> int | None:
        """Return how many days it has, today among them; None: all there are."""
        return None if self is Period.ALL else int(self.value)


@dataclass(frozen=True)
class Numbers:
    """What happened in some time. Revenue by currency (minor units)."""

    views_count: int = 0
    watch_seconds: int = 0
    taps_count: int = 0
    likes_count: int = 0
    saves_count: int = 0
    shares_count: int = 0
    comments_count: int = 0
    orders_count: int = 0
    revenue_minor: Mapping[str, int] = field(default_factory=dict)

    @property
    def average_seconds(self) -> float:
        """Return how long a viewer watched on the average."""
        return self.watch_seconds / self.views_count if self.views_count else 0.0

    def __add__(self, other: "Numbers") -> "Numbers":
        """Return both together."""
        counts = {name: getattr(self, name) + getattr(other, name) for name in _COUNTS}
        currencies = sorted({*self.revenue_minor, *other.revenue_minor})
        money = {one: self.revenue_minor.get(one, 0) + other.revenue_minor.get(one, 0) for one in currencies}
        return Numbers(**counts, revenue_minor=money)


_COUNTS = [one.name for one in fields(Numbers) if one.name != "revenue_minor"]


@dataclass(frozen=True)
class Report:
    """The numbers of a period: of each day, of all together, and of as many days before."""

    days: Mapping[dt.date, Numbers]
    total: Numbers
    before: Numbers | None


def read_post(session: Session, post_id: uuid.UUID, period: Period) -> Report:
    """Return the numbers of one post; whose it is, is the caller's question. Three statements."""
    return _report(session, select(PostRow.id).where(PostRow.id == post_id), period)


def read_creator(session: Session, creator_id: uuid.UUID, period: Period) -> Report:
    """Return the numbers of all posts of a creator. Three statements."""
    return _report(session, _posts_of(creator_id), period)


def list_posts_numbers(
    session: Session, creator_id: uuid.UUID, period: Period
) -> Mapping[uuid.UUID, Numbers]:
    """Return the numbers of each post of a creator that has any, most seen first. Three statements.

    Removed posts are left out; in the sum of all they still count.
    """
    since = _first_day(period) or BEGINNING
    there = _posts_of(creator_id).where(PostRow.state != PostState.REMOVED)
    found = _read(session, there, since, by_post=True)
    return dict(sorted(found.items(), key=lambda one: (-one[1].views_count, one[0])))


def _posts_of(creator_id: uuid.UUID) -> Select[Any]:
    return select(PostRow.id).where(PostRow.creator_id == creator_id)


def _first_day(period: Period) -> dt.date | None:
    count = period.days_count
    return None if count is None else now().date() - dt.timedelta(days=count - 1)


def _report(session: Session, posts: Select[Any], period: Period) -> Report:
    first, count = _first_day(period), period.days_count
    earliest = first - dt.timedelta(days=count) if first and count else BEGINNING
    found = _read(session, posts, earliest, by_post=False)
    today = now().date()
    first = first or min([*found, today - dt.timedelta(days=SHORTEST_DAYS - 1)])
    length = (today - first).days + 1
    days = {day: found.get(day, Numbers()) for day in (first + dt.timedelta(n) for n in range(length))}
    before = [numbers for day, numbers in found.items() if day < first]
    return Report(
        days=days,
        total=sum(days.values(), Numbers()),
        before=None if count is None else sum(before, Numbers()),
    )


def _read(session: Session, posts: Select[Any], since: dt.date, *, by_post: bool) -> dict[Any, Numbers]:
    """Return the numbers of these posts from a day on, by day or by post."""
    found: dict[Any, Numbers] = defaultdict(Numbers)
    for key, numbers in [
        *_read_figures(session, posts, since, by_post=by_post),
        *_read_comments(session, posts, since, by_post=by_post),
        *_read_sales(session, posts, since, by_post=by_post),
    ]:
        found[key] += numbers
    return dict(found)


def _read_figures(
    session: Session, posts: Select[Any], since: dt.date, *, by_post: bool
) -> Sequence[tuple[Any, Numbers]]:
    key = PostDay.post_id if by_post else PostDay.day
    sums = [func.sum(getattr(PostDay, name)) for name in FIGURES]
    query = select(key, *sums).where(PostDay.post_id.in_(posts), PostDay.day >= since).group_by(key)
    return [(first, _numbers(counts)) for first, *counts in session.execute(query)]


def _numbers(counts: Sequence[Any]) -> Numbers:
    # A save from before days were counted may be taken back on a counted one.
    known: Mapping[str, Any] = {name: max(0, int(count)) for name, count in zip(FIGURES, counts, strict=True)}
    return Numbers(**known)


def _read_comments(
    session: Session, posts: Select[Any], since: dt.date, *, by_post: bool
) -> Sequence[tuple[Any, Numbers]]:
    """Count the comments that everybody may read: an answer only while what it answers is shown."""
    parent = aliased(PostComment)
    key = PostComment.post_id if by_post else day_of(session, PostComment.created_at)
    query = (
        select(key, func.count())
        .select_from(PostComment)
        .outerjoin(parent, parent.id == PostComment.parent_id)
        .where(PostComment.post_id.in_(posts), PostComment.created_at >= start_of(since))
        .where(_is_shown(PostComment), or_(PostComment.parent_id.is_(None), _is_shown(parent)))
        .group_by(key)
    )
    return [(first, Numbers(comments_count=count)) for first, count in session.execute(query)]


def _read_sales(
    session: Session, posts: Select[Any], since: dt.date, *, by_post: bool
) -> Sequence[tuple[Any, Numbers]]:
    return [
        (
            one.source_id if by_post else one.day,
            Numbers(orders_count=one.orders_count, revenue_minor={one.currency: one.revenue_minor}),
        )
        for one in list_daily_sales(session, posts, since=since)
    ]


def _is_shown(comment: Any) -> Any:
    return and_(comment.held_at.is_(None), comment.removed_at.is_(None), comment.taken_down_at.is_(None))
