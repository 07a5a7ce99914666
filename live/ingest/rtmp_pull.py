"""Plays from an nginx-rtmp on this machine what a publisher sends there, and passes it on."""

import asyncio
import contextlib
import uuid

from kernel.logs import log
from live.ingest.doors import Doors
from live.ingest.flv import AUDIO, VIDEO
from live.ingest.policy import InputRefused
from live.ingest.publication import Publication
from live.ingest.rtmp_chunks import MessageReader, ProtocolBroken, greet
from live.ingest.rtmp_commands import COMMAND, build_connect, build_play, parse_command
from live.ingest.rtmp_media import RtmpMedia

HOST = "127.0.0.1"
#: nginx lets its publisher begin after it has our answer; until then there is nothing to play.
TRY_COUNT = 50
TRY_SECONDS = 0.2
SILENCE_SECONDS = 10.0
MAX_MESSAGE_BYTES = 4_000_000


class Pull:
    """The publisher behind one nginx-rtmp connection: at this port, in this application, under this name."""

    def __init__(self, doors: Doors, broadcast_id: uuid.UUID, *, address: tuple[int, str, str]) -> None:
        self._doors = doors
        self._broadcast_id = broadcast_id
        self._port, self._application, self._name = address
        self._task: asyncio.Task[None] | None = None
        self._is_wanted = True

    @property
    def is_wanted(self) -> bool:
        """Tell whether nginx should keep its publisher."""
        return self._is_wanted

    def start(self, publication: Publication) -> None:
        """Begin to play, as soon as there is something."""
        self._task = asyncio.ensure_future(self._run(publication))

    def leave(self, _reason: str, _sentence: str) -> None:
        """Play no more; nginx is told when it asks next."""
        self._is_wanted = False
        if self._task is not None:
            self._task.cancel()

    async def _run(self, publication: Publication) -> None:
        broadcast_id = str(self._broadcast_id)
        log.info("publisher_came", door="nginx", broadcast_id=broadcast_id)
        try:
            for _ in range(TRY_COUNT):
                if await self._play(publication):
                    break
                await asyncio.sleep(TRY_SECONDS)
        except InputRefused as refusal:
            self._is_wanted = False
            log.info("rtmp_publisher_refused", broadcast_id=broadcast_id, sentence=str(refusal))
        finally:
            log.info("publisher_went", door="nginx", broadcast_id=broadcast_id)
            await self._doors.stand_up(self._broadcast_id, self)

    async def _play(self, publication: Publication) -> bool:
        """Play until nginx hangs up; tell whether anything came."""
        media = RtmpMedia("nginx", publication)
        try:
            reader, writer = await asyncio.open_connection(HOST, self._port)
        except OSError:
            return False
        try:
            await self._receive(reader, writer, media)
        except (ProtocolBroken, TimeoutError, OSError, asyncio.IncompleteReadError) as error:
            log.info("rtmp_pull_ended", broadcast_id=str(self._broadcast_id), reason=type(error).__name__)
        finally:
            writer.transport.abort()
        return media.has_begun

    async def _receive(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, media: RtmpMedia
    ) -> None:
        messages = MessageReader(reader.readexactly, max_message_bytes=MAX_MESSAGE_BYTES)
        async with asyncio.timeout(SILENCE_SECONDS):
            await greet(reader, writer)
        address = f"rtmp://{HOST}:{self._port}/{self._application}"
        writer.write(build_connect(self._application, address))
        is_playing = False
        while True:
            async with asyncio.timeout(SILENCE_SECONDS):
                message = await messages.read_message()
            if message.kind in {AUDIO, VIDEO}:
                if not self._doors.holds_seat(self._broadcast_id, self):
                    return
                await media.take(message)
            elif message.kind == COMMAND and not is_playing:
                is_playing = parse_command(message.payload).name == "_result"
                if is_playing:
                    writer.write(build_play(self._name))
            else:
                messages.obey(message)

    async def stop(self) -> None:
        """Hang up; the process ends."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
