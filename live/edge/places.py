"""Where the ingest process that carries a broadcast is reached."""

import uuid

from kernel.transaction import reading
from live.broadcasts import find_broadcast
from live.errors import NoSuchBroadcast
from live.publishing import ingest_origin
from live.states import BroadcastState


class BroadcastStopped(NoSuchBroadcast):
    """A moderator stopped it: nothing of it is handed out any more, also not its end."""


def find_ingest(broadcast_id: uuid.UUID) -> str:
    """Return the origin of the ingest process that carries this broadcast.

    Raises NoSuchBroadcast: it is not on the air. Raises BroadcastStopped.
    """
    with reading() as session:
        broadcast = find_broadcast(session, broadcast_id)
    if broadcast is not None and broadcast.state == BroadcastState.STOPPED:
        raise BroadcastStopped
    if broadcast is None or broadcast.state != BroadcastState.LIVE:
        raise NoSuchBroadcast
    return broadcast.ingest_url or ingest_origin()
