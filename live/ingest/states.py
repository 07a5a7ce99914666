"""Between the media and the rows: tells the database what happens to a broadcast, and hears when it is over.

The database may be away for a while: nothing is cut for that, and what happened meanwhile is written when it
is back, in order.
"""

import asyncio
import datetime as dt
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from kernel.logs import log
from kernel.transaction import reading, transaction
from live import broadcasts
from live.errors import NoSuchBroadcast
from live.ingest.publication import PUBLISHER_LOST
from live.states import OPEN_STATES, BroadcastState
from live.values import Broadcast
from media.live_events import SOURCE, Ended, Interrupted, MediaEvent, PartAdded, Resumed

POLL_SECONDS = 1.0
RETRY_SECONDS = 1.0

#: Writes something and tells whether the broadcast may go on.
Write = Callable[[Session], bool]


class StateKeeper:
    """Keeps the rows of the broadcasts that this process carries. `ingest_url` is where edges find it.

    `on_over(broadcast_id, reason)` is called, on the event loop, for a broadcast that the market ended.
    """

    def __init__(self, ingest_url: str, on_over: Callable[[uuid.UUID, str], None]) -> None:
        self._ingest_url = ingest_url
        self._on_over = on_over
        self._started: dict[uuid.UUID, float] = {}
        self._writes: asyncio.Queue[tuple[uuid.UUID, Write]] = asyncio.Queue()

    def hear(self, broadcast_id: uuid.UUID, event: MediaEvent) -> None:
        """Note what a media event means for the row."""
        started_at = self._started.get(broadcast_id)
        if isinstance(event, PartAdded) and event.rendition == SOURCE and started_at is None:
            self._started[broadcast_id] = event.program_time
            self._plan(broadcast_id, self._mark_live(broadcast_id, event.program_time))
        elif started_at is None:
            return  # it never showed anything, so there is nothing to tell
        elif isinstance(event, Interrupted):
            self._plan(broadcast_id, _mark_interrupted(broadcast_id))
        elif isinstance(event, Resumed):
            self._plan(broadcast_id, self._mark_live(broadcast_id, started_at))
        elif isinstance(event, Ended):
            del self._started[broadcast_id]
            self._plan(broadcast_id, _end(broadcast_id))

    def interrupt(self, broadcast_id: uuid.UUID) -> None:
        """Note that nothing comes of a broadcast for now, whatever its media last said."""
        if broadcast_id in self._started:
            self._plan(broadcast_id, _mark_interrupted(broadcast_id))

    def adopt(self, broadcast: Broadcast) -> None:
        """Take over a broadcast that was on the air when this process ended; it waits for its publisher."""
        started_at = broadcast.media_started_at or broadcast.created_at
        self._started[broadcast.id] = started_at.timestamp()
        self._plan(broadcast.id, _mark_interrupted(broadcast.id))

    async def list_left(self) -> list[Broadcast]:
        """Return the broadcasts that are on the air here by their rows, as soon as the database answers."""
        while True:
            try:
                live = await asyncio.to_thread(_list_live)
            except SQLAlchemyError:
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return [broadcast for broadcast in live if broadcast.ingest_url == self._ingest_url]

    def note_stored(self, broadcast_id: uuid.UUID) -> None:
        """Note that all of an ended broadcast is in the storage: its replay can be shown."""
        self._plan(broadcast_id, _mark_replay_ready(broadcast_id))

    async def write(self) -> None:
        """Write what was planned, for as long as the process lives."""
        while True:
            broadcast_id, write = await self._writes.get()
            try:
                goes_on = await self._insist(write)
            except Exception:  # noqa: BLE001  (our own mistake in one row must not stop the others)
                log.exception("broadcast_state_not_written", broadcast_id=str(broadcast_id))
            else:
                if not goes_on:
                    self._on_over(broadcast_id, BroadcastState.ENDED)
            finally:
                self._writes.task_done()

    async def finish(self, seconds: float) -> None:
        """Wait until everything planned is written, at most for so long."""
        async with asyncio.timeout(seconds):
            await self._writes.join()

    async def poll(self, carried: Callable[[], Collection[uuid.UUID]]) -> None:
        """Ask every second whether the market ended what is carried, for as long as the process lives."""
        is_away = False
        while True:
            await asyncio.sleep(POLL_SECONDS)
            ids = list(carried())
            try:
                states = await asyncio.to_thread(_read_states, ids)
            except SQLAlchemyError:
                if not is_away:
                    log.warning("broadcast_states_unknown", count=len(ids))
                is_away = True
                continue
            is_away = False
            for broadcast_id in ids:
                state = states.get(broadcast_id)
                if state not in OPEN_STATES:
                    self._on_over(broadcast_id, state or BroadcastState.ENDED)

    def _plan(self, broadcast_id: uuid.UUID, write: Write) -> None:
        self._writes.put_nowait((broadcast_id, write))

    async def _insist(self, write: Write) -> bool:
        while True:
            try:
                return await asyncio.to_thread(_do, write)
            except NoSuchBroadcast:
                return False
            except SQLAlchemyError as error:
                log.warning("broadcast_state_waits", error=type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)

    def _mark_live(self, broadcast_id: uuid.UUID, program_time: float) -> Write:
        at = dt.datetime.fromtimestamp(program_time, dt.UTC)
        url = self._ingest_url
        return lambda session: broadcasts.mark_live(
            session, broadcast_id, ingest_url=url, media_started_at=at
        )


def _mark_interrupted(broadcast_id: uuid.UUID) -> Write:
    def write(session: Session) -> bool:
        broadcasts.mark_interrupted(session, broadcast_id)
        return True

    return write


def _end(broadcast_id: uuid.UUID) -> Write:
    def write(session: Session) -> bool:
        broadcasts.end_broadcast(session, broadcast_id, actor_id=None, reason=PUBLISHER_LOST)
        return True

    return write


def _mark_replay_ready(broadcast_id: uuid.UUID) -> Write:
    def write(session: Session) -> bool:
        broadcasts.mark_replay_ready(session, broadcast_id)
        return True

    return write


def _do(write: Write) -> bool:
    with transaction() as session:
        return write(session)


def _list_live() -> Sequence[Broadcast]:
    with reading() as session:
        return broadcasts.list_live(session)


def _read_states(ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, BroadcastState]:
    if not ids:
        return {}
    with reading() as session:
        return broadcasts.list_states(session, ids)
