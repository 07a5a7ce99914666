"""Who is connected to `/live` in this process, and in which room."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from kernel.actor import Actor
from kernel.sockets import Connections
from live.broadcasts import room_of
from live.sockets.buckets import TokenBucket
from live.sockets.hub import NAMESPACE
from live.sockets.loading import Standing
from live.values import RestrictionKind

#: Messages of one connection: so many at once, then so many each second. Whoever sends more is disconnected.
BURST_MESSAGES = 60
MESSAGES_PER_SECOND = 15


@dataclass
class Visitor:
    """One connection. It is in one room at most, and may watch the fragments of one rendition of it."""

    sid: str
    actor: Actor | None
    locale: str
    broadcast_id: uuid.UUID | None = None
    standing: Standing = field(default_factory=lambda: Standing(may_watch=False))
    rendition: str | None = None
    messages: TokenBucket = field(default_factory=lambda: TokenBucket(BURST_MESSAGES, MESSAGES_PER_SECOND))
    #: Whole answers with thirty comments: joins and resyncs.
    joins: TokenBucket = field(default_factory=lambda: TokenBucket(6, 0.5))

    @property
    def user_id(self) -> uuid.UUID | None:
        """Return who it is, or None for a stranger."""
        return self.actor.user_id if self.actor else None

    @property
    def name(self) -> str:
        """Return what a room counts this viewer by."""
        return str(self.user_id or self.sid)


class Visitors:
    """The connections by their Socket.IO sid."""

    def __init__(self, server: Any, connections: Connections) -> None:
        self._server = server
        self._connections = connections
        self._visitors: dict[str, Visitor] = {}
        self._of_person: dict[tuple[uuid.UUID, uuid.UUID], set[str]] = {}

    def find(self, sid: str) -> Visitor | None:
        """Return a connection that is still there."""
        return self._visitors.get(sid)

    def add(self, visitor: Visitor) -> None:
        """Take in a new connection."""
        self._visitors[visitor.sid] = visitor

    def remove(self, sid: str) -> Visitor | None:
        """Forget a connection, which has left its room before."""
        self._connections.forget(NAMESPACE, sid)
        return self._visitors.pop(sid, None)

    def enter(self, visitor: Visitor, broadcast_id: uuid.UUID, standing: Standing) -> None:
        """Put a connection into a room; it is in no other."""
        visitor.broadcast_id, visitor.standing = broadcast_id, standing
        if visitor.user_id is not None:
            self._of_person.setdefault((broadcast_id, visitor.user_id), set()).add(visitor.sid)
        self._server.enter_room(visitor.sid, room_of(broadcast_id), namespace=NAMESPACE)
        if standing.may_moderate:
            self._server.enter_room(visitor.sid, peace_room_of(broadcast_id), namespace=NAMESPACE)

    def list_of(self, user_id: uuid.UUID) -> list[Visitor]:
        """Return the connections of a person that are in some room."""
        return [one for one in self._visitors.values() if one.broadcast_id and one.user_id == user_id]

    def leave(self, visitor: Visitor) -> None:
        """Take a connection out of its room."""
        broadcast_id, visitor.broadcast_id = visitor.broadcast_id, None
        if broadcast_id is None:
            return
        if visitor.user_id is not None:
            sids = self._of_person.get((broadcast_id, visitor.user_id), set())
            sids.discard(visitor.sid)
            if not sids:
                self._of_person.pop((broadcast_id, visitor.user_id), None)
        self._server.leave_room(visitor.sid, room_of(broadcast_id), namespace=NAMESPACE)
        if visitor.standing.may_moderate:
            self._server.leave_room(visitor.sid, peace_room_of(broadcast_id), namespace=NAMESPACE)

    def tell_restriction(self, broadcast_id: uuid.UUID, message: str, payload: dict[str, Any]) -> None:
        """Tell a person and the moderators what he may not do from now on; close a banned one's screens."""
        sids = list(self._of_person.get((broadcast_id, uuid.UUID(payload["user_id"])), ()))
        for room in (peace_room_of(broadcast_id), *sids):
            self._server.emit(message, payload, to=room, namespace=NAMESPACE)
        if payload["kind"] == RestrictionKind.BAN:
            for sid in sids:
                self._server.disconnect(sid, namespace=NAMESPACE)


def peace_room_of(broadcast_id: uuid.UUID) -> str:
    """Return the room of those who keep the peace in a broadcast."""
    return f"moderators:{broadcast_id}"
