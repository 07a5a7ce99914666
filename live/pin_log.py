"""The pin log: what was listed, shown, priced and sold out when, in server time and in media time.

Rows are only ever added, so a replay shows what the broadcast showed.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.disclosure import Disclosure
from kernel.clock import now
from live.models import BroadcastRow, PinEvent, TrayItemRow
from live.states import BroadcastState
from live.values import PinEntry, PinKind


def record(
    session: Session, broadcast_id: uuid.UUID, kind: PinKind, product_id: uuid.UUID, **values: Any
) -> PinEntry:
    """Add an entry; it happens now unless `at` or `program_time` say otherwise."""
    at: dt.datetime = values.pop("at", None) or now()
    program_time: dt.datetime = values.pop("program_time", None) or at
    columns = select(BroadcastRow.viewers_count, BroadcastRow.disclosure)
    broadcast = session.execute(columns.where(BroadcastRow.id == broadcast_id)).one()
    row = PinEvent(
        broadcast_id=broadcast_id,
        kind=kind,
        product_id=product_id,
        at=at,
        program_time=program_time,
        viewers_count=broadcast.viewers_count,
        disclosure=broadcast.disclosure,
        **values,
    )
    session.add(row)
    session.flush()
    return read_row(row)


def find_entry(session: Session, entry_id: uuid.UUID | None) -> PinEntry | None:
    """Return an entry, or None."""
    row = session.get(PinEvent, entry_id) if entry_id else None
    return None if row is None else read_row(row)


def list_entries(session: Session, ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, PinEntry]:
    """Return the entries with these ids, of whatever broadcasts."""
    rows = session.scalars(select(PinEvent).where(PinEvent.id.in_(ids)))
    return {row.id: read_row(row) for row in rows}


def list_log(session: Session, broadcast_id: uuid.UUID) -> Sequence[PinEntry]:
    """Return the whole log of a broadcast, oldest first."""
    query = select(PinEvent).where(PinEvent.broadcast_id == broadcast_id).order_by(PinEvent.id)
    return [read_row(row) for row in session.scalars(query)]


def list_live_with(session: Session, product_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Return the broadcasts on the air that have a product in their tray."""
    query = (
        select(TrayItemRow.broadcast_id)
        .join(BroadcastRow, BroadcastRow.id == TrayItemRow.broadcast_id)
        .where(TrayItemRow.product_id == product_id, BroadcastRow.state == BroadcastState.LIVE)
    )
    return session.scalars(query.order_by(TrayItemRow.broadcast_id)).all()


def read_row(row: PinEvent) -> PinEntry:
    """Return the value of a row."""
    return PinEntry(
        id=row.id,
        broadcast_id=row.broadcast_id,
        kind=PinKind(row.kind),
        product_id=row.product_id,
        variant_id=row.variant_id,
        deal_id=row.deal_id,
        pin_id=row.pin_id,
        actor_id=row.actor_id,
        at=row.at,
        program_time=row.program_time,
        price_minor=row.price_minor,
        currency=row.currency,
        disclosure=Disclosure(row.disclosure),
        viewers_count=row.viewers_count,
    )
