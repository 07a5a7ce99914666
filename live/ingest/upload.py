"""Carries a broadcast's files to the storage while it runs, so that the replay is there when it ends.

Files wait on disk and are only names here; what the disk would not take waits in memory, and of that little.
"""

import asyncio
import contextlib
import uuid
from collections import deque
from collections.abc import Callable
from pathlib import Path

from kernel.logs import log
from kernel.storage import Storage

#: Segments that wait in memory: at 4 Mbit/s each has 1 MB.
MAX_IN_MEMORY = 16
FIRST_RETRY_SECONDS = 1.0
MAX_RETRY_SECONDS = 30.0
_TYPES = {".m4s": "video/iso.segment", ".mp4": "video/mp4", ".jpg": "image/jpeg"}
_OTHER_TYPE = "application/x-ndjson"


def storage_key(broadcast_id: uuid.UUID, name: str) -> str:
    """Return where a broadcast's file lies in the storage."""
    return f"broadcasts/{broadcast_id}/{name}"


class Uploader:
    """The files of one broadcast, oldest first. `on_stored` and `on_lost` hear a name each."""

    def __init__(
        self,
        storage: Storage,
        broadcast_id: uuid.UUID,
        folder: Path,
        *,
        on_stored: Callable[[str], None],
        on_lost: Callable[[str], None],
    ) -> None:
        self._storage = storage
        self._broadcast_id = broadcast_id
        self._folder = folder
        self._on_stored = on_stored
        self._on_lost = on_lost
        self._waiting: deque[str] = deque()
        self._in_memory: dict[str, bytes] = {}
        self._has_work = asyncio.Event()
        self._is_idle = asyncio.Event()
        self._is_idle.set()
        self._task: asyncio.Task[None] | None = None

    def add(self, name: str, data: bytes | None = None) -> None:
        """Note a file to store: from the folder, or these bytes."""
        if data is not None:
            self._make_room()
            self._in_memory[name] = data
        self._waiting.append(name)
        self._has_work.set()
        self._is_idle.clear()
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def drain(self) -> None:
        """Wait until everything is stored."""
        await self._is_idle.wait()

    async def stop(self) -> None:
        """Stop; what is not stored stays in the folder."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def _make_room(self) -> None:
        while len(self._in_memory) >= MAX_IN_MEMORY:
            oldest = next(iter(self._in_memory))
            del self._in_memory[oldest]
            self._waiting.remove(oldest)
            self._on_lost(oldest)

    async def _run(self) -> None:
        retry_seconds = FIRST_RETRY_SECONDS
        while True:
            if not self._waiting:
                self._is_idle.set()
                self._has_work.clear()
                await self._has_work.wait()
            name = self._waiting[0]
            try:
                is_stored = await asyncio.to_thread(self._store, name, self._in_memory.get(name))
            except Exception as error:  # noqa: BLE001  (whatever a storage's client raises, it is tried again)
                log.warning("live_upload_waits", name=name, error=type(error).__name__)
                await asyncio.sleep(retry_seconds)
                retry_seconds = min(2 * retry_seconds, MAX_RETRY_SECONDS)
                continue
            retry_seconds = FIRST_RETRY_SECONDS
            self._settle(name, is_stored=is_stored)

    def _store(self, name: str, data: bytes | None) -> bool:
        """Copy one file; tell whether it was there."""
        path = self._folder / name
        if data is None:
            try:
                data = path.read_bytes()
            except FileNotFoundError:
                return False
        key = storage_key(self._broadcast_id, name)
        self._storage.put_bytes(key, data, _TYPES.get(path.suffix, _OTHER_TYPE))
        return True

    def _settle(self, name: str, *, is_stored: bool) -> None:
        # While it was on its way, what is in memory may have been given up.
        if self._waiting and self._waiting[0] == name:
            self._waiting.popleft()
        self._in_memory.pop(name, None)
        if is_stored:
            self._on_stored(name)
