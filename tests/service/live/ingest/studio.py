"""Publications with a real encoder, a real folder and a real storage, on an event loop of the test's own."""

import asyncio
import contextlib
import os
import subprocess
import time
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from kernel.config import Config
from kernel.storage import Storage, make_storage
from live.ingest.budget import CpuBudget
from live.ingest.publication import Publication
from live.ingest.registry import Publications
from media.live_events import InitAdded, MediaEvent, PartAdded, SegmentClosed
from media.live_journal import Journal, read_journal
from media.live_playlists import build_vod
from media.tools import find_tools
from tests.conftest import SECRET_KEY

PATIENCE_SECONDS = 30.0
PIECES = 40
#: Browsers' frames come when they come; ffmpeg must not press them into a rate.
AS_THEY_ARE = ("-fps_mode", "passthrough", "-enc_time_base", "1:48000")
E = TypeVar("E", bound=MediaEvent)


@dataclass
class Studio:
    """What a test publishes into, and what it hears."""

    home: Path
    grace_seconds: int = 15
    used_percent: float = 99.0
    events: list[tuple[uuid.UUID, MediaEvent]] = field(default_factory=list)
    stored: list[uuid.UUID] = field(default_factory=list)
    storage: Storage | None = None
    dvr_seconds: int = 900

    @property
    def config(self) -> Config:
        return Config.from_env(
            {},
            home=self.home,
            environment="test",
            secret_key=SECRET_KEY,
            live_grace_seconds=self.grace_seconds,
            live_dvr_seconds=self.dvr_seconds,
        )

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[Publications]:
        """Run the registry of one process; afterwards no child and no descriptor may be left."""
        find_tools()
        before = children(), descriptors()
        publications = self.make()
        try:
            yield publications
        finally:
            await publications.close()
        await wait_until(lambda: children() <= before[0])
        await wait_until(lambda: descriptors() <= before[1])

    def make(self) -> Publications:
        """Make the registry of one process."""
        storage = self.storage or make_storage(self.config)
        return Publications(
            self.config,
            find_tools(),
            on_event=lambda broadcast_id, event: self.events.append((broadcast_id, event)),
            on_stored=self.stored.append,
            storage=storage,
            budget=CpuBudget(70, read_percent=lambda: self.used_percent, cores=8),
        )

    def heard(self, kind: type[E], rendition: str | None = None) -> list[E]:
        """Return the events of a kind, of one rendition if wanted."""
        return [
            event
            for _, event in self.events
            if isinstance(event, kind) and rendition in {None, getattr(event, "rendition", None)}
        ]

    def spool(self, broadcast_id: uuid.UUID) -> Path:
        return self.config.live_spool / str(broadcast_id)

    def objects(self, broadcast_id: uuid.UUID) -> Path:
        return self.home / "media" / "objects" / "broadcasts" / str(broadcast_id)

    def journal(self, broadcast_id: uuid.UUID) -> Journal:
        """Return the journal in the storage."""
        return read_journal((self.objects(broadcast_id) / "journal").read_text().splitlines())


async def publish(
    publication: Publication,
    data: bytes,
    *,
    kind: str = "webm",
    seconds: float = 6,
    pause_seconds: float = 0.0,
) -> None:
    """Send a whole recording as an input of its own, faster than it was made unless there are pauses."""
    captured_at = time.time() - seconds if kind == "webm" else None
    await publication.open_input(kind, input_id=str(uuid.uuid4()), captured_at=captured_at)  # type: ignore[arg-type]
    await send(publication, data, pause_seconds=pause_seconds)


async def send(publication: Publication, data: bytes, *, pause_seconds: float = 0.0) -> None:
    """Write in pieces into the input that is open."""
    size = max(1, len(data) // PIECES)
    for at in range(0, len(data), size):
        await publication.write(data[at : at + size])
        await asyncio.sleep(pause_seconds)


async def wait_until(is_so: Callable[[], object]) -> None:
    """Wait until something is true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it did not come"
        await asyncio.sleep(0.02)


def decode(folder: Path, journal: Journal, rendition: str = "source") -> float:
    """Play a replay to its end with ffmpeg, which must not complain; return its length in seconds."""
    segments = [segment.list() for segment in journal.list_segments(rendition)]
    path = folder / f"{rendition}.m3u8"
    path.write_text(build_vod(segments))
    argv = [
        str(find_tools().ffmpeg),
        "-nostdin",
        "-v",
        "error",
        "-xerror",
        "-i",
        str(path),
        *AS_THEY_ARE,
        "-f",
        "null",
        "-",
    ]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return sum(segment.duration_seconds for segment in segments)


def decode_parts(init: InitAdded, parts: list[PartAdded]) -> int:
    """Decode parts one after another; return how many frames they have."""
    argv = [str(find_tools().ffmpeg), "-nostdin", "-v", "error", "-xerror", "-f", "mp4", "-i", "pipe:0"]
    data = init.data + b"".join(part.data for part in parts)
    show = ["-map", "0:v", *AS_THEY_ARE, "-f", "rawvideo", "-pix_fmt", "gray", "-s", "2x2", "pipe:1"]
    done = subprocess.run([*argv, *show], input=data, capture_output=True, timeout=60, check=True)
    assert done.stderr == b""
    return len(done.stdout) // 4


def total_seconds(closed: list[SegmentClosed]) -> float:
    return sum(segment.duration_seconds for segment in closed)


def children() -> set[int]:
    """Return the processes that descend from this one and have not been waited for."""
    found = subprocess.run(
        ["ps", "-o", "pid=,comm=", "--ppid", str(os.getpid())], capture_output=True, text=True, check=True
    )
    lines = [line.split(None, 1) for line in found.stdout.splitlines()]
    return {int(pid) for pid, name in lines if name.strip() != "ps"}


def descriptors() -> int:
    """Return how many files, pipes and sockets this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))
