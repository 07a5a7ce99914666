"""Ids of comments: UUIDv7, whose random part is made of who said it and how his page calls it.

So a comment that is sent twice, because its acknowledgement was lost with a process or a connection, is
recognised by whoever has seen its id, in whatever process.
"""

import datetime as dt
import hashlib
import uuid

from kernel.ids import new_id

MAX_CLIENT_ID_CHARACTERS = 64
_RANDOM_BITS = 62
_MASK = (1 << _RANDOM_BITS) - 1


def make_comment_id(
    broadcast_id: uuid.UUID, author_id: uuid.UUID, client_id: str, at: dt.datetime
) -> uuid.UUID:
    """Return the id of a comment that is said now; without a `client_id` it is like any other id."""
    if not client_id:
        return new_id()
    milliseconds = int(at.timestamp() * 1000)
    # Twelve bits below the millisecond keep comments of one millisecond apart in time, as the RFC allows.
    fraction = int(at.microsecond % 1000 * 4.096)
    random = mark_of(broadcast_id, author_id, client_id)
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random)


def mark_of(broadcast_id: uuid.UUID, author_id: uuid.UUID, client_id: str) -> int:
    """Return what the ids of the same comment have in common."""
    digest = hashlib.sha256(broadcast_id.bytes + author_id.bytes + client_id.encode()).digest()
    return int.from_bytes(digest[:8], "big") & _MASK


def read_mark(comment_id: uuid.UUID) -> int:
    """Return the mark that an id carries."""
    return comment_id.int & _MASK
