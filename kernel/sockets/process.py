"""What a package is given that adds a namespace of its own to the realtime process."""

from dataclasses import dataclass
from typing import Any

from kernel.config import Config
from kernel.sockets.connections import Connections
from kernel.sockets.news import News
from kernel.sockets.peers import Peers


@dataclass(frozen=True)
class Realtime:
    """The realtime process as `live.sockets` sees it.

    `server` is python-socketio's own: handlers registered with `server.on(event, handler, namespace=…)` are
    called with `(sid, data)` in the greenlet that reads the connection, one after the other, without Flask.
    """

    config: Config
    server: Any
    connections: Connections
    news: News
    peers: Peers
