"""A host's own broadcasts: what is on or planned, and what is over."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from live.broadcasts import read_row
from live.models import BroadcastRow
from live.states import OPEN_STATES, BroadcastState
from live.values import Broadcast


def list_open(session: Session, creator_id: uuid.UUID) -> Sequence[Broadcast]:
    """Return what is on the air, then what is planned for a time (the next one first), then the rest."""
    query = select(BroadcastRow).where(
        BroadcastRow.creator_id == creator_id, BroadcastRow.state.in_(OPEN_STATES)
    )
    found = [read_row(row) for row in session.scalars(query.order_by(BroadcastRow.id.desc()))]
    return sorted(found, key=_urgency)


def list_past(
    session: Session, creator_id: uuid.UUID, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Broadcast]:
    """Return what is over, the newest first; what never began is left out.

    Raises BadCursor.
    """
    query = select(BroadcastRow).where(
        BroadcastRow.creator_id == creator_id,
        BroadcastRow.state.in_((BroadcastState.ENDED, BroadcastState.STOPPED)),
        BroadcastRow.started_at.is_not(None),
    )
    if cursor:
        query = query.where(BroadcastRow.id < decode_cursor(cursor))
    rows = session.scalars(query.order_by(BroadcastRow.id.desc()).limit(limit + 1)).all()
    page = cut_page(rows, limit, lambda row: row.id)
    return Page([read_row(row) for row in page.items], page.next_cursor)


def _urgency(broadcast: Broadcast) -> tuple[bool, float]:
    at = broadcast.scheduled_at
    return not broadcast.is_live, at.timestamp() if at else float("inf")
