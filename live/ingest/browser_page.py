"""One page that may publish, and what it says about its recording."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from live.ingest.publication import Publication
from live.ingest.recordings import Recording
from live.sockets.sentences import translate

#: A page whose clock says something else about the first picture is not believed.
MAX_CLOCK_ERROR_SECONDS = 30.0


class OpenRecording(BaseModel):
    """What a page tells of the recording that it begins or continues."""

    model_config = ConfigDict(extra="ignore")

    recording_id: uuid.UUID
    container: Literal["webm"]
    mime: str = Field(default="", max_length=100)
    started_at_ms: float

    def captured_at(self) -> float | None:
        """Return the unix time of the first picture, if it can be true."""
        at = self.started_at_ms / 1000
        return at if abs(at - time.time()) <= MAX_CLOCK_ERROR_SECONDS else None


@dataclass
class Page:
    """One connection. `on_leave(page, reason, sentence)` is called when somebody else has its seat."""

    sid: str
    broadcast_id: uuid.UUID
    locale: str
    on_leave: Callable[["Page", str, str], None]
    recording: Recording | None = None
    publication: Publication | None = None
    heard_at: float = 0.0
    is_silent: bool = False

    def leave(self, reason: str, sentence: str) -> None:
        """Stop publishing and tell the page."""
        self.on_leave(self, reason, sentence)

    def refusal(self, sentence: str, **more: Any) -> dict[str, Any]:
        """Return the answer to a message that is not followed, in the page's language."""
        return {"ok": False, "sentence": translate(sentence, self.locale), **more}

    async def open_input(self, recording: Recording) -> None:
        """Begin to write a recording, or go on with it."""
        assert self.publication is not None
        self.is_silent = False
        await self.publication.open_input(
            "webm", input_id=str(recording.id), captured_at=recording.captured_at
        )

    async def write(self, recording: Recording, data: bytes) -> None:
        """Write the next piece of a recording.

        Raises InputRefused.
        """
        assert self.publication is not None
        if self.is_silent:
            await self.open_input(recording)
        await self.publication.write(data)
        recording.next_sequence += 1
