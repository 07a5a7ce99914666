"""A small picture of a running broadcast every few seconds, for lists and the moderators' wall."""

import asyncio
import contextlib
import time
from collections.abc import Callable

from kernel.logs import log
from live.ingest.encoder import kill_group, live_limits
from media.jail import ENVIRONMENT
from media.live_commands import build_thumb_command
from media.live_events import SOURCE, InitAdded, MediaEvent, PartAdded
from media.tools import MediaTools

EVERY_SECONDS = 10.0
DEADLINE_SECONDS = 10.0
MAX_PICTURE_BYTES = 1 << 20
NICENESS = 10


class ThumbMaker:
    """Makes the pictures of one broadcast, one at a time; `turns` keeps all of them from starting at once."""

    def __init__(
        self, tools: MediaTools, turns: asyncio.Semaphore, on_picture: Callable[[bytes], None]
    ) -> None:
        self._tools = tools
        self._turns = turns
        self._on_picture = on_picture
        self._init: InitAdded | None = None
        self._made_at = 0.0
        self._task: asyncio.Task[None] | None = None

    def hear(self, event: MediaEvent) -> None:
        """Take an event of the source; a key frame becomes a picture when it is time for one."""
        if isinstance(event, InitAdded) and event.rendition == SOURCE:
            self._init = event
        elif isinstance(event, PartAdded) and event.rendition == SOURCE and event.is_independent:
            is_busy = self._task is not None and not self._task.done()
            if self._init is not None and not is_busy and time.monotonic() - self._made_at >= EVERY_SECONDS:
                self._made_at = time.monotonic()
                self._task = asyncio.create_task(self._make(self._init.data + event.data))

    async def stop(self) -> None:
        """Stop; no child is left."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _make(self, data: bytes) -> None:
        async with self._turns:
            picture = await self._run(data)
        if picture and len(picture) <= MAX_PICTURE_BYTES:
            self._on_picture(picture)

    async def _run(self, data: bytes) -> bytes:
        argv = build_thumb_command(self._tools.ffmpeg)
        process = await asyncio.create_subprocess_exec(
            *self._tools.jail.wrap(argv, limits=live_limits(niceness=NICENESS)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd="/",
            env=ENVIRONMENT,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                picture, _ = await process.communicate(data)
        except TimeoutError:
            log.warning("live_thumb_timed_out")
            return b""
        finally:
            kill_group(process.pid)
            with contextlib.suppress(asyncio.CancelledError):
                await process.wait()
        return picture if process.returncode == 0 else b""
