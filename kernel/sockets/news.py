"""Hands the announcements that reach this process to the screens in their room and to whoever listens."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from kernel.logs import log
from kernel.sockets.connections import Connections

SESSIONS_ENDED = "sessions_ended"

#: Called with the room, the message and its payload.
Listener = Callable[[str, str, Mapping[str, Any]], None]


class News:
    """Who hears what. Listeners run one after the other in the relay's greenlet, so they must not wait."""

    def __init__(self, server: Any, namespace: str, connections: Connections) -> None:
        self._server = server
        self._namespace = namespace
        self._connections = connections
        self._listeners: list[tuple[str, Listener]] = []
        self._gap_listeners: list[Callable[[], None]] = []

    def listen(self, prefix: str, listener: Listener) -> None:
        """Hand the listener what is announced, or told by our peers, to rooms that begin with `prefix`."""
        self._listeners.append((prefix, listener))

    def listen_for_gaps(self, listener: Callable[[], None]) -> None:
        """Call the listener whenever news may have been missed: what it knows may be old."""
        self._gap_listeners.append(listener)

    def tell(self, room: str, message: str, payload: Mapping[str, Any]) -> None:
        """Pass an announcement on; connections of ended sessions are closed instead of told."""
        if message == SESSIONS_ENDED:
            self._connections.close_ended(uuid.UUID(room.partition(":")[2]))
            return
        self._server.emit(message, payload, to=room, namespace=self._namespace)
        self.tell_listeners(room, message, payload)

    def tell_listeners(self, room: str, message: str, payload: Mapping[str, Any]) -> None:
        """Pass on what is not for the screens of `/news`; one listener's failure is not the next one's."""
        for prefix, listener in self._listeners:
            if room.startswith(prefix):
                try:
                    listener(room, message, payload)
                except Exception:  # noqa: BLE001  (news for everybody else must go on)
                    log.exception("news_not_heard", message=message)

    def tell_of_gap(self) -> None:
        """Close what ended while no news came, and let the listeners look for themselves."""
        self._connections.close_ended()
        for listener in self._gap_listeners:
            listener()
