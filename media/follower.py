"""Makes segments of a rendition that was encoded from the source: cut where the source was cut.

So a segment number covers the same time in every rendition, and players can switch at each of them
(RFC 8216, section 6.2.4). Sections have the source's numbers, hence discontinuities are the same too.
"""

from collections import deque

from media.fragments import Fragment, Init
from media.live_events import MediaEvent
from media.segmenter import Boundary, SegmentBuilder, tell_init

#: Times in two time scales differ by roundings (seconds); sound is cut at the nearest fragment.
VIDEO_TOLERANCE_SECONDS = 0.01
AUDIO_TOLERANCE_SECONDS = 0.1
#: An encoder that is this many segments behind will not catch up.
MAX_SEGMENTS_BEHIND = 4


class Follower:
    """One rendition's segments, as long as one encoder of it lives."""

    def __init__(self, rendition: str) -> None:
        self._rendition = rendition
        self._builder = SegmentBuilder(rendition)
        self._due: deque[Boundary] = deque()
        self._init: Init | None = None
        self._is_init_told = False

    @property
    def is_late(self) -> bool:
        """Tell whether the encoder can't keep up."""
        return len(self._due) > MAX_SEGMENTS_BEHIND

    def add_boundary(self, boundary: Boundary) -> None:
        """Take note that the source began a segment."""
        self._due.append(boundary)

    def take_init(self, init: Init) -> None:
        """Take the encoder's initialisation section."""
        self._init = init

    def take(self, fragment: Fragment) -> list[MediaEvent]:
        """Take a fragment; what comes before the first boundary is left out."""
        if fragment.duration_seconds <= 0 or self._init is None:
            return []
        events = self._cut(fragment, self._init)
        if self._builder.boundary is None:
            return []
        is_independent = fragment.is_key_frame or self._init.video is None
        return [*events, self._builder.add(fragment, fragment.data, is_independent=is_independent)]

    def close(self) -> list[MediaEvent]:
        """Close the open segment; this encoder is done."""
        return self._builder.close()

    def _cut(self, fragment: Fragment, init: Init) -> list[MediaEvent]:
        tolerance = VIDEO_TOLERANCE_SECONDS if init.video else AUDIO_TOLERANCE_SECONDS
        passed: Boundary | None = None
        while self._due and fragment.start_seconds >= self._due[0].start_seconds - tolerance:
            passed = self._due.popleft()
        if passed is None:
            return []
        events = self._builder.close()
        if not self._is_init_told:
            self._is_init_told = True
            events.append(tell_init(self._rendition, passed.init_number, init, fragment))
        self._builder.open(passed)
        return events
