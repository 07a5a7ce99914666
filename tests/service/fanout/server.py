"""A realtime process with one more namespace, `/test`, which does what the tests ask.

With the argument `changed`, python-socketio has changed one of the functions that the fan-out takes hold of.
"""

import realtime  # isort: skip  # patches the standard library, so it comes first

import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import socketio

from kernel import migrate
from kernel.config import Config
from kernel.fanout.manager import FanoutManager

NAMESPACE = "/test"


class Handlers:
    """What clients may ask for."""

    def __init__(self, process: Any) -> None:
        self._server = process.server
        self._peers = process.peers
        process.news.listen("test:", self._hear)

    def connect(self, sid: str, environ: dict[str, Any], _auth: object = None) -> None:
        """Let the client into the room that its address names."""
        for room in parse_qs(environ["QUERY_STRING"]).get("room", []):
            self._server.enter_room(sid, room, namespace=NAMESPACE)

    def enter(self, sid: str, room: str) -> dict[str, Any]:
        """Let the client into a room."""
        self._server.enter_room(sid, room, namespace=NAMESPACE)
        return {"ok": True, "sid": sid}

    def leave(self, sid: str, room: str) -> dict[str, Any]:
        """Let the client out of a room."""
        self._server.leave_room(sid, room, namespace=NAMESPACE)
        return {"ok": True}

    def say(self, _sid: str, wanted: dict[str, Any]) -> dict[str, Any]:
        """Say something to one or several rooms so many times, and so many times a second."""
        text, attachment = "x" * wanted.get("bytes", 10), b"b" * wanted.get("attachment_bytes", 0)
        for number in range(wanted.get("count", 1)):
            payload: Any = {"seq": number, "text": text}
            self._server.emit(
                wanted.get("event", "said"),
                (payload, attachment) if attachment else payload,
                to=wanted["room"],
                skip_sid=wanted.get("skip"),
                namespace=NAMESPACE,
            )
            if wanted.get("peers"):
                self._peers.tell(f"test:{wanted['room']}", "told", payload)
            self._server.sleep(1 / wanted["rate"] if wanted.get("rate") else 0)
        return {"ok": True}

    def question(self, sid: str, value: Any) -> None:
        """Ask the client back, and tell it what it answered."""

        def answered(answer: Any) -> None:
            self._server.emit("answered", answer, to=sid, namespace=NAMESPACE)

        self._server.emit("question", value, to=sid, namespace=NAMESPACE, callback=answered)

    def close(self, _sid: str, room: str) -> dict[str, Any]:
        """Say goodbye to a room and close it."""
        self._server.emit("closing", {}, to=room, namespace=NAMESPACE)
        self._server.close_room(room, namespace=NAMESPACE)
        return {"ok": True}

    def kick(self, _sid: str, sid: str) -> dict[str, Any]:
        """Disconnect somebody."""
        self._server.disconnect(sid, namespace=NAMESPACE)
        return {"ok": True}

    def count(self, _sid: str, _data: Any = None) -> dict[str, Any]:
        """Count what there is in this process."""
        manager = self._server.manager
        is_ours = isinstance(manager, FanoutManager)
        return {
            "is_installed": is_ours,
            "clients": len(self._server.eio.sockets),
            "descriptors": len(list(Path("/proc/self/fd").iterdir())),
            "rooms": sorted(str(room) for room in manager.rooms.get(NAMESPACE, {})),
            "lost_peer_messages": self._peers.lost_messages_count,
            **(vars(manager.counts) if is_ours else {}),
        }

    def _hear(self, room: str, message: str, payload: Any) -> None:
        self._server.emit(message, payload, to=room.partition(":")[2], namespace=NAMESPACE)


def changed(send_packet: Any) -> Any:
    """Return a function that does the same, but is called otherwise."""

    def send(self: Any, connection: str, packet: Any) -> None:
        send_packet(self, connection, packet)

    return send


def main() -> None:
    """Serve until stopped."""
    if "changed" in sys.argv:
        socketio.Server._send_packet = changed(socketio.Server._send_packet)
    config = Config.from_env()
    migrate.upgrade(config.database_url)
    app, process = realtime.create_realtime(config)
    handlers = Handlers(process)
    for name in ("connect", "enter", "leave", "say", "question", "close", "kick", "count"):
        process.server.on(name, getattr(handlers, name), namespace=NAMESPACE)
    realtime.serve(app, config)


if __name__ == "__main__":
    main()
