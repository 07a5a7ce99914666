"""What a broadcast's folder says after a crash, put right: the open segment is closed from its parts."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from live.ingest.files import TEMPORARY, append_line, write_whole
from media.live_events import InitAdded, MediaEvent, PartAdded, SegmentClosed
from media.live_journal import Journal, JournalSegment, read_journal, write_segment

#: How much of each rendition is shown again at once: as much as a window holds.
WINDOW_SEGMENTS = 8


@dataclass(frozen=True)
class Recovered:
    """A broadcast as far as its folder knows it. `files` are those that may not be in the storage yet."""

    journal: Journal
    events: tuple[MediaEvent, ...]
    segments: tuple[SegmentClosed, ...]
    files: tuple[str, ...]


def recover(folder: Path) -> Recovered | None:
    """Return what was there, or None when the broadcast has not begun. Closes what was open."""
    path = folder / "journal"
    if not path.exists():
        return None
    for torn in folder.glob(f"*/.*{TEMPORARY}"):
        torn.unlink()
    _end_last_line(path)
    journal = _read(path)
    for listed in sorted(folder.glob("*/open")):
        _close_open_segment(folder, listed, journal)
    journal = _read(path)
    for part in folder.glob("*/p*.m4s"):
        part.unlink()
    present = {str(found.relative_to(folder)) for found in folder.glob("*/[si]*.m[4p]*")}
    segments = [s for s in journal.segments.values() if f"{s.rendition}/s{s.msn}.m4s" in present]
    segments.sort(key=lambda segment: segment.msn)
    return Recovered(
        journal=journal,
        events=tuple(_window_events(folder, journal, segments)),
        segments=tuple(_closed(segment) for segment in segments),
        files=tuple(sorted(present)),
    )


def _read(path: Path) -> Journal:
    return read_journal(path.read_text(errors="replace").splitlines())


def _end_last_line(path: Path) -> None:
    """Keep a torn line from swallowing the next one."""
    content = path.read_bytes()
    if content and not content.endswith(b"\n"):
        append_line(path, b"\n")


def _close_open_segment(folder: Path, listed: Path, journal: Journal) -> None:
    rendition = listed.parent.name
    parts = [part for part in _read_open(listed) if (rendition, part["msn"]) not in journal.segments]
    listed.unlink()
    if not parts:
        return
    msn = parts[-1]["msn"]
    data, used = b"", []
    for expected, part in enumerate(p for p in parts if p["msn"] == msn):
        content = _read_part(listed.parent / f"p{msn}.{expected}.m4s", part)
        if part["index"] != expected or content is None:
            break
        data += content
        used.append(part)
    if not used:
        return
    first = used[0]
    closed = SegmentClosed(
        rendition=rendition,
        msn=msn,
        duration_seconds=sum(part["duration_seconds"] for part in used),
        program_time=first["program_time"],
        init_number=first["init_number"],
        is_discontinuity=first["is_discontinuity"],
    )
    write_whole(listed.parent / f"s{msn}.m4s", data)
    line = write_segment(closed, size_bytes=len(data), starts_with_key_frame=first["is_independent"])
    append_line(folder / "journal", line.encode())


def _read_open(path: Path) -> list[dict[str, Any]]:
    parts = []
    for line in path.read_text(errors="replace").splitlines():
        try:
            parts.append(json.loads(line))
        except ValueError:
            continue
    return parts


def _read_part(path: Path, part: dict[str, Any]) -> bytes | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    return content if len(content) == part["size_bytes"] else None


def _window_events(folder: Path, journal: Journal, segments: list[JournalSegment]) -> Iterator[MediaEvent]:
    """Yield the events of the last segments of every rendition, each segment as one part."""
    told: set[tuple[str, int]] = set()
    newest = segments[-1].msn if segments else 0
    for segment in segments:
        if segment.msn <= newest - WINDOW_SEGMENTS:
            continue
        key = (segment.rendition, segment.init_number)
        path = folder / segment.rendition
        if key not in told and key in journal.inits:
            told.add(key)
            init = journal.inits[key]
            data = (path / f"i{init.init_number}.mp4").read_bytes()
            yield InitAdded(data=data, **vars(init))
        data = (path / f"s{segment.msn}.m4s").read_bytes()
        yield _as_part(segment, data)
        yield _closed(segment)


def _as_part(segment: JournalSegment, data: bytes) -> PartAdded:
    return PartAdded(
        rendition=segment.rendition,
        msn=segment.msn,
        index=0,
        data=data,
        duration_seconds=segment.duration_seconds,
        is_independent=segment.starts_with_key_frame,
        program_time=segment.program_time,
        init_number=segment.init_number,
        is_discontinuity=segment.is_discontinuity,
    )


def _closed(segment: JournalSegment) -> SegmentClosed:
    return SegmentClosed(
        rendition=segment.rendition,
        msn=segment.msn,
        duration_seconds=segment.duration_seconds,
        program_time=segment.program_time,
        init_number=segment.init_number,
        is_discontinuity=segment.is_discontinuity,
    )
