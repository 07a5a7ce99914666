"""Stream keys: what an encoder sends to publish into one broadcast. Shown once, kept as a digest."""

import uuid

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kernel.clock import now
from kernel.ids import hash_token, new_token
from live.broadcasts import get_own_broadcast, read_row
from live.errors import WrongBroadcastState
from live.models import BroadcastRow, StreamKey
from live.states import OPEN_STATES
from live.values import Broadcast

#: Longer than any key of ours; what is longer is not looked up.
MAX_KEY_CHARACTERS = 100


def rotate_key(session: Session, broadcast_id: uuid.UUID, owner_id: uuid.UUID) -> str:
    """Make a new key for an own broadcast and revoke the one before; return it, this once.

    Raises NoSuchBroadcast. Raises WrongBroadcastState: it is over.
    """
    if get_own_broadcast(session, broadcast_id, owner_id).is_over:
        raise WrongBroadcastState
    at = now()
    working = update(StreamKey).where(StreamKey.broadcast_id == broadcast_id, StreamKey.revoked_at.is_(None))
    session.execute(working.values(revoked_at=at))
    key = new_token()
    session.add(StreamKey(broadcast_id=broadcast_id, key_hash=hash_token(key), created_at=at))
    session.flush()
    return key


def find_broadcast_of_key(session: Session, key: str) -> Broadcast | None:
    """Return the broadcast that a key publishes into, or None: it is wrong, revoked, or the show is over."""
    if len(key) > MAX_KEY_CHARACTERS:
        return None
    query = (
        select(BroadcastRow)
        .join(StreamKey, StreamKey.broadcast_id == BroadcastRow.id)
        .where(
            StreamKey.key_hash == hash_token(key),
            StreamKey.revoked_at.is_(None),
            BroadcastRow.state.in_(OPEN_STATES),
        )
    )
    row = session.scalars(query).one_or_none()
    return None if row is None else read_row(row)
