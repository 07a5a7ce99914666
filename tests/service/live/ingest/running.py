"""The ingest process of a test: started, killed, listened to."""

import contextlib
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import requests

from kernel.config import Config
from kernel.transaction import reading, transaction
from live import broadcasts, stream_keys
from live.edge.feed_client import FeedLost, read_feed_of
from live.values import Broadcast, NewBroadcast
from media.live_events import SOURCE, InitAdded, MediaEvent, PartAdded
from tests.factories import make_person
from tests.service.deploy.cluster import running_process
from tests.services.process import LOOPBACK, ROOT, Child, accepts_connections

PATIENCE_SECONDS = 90.0
T = TypeVar("T")
E = TypeVar("E", bound=MediaEvent)


@dataclass
class Ingest:
    """An ingest process that can be killed and started again."""

    config: Config
    _stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    process: Child | None = None

    @property
    def url(self) -> str:
        """Where pages and edges reach it."""
        return f"http://{LOOPBACK}:{self.config.ingest_port}"

    def rtmp_url(self, key: str) -> str:
        """Where an encoder publishes with this key."""
        return f"rtmp://{LOOPBACK}:{self.config.rtmp_port}/live/{key}"

    def start(self) -> None:
        """Start the process and wait until it answers."""
        command: list[str | Path] = [sys.executable, ROOT / "ingest.py"]
        child = self._stack.enter_context(running_process("ingest", command, self.config, {}))
        child.wait_until(lambda: accepts_connections(self.config.ingest_port))
        self.process = child

    def kill(self) -> None:
        """End the process as a crash would."""
        assert self.process is not None
        self.process.kill()
        self._stack.close()

    def wait_for_end(self) -> None:
        """Wait until the process has ended by itself."""
        process = self.process
        assert process is not None
        wait_until(lambda: not process.is_alive(), "the process goes on")

    def stop(self) -> None:
        """End the process as a deployment does."""
        self._stack.close()

    def logs(self) -> str:
        """Return everything that any of its processes wrote so far."""
        return "".join(path.read_text(errors="replace") for path in self.config.home.glob("ingest-*.log"))

    def metric(self, name: str) -> float:
        """Return the value of a metric, 0 when it was never counted."""
        lines = requests.get(f"{self.url}/metrics", timeout=10).text.splitlines()
        found = [float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name} ")]
        return found[0] if found else 0.0


@dataclass(frozen=True)
class Show:
    """A broadcast with its host and key."""

    id: uuid.UUID
    host_id: uuid.UUID
    key: str


def make_show() -> Show:
    """Make a scheduled broadcast with a stream key."""
    host = make_person(name="Host")
    with transaction() as session:
        made = broadcasts.create_broadcast(session, host.id, NewBroadcast(title="Lanterns live"))
        key = stream_keys.rotate_key(session, made.id, host.id)
    return Show(made.id, host.id, key)


def find_show(show: Show) -> Broadcast:
    """Return the row of a broadcast as it is now."""
    with reading() as session:
        return broadcasts.get_broadcast(session, show.id)


def end_show(show: Show) -> None:
    """End a broadcast as its host does."""
    with transaction() as session:
        broadcasts.end_broadcast(session, show.id, actor_id=show.host_id, reason="host")


def wait_for_show(show: Show, is_so: Callable[[Broadcast], bool]) -> Broadcast:
    """Wait until something is true of the row."""
    return wait_until(lambda: found if is_so(found := find_show(show)) else None, "the row did not change")


def wait_until(ask: Callable[[], T | None], complaint: str) -> T:
    """Ask until there is an answer that is true; return it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (answer := ask()):
        assert time.monotonic() < deadline, complaint
        time.sleep(0.1)
    return answer


class Edge:
    """Reads a broadcast's feed as an edge does, and comes back when it breaks."""

    def __init__(self, ingest: Ingest, show: Show) -> None:
        self._ingest, self._show = ingest, show
        self._closing = threading.Event()
        self.events: list[MediaEvent] = []
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def of(self, kind: type[E]) -> list[E]:
        """Return the events of this kind so far."""
        return [event for event in list(self.events) if isinstance(event, kind)]

    def source_parts(self) -> list[PartAdded]:
        """Return the parts of the publisher's own picture, each once."""
        parts = {(p.msn, p.index): p for p in self.of(PartAdded) if p.rendition == SOURCE}
        return [parts[place] for place in sorted(parts)]

    def wait_for_parts(self, count: int, *, after_msn: int = -1) -> list[PartAdded]:
        """Wait for so many parts of segments after this one."""

        def later() -> list[PartAdded] | None:
            parts = [part for part in self.source_parts() if part.msn > after_msn]
            return parts if len(parts) >= count else None

        return wait_until(later, f"too few parts: {[type(e).__name__ for e in self.events][-20:]}")

    def wait_for(self, kind: type[E]) -> E:
        """Wait for an event of this kind; return the last one."""
        return wait_until(lambda: self.of(kind) or None, f"no {kind.__name__}")[-1]

    def close(self) -> None:
        """Read no more."""
        self._closing.set()
        self._thread.join()

    def _read(self) -> None:
        while not self._closing.is_set():
            try:
                for events in read_feed_of(self._ingest.url, self._show.id):
                    self.events.extend(events)
                    if self._closing.is_set():
                        return
            except FeedLost:
                time.sleep(0.1)


@contextlib.contextmanager
def reading_feed(ingest: Ingest, show: Show) -> Iterator[Edge]:
    """Read a broadcast's feed until the block ends."""
    edge = Edge(ingest, show)
    try:
        yield edge
    finally:
        edge.close()


def count_frames(edge: Edge, folder: Path, *, init_number: int = 0) -> int:
    """Return how many pictures a decoder gets out of the parts that need this initialisation."""
    init = next(e for e in edge.of(InitAdded) if (e.rendition, e.init_number) == (SOURCE, init_number))
    parts = [part.data for part in edge.source_parts() if part.init_number == init_number]
    path = folder / f"{init_number}.mp4"
    path.write_bytes(init.data + b"".join(parts))
    command = ["ffprobe", "-v", "error", "-select_streams", "v", "-count_frames"]
    shown = ["-show_entries", "stream=nb_read_frames", "-of", "csv=p=0"]
    done = subprocess.run([*command, *shown, path], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return int(done.stdout.strip().strip(",") or 0)
