"""Fragments over the room's socket, for players that feed them to the browser themselves: least latency.

Who watches a rendition is in a room of its own, `fragments:<broadcast>:<rendition>`; this process subscribes
to the edge once for each. A viewer whose connection stays behind would get a stream with holes: he is put out
and told to play the playlists instead.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

from kernel.errors import DomainError
from live.sockets.hub import NAMESPACE
from live.sockets.visitors import Visitor
from media.live_events import MediaEvent, PartAdded

RENDITIONS = frozenset({"source", "540", "360", "audio"})
#: A viewer who is behind at so many fragments in a row is put out: a second.
MAX_LATE_COUNT = 5
#: ... or who has so much to read still: well before the driver would cut him off.
MAX_BACKLOG_BYTES = 500_000


class Snapshot(Protocol):
    """Where a viewer begins."""

    codecs: str
    init: bytes
    parts: Any


class FragmentSource(Protocol):
    """What the edge offers, see `live.edge.app.Edge`."""

    def subscribe_fragments(
        self, broadcast_id: uuid.UUID, rendition: str, callback: Callable[[MediaEvent], None]
    ) -> Callable[[], None]:
        """Call back with every event until the result is called."""

    def snapshot(self, broadcast_id: uuid.UUID, rendition: str) -> Any:
        """Return the codecs, the init and the parts since the last key frame."""

    def stop(self, broadcast_id: uuid.UUID) -> None:
        """Hand nothing of a broadcast out any more."""


@dataclass
class _Watched:
    """One rendition that somebody watches: by sid, how often in a row each was behind."""

    late_counts: dict[str, int] = field(default_factory=dict)
    unsubscribe: Callable[[], None] | None = None


class Fragments:
    """Passes fragments on to those who want them."""

    def __init__(self, server: Any, edge: FragmentSource, backlog_bytes: Callable[[str], int]) -> None:
        self._server = server
        self._edge = edge
        self._backlog_bytes = backlog_bytes
        self._watched: dict[tuple[uuid.UUID, str], _Watched] = {}

    def watch(self, visitor: Visitor, rendition: object) -> dict[str, Any]:
        """Let a viewer watch a rendition of his room's broadcast; return where he begins.

        Raises DomainError: the edge has nothing for him.
        """
        broadcast_id = visitor.broadcast_id
        assert broadcast_id is not None
        if not isinstance(rendition, str) or rendition not in RENDITIONS:
            return {"ok": False, "error": "There is no such rendition."}
        self.unwatch(visitor)
        snapshot = self._edge.snapshot(broadcast_id, rendition)  # may wait for the first picture
        if visitor.broadcast_id != broadcast_id:
            return {"ok": False, "error": "You have left the room."}
        # From here to the answer nothing waits, so no fragment can come before it or be missed.
        watched = self._subscribe(broadcast_id, rendition)
        watched.late_counts[visitor.sid] = 0
        visitor.rendition = rendition
        self._server.enter_room(visitor.sid, room_of(broadcast_id, rendition), namespace=NAMESPACE)
        parts = [bytes(part) for part in snapshot.parts]
        return {"ok": True, "codecs": snapshot.codecs, "init": bytes(snapshot.init), "parts": parts}

    def unwatch(self, visitor: Visitor) -> None:
        """Send a viewer no more fragments; he may not have had any."""
        rendition, visitor.rendition = visitor.rendition, None
        if rendition is None or visitor.broadcast_id is None:
            return
        key = (visitor.broadcast_id, rendition)
        self._server.leave_room(visitor.sid, room_of(*key), namespace=NAMESPACE)
        watched = self._watched.get(key)
        if watched is not None:
            watched.late_counts.pop(visitor.sid, None)
            self._end_if_unwatched(key, watched)

    def stop(self, broadcast_id: uuid.UUID) -> None:
        """Hand nothing of a broadcast out any more: a moderator stopped it."""
        self._edge.stop(broadcast_id)
        for key in [key for key in self._watched if key[0] == broadcast_id]:
            self._server.close_room(room_of(*key), namespace=NAMESPACE)
            del self._watched[key]

    def _subscribe(self, broadcast_id: uuid.UUID, rendition: str) -> _Watched:
        key = (broadcast_id, rendition)
        watched = self._watched.get(key)
        if watched is None:
            watched = self._watched[key] = _Watched()
            callback = partial(self._pass_on, key)
            try:
                watched.unsubscribe = self._edge.subscribe_fragments(broadcast_id, rendition, callback)
            except DomainError:
                del self._watched[key]
                raise
        return watched

    def _pass_on(self, key: tuple[uuid.UUID, str], event: MediaEvent) -> None:
        watched = self._watched.get(key)
        if watched is None or not isinstance(event, PartAdded):
            return
        self._drop_late(key, watched)
        about = {
            "msn": event.msn,
            "index": event.index,
            "program_time_ms": round(event.program_time * 1000),
            "duration_ms": round(event.duration_seconds * 1000),
            "init_number": event.init_number,
        }
        self._server.emit("fragment", (about, bytes(event.data)), to=room_of(*key), namespace=NAMESPACE)

    def _drop_late(self, key: tuple[uuid.UUID, str], watched: _Watched) -> None:
        for sid in list(watched.late_counts):
            backlog_bytes = self._backlog_bytes(sid)
            late_count = watched.late_counts[sid] + 1 if backlog_bytes else 0
            watched.late_counts[sid] = late_count
            if late_count >= MAX_LATE_COUNT or backlog_bytes > MAX_BACKLOG_BYTES:
                del watched.late_counts[sid]
                self._server.leave_room(sid, room_of(*key), namespace=NAMESPACE)
                told = {"rendition": key[1], "reason": "slow"}
                self._server.emit("fragments_dropped", told, to=sid, namespace=NAMESPACE)
        self._end_if_unwatched(key, watched)

    def _end_if_unwatched(self, key: tuple[uuid.UUID, str], watched: _Watched) -> None:
        if not watched.late_counts and self._watched.get(key) is watched:
            del self._watched[key]
            if watched.unsubscribe is not None:
                watched.unsubscribe()


def room_of(broadcast_id: uuid.UUID, rendition: str) -> str:
    """Return the room of those who watch a rendition's fragments."""
    return f"fragments:{broadcast_id}:{rendition}"
