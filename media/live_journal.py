"""The journal of a broadcast: one JSON line for each section, closed segment, interruption and the end.

With it and the segments, a broadcast continues after a crash and is a replay when it is over.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from media.live_events import SOURCE, Ended, InitAdded, Interrupted, MediaEvent, RenditionAdded, SegmentClosed
from media.live_playlists import ListedSegment


@dataclass(frozen=True)
class JournalInit:
    """A section without its bytes, which are a file of their own."""

    rendition: str
    init_number: int
    codecs: str
    width: int
    height: int
    frame_rate: float


@dataclass(frozen=True)
class JournalSegment:
    """A closed segment without its bytes."""

    rendition: str
    msn: int
    duration_seconds: float
    program_time: float
    init_number: int
    is_discontinuity: bool
    size_bytes: int
    starts_with_key_frame: bool = True

    def list(self) -> ListedSegment:
        """Return the segment as a playlist names it."""
        return ListedSegment(
            rendition=self.rendition,
            msn=self.msn,
            duration_seconds=self.duration_seconds,
            program_time=self.program_time,
            init_number=self.init_number,
            is_discontinuity=self.is_discontinuity,
            starts_with_key_frame=self.starts_with_key_frame,
        )


@dataclass
class Journal:
    """What the lines say, in the order of the segments."""

    inits: dict[tuple[str, int], JournalInit] = field(default_factory=dict)
    segments: dict[tuple[str, int], JournalSegment] = field(default_factory=dict)
    renditions: dict[str, RenditionAdded] = field(default_factory=dict)
    interruptions: list[float] = field(default_factory=list)
    is_ended: bool = False

    def list_segments(self, rendition: str = SOURCE) -> list[JournalSegment]:
        """Return a rendition's segments, oldest first."""
        found = [segment for (name, _), segment in self.segments.items() if name == rendition]
        return sorted(found, key=lambda segment: segment.msn)

    def complete_renditions(self) -> list[str]:
        """Return the renditions that have every segment which the source has, the source first."""
        whole = {segment.msn for segment in self.list_segments()}
        names = dict.fromkeys([SOURCE, *(name for name, _ in self.segments)])
        return [
            name
            for name in names
            if whole and whole == {msn for other, msn in self.segments if other == name}
        ]

    def next_msn(self) -> int:
        """Return the first number that no segment has."""
        return max((msn for _, msn in self.segments), default=-1) + 1

    def next_init(self) -> int:
        """Return the first number that no section has."""
        return max((number for _, number in self.inits), default=-1) + 1


def write_init(event: InitAdded) -> str:
    """Return the line of a section."""
    return _line("init", {name: value for name, value in asdict(event).items() if name != "data"})


def write_segment(event: SegmentClosed, *, size_bytes: int, starts_with_key_frame: bool) -> str:
    """Return the line of a segment whose bytes are safe."""
    more = {"size_bytes": size_bytes, "starts_with_key_frame": starts_with_key_frame}
    return _line("segment", asdict(event) | more)


def write_other(event: RenditionAdded | Interrupted | Ended, at: float) -> str:
    """Return the line of what happened at `at` (unix seconds)."""
    names = {RenditionAdded: "rendition", Interrupted: "interrupted", Ended: "ended"}
    return _line(names[type(event)], asdict(event) | {"at": at})


def read_journal(lines: Iterable[str]) -> Journal:
    """Read a journal; a line that was torn by a crash is left out."""
    journal = Journal()
    for line in lines:
        try:
            _read_line(journal, json.loads(line))
        except (ValueError, TypeError, KeyError):
            continue
    return journal


def is_journaled(event: MediaEvent) -> bool:
    """Tell whether this event has a line that needs no file before it."""
    return isinstance(event, RenditionAdded | Interrupted | Ended)


def _read_line(journal: Journal, values: dict[str, Any]) -> None:
    match values["type"]:
        case "init":
            init = _make(JournalInit, values)
            journal.inits[init.rendition, init.init_number] = init
        case "segment":
            segment = _make(JournalSegment, values)
            journal.segments[segment.rendition, segment.msn] = segment
        case "rendition":
            added = _make(RenditionAdded, values)
            journal.renditions[added.rendition] = added
        case "interrupted":
            journal.interruptions.append(values["at"])
        case "ended":
            journal.is_ended = True


def _make(kind: type[Any], values: dict[str, Any]) -> Any:
    known = {f.name for f in fields(kind)}
    return kind(**{name: value for name, value in values.items() if name in known})


def _line(kind: str, values: dict[str, Any]) -> str:
    return json.dumps({"type": kind} | values, separators=(",", ":")) + "\n"
