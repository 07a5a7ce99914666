"""One rendition of a watched broadcast: its window, how far it has come, and the way in for a late viewer."""

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kernel import runtime
from live.edge.documents import Document
from live.edge.names import MediaName
from media.live_events import Ended, InitAdded, Interrupted, PartAdded, Resumed, SegmentClosed
from media.live_playlists import PART_TARGET_SECONDS, ListedSegment, build_dvr, target_duration_seconds
from media.live_window import LiveWindow

#: Encoders that come and go leave an init each; a window of eight segments can't need more.
MAX_INITS = 16
#: Without a key frame for this many parts nobody can join anyway (20 s of 0.2 s).
MAX_PARTS_SINCE_KEY_FRAME = 100
#: hls.js waits so long for a blocking reload, in parts and in TARGETDURATIONs; then it counts an error.
#: Source: hls.js 1.7, playlist-loader
TIMEOUT_PARTS, TIMEOUT_TARGETS = 3, 0.8
#: So much of that we use: an unchanged playlist costs its viewer nothing, an error seconds.
PATIENCE = 0.85
#: Source: RFC 8216bis, 6.2.5.2, "Advance Part Limit", for our PART-TARGET
MAX_PARTS_AHEAD = 10
#: Segments that were put together for somebody, kept for the others (count).
MAX_JOINED = 3


@dataclass(frozen=True)
class Position:
    """How far a rendition has come: the segment that is open, and how many parts it has."""

    msn: int
    parts_count: int


class Track:
    """Applies each event once, however often a feed tells it. The caller holds the lock."""

    def __init__(self, rendition: str) -> None:
        self.rendition = rendition
        self.window = LiveWindow(rendition)
        self.position: Position | None = None
        #: Number and part of the last part that came.
        self.last_part: tuple[int, int] | None = None
        self.since_key_frame: deque[PartAdded] = deque(maxlen=MAX_PARTS_SINCE_KEY_FRAME)
        self._inits: OrderedDict[int, InitAdded] = OrderedDict()
        self._closed: deque[ListedSegment] = deque()
        self._closed_seconds = 0.0
        self._rendered: dict[bool, Document] = {}
        self._dvr: Document | None = None
        self._has_past = False
        self._joined: OrderedDict[int, bytes] = OrderedDict()
        self._starts_with_key_frame = True
        self._target_seconds = target_duration_seconds(())

    @property
    def init(self) -> InitAdded | None:
        """Return the newest init."""
        return next(reversed(self._inits.values()), None)

    @property
    def patience_seconds(self) -> float:
        """Return how long a blocking reload may take before the player gives up on it."""
        parts_seconds = TIMEOUT_PARTS * PART_TARGET_SECONDS
        return PATIENCE * max(parts_seconds, TIMEOUT_TARGETS * self._target_seconds)

    def apply(self, event: InitAdded | PartAdded | SegmentClosed) -> bool:
        """Take in what is new; tell whether it was.

        After a lost connection the whole window comes again, and what is known is left out.
        """
        match event:
            case InitAdded():
                is_new = self._apply_init(event)
            case PartAdded():
                is_new = self._apply_part(event)
            case SegmentClosed():
                is_new = self._apply_closing(event)
        if is_new:
            self._rendered.clear()
        return is_new

    def apply_to_all(self, event: Interrupted | Resumed | Ended) -> None:
        """Take in what concerns every rendition."""
        self.window.apply(event)
        self._rendered.clear()
        self._dvr = None

    def has_parts(self) -> bool:
        """Tell whether there is anything to play."""
        return self.position is not None

    def has_segments(self) -> bool:
        """Tell whether there is a whole segment: players without low latency need one."""
        return bool(self._closed)

    def can_be_joined(self) -> bool:
        """Tell whether a viewer over websocket can begin now."""
        since = self.since_key_frame
        return self.init is not None and bool(since) and since[0].is_independent

    def has(self, msn: int, part: int | None) -> bool:
        """Tell whether a segment, or a part of one, has come. Parts that a closed segment lacks have, too."""
        at = self.position
        if at is None or msn > at.msn:
            return False
        return msn < at.msn or (part is not None and part < at.parts_count)

    def is_too_far_ahead(self, msn: int, part: int | None) -> bool:
        """Tell whether nobody can ask for this in good faith.  Source: RFC 8216bis, 6.2.5.2."""
        at = self.position or Position(0, 0)
        parts_ahead = (part or 0) - (at.parts_count if msn == at.msn else 0)
        return msn > at.msn + 1 or (msn >= at.msn and parts_ahead > MAX_PARTS_AHEAD)

    def find_bytes(self, name: MediaName) -> bytes | None:
        """Return a part, segment or init that the window holds, or None."""
        match name.kind:
            case "part":
                return self.window.part(name.number, name.index) or None
            case "segment":
                return self._find_segment(name.number)
            case "init":
                known = self._inits.get(name.number)
                return known.data if known else None

    def render(self, *, low_latency: bool, reports: Callable[[], str]) -> Document:
        """Return the playlist as it is now, made once for everybody, with `reports` at its end."""
        if low_latency not in self._rendered:
            text = self.window.playlist(low_latency=low_latency)
            self._rendered[low_latency] = Document(text + reports() if low_latency else text)
        return self._rendered[low_latency]

    def find_beginning(self) -> int | None:
        """Return the number of the first listed segment, while nobody has looked for what was before it."""
        return self._closed[0].msn if self._closed and not self._has_past else None

    def add_past(self, past: Sequence[ListedSegment]) -> None:
        """Put segments before the listed ones that this process did not see."""
        if self._closed and past and past[-1].msn + 1 == self._closed[0].msn:
            self._closed.extendleft(reversed(past))
            self._closed_seconds += sum(segment.duration_seconds for segment in past)
        self._has_past = True
        self._shorten()

    def render_dvr(self, *, is_ended: bool) -> Document:
        """Return the playlist of everything that can be wound back to, made once for everybody."""
        if self._dvr is None:
            self._dvr = Document(build_dvr(list(self._closed), ended=is_ended))
        return self._dvr

    def _apply_init(self, event: InitAdded) -> bool:
        if event.init_number in self._inits:
            return False
        self._inits[event.init_number] = event
        while len(self._inits) > MAX_INITS:
            self._inits.popitem(last=False)
        self.since_key_frame.clear()
        self.window.apply(event)
        return True

    def _apply_part(self, event: PartAdded) -> bool:
        at = self.position
        if at is not None and (event.msn, event.index) < (at.msn, at.parts_count):
            return False
        if at is not None and (event.msn, event.index) != (at.msn, at.parts_count):
            self._forget_list()
        if event.index == 0:
            self._starts_with_key_frame = event.is_independent
        self.window.apply(event)
        self.position = Position(event.msn, event.index + 1)
        self.last_part = (event.msn, event.index)
        if event.is_independent:
            self.since_key_frame.clear()
        self.since_key_frame.append(event)
        return True

    def _apply_closing(self, event: SegmentClosed) -> bool:
        if self.position is None or event.msn != self.position.msn:
            return False
        self.window.apply(event)
        self.position = Position(event.msn + 1, 0)
        self._list(event)
        return True

    def _list(self, event: SegmentClosed) -> None:
        """Keep a closed segment in the list for winding back, as long as its file is kept."""
        self._closed.append(
            ListedSegment(
                rendition=self.rendition,
                msn=event.msn,
                duration_seconds=event.duration_seconds,
                program_time=event.program_time,
                init_number=event.init_number,
                is_discontinuity=event.is_discontinuity,
                starts_with_key_frame=self._starts_with_key_frame,
            )
        )
        self._target_seconds = target_duration_seconds((event.duration_seconds,), self._target_seconds)
        self._closed_seconds += event.duration_seconds
        self._shorten()

    def _shorten(self) -> None:
        self._dvr = None
        while self._closed_seconds > runtime.config().live_dvr_seconds and len(self._closed) > 1:
            self._closed_seconds -= self._closed.popleft().duration_seconds

    def _forget_list(self) -> None:
        """Begin the list anew, as the window does: a playlist must have no holes."""
        self._closed.clear()
        self._closed_seconds, self._has_past, self._dvr = 0.0, False, None
        self.since_key_frame.clear()

    def _find_segment(self, msn: int) -> bytes | None:
        """Return a whole segment, put together once: thousands may be reading it at their own pace."""
        if msn not in self._joined:
            data = self.window.segment(msn)
            if data is None:
                return None
            self._joined[msn] = data
            while len(self._joined) > MAX_JOINED:
                self._joined.popitem(last=False)
        return self._joined[msn]
