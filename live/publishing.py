"""Where the ingest process is: for pages and encoders that publish, and for our own processes."""

import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from kernel import runtime
from live.tokens import sign_ticket

#: Where ingest serves Socket.IO; in a cluster realtime has `/socket.io` on the same origin.
SOCKET_PATH = "/ingest/socket.io"
#: The application in RTMP's sense; encoders want one, it says nothing.
RTMP_APPLICATION = "live"
_DEFAULT_RTMP_PORT = 1935


@dataclass(frozen=True)
class PublishingPlace:
    """What a page needs to publish over Socket.IO. An empty `url` is the page's own origin."""

    ticket: str
    url: str
    path: str


def find_place(broadcast_id: uuid.UUID, user_id: uuid.UUID) -> PublishingPlace:
    """Return where this host's pages publish this broadcast; whether he may is the caller's question."""
    return PublishingPlace(sign_ticket(broadcast_id, user_id), runtime.config().ingest_url, SOCKET_PATH)


def rtmp_url() -> str:
    """Return the server address that encoders such as OBS are given; the key goes into a field of its own."""
    config = runtime.config()
    if config.rtmp_url:
        return config.rtmp_url
    host = urlsplit(config.public_url).hostname
    port = config.rtmp_port or _DEFAULT_RTMP_PORT
    return f"rtmp://{host}{'' if port == _DEFAULT_RTMP_PORT else f':{port}'}/{RTMP_APPLICATION}"


def ingest_origin() -> str:
    """Return where this market's ingest process is when a broadcast does not say it."""
    config = runtime.config()
    return config.ingest_internal_url or f"http://127.0.0.1:{config.ingest_port}"
