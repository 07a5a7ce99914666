"""Announcements: a line that the host puts over the picture for everybody, and that is kept."""

import uuid

from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.realtime import announce
from live.broadcasts import get_broadcast, ms_of, room_of
from live.errors import WrongBroadcastState
from live.models import HostAnnouncement


def make_announcement(
    session: Session, broadcast_id: uuid.UUID, text: str, *, actor_id: uuid.UUID
) -> uuid.UUID:
    """Show a line to the room; the caller asks who may.

    Raises NoSuchBroadcast. Raises WrongBroadcastState: it is over.
    """
    broadcast = get_broadcast(session, broadcast_id)
    if broadcast.is_over:
        raise WrongBroadcastState(state=broadcast.state)
    row = HostAnnouncement(broadcast_id=broadcast_id, actor_id=actor_id, text=text, at=now())
    session.add(row)
    session.flush()
    payload = {"id": str(row.id), "text": text, "at_ms": ms_of(row.at)}
    announce(session, room_of(broadcast_id), "announcement_made", payload)
    return row.id
