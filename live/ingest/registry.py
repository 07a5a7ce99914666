"""All broadcasts that this process carries: let in, brought back after a crash, cleared up after the end."""

import asyncio
import time
import uuid
from collections.abc import Callable, Collection, Coroutine, Mapping

from kernel import runtime
from kernel.config import Config
from kernel.errors import N_, Unavailable
from kernel.logs import log
from kernel.storage import Storage
from live.ingest.budget import Change, CpuBudget
from live.ingest.publication import Listeners, Publication
from live.ingest.recovery import Recovered, recover
from live.ingest.spool import Spool
from live.ingest.upload import Uploader
from media.live_events import MediaEvent
from media.tools import MediaTools

MEASURE_SECONDS = 1.0
#: Viewers are a few seconds behind the end, and the edges still ask (seconds).
LINGER_SECONDS = 60.0


class NoRoomForBroadcast(Unavailable):
    """This process carries as many broadcasts as it may."""

    title = N_("The server carries as many broadcasts as it can. Please try again when one has ended.")


class Publications:
    """The registry. Used on one event loop. `Listeners` says what is called when."""

    def __init__(
        self,
        config: Config,
        tools: MediaTools,
        *,
        on_event: Callable[[uuid.UUID, MediaEvent], None],
        on_stored: Callable[[uuid.UUID], None] = lambda _id: None,
        storage: Storage | None = None,
        budget: CpuBudget | None = None,
    ) -> None:
        self._config = config
        self._tools = tools
        self._storage = storage or runtime.storage()
        self._listeners = Listeners(on_event, on_stored)
        self._budget = budget or CpuBudget(config.live_cpu_percent)
        self._publications: dict[uuid.UUID, Publication] = {}
        self._thumb_turns = asyncio.Semaphore(1)
        self._tasks: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Let go of all broadcasts without ending them: the next process goes on."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(publication.stop() for publication in self._publications.values()))
        self._publications.clear()

    async def open(self, broadcast_id: uuid.UUID) -> Publication:
        """Return a broadcast's publication, made if need be; one with a past goes on where it was.

        Raises NoRoomForBroadcast.
        """
        found = self._publications.get(broadcast_id)
        if found is not None and not found.is_ended:
            return found
        if len(self.ids()) >= self._config.max_broadcasts:
            raise NoRoomForBroadcast
        return self._make(broadcast_id, recover(self._config.live_spool / str(broadcast_id)))

    def find(self, broadcast_id: uuid.UUID) -> Publication | None:
        """Return a publication that is here: it runs, or has ended a moment ago."""
        return self._publications.get(broadcast_id)

    def ids(self) -> list[uuid.UUID]:
        """Return the broadcasts that run."""
        return [key for key, publication in self._publications.items() if not publication.is_ended]

    async def recover(self, live_ids: Collection[uuid.UUID]) -> list[Publication]:
        """Bring back what an earlier process left: what is live waits for its publisher, the rest is stored.

        Returns the publications that are live.
        """
        live = []
        for broadcast_id in self._left_behind():
            if broadcast_id in self._publications:
                continue  # its publisher was faster
            recovered = recover(self._config.live_spool / str(broadcast_id))
            if recovered is None:
                Spool(self._config.live_spool, broadcast_id, dvr_seconds=0).remove()
                continue
            publication = self._make(broadcast_id, recovered)
            log.info("live_publication_recovered", broadcast_id=str(broadcast_id))
            if broadcast_id in live_ids and not recovered.journal.is_ended:
                await publication.input_lost()
                live.append(publication)
            else:
                await publication.end("recovered")
        return live

    async def end(self, broadcast_id: uuid.UUID, reason: str) -> None:
        """End a broadcast, if it runs here."""
        publication = self._publications.get(broadcast_id)
        if publication is not None:
            await publication.end(reason)

    def _left_behind(self) -> list[uuid.UUID]:
        found = []
        for folder in self._config.live_spool.glob("*-*-*-*-*"):
            try:
                found.append(uuid.UUID(folder.name))
            except ValueError:
                continue
        return found

    def _make(self, broadcast_id: uuid.UUID, recovered: Recovered | None) -> Publication:
        spool = Spool(
            self._config.live_spool,
            broadcast_id,
            dvr_seconds=self._config.live_dvr_seconds,
        )
        uploader = Uploader(
            self._storage,
            broadcast_id,
            spool.folder,
            on_stored=spool.note_stored,
            on_lost=spool.note_lost,
        )
        spool.on_file = uploader.add
        publication = Publication(
            broadcast_id,
            spool=spool,
            uploader=uploader,
            tools=self._tools,
            listeners=self._listeners,
            grace_seconds=self._config.live_grace_seconds,
            has_room=self._budget.has_room,
            thumb_turns=self._thumb_turns,
            recovered=recovered,
        )
        self._publications[broadcast_id] = publication
        if not self._tasks:
            self._start(self._watch())
        self._start(self._clear_up(publication))
        return publication

    async def _clear_up(self, publication: Publication) -> None:
        """Wait for the end of a broadcast, store the rest, and remove what is here.

        One that never showed anything leaves nothing behind: its next publisher begins at the beginning.
        """
        await publication.ended.wait()
        ended_at = time.monotonic()
        if publication.media_started_at is not None:
            await publication.store()
            await asyncio.sleep(max(0.0, LINGER_SECONDS - (time.monotonic() - ended_at)))
        await publication.stop()
        # Its publisher may have come back after the end and before the rows said so.
        if self._publications.get(publication.broadcast_id) is publication:
            publication.remove()
            del self._publications[publication.broadcast_id]

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(MEASURE_SECONDS)
            self._budget.measure()
            running = {key: self._publications[key].renditions for key in self.ids()}
            names: Mapping[object, list[str]] = {key: found.names for key, found in running.items()}
            missing: Mapping[object, list[str]] = {key: found.missing() for key, found in running.items()}
            change = self._budget.choose(names, missing, time.monotonic())
            if change is not None:
                self._apply(change)

    def _apply(self, change: Change) -> None:
        assert isinstance(change.key, uuid.UUID)
        renditions = self._publications[change.key].renditions
        if change.is_added:
            renditions.add(change.rendition)
        else:
            renditions.drop(change.rendition)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
