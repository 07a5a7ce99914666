"""The last segments of one rendition, in memory: made of media events, gives playlists and bytes.

Ingest and every edge apply the same events and so show the same window.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from media.live_events import Ended, InitAdded, MediaEvent, PartAdded, SegmentClosed
from media.live_playlists import (
    ListedPart,
    ListedSegment,
    build_low_latency,
    build_plain,
    target_duration_seconds,
)
from media.segmenter import PART_SECONDS, SEGMENT_SECONDS

#: Parts stay listed in this many closed segments (RFC 8216bis, 6.2.2: three target durations).
SEGMENTS_WITH_PARTS = 3
#: A segment that came as one long part (after a restart) is offered whole only.
MAX_LISTED_PART_SECONDS = 1.0


@dataclass
class _Segment:
    parts: list[PartAdded] = field(default_factory=list)
    closed: SegmentClosed | None = None

    @property
    def msn(self) -> int:
        return self.parts[0].msn

    def list(self, *, with_parts: bool) -> ListedSegment:
        """Return the segment as a playlist names it."""
        first = self.parts[0]
        is_lump = self.closed is not None and len(self.parts) == 1
        if is_lump and first.duration_seconds > MAX_LISTED_PART_SECONDS:
            with_parts = False
        listed = [ListedPart(p.index, p.duration_seconds, p.is_independent) for p in self.parts]
        return ListedSegment(
            rendition=first.rendition,
            msn=first.msn,
            duration_seconds=self.closed.duration_seconds if self.closed else 0.0,
            program_time=first.program_time,
            init_number=first.init_number,
            is_discontinuity=first.is_discontinuity,
            parts=tuple(listed) if with_parts else (),
            starts_with_key_frame=first.is_independent,
        )


class LiveWindow:
    """What of a rendition can be played now. Memory is bounded by `window_segments`."""

    def __init__(
        self,
        rendition: str,
        part_target_seconds: float = PART_SECONDS,
        segment_target_seconds: float = SEGMENT_SECONDS,
        window_segments: int = 8,
    ) -> None:
        self.rendition = rendition
        self.part_target_seconds = part_target_seconds
        self.is_ended = False
        self._window_segments = window_segments
        self._closed: deque[_Segment] = deque()
        self._open = _Segment()
        self._next_msn = 0
        self._inits: dict[int, InitAdded] = {}
        self._target_seconds = target_duration_seconds((), segment_target_seconds)

    @property
    def latest(self) -> tuple[int, int]:
        """Return the newest part as (msn, index); (-1, -1) when there is none."""
        if self._open.parts:
            return self._open.msn, len(self._open.parts) - 1
        if self._closed:
            return self._closed[-1].msn, len(self._closed[-1].parts) - 1
        return -1, -1

    def apply(self, event: MediaEvent) -> None:
        """Take in an event; those of other renditions are none of this window's business."""
        match event:
            case InitAdded(rendition=self.rendition):
                self._inits[event.init_number] = event
            case PartAdded(rendition=self.rendition):
                self._add_part(event)
            case SegmentClosed(rendition=self.rendition):
                self._close(event)
            case Ended():
                self.is_ended = True

    def has(self, msn: int, part: int | None = None) -> bool:
        """Tell whether a segment, or a part of one, need not be waited for."""
        if self.is_ended or msn < self._next_msn:
            return True
        return msn == self._next_msn and part is not None and part < len(self._open.parts)

    def part(self, msn: int, index: int) -> bytes | None:
        """Return a part's bytes, or None when it is not there."""
        segment = self._find(msn)
        if segment is None or not 0 <= index < len(segment.parts):
            return None
        return segment.parts[index].data

    def segment(self, msn: int) -> bytes | None:
        """Return a closed segment's bytes, or None when it is not there."""
        segment = self._find(msn)
        if segment is None or segment.closed is None:
            return None
        return b"".join(part.data for part in segment.parts)

    def init(self, number: int) -> bytes | None:
        """Return an initialisation section, or None when no segment here needs it."""
        found = self._inits.get(number)
        return found.data if found else None

    def newest_init(self) -> InitAdded | None:
        """Return the section that the next part needs."""
        return self._inits[max(self._inits)] if self._inits else None

    def playlist(self, *, low_latency: bool) -> str:
        """Return the playlist as it is now."""
        count = len(self._closed)
        listed = [
            segment.list(with_parts=low_latency and count - position <= SEGMENTS_WITH_PARTS)
            for position, segment in enumerate(self._closed)
        ]
        if not low_latency:
            return build_plain(
                listed,
                next_msn=self._next_msn,
                target_seconds=self._target_seconds,
                is_ended=self.is_ended,
            )
        return build_low_latency(
            self.rendition,
            listed,
            self._open.list(with_parts=True) if self._open.parts else None,
            next_msn=self._next_msn,
            target_seconds=self._target_seconds,
            is_ended=self.is_ended,
        )

    def events(self) -> Iterator[MediaEvent]:
        """Yield the events that make this same window elsewhere."""
        yield from self._inits.values()
        for segment in [*self._closed, self._open]:
            yield from segment.parts
            if segment.closed is not None:
                yield segment.closed

    def _add_part(self, part: PartAdded) -> None:
        if part.msn < self._next_msn or (part.msn == self._next_msn and part.index < len(self._open.parts)):
            return
        if part.msn != self._next_msn:
            # Something was missed, or the rendition begins here: a playlist must have no holes.
            self._closed.clear()
            self._open, self._next_msn = _Segment(), part.msn
        if part.index == len(self._open.parts):
            self._open.parts.append(part)

    def _close(self, event: SegmentClosed) -> None:
        if event.msn != self._next_msn or not self._open.parts:
            return
        self._open.closed = event
        self._closed.append(self._open)
        self._open, self._next_msn = _Segment(), event.msn + 1
        self._target_seconds = target_duration_seconds((event.duration_seconds,), self._target_seconds)
        while len(self._closed) > self._window_segments:
            self._closed.popleft()
        self._forget_inits()

    def _forget_inits(self) -> None:
        oldest = self._closed[0].parts[0].init_number
        for number in [n for n in self._inits if n < oldest]:
            del self._inits[number]

    def _find(self, msn: int) -> _Segment | None:
        if self._open.parts and msn == self._open.msn:
            return self._open
        return next((segment for segment in self._closed if segment.msn == msn), None)
