"""The parts of the ingest process put together, started and stopped in their order."""

import asyncio
import contextlib
import os
import signal
import uuid
from collections.abc import AsyncIterator, Coroutine
from typing import Any

from aiohttp import web

from kernel.config import Config
from kernel.logs import log
from live.ingest.browser import BrowserDoor
from live.ingest.doors import OVER, Doors
from live.ingest.feed_server import FeedServer
from live.ingest.hooks import Hooks
from live.ingest.metrics import CARRIED
from live.ingest.recordings import Recordings
from live.ingest.registry import Publications
from live.ingest.rtmp import RtmpServer
from live.ingest.server import create_application
from live.ingest.socketio_server import close_strangers, create_socketio
from live.ingest.states import StateKeeper
from live.publishing import ingest_origin
from media.live_events import Ended, MediaEvent
from media.tools import MediaTools

#: Open connections get so long to end by themselves.
CLOSE_SECONDS = 2.0
STATES_SECONDS = 5.0


class PortTaken(Exception):
    """Something else listens where we should; the text says where."""


class IngestProcess:
    """Everything that one ingest process runs."""

    def __init__(self, config: Config, tools: MediaTools) -> None:
        self._config = config
        self._states = StateKeeper(ingest_origin(), self._be_over)
        self._publications = Publications(
            config, tools, on_event=self._hear, on_stored=self._states.note_stored
        )
        self._recordings = Recordings()
        self._doors = Doors(self._publications)
        self._hooks = Hooks(config, self._doors)
        self._rtmp = RtmpServer(self._doors)
        self._sockets = create_socketio(config)
        self._browser = BrowserDoor(self._doors, self._recordings)
        self._sockets.register_namespace(self._browser)
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Take broadcasts in until the process is told to stop.

        Raises PortTaken.
        """
        stopping = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
        CARRIED.set_function(lambda: len(self._publications.ids()))
        async with self._background(), self._listening():
            # Not before the ports are ours: another process may carry what we would take up.
            self._start(self._recover())
            log.info("ingest_ready", port=self._config.ingest_port, rtmp_port=self._config.rtmp_port)
            await stopping.wait()
        log.info("ingest_stopped")

    @contextlib.asynccontextmanager
    async def _listening(self) -> AsyncIterator[None]:
        application = create_application(
            self._config,
            sockets=self._sockets,
            feed=FeedServer(self._publications),
            hooks=self._hooks,
        )
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=CLOSE_SECONDS)
        await runner.setup()
        try:
            site = web.TCPSite(runner, self._config.host, self._config.ingest_port)
            await _listen(site.start(), "INGEST_PORT", self._config.ingest_port)
            if self._config.rtmp_port:
                start = self._rtmp.start(self._config.host, self._config.rtmp_port)
                await _listen(start, "RTMP_PORT", self._config.rtmp_port)
            yield
        finally:
            await self._rtmp.stop()
            await self._hooks.stop()
            carried = self._publications.ids()
            await self._publications.close()
            await runner.cleanup()
            # Viewers know that they wait, until the next process has the publishers back.
            for broadcast_id in carried:
                self._states.interrupt(broadcast_id)

    @contextlib.asynccontextmanager
    async def _background(self) -> AsyncIterator[None]:
        tasks = [
            asyncio.ensure_future(self._states.write()),
            asyncio.ensure_future(self._states.poll(self._publications.ids)),
            asyncio.ensure_future(self._doors.watch_keys()),
            asyncio.ensure_future(self._browser.watch()),
            asyncio.ensure_future(close_strangers(self._sockets)),
        ]
        try:
            yield
        finally:
            with contextlib.suppress(TimeoutError):
                await self._states.finish(STATES_SECONDS)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _recover(self) -> None:
        """Take up what was on the air when this process ended: it waits for its publishers."""
        left = {broadcast.id: broadcast for broadcast in await self._states.list_left()}
        await self._publications.recover(left)
        for broadcast in left.values():
            if self._doors.is_taken(broadcast.id):
                continue  # its publisher was faster
            self._states.adopt(broadcast)
            # What has no folder any more waits too, and ends in the same way.
            publication = await self._publications.open(broadcast.id)
            await publication.input_lost()

    def _hear(self, broadcast_id: uuid.UUID, event: MediaEvent) -> None:
        self._states.hear(broadcast_id, event)
        if isinstance(event, Ended):
            self._recordings.forget(broadcast_id)
            self._doors.clear_seat(broadcast_id, "ended", OVER)

    def _be_over(self, broadcast_id: uuid.UUID, reason: str) -> None:
        """The market ended a broadcast: its publisher goes, its media are closed."""
        self._doors.clear_seat(broadcast_id, reason, OVER)
        self._start(self._publications.end(broadcast_id, reason))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _listen(starting: Coroutine[Any, Any, None], setting: str, port: int) -> None:
    try:
        await starting
    except OSError as error:
        raise PortTaken(
            f"Port {port} can't be listened on ({os.strerror(error.errno or 0)}). Is something else there? "
            f"Set NIGHTMARKET_{setting} to another one."
        ) from error
