"""RTMP's chunk layer, read with a bound on everything that a stranger may make us keep.

Why not pyrtmp's own reader: it believes every length, and it loses the stream after 4 h 39 min, when
timestamps no longer fit 24 bits. Source: Adobe's RTMP specification 1.0, section 5.3.
"""

import asyncio
import os
import struct
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

HANDSHAKE_BYTES = 1536
VERSION = 3
FIRST_CHUNK_BYTES = 128
#: Encoders use 4 kB (OBS) to 60 kB (ffmpeg).
MAX_CHUNK_BYTES = 1 << 20
#: Encoders use four or five at once.
MAX_CHUNK_STREAMS = 16
EXTENDED = 0xFFFFFF
#: Kinds of messages about the connection itself.
SET_CHUNK_SIZE, ABORT = 1, 2


class ProtocolBroken(Exception):
    """The peer speaks something else, or more than it may."""


@dataclass(frozen=True)
class Message:
    """One whole message. The timestamp is in milliseconds and wraps at 2^32."""

    kind: int
    timestamp_ms: int
    payload: bytes


@dataclass
class _ChunkStream:
    """What the next chunk of the same stream leaves out, and the message that is on its way."""

    kind: int = 0
    length: int = 0
    timestamp: int = 0
    delta: int = 0
    is_extended: bool = False
    has_header: bool = False
    received: bytearray = field(default_factory=bytearray)


async def shake_hands(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Do the handshake of a server.

    Raises ProtocolBroken: the peer does not speak RTMP.
    """
    if (await reader.readexactly(1))[0] != VERSION:
        raise ProtocolBroken("no RTMP")
    theirs = await reader.readexactly(HANDSHAKE_BYTES)
    ours = bytes(8) + os.urandom(HANDSHAKE_BYTES - 8)
    writer.write(bytes((VERSION,)) + ours + theirs)
    await reader.readexactly(HANDSHAKE_BYTES)


async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Do the handshake of a client.

    Raises ProtocolBroken: the server does not speak RTMP.
    """
    writer.write(bytes((VERSION,)) + bytes(8) + os.urandom(HANDSHAKE_BYTES - 8))
    if (await reader.readexactly(1))[0] != VERSION:
        raise ProtocolBroken("no RTMP")
    theirs = await reader.readexactly(HANDSHAKE_BYTES)
    await reader.readexactly(HANDSHAKE_BYTES)
    writer.write(theirs)


class MessageReader:
    """Reads messages from a connection. `max_message_bytes` may change as the peer earns trust."""

    def __init__(self, read_exactly: Callable[[int], Awaitable[bytes]], *, max_message_bytes: int) -> None:
        self._read_exactly = read_exactly
        self._streams: dict[int, _ChunkStream] = {}
        self._chunk_bytes = FIRST_CHUNK_BYTES
        self.max_message_bytes = max_message_bytes
        self.received_bytes = 0

    def obey(self, message: Message) -> None:
        """Follow what the peer says about the connection itself; other messages are left alone.

        Raises ProtocolBroken: out of bounds.
        """
        value = int.from_bytes(message.payload[:4], "big")
        if message.kind == SET_CHUNK_SIZE:
            self._set_chunk_bytes(value & 0x7FFFFFFF)
        elif message.kind == ABORT and value in self._streams:
            self._streams[value].received.clear()

    async def read_message(self) -> Message:
        """Return the next whole message.

        Raises ProtocolBroken; asyncio.IncompleteReadError: the peer is gone.
        """
        while True:
            stream = await self._read_header()
            missing = stream.length - len(stream.received)
            stream.received += await self._read(min(missing, self._chunk_bytes))
            if len(stream.received) == stream.length:
                payload = bytes(stream.received)
                stream.received.clear()
                return Message(stream.kind, stream.timestamp, payload)

    async def _read_header(self) -> _ChunkStream:
        (first,) = await self._read(1)
        form, number = first >> 6, first & 0x3F
        if number < 2:
            rest = await self._read(number + 1)
            number = 64 + int.from_bytes(rest, "little")
        stream = self._find_stream(number)
        if form == 3:
            await self._repeat_header(stream)
        else:
            await self._take_header(stream, form)
        if stream.length > self.max_message_bytes:
            raise ProtocolBroken(f"a message of {stream.length} bytes")
        stream.has_header = True
        return stream

    def _find_stream(self, number: int) -> _ChunkStream:
        if number not in self._streams and len(self._streams) >= MAX_CHUNK_STREAMS:
            raise ProtocolBroken("too many chunk streams")
        return self._streams.setdefault(number, _ChunkStream())

    async def _take_header(self, stream: _ChunkStream, form: int) -> None:
        """Read a header of 11 (form 0), 7 (form 1) or 3 bytes (form 2)."""
        if form and not stream.has_header:
            raise ProtocolBroken("a header that leaves out what was never said")
        if stream.received:
            raise ProtocolBroken("a message inside another")
        fields = await self._read((11, 7, 3)[form])
        time = int.from_bytes(fields[:3], "big")
        if form < 2:
            stream.length = int.from_bytes(fields[3:6], "big")
            stream.kind = fields[6]
        stream.is_extended = time == EXTENDED
        if stream.is_extended:
            time = await self._read_extended()
        stream.delta = time if form else 0
        stream.timestamp = _wrap(stream.timestamp + time) if form else time

    async def _repeat_header(self, stream: _ChunkStream) -> None:
        """Read a header of nothing: more of the message, or another one like the one before."""
        if not stream.has_header:
            raise ProtocolBroken("a header that leaves out what was never said")
        if stream.is_extended:
            await self._read_extended()
        if not stream.received:
            stream.timestamp = _wrap(stream.timestamp + stream.delta)

    async def _read_extended(self) -> int:
        (time,) = struct.unpack(">I", await self._read(4))
        return int(time)

    def _set_chunk_bytes(self, size: int) -> None:
        if not 1 <= size <= MAX_CHUNK_BYTES:
            raise ProtocolBroken(f"chunks of {size} bytes")
        self._chunk_bytes = size

    async def _read(self, count: int) -> bytes:
        data = await self._read_exactly(count)
        self.received_bytes += count
        return data


def _wrap(timestamp: int) -> int:
    return timestamp & 0xFFFFFFFF
