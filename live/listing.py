"""Lists of broadcasts: what everybody may find, and a host's own."""

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from live.broadcasts import read_row
from live.models import BroadcastRow
from live.states import BroadcastState
from live.values import Audience, Broadcast, Replay


def list_public(
    session: Session, state: BroadcastState, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Broadcast]:
    """Return what everybody may watch: on the air and replays newest first, what is planned soonest first.

    Raises BadCursor.
    """
    public = select(BroadcastRow).where(
        BroadcastRow.state == state,
        BroadcastRow.audience == Audience.PUBLIC,
        BroadcastRow.is_rehearsal.is_(False),
    )
    return _PAGES[state](session, public, cursor, limit)


def list_own(
    session: Session, creator_id: uuid.UUID, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Broadcast]:
    """Return a host's broadcasts in all states, newest first.

    Raises BadCursor.
    """
    return _newest(session, select(BroadcastRow).where(BroadcastRow.creator_id == creator_id), cursor, limit)


def list_of_host(
    session: Session, creator_id: uuid.UUID, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Broadcast]:
    """Return what everybody may find of a host: on the air, planned, and replays, newest first.

    Raises BadCursor.
    """
    shown = or_(
        BroadcastRow.state == BroadcastState.LIVE,
        and_(BroadcastRow.state == BroadcastState.SCHEDULED, BroadcastRow.scheduled_at.is_not(None)),
        and_(BroadcastRow.state == BroadcastState.ENDED, BroadcastRow.replay == Replay.READY),
    )
    query = select(BroadcastRow).where(
        BroadcastRow.creator_id == creator_id,
        BroadcastRow.audience == Audience.PUBLIC,
        BroadcastRow.is_rehearsal.is_(False),
        shown,
    )
    return _newest(session, query, cursor, limit)


def _newest(session: Session, query: Select[BroadcastRow], cursor: str | None, limit: int) -> Page[Broadcast]:
    if cursor:
        query = query.where(BroadcastRow.id < decode_cursor(cursor))
    return _cut(session, query.order_by(BroadcastRow.id.desc()), limit)


def _replays(
    session: Session, query: Select[BroadcastRow], cursor: str | None, limit: int
) -> Page[Broadcast]:
    return _newest(session, query.where(BroadcastRow.replay == Replay.READY), cursor, limit)


def _soonest(
    session: Session, query: Select[BroadcastRow], cursor: str | None, limit: int
) -> Page[Broadcast]:
    # Without a time it begins when pictures come: there is nothing to look forward to.
    place: Any = tuple_(BroadcastRow.scheduled_at, BroadcastRow.id)
    query = query.where(BroadcastRow.scheduled_at.is_not(None))
    if cursor:
        last_id = decode_cursor(cursor)
        last_at = session.scalar(select(BroadcastRow.scheduled_at).where(BroadcastRow.id == last_id))
        query = query.where(place > tuple_(last_at or now(), last_id))
    return _cut(session, query.order_by(BroadcastRow.scheduled_at, BroadcastRow.id), limit)


def _cut(session: Session, query: Select[BroadcastRow], limit: int) -> Page[Broadcast]:
    rows = session.scalars(query.limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: row.id).map(read_row)


_PAGES: dict[BroadcastState, Callable[..., Page[Broadcast]]] = {
    BroadcastState.LIVE: _newest,
    BroadcastState.SCHEDULED: _soonest,
    BroadcastState.ENDED: _replays,
}
