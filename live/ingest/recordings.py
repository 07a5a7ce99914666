"""Where each browser's recording stands: which piece comes next. Outlives connections, so that a page which
lost its own continues."""

import asyncio
import uuid
from dataclasses import dataclass, field
from enum import Enum


class Place(Enum):
    """Where a piece belongs."""

    NEXT = "next"
    WRITTEN = "written"
    AHEAD = "ahead"
    LOST = "lost"


@dataclass
class Recording:
    """One recorder's run in one page. Who writes a piece holds the lock."""

    id: uuid.UUID
    captured_at: float | None
    next_sequence: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def place(self, sequence: int) -> Place:
        """Return where the piece with this number belongs.

        LOST: pieces came before it that nobody here has, and without the first of them nothing can be played.
        That is so after this process was started anew.
        """
        if sequence == self.next_sequence:
            return Place.NEXT
        if sequence < self.next_sequence:
            return Place.WRITTEN
        return Place.LOST if self.next_sequence == 0 else Place.AHEAD


class Recordings:
    """The last recording of each broadcast."""

    def __init__(self) -> None:
        self._recordings: dict[uuid.UUID, Recording] = {}

    def open(self, broadcast_id: uuid.UUID, recording_id: uuid.UUID, captured_at: float | None) -> Recording:
        """Return the recording with this id as far as it is known, else a new one."""
        kept = self._recordings.get(broadcast_id)
        if kept is None or kept.id != recording_id:
            kept = self._recordings[broadcast_id] = Recording(recording_id, captured_at)
        return kept

    def forget(self, broadcast_id: uuid.UUID) -> None:
        """The broadcast is over, or its recording can't go on."""
        self._recordings.pop(broadcast_id, None)
