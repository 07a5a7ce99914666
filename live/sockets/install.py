"""Puts the rooms of broadcasts into a realtime process; the entry point calls it once.

The entry point gives it the Socket.IO server (made with `async_handlers=False`: each connection has a greenlet
of its own, and a handler for each message costs more than the message) and then tells it what its relay reads:

    live = install(socketio, identification=identification, config=config, edge=edge, is_behind=is_behind)
    …
    live.hear(room, message, payload)   # every announcement of a room that begins with broadcast:, product: or user:
    live.resumed()                      # the relay hears again after it heard nothing (Redis was away)

`hear` and `resumed` never block and never raise. `like`, `comment` and all other messages: docs/realtime.md.
`tick` numbers itself and may be left out for a viewer who is behind; name it among the droppable messages.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from flask_socketio import SocketIO

from kernel.config import Config
from kernel.web.actor import Identification


class Listener(Protocol):
    """What the relay of announcements calls."""

    def hear(self, room: str, message: str, payload: Mapping[str, Any]) -> None:
        """Take in one announcement."""

    def resumed(self) -> None:
        """Take note that announcements may have been missed until now."""


def install(
    socketio: SocketIO,
    *,
    identification: Identification,
    config: Config,
    edge: Any,
    is_behind: Callable[[str], bool],
) -> Listener:
    """Serve the namespace `/live`.

    `edge` is the process's `live.edge` (`subscribe_fragments`, `snapshot`, `stop`); `is_behind(sid)` tells
    whether frames wait for a connection of `/live` to read on.
    """
    raise NotImplementedError  # the room is being built
