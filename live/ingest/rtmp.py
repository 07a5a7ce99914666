"""The RTMP door: OBS, phones and other encoders. The stream key is the name under which they publish.

A stranger gets little: a few seconds, small messages, a bounded number of connections. A key is never logged.
"""

import asyncio
import contextlib
import time
import uuid

from kernel.logs import log
from live.ingest.doors import Doors, NotAdmitted
from live.ingest.flv import AUDIO, VIDEO
from live.ingest.metrics import REFUSED
from live.ingest.policy import InputRefused
from live.ingest.publication import Publication
from live.ingest.registry import NoRoomForBroadcast
from live.ingest.rtmp_chunks import MessageReader, ProtocolBroken, shake_hands
from live.ingest.rtmp_commands import (
    COMMAND,
    WINDOW_BYTES,
    build_acknowledgement,
    build_connected,
    build_publishing,
    build_refusal,
    build_stream_created,
    parse_command,
)
from live.ingest.rtmp_media import RtmpMedia

#: From the connection to the first `publish` (seconds).
OPEN_SECONDS = 10.0
#: An encoder that sends no picture and no sound for so long is gone (seconds).
SILENCE_SECONDS = 10.0
MAX_CONNECTIONS = 200
#: Of a stranger; commands are below 1 kB.
MAX_COMMAND_BYTES = 16_000
#: Of a publisher: a key frame of the highest admitted rate has 1.5 MB.
MAX_MESSAGE_BYTES = 4_000_000
BACKLOG = 128
_COMMAND_AMF3 = 17
_GOODBYES = frozenset({"FCUnpublish", "deleteStream", "closeStream"})


class RtmpServer:
    """Listens for encoders."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._connections: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int) -> None:
        """Listen. Raises OSError: the port is taken."""
        self._server = await asyncio.start_server(self._serve, host, port, backlog=BACKLOG)

    async def stop(self) -> None:
        """Listen no more, and close every connection; encoders try again by themselves."""
        if self._server is None:
            return
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        if len(self._connections) >= MAX_CONNECTIONS:
            REFUSED.labels("rtmp", "too_many").inc()
            writer.transport.abort()
            return
        self._connections.add(task)
        try:
            await RtmpConnection(self._doors, reader, writer).run()
        except asyncio.CancelledError:
            log.info("rtmp_connection_ended", reason="stopping")  # asyncio would call it an error
        finally:
            self._connections.discard(task)
            writer.transport.abort()


class RtmpConnection:
    """One encoder, from the handshake to its end."""

    def __init__(self, doors: Doors, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._doors = doors
        self._reader = reader
        self._writer = writer
        self._messages = MessageReader(reader.readexactly, max_message_bytes=MAX_COMMAND_BYTES)
        self._acknowledged_bytes = 0
        self._address = (writer.get_extra_info("peername") or ("unknown",))[0]

    async def run(self) -> None:
        """Serve until the encoder leaves, breaks off, or is refused."""
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                await shake_hands(self._reader, self._writer)
                key = await self._wait_for_publish()
                broadcast_id = await self._doors.admit_key(key)
            await self._publish(broadcast_id, key)
        except (ProtocolBroken, TimeoutError, ConnectionError, asyncio.IncompleteReadError) as error:
            REFUSED.labels("rtmp", "broken").inc()
            log.info("rtmp_connection_ended", address=self._address, reason=type(error).__name__)
        except (NotAdmitted, NoRoomForBroadcast, InputRefused) as refusal:
            REFUSED.labels("rtmp", "refused").inc()
            log.info("rtmp_publisher_refused", address=self._address, sentence=str(refusal))
            await self._refuse(str(refusal))

    def leave(self, _reason: str, sentence: str) -> None:
        """Send the encoder away."""
        if not self._writer.is_closing():
            self._writer.write(build_refusal(sentence))
            self._writer.close()

    async def _wait_for_publish(self) -> str:
        """Answer commands until one publishes; return the stream key that it brings."""
        while True:
            message = await self._messages.read_message()
            if message.kind not in {COMMAND, _COMMAND_AMF3}:
                self._messages.obey(message)
                continue
            command = parse_command(message.payload[message.kind == _COMMAND_AMF3 :])
            if command.name == "connect":
                await self._answer(build_connected(command.transaction))
            elif command.name == "createStream":
                await self._answer(build_stream_created(command.transaction))
            elif command.name == "publish":
                # Encoders may add a query to the key.
                return (command.argument or "").partition("?")[0]

    async def _publish(self, broadcast_id: uuid.UUID, key: str) -> None:
        publication = await self._doors.sit_down(broadcast_id, self, key=key)
        log.info("publisher_came", door="rtmp", broadcast_id=str(broadcast_id), address=self._address)
        try:
            await self._answer(build_publishing())
            self._messages.max_message_bytes = MAX_MESSAGE_BYTES
            await self._pass_on(broadcast_id, publication)
        finally:
            log.info("publisher_went", door="rtmp", broadcast_id=str(broadcast_id))
            await self._doors.stand_up(broadcast_id, self)

    async def _pass_on(self, broadcast_id: uuid.UUID, publication: Publication) -> None:
        """Write what the encoder sends, until it says goodbye or somebody else has its seat."""
        media = RtmpMedia("rtmp", publication)
        heard_at = time.monotonic()
        while time.monotonic() - heard_at < SILENCE_SECONDS:
            async with asyncio.timeout(SILENCE_SECONDS):
                message = await self._messages.read_message()
            self._acknowledge()
            if message.kind in {AUDIO, VIDEO}:
                heard_at = time.monotonic()
                if not self._doors.holds_seat(broadcast_id, self):
                    return
                await media.take(message)
            elif message.kind in {COMMAND, _COMMAND_AMF3}:
                if parse_command(message.payload[message.kind == _COMMAND_AMF3 :]).name in _GOODBYES:
                    return
            else:
                self._messages.obey(message)

    def _acknowledge(self) -> None:
        if self._messages.received_bytes - self._acknowledged_bytes >= WINDOW_BYTES // 2:
            self._acknowledged_bytes = self._messages.received_bytes
            self._writer.write(build_acknowledgement(self._acknowledged_bytes))

    async def _answer(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def _refuse(self, sentence: str) -> None:
        """Tell the encoder why, and let it read that before the connection ends."""
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(1):
                await self._answer(build_refusal(sentence))
                self._writer.write_eof()
                while await self._reader.read(1 << 16):
                    pass
