"""One broadcast in the ingest process: what publishers write comes in, media events go out.

Everything happens on the event loop. Each event goes to the spool first, then into the window, then to who
listens; so nobody hears of media that a crash would take back.
"""

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from dataclasses import dataclass

from kernel.logs import log
from live.feed import FeedEvent, WindowTold
from live.ingest.bandwidth import Bandwidth
from live.ingest.health import Health, HealthMeter
from live.ingest.recovery import Recovered
from live.ingest.renditions import Renditions
from live.ingest.source import Source
from live.ingest.spool import Spool
from live.ingest.thumbs import ThumbMaker
from live.ingest.upload import Uploader
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
from media.live_inputs import InputKind
from media.live_window import LiveWindow
from media.segmenter import Segmenter
from media.tools import MediaTools

#: Events that wait for one subscriber: about ten seconds of four renditions. A slower one is cut.
MAX_WAITING = 256
PUBLISHER_LOST = "publisher_lost"
THUMB_NAME = "thumb.jpg"


@dataclass(frozen=True)
class Listeners:
    """Who hears of a broadcast; called on the event loop, and must not wait.

    `on_event(broadcast_id, event)`: everything that happens. `on_stored(broadcast_id)`: it is over, and its
    journal and all its segments are in the storage.
    """

    on_event: Callable[[uuid.UUID, MediaEvent], None]
    on_stored: Callable[[uuid.UUID], None]


class Publication:
    """A broadcast's input and its media, from the first input to the end."""

    def __init__(
        self,
        broadcast_id: uuid.UUID,
        *,
        spool: Spool,
        uploader: Uploader,
        tools: MediaTools,
        listeners: Listeners,
        grace_seconds: float,
        has_room: Callable[[float], bool],
        thumb_turns: asyncio.Semaphore,
        recovered: Recovered | None = None,
    ) -> None:
        self.broadcast_id = broadcast_id
        self.end_reason: str | None = None
        self.ended = asyncio.Event()
        self.media_started_at: float | None = None
        self._spool = spool
        self._uploader = uploader
        self._tools = tools
        self._listeners = listeners
        self._grace_seconds = grace_seconds
        self._has_room = has_room
        self._lock = asyncio.Lock()
        self._grace: asyncio.Task[None] | None = None
        self._source: Source | None = None
        self._meter = HealthMeter()
        self._bandwidth = Bandwidth()
        self._segmenter = Segmenter()
        self._windows: dict[str, LiveWindow] = {}
        self._renditions_told: dict[str, RenditionAdded] = {}
        self._subscribers: set[asyncio.Queue[MediaEvent | None]] = set()
        self._is_interrupted = False
        self.renditions = Renditions(tools=tools, on_events=self._tell)
        self._thumbs = ThumbMaker(tools, thumb_turns, self._keep_thumb)
        if recovered is not None:
            self._restore(recovered)

    @property
    def is_ended(self) -> bool:
        """Tell whether nothing more comes."""
        return self.end_reason is not None

    def process_ids(self) -> list[int]:
        """Return the process ids of all encoders that run for this broadcast."""
        source = self._source.process_id if self._source else None
        return [*([source] if source else []), *self.renditions.process_ids()]

    async def open_input(self, kind: InputKind, *, input_id: str, captured_at: float | None) -> None:
        """Take an input: the one that is open goes on when it has this id, else another replaces it.

        `captured_at` is the unix time of its media time 0; None: the arrival tells it.
        """
        async with self._lock:
            self._stop_waiting()
            if self.is_ended or (self._source is not None and self._source.input_id == input_id):
                return
            await self._close_source()
            self._meter = HealthMeter()
            self._source = Source(
                kind,
                input_id=input_id,
                captured_at=captured_at,
                tools=self._tools,
                segmenter=self._segmenter,
                meter=self._meter,
                has_room=self._has_room,
                on_events=self._tell,
            )
            self._source.begin()

    async def write(self, data: bytes) -> None:
        """Take bytes of the open input; wait while the encoder has enough.

        Raises InputRefused: what comes is not taken; a new input may be.
        """
        if self._source is not None and not self.is_ended:
            await self._source.write(data)

    async def input_lost(self) -> None:
        """Note that the publisher is gone; the broadcast ends if nobody comes back in the grace time."""
        if self.is_ended or self._grace is not None:
            return
        self._grace = asyncio.create_task(self._wait_for_return())
        if self.media_started_at is not None and not self._is_interrupted:
            self._tell([Interrupted()])

    async def end(self, reason: str) -> None:
        """End the broadcast. Safe to repeat; the first reason stays."""
        async with self._lock:
            if self.is_ended:
                return
            self.end_reason = reason
            self._stop_waiting()
            await self._close_all()
            self._tell([Ended()])
            self.ended.set()
            log.info("live_publication_ended", broadcast_id=str(self.broadcast_id), reason=reason)

    async def store(self) -> None:
        """Bring the rest of an ended broadcast to the storage; takes as long as the storage is away."""
        await self._uploader.drain()
        self._uploader.add("journal", self._spool.read_journal())
        await self._uploader.drain()
        self._listeners.on_stored(self.broadcast_id)

    async def stop(self) -> None:
        """Let go of everything without an end: the next process goes on with the broadcast."""
        async with self._lock:
            self._stop_waiting()
            await self._close_all()
            self._cut_subscribers()
            await self._uploader.stop()

    def remove(self) -> None:
        """Remove what is on this machine's disk."""
        self._spool.remove()

    def health(self) -> Health:
        """Return how the input does."""
        return self._meter.read(
            time.time(),
            is_spool_full=self._spool.is_full,
            is_interrupted=self._is_interrupted,
            is_encoded=self._source is not None and self._source.is_encoded,
        )

    async def subscribe(self) -> AsyncGenerator[FeedEvent, None]:
        """Yield the present window as events, `WindowTold`, then what happens, until the end.

        Who is too slow is cut.
        """
        queue: asyncio.Queue[MediaEvent | None] = asyncio.Queue(MAX_WAITING)
        past = list(self._past())
        if self.ended.is_set():
            queue.put_nowait(Ended())
        self._subscribers.add(queue)
        try:
            for old in past:
                yield old
            yield WindowTold()
            while (event := await queue.get()) is not None:
                yield event
                if isinstance(event, Ended):
                    return
        finally:
            self._subscribers.discard(queue)

    def _past(self) -> Iterator[MediaEvent]:
        yield from self._renditions_told.values()
        for window in self._windows.values():
            yield from window.events()
        if self._is_interrupted:
            yield Interrupted()

    def _tell(self, events: Sequence[MediaEvent]) -> None:
        for event in events:
            for extra in self._before(event):
                self._tell_one(extra)
            self._tell_one(event)

    def _before(self, event: MediaEvent) -> Iterator[MediaEvent]:
        """Yield what must be said before an event of the source."""
        if getattr(event, "rendition", None) != SOURCE:
            return
        # What an encoder still held when its publisher was lost is no return.
        if self._is_interrupted and self._grace is None and isinstance(event, PartAdded):
            yield Resumed()
        if isinstance(event, InitAdded | PartAdded | SegmentClosed):
            added = self._bandwidth.hear(event)
            if added is not None:
                yield added

    def _tell_one(self, event: MediaEvent) -> None:
        self._spool.record(event, time.time())
        self._keep(event)
        self._listeners.on_event(self.broadcast_id, event)
        for queue in list(self._subscribers):
            try:
                queue.put_nowait(event)
            except asyncio.QueueFull:
                self._cut(queue)
        if getattr(event, "rendition", None) == SOURCE:
            at = self._segmenter.boundary
            self.renditions.hear(event, at.start_seconds if at else None)
            self._thumbs.hear(event)

    def _keep(self, event: MediaEvent) -> None:
        match event:
            case InitAdded() | PartAdded() | SegmentClosed():
                if isinstance(event, PartAdded) and self.media_started_at is None:
                    self.media_started_at = event.program_time
                window = self._windows.setdefault(event.rendition, LiveWindow(event.rendition))
                window.apply(event)
            case RenditionAdded():
                self._renditions_told[event.rendition] = event
            case RenditionDropped():
                self._renditions_told.pop(event.rendition, None)
                self._windows.pop(event.rendition, None)
            case Interrupted() | Resumed():
                self._is_interrupted = isinstance(event, Interrupted)

    def _restore(self, recovered: Recovered) -> None:
        """Go on where an earlier process was."""
        journal = recovered.journal
        self._segmenter = Segmenter(next_msn=journal.next_msn(), next_init=journal.next_init())
        segments = journal.list_segments()
        self.media_started_at = segments[0].program_time if segments else None
        for closed in recovered.segments:
            self._spool.adopt(closed)
        if SOURCE in journal.renditions:
            self._keep(journal.renditions[SOURCE])
        for event in recovered.events:
            # The other renditions begin anew when there is room for them.
            if getattr(event, "rendition", None) == SOURCE:
                self._keep(event)
        for name in recovered.files:
            self._uploader.add(name)

    async def _wait_for_return(self) -> None:
        await asyncio.sleep(self._grace_seconds)
        self._grace = None
        await self.end(PUBLISHER_LOST)

    def _stop_waiting(self) -> None:
        grace, self._grace = self._grace, None
        if grace is not None:
            grace.cancel()

    async def _close_source(self) -> None:
        source, self._source = self._source, None
        if source is not None:
            await source.finish()

    async def _close_all(self) -> None:
        await self._close_source()
        await self.renditions.finish()
        await self._thumbs.stop()

    def _keep_thumb(self, picture: bytes) -> None:
        if not self.is_ended:
            self._spool.keep_thumb(THUMB_NAME, picture)

    def _cut(self, queue: asyncio.Queue[MediaEvent | None]) -> None:
        """End a subscription: what waits for it is forgotten."""
        self._subscribers.discard(queue)
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)

    def _cut_subscribers(self) -> None:
        for queue in list(self._subscribers):
            self._cut(queue)
