"""Figures: how many watched and liked, and what each pin brought: viewers, taps, orders, revenue.

Viewers, likes and taps are written here as they happen; orders are counted from the orders themselves.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kernel.clock import now
from live import pin_log
from live.broadcasts import get_broadcast
from live.errors import NoSuchPin
from live.models import BroadcastRow, CommentRow, PinEvent, PinTaps, ViewerCount, ViewerSample
from live.states import BroadcastState
from live.values import PinEntry, PinKind, Sample
from orders.sales import Sales, list_sales

#: A process that has not told its viewers for so long has none any more.
STALE_SECONDS = 20
#: Samples are this far apart, however many processes count.
SAMPLE_SECONDS = 5


@dataclass(frozen=True)
class PinFigures:
    """What one pin brought. `carts_count` are orders placed, `orders_count` those that were paid."""

    pin_id: uuid.UUID
    product_id: uuid.UUID
    at: dt.datetime
    until: dt.datetime | None
    program_time: dt.datetime | None
    viewers_count: int
    taps_count: int
    carts_count: int
    orders_count: int
    units_count: int
    revenue_minor: int


@dataclass(frozen=True)
class Figures:
    """All figures of a broadcast. Revenue by currency (minor units)."""

    samples: Sequence[Sample]
    viewers_count: int
    peak_viewers_count: int
    likes_count: int
    comments_count: int
    taps_count: int
    carts_count: int
    orders_count: int
    revenue_minor: Mapping[str, int]
    pins: Sequence[PinFigures]


def record_samples(session: Session, viewers: Mapping[uuid.UUID, int], *, process: str = "") -> None:
    """Note how many viewers of each broadcast are with this realtime process; all processes' are summed."""
    at = now()
    for broadcast_id in sorted(viewers):
        count = {"viewers_count": viewers[broadcast_id], "at": at}
        _upsert(session, ViewerCount, {"broadcast_id": broadcast_id, "process": process}, count)
        _sample(session, broadcast_id, at)


def add_likes(session: Session, broadcast_id: uuid.UUID, count: int) -> None:
    """Add likes that were counted in a room."""
    row = update(BroadcastRow).where(BroadcastRow.id == broadcast_id)
    session.execute(row.values(likes_count=BroadcastRow.likes_count + count))


def add_tap(session: Session, broadcast_id: uuid.UUID, pin_id: uuid.UUID) -> None:
    """Count that a viewer opened the product of a pin.

    Raises NoSuchPin: there is none in this broadcast.
    """
    ours = select(PinEvent.id).where(
        PinEvent.id == pin_id, PinEvent.broadcast_id == broadcast_id, PinEvent.kind == PinKind.PIN
    )
    if session.scalar(ours) is None:
        raise NoSuchPin
    key = {"pin_id": pin_id}
    insert = _dialect(session).insert(PinTaps).values(**key, broadcast_id=broadcast_id, taps_count=1)
    more = {"taps_count": PinTaps.taps_count + 1}
    session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=more))


def read_figures(session: Session, broadcast_id: uuid.UUID) -> Figures:
    """Return all figures of a broadcast.

    Raises NoSuchBroadcast.
    """
    broadcast = get_broadcast(session, broadcast_id)
    samples = list_samples(session, broadcast_id)
    sales = list_sales(session, broadcast_id)
    taps = _read_taps(session, broadcast_id)
    revenue: dict[str, int] = defaultdict(int)
    for one in sales:
        revenue[one.currency] += one.revenue_minor
    comments = select(func.count()).where(CommentRow.broadcast_id == broadcast_id)
    return Figures(
        samples=samples,
        viewers_count=broadcast.viewers_count,
        peak_viewers_count=broadcast.peak_viewers_count,
        likes_count=broadcast.likes_count,
        comments_count=session.scalar(comments) or 0,
        taps_count=sum(taps.values()),
        carts_count=sum(one.placed_count for one in sales),
        orders_count=sum(one.paid_count for one in sales),
        revenue_minor=dict(revenue),
        pins=_build_pins(pin_log.list_log(session, broadcast_id), samples, taps, sales),
    )


def list_samples(session: Session, broadcast_id: uuid.UUID) -> Sequence[Sample]:
    """Return how many watched and liked over time, oldest first."""
    query = select(ViewerSample.at, ViewerSample.viewers_count, ViewerSample.likes_count).where(
        ViewerSample.broadcast_id == broadcast_id
    )
    return [Sample(*row) for row in session.execute(query.order_by(ViewerSample.at))]


def count_taps(session: Session, broadcast_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Return how often the products of these broadcasts' pins were opened; without taps they are left out."""
    query = select(PinTaps.broadcast_id, func.sum(PinTaps.taps_count)).where(
        PinTaps.broadcast_id.in_(broadcast_ids)
    )
    rows = session.execute(query.group_by(PinTaps.broadcast_id))
    return {broadcast_id: int(taps) for broadcast_id, taps in rows}


def count_pin_taps(session: Session, pin_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Return how often the products of these pins were opened; those without taps are left out."""
    query = select(PinTaps.pin_id, PinTaps.taps_count).where(PinTaps.pin_id.in_(pin_ids))
    return {row.pin_id: row.taps_count for row in session.execute(query)}


def _sample(session: Session, broadcast_id: uuid.UUID, at: dt.datetime) -> None:
    fresh = ViewerCount.at > at - dt.timedelta(seconds=STALE_SECONDS)
    ours = ViewerCount.broadcast_id == broadcast_id
    total = session.scalar(select(func.sum(ViewerCount.viewers_count)).where(ours, fresh)) or 0
    row = update(BroadcastRow).where(
        BroadcastRow.id == broadcast_id, BroadcastRow.state == BroadcastState.LIVE
    )
    peak = func.max if _dialect(session) is sqlite else func.greatest
    changed = row.values(viewers_count=total, peak_viewers_count=peak(BroadcastRow.peak_viewers_count, total))
    likes = session.scalar(changed.returning(BroadcastRow.likes_count))
    if likes is None:  # it is over; some still look at its end
        return
    slot = dt.datetime.fromtimestamp(at.timestamp() // SAMPLE_SECONDS * SAMPLE_SECONDS, dt.UTC)
    values = {"viewers_count": total, "likes_count": likes}
    _upsert(session, ViewerSample, {"broadcast_id": broadcast_id, "at": slot}, values)


def _upsert(session: Session, table: Any, key: dict[str, Any], values: dict[str, Any]) -> None:
    insert = _dialect(session).insert(table).values(**key, **values)
    session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=values))


def _dialect(session: Session) -> Any:
    return postgresql if session.get_bind().dialect.name == "postgresql" else sqlite


def _read_taps(session: Session, broadcast_id: uuid.UUID) -> dict[uuid.UUID, int]:
    query = select(PinTaps.pin_id, PinTaps.taps_count).where(PinTaps.broadcast_id == broadcast_id)
    return {row.pin_id: row.taps_count for row in session.execute(query)}


def _build_pins(
    log: Sequence[PinEntry],
    samples: Sequence[Sample],
    taps: Mapping[uuid.UUID, int],
    sales: Sequence[Sales],
) -> list[PinFigures]:
    ends = {entry.pin_id: entry.at for entry in log if entry.kind is PinKind.UNPIN}
    sold: dict[uuid.UUID | None, list[Sales]] = defaultdict(list)
    for one in sales:
        sold[one.pin_id].append(one)
    return [
        PinFigures(
            pin_id=entry.id,
            product_id=entry.product_id,
            at=entry.at,
            until=ends.get(entry.id),
            program_time=entry.program_time,
            viewers_count=_peak(entry, ends.get(entry.id), samples),
            taps_count=taps.get(entry.id, 0),
            carts_count=sum(one.placed_count for one in sold[entry.id]),
            orders_count=sum(one.paid_count for one in sold[entry.id]),
            units_count=sum(one.units_count for one in sold[entry.id]),
            revenue_minor=sum(one.revenue_minor for one in sold[entry.id] if one.currency == entry.currency),
        )
        for entry in log
        if entry.kind is PinKind.PIN
    ]


def _peak(entry: PinEntry, until: dt.datetime | None, samples: Sequence[Sample]) -> int:
    """Return the most viewers that there were while a pin was explained, to a sample's length."""
    since = entry.at - dt.timedelta(seconds=SAMPLE_SECONDS)
    seen = [one.viewers_count for one in samples if one.at > since and (until is None or one.at <= until)]
    return max([entry.viewers_count, *seen])
