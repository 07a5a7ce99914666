"""A viewer of an edge in this process: asks as a WSGI server would, from a thread where it has to wait."""

import gzip
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from live.edge import Edge
from live.errors import NoSuchBroadcast
from live.tokens import sign_path
from tests.live_feed import FeedServer


@dataclass(frozen=True)
class Answered:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """Return the body as text, unpacked if it was compressed."""
        data = gzip.decompress(self.body) if self.headers.get("Content-Encoding") == "gzip" else self.body
        return data.decode()


@dataclass
class Viewer:
    """Asks for the files of one broadcast, under a token that is good unless another is given."""

    edge: Edge
    broadcast_id: uuid.UUID
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, file: str, *, method: str = "GET", token: str | None = None, **headers: str) -> Answered:
        """Ask for a file."""
        path = sign_path(self.broadcast_id) if token is None else f"/hls/{self.broadcast_id}/{token}"
        return ask(self.edge, f"{path}/{file}", method=method, **self.headers, **headers)

    def get_later(self, file: str) -> Callable[[], Answered]:
        """Ask in a thread; the result waits for the answer."""
        answers: list[Answered] = []
        thread = threading.Thread(target=lambda: answers.append(self.get(file)))
        thread.start()

        def wait() -> Answered:
            thread.join(30)
            return answers[0]

        return wait


def ask(edge: Edge, url: str, *, method: str = "GET", **headers: str) -> Answered:
    """Ask for any path."""
    parts = urlsplit(url)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": parts.path,
        "QUERY_STRING": parts.query,
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    seen: list[tuple[int, dict[str, str]]] = []

    def start_response(status: str, answered: list[tuple[str, str]], _exc_info: Any = None) -> None:
        seen.append((int(status.split(maxsplit=1)[0]), dict(answered)))

    body = b"".join(edge(environ, start_response))
    status, answered = seen[0]
    return Answered(status, answered, body)


class OnAir:
    """Which broadcasts are on the air, and where: what the database says in a real process."""

    def __init__(self, feed: FeedServer) -> None:
        self.feed = feed
        self.gone: dict[uuid.UUID, type[NoSuchBroadcast]] = {}
        self.asked: list[uuid.UUID] = []

    def find(self, broadcast_id: uuid.UUID) -> str:
        """Return the feed's origin.

        Raises NoSuchBroadcast.
        """
        self.asked.append(broadcast_id)
        if broadcast_id in self.gone:
            raise self.gone[broadcast_id]
        return self.feed.origin
