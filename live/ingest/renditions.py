"""Smaller renditions of one broadcast, and its sound alone: encoded from the source's own fragments.

They come and go with the machine's room. Each has one task, so that its events keep their order; an encoder
that can't keep up is given up, never waited for.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kernel.logs import log
from live.ingest.encoder import Encoder, EncoderGone, live_limits
from media.follower import Follower
from media.fragments import Fragment, Init
from media.live_commands import (
    AUDIO_KBPS,
    RUNGS,
    LiveRung,
    build_audio_command,
    build_rendition_command,
    fit,
)
from media.live_events import (
    AUDIO,
    InitAdded,
    MediaEvent,
    PartAdded,
    RenditionAdded,
    RenditionDropped,
)
from media.segmenter import Boundary
from media.tools import MediaTools

NICENESS = 10
#: Parts that wait for an encoder: about five seconds.
MAX_WAITING = 40
#: One that had to go, or failed, is not tried again for so long (seconds).
REST_SECONDS = 60.0
#: What a rendition costs (cores; measured at 720x1280, 30 frames a second) and the order of their coming.
COSTS = {AUDIO: 0.02, "360": 0.26, "540": 0.28}
_RUNGS = {rung.name: rung for rung in RUNGS}

OnEvents = Callable[[Sequence[MediaEvent]], None]


@dataclass(frozen=True)
class _Begin:
    """A new section of the source: another encoder."""

    init: InitAdded


@dataclass(frozen=True)
class _Feed:
    """Bytes of the source; the first of a segment brings its boundary."""

    data: bytes
    boundary: Boundary | None


def list_possible(init: InitAdded) -> list[str]:
    """Return the renditions that a source can have: never larger than itself, no sound out of silence."""
    short = min(init.width, init.height)
    smaller = [name for name in COSTS if name in _RUNGS and _RUNGS[name].short_side_px < short]
    return [*([AUDIO] if "," in init.codecs else []), *smaller]


class Rendition:
    """One rendition from its first segment to its last."""

    def __init__(
        self, name: str, *, tools: MediaTools, on_events: OnEvents, on_failed: Callable[[str], None]
    ) -> None:
        self.name = name
        self._tools = tools
        self._on_events = on_events
        self._on_failed = on_failed
        self._queue: asyncio.Queue[_Begin | _Feed | None] = asyncio.Queue(MAX_WAITING)
        self._encoder: Encoder | None = None
        self._follower = Follower(name)
        self._added: RenditionAdded | None = None
        self._is_muted = False
        self._task = asyncio.create_task(self._run())

    @property
    def process_id(self) -> int | None:
        """Return the process id of the encoder that runs now."""
        return self._encoder.process_id if self._encoder else None

    def put(self, item: _Begin | _Feed) -> None:
        """Hand something on; a rendition that has too much waiting is given up."""
        try:
            self._queue.put_nowait(item)
        except asyncio.QueueFull:
            self._on_failed(self.name)

    def mute(self) -> None:
        """Tell nothing any more: viewers were told that it is gone."""
        self._is_muted = True

    async def finish(self) -> None:
        """Let out what is inside and end."""
        with contextlib.suppress(asyncio.QueueFull):
            self._queue.put_nowait(None)
            await asyncio.wait({self._task}, timeout=5)
        await self.kill()

    async def kill(self) -> None:
        """End at once."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if self._encoder is not None:
            await self._encoder.kill()

    async def _run(self) -> None:
        try:
            while (item := await self._queue.get()) is not None:
                if isinstance(item, _Begin):
                    await self._begin(item.init)
                else:
                    await self._feed(item)
            await self._end_encoder()
        except EncoderGone:
            self._on_failed(self.name)
        except Exception:  # noqa: BLE001  (viewers can do without this rendition)
            log.exception("live_rendition_failed", rendition=self.name)
            self._on_failed(self.name)

    async def _begin(self, init: InitAdded) -> None:
        await self._end_encoder()
        self._follower = Follower(self.name)
        if self.name not in list_possible(init):
            raise EncoderGone
        added = describe(self.name, init)
        if added != self._added:
            self._added = added
            self._tell([added])
        self._encoder = Encoder(
            build_command(self._tools, self.name, init),
            jail=self._tools.jail,
            limits=live_limits(niceness=NICENESS),
            on_output=self._take_output,
            on_exit=self._note_exit,
        )
        await self._encoder.start()
        await self._encoder.write(init.data)

    async def _feed(self, item: _Feed) -> None:
        if item.boundary is not None:
            self._follower.add_boundary(item.boundary)
            if self._follower.is_late:
                log.info("live_rendition_too_slow", rendition=self.name)
                raise EncoderGone
        if self._encoder is not None:
            await self._encoder.write(item.data)

    async def _end_encoder(self) -> None:
        if self._encoder is not None:
            await self._encoder.finish()
            self._encoder = None
            self._tell(self._follower.close())

    def _take_output(self, found: Init | Fragment) -> None:
        if isinstance(found, Init):
            self._follower.take_init(found)
        else:
            self._tell(self._follower.take(found))

    def _tell(self, events: Sequence[MediaEvent]) -> None:
        if not self._is_muted:
            self._on_events(events)

    def _note_exit(self, encoder: Encoder) -> None:
        if not encoder.is_finishing:
            self._on_failed(self.name)


class Renditions:
    """All renditions of one broadcast but its source. Told every event of the source."""

    def __init__(self, *, tools: MediaTools, on_events: OnEvents) -> None:
        self._tools = tools
        self._on_events = on_events
        self._running: dict[str, Rendition] = {}
        self._begun: set[str] = set()
        self._rests_until: dict[str, float] = {}
        self._init: InitAdded | None = None
        self._ending: set[asyncio.Task[None]] = set()

    @property
    def names(self) -> list[str]:
        """Return what runs, in the order of its coming."""
        return list(self._running)

    def missing(self) -> list[str]:
        """Return what could run besides, cheapest first."""
        if self._init is None:
            return []
        now = time.monotonic()
        resting = {name for name, until in self._rests_until.items() if until > now}
        return [name for name in list_possible(self._init) if name not in {*self._running, *resting}]

    def process_ids(self) -> list[int]:
        """Return the process ids of the encoders."""
        return [found for rendition in self._running.values() if (found := rendition.process_id)]

    def add(self, name: str) -> None:
        """Begin a rendition at the source's next segment."""
        self._running[name] = Rendition(
            name, tools=self._tools, on_events=self._on_events, on_failed=self.drop
        )

    def drop(self, name: str) -> None:
        """End a rendition now."""
        rendition = self._running.pop(name, None)
        self._begun.discard(name)
        if rendition is not None:
            log.info("live_rendition_dropped", rendition=name)
            rendition.mute()
            self._rests_until[name] = time.monotonic() + REST_SECONDS
            self._on_events([RenditionDropped(name)])
            ending = asyncio.create_task(rendition.kill())
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    def hear(self, event: MediaEvent, start_seconds: float | None) -> None:
        """Take an event of the source; `start_seconds` is where its open segment begins."""
        if isinstance(event, InitAdded):
            self._init = event
            self._begun.clear()
        elif isinstance(event, PartAdded) and self._init is not None:
            for rendition in list(self._running.values()):
                self._pass_on(rendition, event, self._init, start_seconds)

    async def finish(self) -> None:
        """Let everything out that is inside, and end."""
        await asyncio.gather(*(rendition.finish() for rendition in self._running.values()))
        self._running.clear()
        await asyncio.gather(*self._ending, return_exceptions=True)

    def _pass_on(
        self, rendition: Rendition, part: PartAdded, init: InitAdded, start_seconds: float | None
    ) -> None:
        is_first = part.index == 0
        if rendition.name not in self._begun:
            if not (is_first and part.is_independent):
                return
            self._begun.add(rendition.name)
            rendition.put(_Begin(init))
        boundary = None
        if is_first and start_seconds is not None:
            boundary = Boundary(
                part.msn, start_seconds, part.program_time, part.init_number, part.is_discontinuity
            )
        rendition.put(_Feed(part.data, boundary))


def describe(name: str, init: InitAdded) -> RenditionAdded:
    """Return what viewers are told of a rendition."""
    if name == AUDIO:
        return RenditionAdded(AUDIO, "audio", 0, 0, round(1.2 * 1000 * AUDIO_KBPS))
    rung = _RUNGS[name]
    width, height = fit(init.width, init.height, rung.short_side_px)
    return RenditionAdded(name, "video", width, height, _bandwidth_bps(rung))


def build_command(tools: MediaTools, name: str, init: InitAdded) -> list[str]:
    """Return the arguments of a rendition's encoder."""
    if name == AUDIO:
        return build_audio_command(tools.ffmpeg)
    return build_rendition_command(tools.ffmpeg, _RUNGS[name], width=init.width, height=init.height)


def _bandwidth_bps(rung: LiveRung) -> int:
    """Return the highest rate, with sound, and a tenth for boxes and bursts."""
    return round(1.1 * 1000 * (rung.max_kbps + AUDIO_KBPS))
