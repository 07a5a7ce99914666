"""The namespace `/news`: which rooms a screen may watch. Messages: docs/realtime.md."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kernel.logs import log
from kernel.sockets.connections import Connections

NAMESPACE = "/news"
#: Rooms that everybody may watch; what is announced there is public.
PUBLIC_ROOMS = {"post", "product", "video"}
MAX_ROOMS_A_SCREEN = 30


@dataclass
class Screens:
    """The screens of this process, and the handlers that make and end them."""

    server: Any
    connections: Connections
    watched: dict[str, set[str]] = field(default_factory=dict)

    def connect(self, sid: str, environ: Mapping[str, Any], auth: object = None) -> None:
        """Find out who it is; a signed-in person's screen joins that person's room."""
        try:
            actor = self.connections.admit(NAMESPACE, sid, environ, auth)
        except Exception:  # noqa: BLE001  (a screen that hears nothing must not think that it is connected)
            log.exception("screen_not_identified")
            self.connections.hang_up(NAMESPACE, sid)
            return
        self.watched[sid] = set()
        if actor is not None:
            self.server.enter_room(sid, f"user:{actor.user_id}", namespace=NAMESPACE)

    def disconnect(self, sid: str, *_reason: object) -> None:
        """Forget the screen."""
        self.watched.pop(sid, None)
        self.connections.forget(NAMESPACE, sid)

    def watch(self, sid: str, data: object = None) -> dict[str, object]:
        """Let a screen into a public room."""
        room, rooms = _public_room(data), self.watched.get(sid)
        if room is None or rooms is None or len(rooms) >= MAX_ROOMS_A_SCREEN:
            return {"ok": False, "error": "This can't be watched."}
        rooms.add(room)
        self.server.enter_room(sid, room, namespace=NAMESPACE)
        return {"ok": True}

    def unwatch(self, sid: str, data: object = None) -> dict[str, object]:
        """Let a screen out of a room again."""
        room, rooms = _public_room(data), self.watched.get(sid)
        if room is None or rooms is None or room not in rooms:
            return {"ok": False, "error": "This is not being watched."}
        rooms.discard(room)
        self.server.leave_room(sid, room, namespace=NAMESPACE)
        return {"ok": True}


def open_news(server: Any, connections: Connections) -> None:
    """Open the namespace."""
    screens = Screens(server, connections)
    server.on("connect", screens.connect, namespace=NAMESPACE)
    server.on("disconnect", screens.disconnect, namespace=NAMESPACE)
    server.on("watch", screens.watch, namespace=NAMESPACE)
    server.on("unwatch", screens.unwatch, namespace=NAMESPACE)


def _public_room(data: object) -> str | None:
    """Return the room's name that a client asked for, if it is one that everybody may watch."""
    room = data.get("room") if isinstance(data, dict) else None
    if not isinstance(room, str) or len(room) > 60:
        return None
    kind, _, identifier = room.partition(":")
    try:
        return f"{kind}:{uuid.UUID(identifier)}" if kind in PUBLIC_ROOMS else None
    except ValueError:
        return None
