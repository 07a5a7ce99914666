"""A feed for tests of the edge: a small real HTTP server that says what a test tells it, as ingest does."""

import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from live.feed import PING_SECONDS, FeedEvent, WindowTold, encode_event, encode_ping
from live.tokens import read_feed
from media.live_events import SOURCE, InitAdded, MediaEvent, PartAdded, RenditionAdded, SegmentClosed

#: Younger than any test: an edge takes what is old for the window that it is told first.
EPOCH = time.time() + 3600
PARTS_A_SEGMENT = 10


class FeedServer:
    """Tells each connection everything that was told before, `WindowTold`, then what comes."""

    def __init__(self) -> None:
        self.connections_count = 0
        #: Whether `listen` ends the window; else `end_window` does.
        self.ends_window = True
        self._told: list[MediaEvent] = []
        self._listeners: list[queue.SimpleQueue[FeedEvent | None]] = []
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"server_of_feed": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True

    @property
    def origin(self) -> str:
        """Where edges find it."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def tell(self, *events: MediaEvent) -> None:
        """Say what happens."""
        with self._lock:
            for event in events:
                self._told.append(event)
                for listener in self._listeners:
                    listener.put(event)

    def end_window(self) -> None:
        """Say that all of the window was told."""
        with self._lock:
            for listener in self._listeners:
                listener.put(WindowTold())

    def forget(self) -> None:
        """Tell those who connect from now on only of what comes."""
        self._told.clear()

    def hang_up(self) -> None:
        """End every connection."""
        with self._lock:
            for listener in self._listeners:
                listener.put(None)
            self._listeners.clear()

    @property
    def listeners_count(self) -> int:
        """How many are connected now."""
        return len(self._listeners)

    def listen(self) -> "queue.SimpleQueue[FeedEvent | None]":
        """Begin a connection."""
        listener: queue.SimpleQueue[FeedEvent | None] = queue.SimpleQueue()
        with self._lock:
            self.connections_count += 1
            for event in self._told:
                listener.put(event)
            if self.ends_window:
                listener.put(WindowTold())
            self._listeners.append(listener)
        return listener

    def leave(self, listener: "queue.SimpleQueue[FeedEvent | None]") -> None:
        """End a connection."""
        with self._lock:
            if listener in self._listeners:
                self._listeners.remove(listener)

    def serve(self) -> None:
        """Serve until `close`."""
        self._server.serve_forever(poll_interval=0.05)

    def close(self) -> None:
        """End everything."""
        self.hang_up()
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    server_of_feed: FeedServer

    def do_GET(self) -> None:
        """Tell what there is, and what comes, until told to hang up."""
        if not read_feed(self.headers.get("Authorization", "").removeprefix("Bearer ")):
            self.send_error(401)
            return
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        listener = self.server_of_feed.listen()
        with suppress(OSError):
            self._send(listener)
        self.server_of_feed.leave(listener)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _send(self, listener: "queue.SimpleQueue[FeedEvent | None]") -> None:
        while True:
            try:
                event = listener.get(timeout=PING_SECONDS / 4)
            except queue.Empty:
                self._chunk(encode_ping())
                continue
            self._chunk(encode_event(event) if event else b"")
            if event is None:
                return

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))


@contextmanager
def running_feed() -> Iterator[FeedServer]:
    """Run a feed until the block ends."""
    server = FeedServer()
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()


def opening(rendition: str = SOURCE) -> list[MediaEvent]:
    """Return what comes before the first part of a rendition."""
    kind = "source" if rendition == SOURCE else "video"
    return [
        RenditionAdded(rendition, kind, 720, 1280, 2_500_000),  # type: ignore[arg-type]
        InitAdded(rendition, 0, f"init of {rendition}".encode(), "avc1.42c01f,mp4a.40.2", 720, 1280, 30.0),
    ]


def part(msn: int, index: int, rendition: str = SOURCE) -> PartAdded:
    """Return a part; its bytes say which one it is."""
    data = f"<{rendition} {msn}.{index}>".encode()
    at = EPOCH + 2 * msn + 0.2 * index
    return PartAdded(rendition, msn, index, data, 0.2, index % 5 == 0, at, 0, is_discontinuity=False)


def closing(msn: int, rendition: str = SOURCE) -> SegmentClosed:
    """Return the end of a segment."""
    return SegmentClosed(rendition, msn, 2.0, EPOCH + 2 * msn, 0, is_discontinuity=False)


def segment(msn: int, rendition: str = SOURCE) -> list[MediaEvent]:
    """Return a whole segment."""
    return [*(part(msn, index, rendition) for index in range(PARTS_A_SEGMENT)), closing(msn, rendition)]
