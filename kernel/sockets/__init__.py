"""Socket.IO: who may connect, news on their way to screens, and what a package needs for its own namespace.

Messages: docs/realtime.md. The realtime process only reads the database, in short indexed queries: a greenlet
that yields inside a SQLite write transaction would freeze everybody.
"""

from kernel.sockets import packed_json
from kernel.sockets.connections import Connections
from kernel.sockets.news import News
from kernel.sockets.origins import is_allowed_origin
from kernel.sockets.peers import Peers
from kernel.sockets.process import Realtime
from kernel.sockets.relay import relay_announcements
from kernel.sockets.screens import NAMESPACE, open_news

__all__ = [
    "NAMESPACE",
    "Connections",
    "News",
    "Peers",
    "Realtime",
    "is_allowed_origin",
    "open_news",
    "packed_json",
    "relay_announcements",
]
