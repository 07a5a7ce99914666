"""One connection to a broadcast's feed.

Plain sockets: they are green where the process is patched, and real where it is not.
"""

import uuid
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from live.feed import PING_SECONDS, EventReader, FeedBroken, FeedEvent
from live.tokens import sign_feed

READ_BYTES = 1 << 16
#: Who has not pinged for so long is gone.
SILENCE_SECONDS = 3 * PING_SECONDS


class FeedLost(Exception):
    """The connection could not be opened or broke; it is worth another try."""


def read_feed_of(origin: str, broadcast_id: uuid.UUID) -> Iterator[list[FeedEvent]]:
    """Yield what a feed brings: some events at a time, or none for a ping. Ends when the feed does.

    Raises FeedLost: there is no feed (now).
    """
    connection = _connect(origin)
    try:
        response = _ask(connection, broadcast_id)
        reader = EventReader()
        while received := response.read1(READ_BYTES):
            yield list(reader.feed(received))
    except (OSError, HTTPException, FeedBroken) as error:
        raise FeedLost(str(error) or type(error).__name__) from error
    finally:
        connection.close()


def _connect(origin: str) -> HTTPConnection:
    parts = urlsplit(origin)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=SILENCE_SECONDS)


def _ask(connection: HTTPConnection, broadcast_id: uuid.UUID) -> HTTPResponse:
    connection.request("GET", f"/feed/{broadcast_id}", headers={"Authorization": f"Bearer {sign_feed()}"})
    response = connection.getresponse()
    if response.status != 200:
        raise FeedLost(f"the feed answers {response.status}")
    return response
