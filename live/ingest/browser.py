"""The browsers' door: Socket.IO, namespace /publish. Messages: docs/realtime.md.

An acknowledged piece has been written to the encoder. Messages of one page are handled one after another, so
that a slow encoder slows the page down through its connection.
"""

import asyncio
import contextlib
import dataclasses
import time
import uuid
from collections.abc import Mapping
from typing import Any, Literal

import socketio
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from socketio.packet import Packet

from kernel.config import Config
from kernel.logs import log
from kernel.sockets import is_allowed_origin
from live.ingest.doors import Doors, NotAdmitted
from live.ingest.metrics import RECEIVED_BYTES, REFUSED
from live.ingest.policy import InputRefused
from live.ingest.publication import Publication
from live.ingest.recordings import Place, Recording, Recordings
from live.ingest.registry import NoRoomForBroadcast
from live.sockets.sentences import find_locale, translate

NAMESPACE = "/publish"
#: A second of the highest admitted rate has 1.5 MB; browsers may hold back that much before they send.
MAX_MESSAGE_BYTES = 4_000_000
HEALTH_SECONDS = 1.0
#: A page that sends nothing for so long is asleep; the broadcast waits for it or for another.
SILENCE_SECONDS = 5.0
#: A connection that has not shown a ticket by then is closed.
TICKET_SECONDS = 10.0
#: A page whose clock says something else about the first picture is not believed.
MAX_CLOCK_ERROR_SECONDS = 30.0
_EBML = b"\x1a\x45\xdf\xa3"


class OpenRecording(BaseModel):
    """What a page tells of the recording that it begins or continues."""

    model_config = ConfigDict(extra="ignore")

    recording_id: uuid.UUID
    container: Literal["webm"]
    mime: str = Field(default="", max_length=100)
    width: int = Field(default=0, ge=0, le=20_000)
    height: int = Field(default=0, ge=0, le=20_000)
    started_at_ms: float


class OneAttachment(Packet):  # type: ignore[misc]  # python-socketio has no types
    """A packet with at most one piece of binary data, or anybody could make us keep any number."""

    def decode(self, encoded_packet: str) -> int:
        """Take a packet apart; return how many pieces of binary data follow."""
        count: int = super().decode(encoded_packet)
        if count > 1:
            raise ValueError("too many attachments")
        return count


@dataclasses.dataclass
class Page:
    """One connection of a page that may publish."""

    door: "BrowserDoor"
    sid: str
    broadcast_id: uuid.UUID
    locale: str = "en"
    recording: Recording | None = None
    publication: Publication | None = None
    heard_at: float = 0.0
    is_silent: bool = False

    def leave(self, reason: str, sentence: str) -> None:
        """Stop publishing and tell the page."""
        recording, self.recording = self.recording, None
        if recording is not None and reason == "replaced" and self.door.is_continued(self, recording):
            return  # by the same page, on a new connection
        self.door.send_away(self, reason, sentence)


class BrowserDoor(socketio.AsyncNamespace):  # type: ignore[misc]
    """The namespace and the pages in it."""

    def __init__(self, doors: Doors, recordings: Recordings) -> None:
        super().__init__(NAMESPACE)
        self._doors = doors
        self._recordings = recordings
        self._pages: dict[str, Page] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def on_connect(self, sid: str, environ: Mapping[str, Any], auth: object) -> None:
        """Let a page in that has a ticket."""
        ticket = auth.get("ticket") if isinstance(auth, dict) else None
        try:
            broadcast_id = await self._doors.admit_ticket(ticket)
        except NotAdmitted as refusal:
            REFUSED.labels("browser", "refused").inc()
            sentence = translate(str(refusal), find_locale(environ, None))
            raise socketio.exceptions.ConnectionRefusedError(sentence) from None
        self._pages[sid] = Page(self, sid, broadcast_id, find_locale(environ, None))

    async def on_disconnect(self, sid: str, _reason: str = "") -> None:
        """Wait for a page that is gone."""
        page = self._pages.pop(sid, None)
        if page is not None and page.recording is not None:
            log.info("publisher_went", door="browser", broadcast_id=str(page.broadcast_id))
            await self._doors.stand_up(page.broadcast_id, page)

    async def on_sync_clock(self, _sid: str, _data: object = None) -> dict[str, Any]:
        """Tell the time."""
        return {"ok": True, "server_time_ms": _now_ms()}

    async def on_open_recording(self, sid: str, data: object = None) -> dict[str, Any]:
        """Begin a recording, or continue one after a lost connection."""
        page = self._pages.get(sid)
        if page is None:
            return _no("This page may not publish.")
        try:
            opened = OpenRecording.model_validate(data)
            recording = await self._open(page, opened)
        except ValidationError:
            return _no("This recording can't be taken.")
        except (NotAdmitted, NoRoomForBroadcast) as refusal:
            REFUSED.labels("browser", "refused").inc()
            return _no(translate(str(refusal), page.locale))
        return {"ok": True, "next_sequence": recording.next_sequence, "server_time_ms": _now_ms()}

    async def on_chunk(self, sid: str, sequence: object = None, data: object = None) -> dict[str, Any]:
        """Take a piece of the recording."""
        page = self._pages.get(sid)
        if page is None or page.recording is None:
            return _no("No recording is open.")
        if isinstance(sequence, bool) or not isinstance(sequence, int) or not isinstance(data, bytes):
            return _no("A piece has a number and bytes.")
        recording = page.recording
        began_at = time.monotonic()
        async with recording.lock:
            answer = await self._take(page, recording, sequence, data)
        answer["buffered_ms"] = round(1000 * (time.monotonic() - began_at))
        return answer

    async def on_close_recording(self, sid: str, _data: object = None) -> dict[str, Any]:
        """Note that the recording is complete. Another may follow at once; the broadcast ends elsewhere."""
        page = self._pages.get(sid)
        if page is not None and page.recording is not None:
            self._recordings.forget(page.broadcast_id)
        return {"ok": True}

    def is_continued(self, page: Page, recording: Recording) -> bool:
        """Tell whether another connection goes on with the recording of this one."""
        others = (p for p in self._pages.values() if p is not page and p.broadcast_id == page.broadcast_id)
        return any(other.recording is recording for other in others)

    def send_away(self, page: Page, reason: str, sentence: str) -> None:
        """Tell a page that it is over, and hang up."""
        self._start(self._say_goodbye(page, reason, sentence))

    async def watch(self) -> None:
        """Tell every page once a second how its broadcast does, for as long as the process lives."""
        while True:
            await asyncio.sleep(HEALTH_SECONDS)
            for page in list(self._pages.values()):
                with contextlib.suppress(Exception):  # the page may be going
                    await self._look_at(page)

    async def _open(self, page: Page, opened: OpenRecording) -> Recording:
        await self._doors.check_open(page.broadcast_id)
        captured_at = opened.started_at_ms / 1000
        recording = self._recordings.open(page.broadcast_id, opened.recording_id, captured_at)
        if recording.next_sequence == 0 and abs(captured_at - time.time()) > MAX_CLOCK_ERROR_SECONDS:
            recording.captured_at = None
        page.recording = recording
        async with recording.lock:
            page.publication = await self._doors.sit_down(page.broadcast_id, page)
            await self._open_input(page, recording)
        page.heard_at = time.monotonic()
        log.info(
            "publisher_came",
            door="browser",
            broadcast_id=str(page.broadcast_id),
            mime=opened.mime,
            continues=recording.next_sequence > 0,
        )
        return recording

    async def _open_input(self, page: Page, recording: Recording) -> None:
        assert page.publication is not None
        page.is_silent = False
        await page.publication.open_input(
            "webm", input_id=str(recording.id), captured_at=recording.captured_at
        )

    async def _take(self, page: Page, recording: Recording, sequence: int, data: bytes) -> dict[str, Any]:
        if not self._doors.holds_seat(page.broadcast_id, page) or page.publication is None:
            return _no("Somebody else publishes this broadcast now.")
        place = recording.place(sequence)
        if place is Place.LOST:
            return _no("The beginning of this recording is lost.", next_sequence=0, is_lost=True)
        if place is Place.NEXT:
            if sequence == 0 and not data.startswith(_EBML):
                return _no("This is no WebM.")
            try:
                await self._write(page, recording, data)
            except InputRefused as refusal:
                await self._refuse(page, refusal.sentence)
                return _no(translate(refusal.sentence, page.locale))
        page.heard_at = time.monotonic()
        return {"ok": place is not Place.AHEAD, "next_sequence": recording.next_sequence}

    async def _write(self, page: Page, recording: Recording, data: bytes) -> None:
        assert page.publication is not None
        if page.is_silent:
            await self._open_input(page, recording)
        await page.publication.write(data)
        RECEIVED_BYTES.labels("browser").inc(len(data))
        recording.next_sequence += 1

    async def _refuse(self, page: Page, sentence: str) -> None:
        """What the page sends is not taken; the broadcast waits for something else."""
        REFUSED.labels("browser", "refused").inc()
        page.recording = None
        self._recordings.forget(page.broadcast_id)
        await self._doors.stand_up(page.broadcast_id, page)
        self.send_away(page, "refused", sentence)

    async def _look_at(self, page: Page) -> None:
        if page.publication is None or not self._doors.holds_seat(page.broadcast_id, page):
            return
        if not page.is_silent and time.monotonic() - page.heard_at > SILENCE_SECONDS:
            page.is_silent = True
            await page.publication.input_lost()
        health = dataclasses.asdict(page.publication.health())
        health["advice"] = translate(health["advice"], page.locale)
        await self.emit("health", health, to=page.sid)

    async def _say_goodbye(self, page: Page, reason: str, sentence: str) -> None:
        sentence = translate(sentence, page.locale)
        if reason == "refused":
            await self.emit("refused", {"sentence": sentence}, to=page.sid)
        else:
            await self.emit("ended", {"reason": reason, "sentence": sentence}, to=page.sid)
        await self.disconnect(page.sid)

    def _start(self, coroutine: Any) -> None:
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def create_socketio(config: Config) -> socketio.AsyncServer:
    """Return the Socket.IO server of the ingest process."""
    return socketio.AsyncServer(
        async_mode="aiohttp",
        cors_allowed_origins=lambda origin, environ: is_allowed_origin(config, origin, environ),
        transports=["websocket"],
        async_handlers=False,
        max_http_buffer_size=MAX_MESSAGE_BYTES,
        http_compression=False,
        ping_interval=10,
        ping_timeout=10,
        serializer=OneAttachment,
    )


async def close_strangers(server: socketio.AsyncServer) -> None:
    """Close connections that have not shown a ticket in time, for as long as the process lives."""
    seen: set[str] = set()
    while True:
        await asyncio.sleep(TICKET_SECONDS)
        strangers = {
            sid for sid in server.eio.sockets if server.manager.sid_from_eio_sid(sid, NAMESPACE) is None
        }
        for sid in strangers & seen:
            with contextlib.suppress(KeyError):  # gone by itself
                await server.eio.disconnect(sid)
        seen = strangers


def _now_ms() -> int:
    return round(time.time() * 1000)


def _no(sentence: str, **more: Any) -> dict[str, Any]:
    return {"ok": False, "sentence": sentence, **more}
