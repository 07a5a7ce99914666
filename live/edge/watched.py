"""What this process knows of a broadcast that somebody watches, and who waits for more of it."""

import threading
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from kernel.errors import NotFound
from kernel.logs import log
from live.edge.documents import Document
from live.edge.names import PLAIN_SUFFIX
from live.edge.past import list_past
from live.edge.places import BroadcastStopped
from live.edge.track import Track
from live.edge.waiting import WaitingRoom
from live.errors import NoSuchBroadcast
from live.feed import FeedEvent, WindowTold
from media.live_events import (
    SOURCE,
    Ended,
    InitAdded,
    Interrupted,
    MediaEvent,
    PartAdded,
    RenditionAdded,
    RenditionDropped,
    Resumed,
    SegmentClosed,
)
from media.live_playlists import ListedVariant, build_multivariant, build_rendition_reports

FragmentCallback = Callable[[MediaEvent], None]
T = TypeVar("T")


class Snapshot(NamedTuple):
    """Where a viewer over websocket begins: the init, and every part since the last key frame."""

    codecs: str
    init: bytes
    parts: Sequence[bytes]


class WatchedBroadcast:
    """One broadcast's tracks. The feed applies events, requests read and wait; one lock guards both."""

    def __init__(self, broadcast_id: uuid.UUID) -> None:
        self.broadcast_id = broadcast_id
        self.last_asked_at = time.monotonic()
        self.is_ended = False
        #: Why nothing of it is handed out any more.
        self.refusal: type[NoSuchBroadcast] | None = None
        self._lock = threading.Lock()
        # A player that joined before the feed has told the whole window would join the past.
        self._is_window_told = False
        self._tracks: dict[str, Track] = {}
        self._renditions: dict[str, RenditionAdded] = {}
        self._rooms: dict[str, WaitingRoom] = defaultdict(WaitingRoom)
        self._callbacks: dict[str, list[FragmentCallback]] = defaultdict(list)

    @property
    def is_wanted(self) -> bool:
        """Tell whether somebody waits for news of it at this moment."""
        with self._lock:
            return any(self._callbacks.values()) or any(len(room) for room in self._rooms.values())

    def is_too_far_ahead(self, rendition: str, msn: int, part: int | None) -> bool:
        """Tell whether nobody can ask for this position in good faith.

        Raises NoSuchBroadcast: it is gone. Raises NotFound: there is no such rendition.
        """
        return self.read(rendition, lambda track: track.is_too_far_ahead(msn, part))

    def apply(self, event: FeedEvent) -> None:
        """Take in one event of the feed, wake whoever waited for it, and hand it to the subscribers."""
        if isinstance(event, WindowTold):
            self._note_window_told()
            return
        with self._lock:
            if self.refusal is not None or not self._take_in(event):
                return
            rendition = getattr(event, "rendition", None)
            self._wake(rendition)
            callbacks = [
                callback
                for name, listed in self._callbacks.items()
                if rendition in {None, name}
                for callback in listed
            ]
        for callback in callbacks:
            self._call(callback, event)

    def end(self, gone: type[NoSuchBroadcast]) -> None:
        """Note that it is off the air: players get the end of what there is, unless it was stopped."""
        if self._tracks and gone is not BroadcastStopped:
            self.apply(Ended())
        else:
            self.refuse(gone)

    def refuse(self, refusal: type[NoSuchBroadcast]) -> None:
        """Hand nothing out any more: who waits and who comes hears why."""
        with self._lock:
            self.refusal = refusal
            self._tracks.clear()
            self._renditions.clear()
            self._callbacks.clear()
            self._wake()

    def wait_for(self, rendition: str, is_there: Callable[[Track], bool], *, seconds: float) -> bool:
        """Wait until a rendition has something; tell whether it has.

        Raises NoSuchBroadcast: it is gone. Raises NotFound: there is no such rendition.
        """
        deadline = time.monotonic() + seconds
        while True:
            with self._lock:
                track = self._find_track(rendition)
                if track is not None and (self.is_ended or (self._is_window_told and is_there(track))):
                    return True
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                waiter = self._rooms[rendition].enter()
            waiter.wait(left)

    def read(self, rendition: str, look: Callable[[Track], T]) -> T:
        """Return what `look` sees in a rendition's track.

        Raises NoSuchBroadcast: the broadcast is gone. Raises NotFound: there is no such rendition.
        """
        with self._lock:
            track = self._find_track(rendition)
            if track is None:
                raise NotFound
            return look(track)

    def playlist(self, rendition: str, *, low_latency: bool) -> Document:
        """Return a rendition's playlist as it is now.

        Raises NoSuchBroadcast: it is gone. Raises NotFound: there is no such rendition.
        """
        return self.read(
            rendition,
            lambda track: track.render(low_latency=low_latency, reports=lambda: self._reports(rendition)),
        )

    def multivariant(self, *, low_latency: bool) -> Document:
        """Return what viewers may choose from, the source first.

        Raises NoSuchBroadcast: it is gone.
        """
        with self._lock:
            self._find_track(SOURCE)
            variants = [
                ListedVariant(added, track.init)
                for name, added in self._renditions.items()
                if (track := self._tracks.get(name)) is not None and track.init is not None
            ]
        suffix = ".m3u8" if low_latency else PLAIN_SUFFIX
        return Document(build_multivariant(variants, low_latency=low_latency, suffix=suffix))

    def dvr(self) -> Document:
        """Return the playlist of everything of the source that can be wound back to.

        Raises NoSuchBroadcast: it is gone.
        """
        begins_at = self.read(SOURCE, Track.find_beginning)
        if begins_at is not None:
            past = list_past(self.broadcast_id, SOURCE, before_msn=begins_at)
            self.read(SOURCE, lambda track: track.add_past(past))
        return self.read(SOURCE, lambda track: track.render_dvr(is_ended=self.is_ended))

    def subscribe(self, rendition: str, callback: FragmentCallback) -> Callable[[], None]:
        """Call `callback` with every event of a rendition, and with those of the whole broadcast.

        Returns what ends it. A callback must not block: the feed waits for it.
        """
        with self._lock:
            self._callbacks[rendition].append(callback)

        def unsubscribe() -> None:
            with self._lock:
                if callback in self._callbacks[rendition]:
                    self._callbacks[rendition].remove(callback)
            self.last_asked_at = time.monotonic()

        return unsubscribe

    def snapshot(self, rendition: str) -> Snapshot:
        """Return where a viewer over websocket begins.

        Raises NoSuchBroadcast: the broadcast is gone. Raises NotFound: there is no such rendition.
        """

        def look(track: Track) -> Snapshot:
            init, parts = track.init, track.since_key_frame
            if init is None or not parts or not parts[0].is_independent:
                raise NotFound
            return Snapshot(init.codecs, init.data, [part.data for part in parts])

        return self.read(rendition, look)

    def _note_window_told(self) -> None:
        with self._lock:
            self._is_window_told = True
            self._wake()

    def _wake(self, rendition: str | None = None) -> None:
        """Let go who waits for this rendition, or everybody."""
        for name, room in self._rooms.items():
            if rendition in {None, name}:
                room.wake()

    def _take_in(self, event: MediaEvent) -> bool:
        """Apply an event; tell whether it brought something new."""
        match event:
            case InitAdded() | PartAdded() | SegmentClosed():
                track = self._tracks.setdefault(event.rendition, Track(event.rendition))
                return track.apply(event)
            case RenditionAdded():
                self._renditions[event.rendition] = event
            case RenditionDropped():
                self._renditions.pop(event.rendition, None)
                self._tracks.pop(event.rendition, None)
            case Interrupted() | Resumed() | Ended():
                self.is_ended = self.is_ended or isinstance(event, Ended)
                for track in self._tracks.values():
                    track.apply_to_all(event)
        return True

    def _reports(self, rendition: str) -> str:
        """Return how far the other renditions are: a player that switches then needs no extra request."""
        return build_rendition_reports(
            (name, *track.last_part)
            for name, track in self._tracks.items()
            if name != rendition and name in self._renditions and track.last_part is not None
        )

    def _find_track(self, rendition: str) -> Track | None:
        if self.refusal is not None:
            raise self.refusal()
        track = self._tracks.get(rendition)
        if track is None and self._renditions and rendition not in self._renditions:
            raise NotFound
        return track

    def _call(self, callback: FragmentCallback, event: MediaEvent) -> None:
        try:
            callback(event)
        except Exception:  # noqa: BLE001  (one viewer's trouble must not stop the feed for the others)
            log.exception("fragment_not_passed_on", broadcast_id=str(self.broadcast_id))
