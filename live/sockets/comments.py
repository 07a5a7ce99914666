"""A comment that passed, as the room keeps it, as screens get it and as the recorder does."""

import uuid
from typing import Any

from kernel.actor import Actor
from kernel.clock import now
from live.broadcasts import ms_of
from live.sockets.acceptance import Accepted
from live.sockets.comment_ids import make_comment_id
from live.sockets.comment_ring import SaidComment
from live.sockets.room import Room
from live.sockets.visitors import Visitor

#: A screen shows what was filmed at most so long ago when its viewer talks (milliseconds).
MAX_LATENCY_MS = 60_000


def build_comment(
    room: Room,
    visitor: Visitor,
    actor: Actor,
    accepted: Accepted,
    *,
    client_id: str,
    program_time_ms: int | None,
) -> SaidComment:
    """Return a comment of somebody who is in the room, said now."""
    at = now()
    comment_id = make_comment_id(room.id, actor.user_id, client_id, at)
    payload = {
        "id": str(comment_id),
        "author": {
            "id": str(actor.user_id),
            "name": actor.display_name,
            "handle": actor.handle,
            "avatar_url": actor.avatar_url,
        },
        "text": accepted.text,
        "state": str(accepted.state),
        "is_host": actor.user_id == room.state.broadcast.creator_id,
        "is_moderator": visitor.standing.may_moderate,
        "at_ms": ms_of(at),
        "program_time_ms": program_time_ms or ms_of(at),
    }
    return SaidComment(comment_id, actor.user_id, accepted.state, payload)


def build_line(broadcast_id: uuid.UUID, comment: SaidComment) -> dict[str, Any]:
    """Return what the recorder stores of a comment."""
    payload = comment.payload
    return {
        "kind": "comment",
        "id": payload["id"],
        "broadcast_id": str(broadcast_id),
        "author_id": str(comment.author_id),
        "text": payload["text"],
        "state": payload["state"],
        "at_ms": payload["at_ms"],
        "program_time_ms": payload["program_time_ms"],
    }


def read_program_time(value: object) -> int | None:
    """Return which moment of the broadcast a viewer saw when he talked, or None when that can't be."""
    now_ms = ms_of(now()) or 0
    return value if isinstance(value, int) and now_ms - MAX_LATENCY_MS <= value <= now_ms else None
