"""A running broadcast on disk: files first, then the line that speaks of them. Nothing is half-written.

Layout: `<root>/<broadcast>/<rendition>/{i0.mp4,p12.3.m4s,s12.m4s,open}` and `<broadcast>/journal`. `open`
lists the parts of the open segment, so that a crash loses none of them. When the disk is full the broadcast
goes on in memory, and what could not be written waits where it is small.
"""

import shutil
import uuid
from collections import defaultdict, deque
from collections.abc import Callable
from pathlib import Path

import orjson

from kernel.logs import log
from live.ingest.files import append_line, write_whole
from media.live_events import (
    Ended,
    InitAdded,
    Interrupted,
    MediaEvent,
    PartAdded,
    RenditionAdded,
    SegmentClosed,
)
from media.live_journal import is_journaled, write_init, write_other, write_segment

#: Part files stay until their segment is this many segments old.
SEGMENTS_WITH_PARTS = 3
#: Lines and sections that wait for a full disk; a line has 200 bytes.
MAX_OWED_LINES = 10_000
MAX_OWED_INITS = 100

#: Gets the name of a file below the broadcast's folder, and its bytes where the disk would not take them.
OnFile = Callable[[str, bytes | None], None]


class Spool:
    """One broadcast's folder. `on_file` hears of everything that should be stored for good."""

    def __init__(self, root: Path, broadcast_id: uuid.UUID, *, dvr_seconds: float) -> None:
        self.folder = root / str(broadcast_id)
        self.is_full = False
        self._dvr_seconds = dvr_seconds
        self.on_file: OnFile = lambda _name, _data: None
        self._parts: defaultdict[str, list[PartAdded]] = defaultdict(list)
        self._kept: dict[str, deque[SegmentClosed]] = {}
        self._stored: set[str] = set()
        self._part_files: dict[str, deque[tuple[int, int]]] = {}
        self._owed_lines: deque[str] = deque(maxlen=MAX_OWED_LINES)
        self._owed_inits: deque[tuple[str, bytes, str]] = deque(maxlen=MAX_OWED_INITS)
        self._lines_of_memory: dict[str, str] = {}

    @property
    def journal(self) -> Path:
        """Return where the journal lies."""
        return self.folder / "journal"

    def record(self, event: MediaEvent, now: float) -> None:
        """Write an event down."""
        match event:
            case InitAdded():
                self._record_init(event)
            case PartAdded():
                self._record_part(event)
            case SegmentClosed():
                self._record_segment(event)
        if is_journaled(event):
            assert isinstance(event, RenditionAdded | Interrupted | Ended)
            self._write_line(write_other(event, now))

    def adopt(self, event: SegmentClosed) -> None:
        """Take over a segment that is on disk from before a restart."""
        self._kept.setdefault(event.rendition, deque()).append(event)

    def note_stored(self, name: str) -> None:
        """Note that a file is in the storage; what was only in memory is part of the replay now."""
        line = self._lines_of_memory.pop(name, None)
        if line is not None:
            self._write_line(line)
        elif name.endswith(".m4s"):
            self._stored.add(name)

    def note_lost(self, name: str) -> None:
        """Note that a segment that was only in memory is gone."""
        self._lines_of_memory.pop(name, None)

    def keep_thumb(self, name: str, picture: bytes) -> None:
        """Put a new small picture in the place of the last."""
        if self._write(name, picture):
            self.on_file(name, None)

    def read_journal(self) -> bytes:
        """Return the journal with what waits for a full disk."""
        written = self.journal.read_bytes() if self.journal.exists() else b""
        return written + "".join(self._owed_lines).encode()

    def remove(self) -> None:
        """Remove the folder; everything in it is in the storage."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _record_init(self, event: InitAdded) -> None:
        name, line = f"{event.rendition}/i{event.init_number}.mp4", write_init(event)
        if self._write(name, event.data):
            self._write_line(line)
            self.on_file(name, None)
        else:
            self._owed_inits.append((name, event.data, line))
            self.on_file(name, event.data)

    def _record_part(self, event: PartAdded) -> None:
        if event.index == 0:
            self._begin_segment(event.rendition)
        self._parts[event.rendition].append(event)
        name = f"{event.rendition}/p{event.msn}.{event.index}.m4s"
        if not self._write(name, event.data):
            return
        self._part_files.setdefault(event.rendition, deque()).append((event.msn, event.index))
        header = {
            "msn": event.msn,
            "index": event.index,
            "size_bytes": len(event.data),
            "duration_seconds": event.duration_seconds,
            "is_independent": event.is_independent,
            "program_time": event.program_time,
            "init_number": event.init_number,
            "is_discontinuity": event.is_discontinuity,
        }
        self._append(f"{event.rendition}/open", orjson.dumps(header) + b"\n")

    def _begin_segment(self, rendition: str) -> None:
        """Forget a segment that was never closed, as that of a dropped rendition."""
        self._parts[rendition] = []
        (self.folder / rendition / "open").unlink(missing_ok=True)

    def _record_segment(self, event: SegmentClosed) -> None:
        self._write_owed_inits()
        parts = self._parts.pop(event.rendition, [])
        data = b"".join(part.data for part in parts)
        name = f"{event.rendition}/s{event.msn}.m4s"
        starts_with_key_frame = bool(parts) and parts[0].is_independent
        line = write_segment(event, size_bytes=len(data), starts_with_key_frame=starts_with_key_frame)
        if self._write(name, data):
            self.is_full = False
            self._write_line(line)
            self.on_file(name, None)
            self._kept.setdefault(event.rendition, deque()).append(event)
            (self.folder / event.rendition / "open").unlink(missing_ok=True)
        else:
            self._lines_of_memory[name] = line
            self.on_file(name, data)
        self._forget_parts(event)
        self._forget_segments(event)

    def _forget_parts(self, newest: SegmentClosed) -> None:
        files = self._part_files.get(newest.rendition, deque())
        while files and files[0][0] <= newest.msn - SEGMENTS_WITH_PARTS:
            msn, index = files.popleft()
            (self.folder / newest.rendition / f"p{msn}.{index}.m4s").unlink(missing_ok=True)

    def _forget_segments(self, newest: SegmentClosed) -> None:
        """Remove what nobody winds back to any more and what is in the storage."""
        kept = self._kept.get(newest.rendition, deque())
        end = newest.program_time + newest.duration_seconds - self._dvr_seconds
        while kept and kept[0].program_time + kept[0].duration_seconds < end:
            name = f"{newest.rendition}/s{kept[0].msn}.m4s"
            if name not in self._stored:
                return
            kept.popleft()
            self._stored.discard(name)
            (self.folder / name).unlink(missing_ok=True)

    def _write_owed_inits(self) -> None:
        while self._owed_inits and self._write(*self._owed_inits[0][:2]):
            self._write_line(self._owed_inits.popleft()[2])

    def _write_line(self, line: str) -> None:
        self._owed_lines.append(line)
        while self._owed_lines and self._append("journal", self._owed_lines[0].encode()):
            self._owed_lines.popleft()

    def _write(self, name: str, data: bytes) -> bool:
        return self._try(name, lambda path: write_whole(path, data))

    def _append(self, name: str, line: bytes) -> bool:
        return self._try(name, lambda path: append_line(path, line))

    def _try(self, name: str, work: Callable[[Path], None]) -> bool:
        path = self.folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            work(path)
        except OSError as error:
            if not self.is_full:
                log.error("live_spool_full", broadcast_id=self.folder.name, error=str(error))
            self.is_full = True
            return False
        return True
