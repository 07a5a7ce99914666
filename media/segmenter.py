"""Makes segments and parts of the publisher's own fragments: the clock that all renditions follow.

Every fragment with a picture is a part. A key frame closes a segment that is long enough. What must not
happen, because players lose seconds over it (measured): parts without a picture; a first part as long as a
segment; an old encoder's rest behind the discontinuity.
"""

from dataclasses import dataclass

from media.fragments import Fragment, Init
from media.live_events import SOURCE, InitAdded, MediaEvent, PartAdded, SegmentClosed

PART_SECONDS = 0.2
SEGMENT_SECONDS = 2.0
#: A key frame closes a segment from this share of its target on: encoders' key frames are a little early.
MIN_SEGMENT_SHARE = 0.75
#: Without key frames a segment ends after this many targets, so that nothing grows without an end.
MAX_SEGMENT_SHARE = 3
#: A first part longer than this many part targets is the start-up burst of an encoder.
COARSE_SHARE = 2
#: A fragment this long means that the publisher's clock jumped (seconds).
MAX_FRAGMENT_SECONDS = 10.0
#: Sound that waits for a picture: about a minute of it (bytes).
MAX_HELD_BYTES = 1 << 20
#: A recording's own clock is believed when media seems neither older nor newer than this (seconds).
MAX_LATE_SECONDS = 60.0
MAX_EARLY_SECONDS = 2.0


@dataclass(frozen=True)
class Boundary:
    """Where a segment begins: `start_seconds` on the encoder's time line, `program_time` in unix seconds."""

    msn: int
    start_seconds: float
    program_time: float
    init_number: int
    is_discontinuity: bool


class SegmentBuilder:
    """The open segment of one rendition."""

    def __init__(self, rendition: str) -> None:
        self._rendition = rendition
        self._parts_count = 0
        self.boundary: Boundary | None = None
        self.duration_seconds = 0.0

    def open(self, boundary: Boundary) -> None:
        """Begin a segment; the one before is closed."""
        self.boundary = boundary
        self._parts_count, self.duration_seconds = 0, 0.0

    def add(self, fragment: Fragment, data: bytes, *, is_independent: bool) -> PartAdded:
        """Return the next part of the open segment."""
        at = self.boundary
        assert at is not None
        part = PartAdded(
            rendition=self._rendition,
            msn=at.msn,
            index=self._parts_count,
            data=data,
            duration_seconds=fragment.duration_seconds,
            is_independent=is_independent,
            program_time=at.program_time + self.duration_seconds,
            init_number=at.init_number,
            is_discontinuity=at.is_discontinuity and self._parts_count == 0,
        )
        self._parts_count += 1
        self.duration_seconds += fragment.duration_seconds
        return part

    def close(self) -> list[MediaEvent]:
        """Return the closing of the open segment, if it has any part."""
        at, self.boundary = self.boundary, None
        if at is None or not self._parts_count:
            return []
        return [
            SegmentClosed(
                rendition=self._rendition,
                msn=at.msn,
                duration_seconds=self.duration_seconds,
                program_time=at.program_time,
                init_number=at.init_number,
                is_discontinuity=at.is_discontinuity,
            )
        ]


class Segmenter:
    """Takes the source's sections and fragments, returns media events.

    `epoch` is the unix time of media time 0; while it is None, the arrival of the media tells it.
    """

    def __init__(
        self, *, next_msn: int = 0, next_init: int = 0, segment_seconds: float = SEGMENT_SECONDS
    ) -> None:
        self._builder = SegmentBuilder(SOURCE)
        self._segment_seconds = segment_seconds
        self._next_msn = next_msn
        self._next_init = next_init
        self._init: Init | None = None
        self._is_init_told = False
        self._is_fresh = True
        self._is_skipping = False
        self._held = bytearray()
        self.epoch: float | None = None

    @property
    def boundary(self) -> Boundary | None:
        """Return where the open segment began."""
        return self._builder.boundary

    @property
    def next_msn(self) -> int:
        """Return the number that the next segment will get."""
        return self._next_msn

    def begin_input(self, epoch: float | None) -> list[MediaEvent]:
        """Get ready for another encoder: what the old one left belongs before the discontinuity."""
        self.epoch, self._init = epoch, None
        return self._begin_again()

    def take_init(self, init: Init) -> list[MediaEvent]:
        """Take an initialisation section; it is told with the first fragment that needs it."""
        events = self._begin_again()
        self._init = init
        return events

    def take(self, fragment: Fragment, arrived_at: float) -> list[MediaEvent]:
        """Take a fragment that came at `arrived_at` (unix seconds)."""
        if fragment.duration_seconds <= 0:
            self._hold(fragment.data)
            return []
        if fragment.duration_seconds > MAX_FRAGMENT_SECONDS:
            self.epoch = None
            return self._begin_again()
        if self._skips(fragment):
            return []
        events = self._cut(fragment, arrived_at)
        data = bytes(self._held) + fragment.data
        self._held.clear()
        return [*events, self._builder.add(fragment, data, is_independent=fragment.is_key_frame)]

    def close(self) -> list[MediaEvent]:
        """Close the open segment; nothing comes any more."""
        return self._builder.close()

    def _begin_again(self) -> list[MediaEvent]:
        self._is_fresh, self._is_init_told = True, False
        self._held.clear()
        return self._builder.close()

    def _hold(self, data: bytes) -> None:
        """Keep what has no picture until the next part, which takes it along."""
        if len(self._held) + len(data) > MAX_HELD_BYTES:
            self._held.clear()
        self._held += data

    def _skips(self, fragment: Fragment) -> bool:
        """Tell whether the beginning is not usable yet: it must be a key frame, and no burst."""
        if self._is_fresh:
            is_coarse = fragment.duration_seconds > COARSE_SHARE * PART_SECONDS
            self._is_skipping, self._is_fresh = is_coarse or not fragment.is_key_frame, False
        elif fragment.is_key_frame:
            self._is_skipping = False
        if self._is_skipping:
            self._held.clear()
        return self._is_skipping

    def _cut(self, fragment: Fragment, arrived_at: float) -> list[MediaEvent]:
        """Begin a segment where one is due."""
        if self._builder.boundary is not None:
            shares = self._builder.duration_seconds / self._segment_seconds
            if shares < (MIN_SEGMENT_SHARE if fragment.is_key_frame else MAX_SEGMENT_SHARE):
                return []
        events = self._builder.close()
        is_discontinuity = not self._is_init_told and self._next_init > 0
        events += self._tell_init(fragment)
        self._builder.open(
            Boundary(
                msn=self._next_msn,
                start_seconds=fragment.start_seconds,
                program_time=self._program_time(fragment, arrived_at),
                init_number=self._next_init - 1,
                is_discontinuity=is_discontinuity,
            )
        )
        self._next_msn += 1
        return events

    def _tell_init(self, fragment: Fragment) -> list[MediaEvent]:
        if self._is_init_told or self._init is None:
            return []
        self._is_init_told = True
        self._next_init += 1
        return [tell_init(SOURCE, self._next_init - 1, self._init, fragment)]

    def _program_time(self, fragment: Fragment, arrived_at: float) -> float:
        end_seconds = fragment.start_seconds + fragment.duration_seconds
        if self.epoch is not None:
            late = arrived_at - (self.epoch + end_seconds)
            if -MAX_EARLY_SECONDS <= late <= MAX_LATE_SECONDS:
                return self.epoch + fragment.start_seconds
        self.epoch = arrived_at - end_seconds
        return self.epoch + fragment.start_seconds


def tell_init(rendition: str, number: int, init: Init, fragment: Fragment) -> InitAdded:
    """Return the event of a section; its first fragment tells the frame rate."""
    track = init.reference
    is_video = init.video is not None
    rate = fragment.frame_count / fragment.duration_seconds if is_video else 0.0
    return InitAdded(rendition, number, init.data, init.codecs, track.width, track.height, round(rate, 3))
