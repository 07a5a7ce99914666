"""What viewers are told of the source's rate: a first guess at once, then what its segments really had."""

from media.live_events import SOURCE, InitAdded, PartAdded, RenditionAdded, SegmentClosed

#: The first part holds a key frame and so has more than the average.
_LEAST_BPS, _MOST_BPS = 300_000, 12_000_000
#: Players use the figure to choose: it need not be exact, and must not change often.
_MORE, _LESS = 1.25, 0.5
_HEADROOM = 1.1


class Bandwidth:
    """Follows the source's events; gives the `RenditionAdded` that is due before one of them, if any."""

    def __init__(self) -> None:
        self._init: InitAdded | None = None
        self._is_new = False
        self._told_bps = 0.0
        self._open_bytes = 0

    def hear(self, event: InitAdded | PartAdded | SegmentClosed) -> RenditionAdded | None:
        """Take an event of the source."""
        match event:
            case InitAdded():
                self._is_new = self._init is None or _size(self._init) != _size(event)
                self._init = event
                return self._tell(self._told_bps or _LEAST_BPS) if self._is_new else None
            case PartAdded():
                return self._take_part(event)
            case SegmentClosed():
                return self._take_segment(event)

    def _take_part(self, part: PartAdded) -> RenditionAdded | None:
        self._open_bytes = (self._open_bytes if part.index else 0) + len(part.data)
        if not self._told_bps and part.duration_seconds > 0:
            return self._tell(8 * len(part.data) / part.duration_seconds)
        return None

    def _take_segment(self, closed: SegmentClosed) -> RenditionAdded | None:
        measured = _HEADROOM * 8 * self._open_bytes / max(closed.duration_seconds, 0.1)
        is_close = _LESS * self._told_bps <= measured <= _MORE * self._told_bps
        return None if is_close else self._tell(measured)

    def _tell(self, bps: float) -> RenditionAdded | None:
        if self._init is None:
            return None
        if self._open_bytes:
            self._told_bps = bps
        rounded = round(min(max(bps, _LEAST_BPS), _MOST_BPS))
        return RenditionAdded(SOURCE, "source", self._init.width, self._init.height, rounded)


def _size(init: InitAdded) -> tuple[int, int]:
    return init.width, init.height
