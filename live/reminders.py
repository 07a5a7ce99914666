"""Reminders: who wants to be told when a broadcast starts, and telling them."""

import datetime as dt
import uuid

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.realtime import announce
from live.broadcasts import get_broadcast, ms_of
from live.errors import WrongBroadcastState
from live.models import BroadcastRow, Reminder
from live.states import BroadcastState

#: So long before the planned time people are told.
AHEAD_SECONDS = 600
#: People told in one transaction.
BATCH_COUNT = 500


def add_reminder(session: Session, broadcast_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Tell a person when this broadcast starts; asking twice is fine. The caller asks who may know of it.

    Raises NoSuchBroadcast. Raises WrongBroadcastState: it has begun.
    """
    broadcast = get_broadcast(session, broadcast_id)
    if broadcast.state is not BroadcastState.SCHEDULED:
        raise WrongBroadcastState(state=broadcast.state)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"broadcast_id": broadcast_id, "user_id": user_id, "created_at": now()}
    session.execute(dialect.insert(Reminder).values(row).on_conflict_do_nothing())


def remove_reminder(session: Session, broadcast_id: uuid.UUID, user_id: uuid.UUID) -> None:
    """Tell a person nothing; not having asked is fine."""
    ours = (Reminder.broadcast_id == broadcast_id) & (Reminder.user_id == user_id)
    session.execute(delete(Reminder).where(ours))


def has_reminder(session: Session, broadcast_id: uuid.UUID, user_id: uuid.UUID) -> bool:
    """Tell whether a person asked to be told."""
    return session.get(Reminder, (broadcast_id, user_id)) is not None


def count_reminders(session: Session, broadcast_id: uuid.UUID) -> int:
    """Return how many people asked to be told."""
    return session.scalar(select(func.count()).where(Reminder.broadcast_id == broadcast_id)) or 0


def tell_due(session: Session) -> int:
    """Tell those who asked for broadcasts that begin soon or have begun, once; return how many were told."""
    soon = now() + dt.timedelta(seconds=AHEAD_SECONDS)
    planned = (BroadcastRow.state == BroadcastState.SCHEDULED) & (BroadcastRow.scheduled_at <= soon)
    return _tell(session, planned | (BroadcastRow.state == BroadcastState.LIVE))


def _tell(session: Session, due: ColumnElement[bool]) -> int:
    rows = session.execute(
        select(
            Reminder.broadcast_id,
            Reminder.user_id,
            BroadcastRow.title,
            BroadcastRow.state,
            BroadcastRow.scheduled_at,
            BroadcastRow.started_at,
        )
        .join(BroadcastRow, BroadcastRow.id == Reminder.broadcast_id)
        .where(Reminder.told_at.is_(None), due)
        .limit(BATCH_COUNT)
    ).all()
    for row in rows:
        ours = (Reminder.broadcast_id == row.broadcast_id) & (Reminder.user_id == row.user_id)
        session.execute(update(Reminder).where(ours).values(told_at=now()))
        payload = {
            "broadcast_id": str(row.broadcast_id),
            "title": row.title,
            "starts_at_ms": ms_of(row.started_at or row.scheduled_at),
            "is_live": row.state == BroadcastState.LIVE,
        }
        announce(session, f"user:{row.user_id}", "broadcast_starting", payload)
    return len(rows)
