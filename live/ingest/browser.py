"""The browsers' door: Socket.IO, namespace /publish. Messages: docs/realtime.md.

An acknowledged piece has been written to the encoder.
"""

import asyncio
import contextlib
import dataclasses
import time
from collections.abc import Mapping
from typing import Any

import socketio
from pydantic import ValidationError

from kernel.errors import N_
from kernel.logs import log
from live.ingest.browser_page import OpenRecording, Page
from live.ingest.doors import OVER, Doors, MarketAway, NotAdmitted
from live.ingest.metrics import RECEIVED_BYTES, REFUSED
from live.ingest.policy import InputRefused
from live.ingest.recordings import Place, Recording, Recordings
from live.ingest.registry import NoRoomForBroadcast
from live.ingest.socketio_server import NAMESPACE
from live.sockets.sentences import find_locale, translate

HEALTH_SECONDS = 1.0
#: A page that sends nothing for so long is asleep; the broadcast waits for it or for another.
SILENCE_SECONDS = 5.0
NO_RECORDING = N_("No recording is open.")
NO_PIECE = N_("A piece has a number and bytes.")
NO_WEBM = N_("This is no WebM.")
NOT_TAKEN = N_("This recording can't be taken.")
BEGINNING_LOST = N_("The beginning of this recording is lost.")
_EBML = b"\x1a\x45\xdf\xa3"


class BrowserDoor(socketio.AsyncNamespace):  # type: ignore[misc]  # python-socketio has no types
    """The namespace and the pages in it."""

    def __init__(self, doors: Doors, recordings: Recordings) -> None:
        super().__init__(NAMESPACE)
        self._doors = doors
        self._recordings = recordings
        self._pages: dict[str, Page] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def on_connect(self, sid: str, environ: Mapping[str, Any], auth: object) -> None:
        """Let a page in that has a ticket."""
        ticket, locale = auth.get("ticket") if isinstance(auth, dict) else None, find_locale(environ, None)
        try:
            broadcast_id = await self._doors.admit_ticket(ticket)
        except MarketAway:
            # Below Socket.IO, so that the page comes back by itself.
            await self.server.eio.disconnect(self.server.manager.eio_sid_from_sid(sid, NAMESPACE))
            return
        except NotAdmitted as refusal:
            REFUSED.labels("browser", "refused").inc()
            sentence = translate(str(refusal), locale)
            raise socketio.exceptions.ConnectionRefusedError(sentence) from None
        self._pages[sid] = Page(sid, broadcast_id, locale, self._take_seat_from)

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
            return {"ok": False, "sentence": OVER}
        try:
            recording = await self._open(page, OpenRecording.model_validate(data))
        except ValidationError:
            return page.refusal(NOT_TAKEN)
        except (NotAdmitted, NoRoomForBroadcast) as refusal:
            REFUSED.labels("browser", "refused").inc()
            return page.refusal(str(refusal))
        return {"ok": True, "next_sequence": recording.next_sequence, "server_time_ms": _now_ms()}

    async def on_chunk(self, sid: str, sequence: object = None, data: object = None) -> dict[str, Any]:
        """Take a piece of the recording."""
        page = self._pages.get(sid)
        if page is None or page.recording is None:
            return page.refusal(NO_RECORDING) if page else {"ok": False, "sentence": NO_RECORDING}
        if isinstance(sequence, bool) or not isinstance(sequence, int) or not isinstance(data, bytes):
            return page.refusal(NO_PIECE)
        recording = page.recording
        began_at = time.monotonic()
        async with recording.lock:
            answer = await self._take(page, recording, sequence, data)
        return answer | {"buffered_ms": round(1000 * (time.monotonic() - began_at))}

    async def on_close_recording(self, sid: str, _data: object = None) -> dict[str, Any]:
        """Note that the recording is complete. Another may follow at once; the broadcast ends elsewhere."""
        page = self._pages.get(sid)
        if page is not None and page.recording is not None:
            self._recordings.forget(page.broadcast_id)
        return {"ok": True}

    async def watch(self) -> None:
        """Tell every page once a second how its broadcast does, for as long as the process lives."""
        while True:
            await asyncio.sleep(HEALTH_SECONDS)
            for page in list(self._pages.values()):
                with contextlib.suppress(Exception):  # the page may be going
                    await self._look_at(page)

    async def _open(self, page: Page, opened: OpenRecording) -> Recording:
        await self._doors.check_open(page.broadcast_id)
        recording = self._recordings.open(page.broadcast_id, opened.recording_id, opened.captured_at())
        page.recording = recording
        # Who had the seat may be writing the last piece of this same recording.
        async with recording.lock:
            page.publication = await self._doors.sit_down(page.broadcast_id, page)
            await page.open_input(recording)
        page.heard_at = time.monotonic()
        log.info(
            "publisher_came",
            door="browser",
            broadcast_id=str(page.broadcast_id),
            mime=opened.mime,
            continues=recording.next_sequence > 0,
        )
        return recording

    async def _take(self, page: Page, recording: Recording, sequence: int, data: bytes) -> dict[str, Any]:
        if not self._doors.holds_seat(page.broadcast_id, page):
            return page.refusal(NO_RECORDING)
        place = recording.place(sequence)
        if place is Place.LOST:
            return page.refusal(BEGINNING_LOST, next_sequence=0, is_lost=True)
        if place is Place.NEXT:
            if sequence == 0 and not data.startswith(_EBML):
                return page.refusal(NO_WEBM)
            try:
                await page.write(recording, data)
            except InputRefused as refusal:
                await self._refuse(page, refusal.sentence)
                return page.refusal(refusal.sentence)
            RECEIVED_BYTES.labels("browser").inc(len(data))
        page.heard_at = time.monotonic()
        return {"ok": place is not Place.AHEAD, "next_sequence": recording.next_sequence}

    async def _refuse(self, page: Page, sentence: str) -> None:
        """What the page sends is not taken; the broadcast waits for something else."""
        REFUSED.labels("browser", "refused").inc()
        page.recording = None
        self._recordings.forget(page.broadcast_id)
        await self._doors.stand_up(page.broadcast_id, page)
        self._start(self._say_goodbye(page, "refused", {"sentence": translate(sentence, page.locale)}))

    async def _look_at(self, page: Page) -> None:
        if page.publication is None or not self._doors.holds_seat(page.broadcast_id, page):
            return
        if not page.is_silent and time.monotonic() - page.heard_at > SILENCE_SECONDS:
            page.is_silent = True
            await page.publication.input_lost()
        health = dataclasses.asdict(page.publication.health())
        health["advice"] = translate(health["advice"], page.locale)
        await self.emit("health", health, to=page.sid)

    def _take_seat_from(self, page: Page, reason: str, sentence: str) -> None:
        recording, page.recording = page.recording, None
        others = [p for p in self._pages.values() if p is not page and p.broadcast_id == page.broadcast_id]
        if reason == "replaced" and any(other.recording is recording for other in others):
            return  # the same page, on a new connection
        told = {"reason": reason, "sentence": translate(sentence, page.locale)}
        self._start(self._say_goodbye(page, "ended", told))

    async def _say_goodbye(self, page: Page, message: str, told: Mapping[str, str]) -> None:
        await self.emit(message, told, to=page.sid)
        await self.disconnect(page.sid)

    def _start(self, coroutine: Any) -> None:
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _now_ms() -> int:
    return round(time.time() * 1000)
