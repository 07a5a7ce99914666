"""The feed between ingest and the edges: media events as bytes on one long HTTP answer, and back.

A frame is the length of a JSON header (32 bits, big-endian), the header (`type` and every field of the
event but its data), the length of the data, the data. First comes the present window, then `WindowTold`, then
what happens. A ping keeps the connection from looking dead.
"""

import dataclasses
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

import orjson

from media.live_events import MediaEvent

#: Longest a feed is silent: the server pings this often (seconds). A client that hears nothing for some of
#: these is talking to nobody.
PING_SECONDS = 2.0
MAX_HEADER_BYTES = 64_000
#: A part of 0.2 s at the highest admitted rate has 0.3 MB; no honest event comes near this.
MAX_DATA_BYTES = 32_000_000
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True)
class WindowTold:
    """All that came before was the present window; what follows happens now."""


FeedEvent = MediaEvent | WindowTold
_KINDS: dict[str, type[FeedEvent]] = {kind.__name__: kind for kind in get_args(FeedEvent)}


class FeedBroken(Exception):
    """What came in is not a feed; the connection is of no more use."""


def encode_event(event: FeedEvent) -> bytes:
    """Return the frame of one event."""
    header: dict[str, Any] = {f.name: getattr(event, f.name) for f in dataclasses.fields(event)}
    data: bytes = header.pop("data", b"")
    return _frame({"type": type(event).__name__} | header, data)


def encode_ping() -> bytes:
    """Return a frame that says nothing but that the server is still there."""
    return _frame({"type": "Ping"}, b"")


class EventReader:
    """Puts the pieces that a connection brings together to events."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, received: bytes) -> Iterator[FeedEvent]:
        """Yield the events that are complete now, in order; pings and kinds of a newer version are left out.

        Raises FeedBroken: this is no feed.
        """
        self._buffer += received
        while (frame := self._take_frame()) is not None:
            event = _decode(*frame)
            if event is not None:
                yield event

    def _take_frame(self) -> tuple[bytes, bytes] | None:
        header_end = self._end_of_field(0, MAX_HEADER_BYTES)
        data_end = header_end and self._end_of_field(header_end, MAX_DATA_BYTES)
        if not header_end or not data_end:
            return None
        header = bytes(self._buffer[_LENGTH.size : header_end])
        data = bytes(self._buffer[header_end + _LENGTH.size : data_end])
        del self._buffer[:data_end]
        return header, data

    def _end_of_field(self, start: int, most: int) -> int | None:
        """Return where the field that starts here ends, if all of it is there."""
        if len(self._buffer) < start + _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack_from(self._buffer, start)
        if length > most:
            raise FeedBroken(f"a field of {length} bytes")
        end: int = start + _LENGTH.size + length
        return end if len(self._buffer) >= end else None


def _frame(header: dict[str, Any], data: bytes) -> bytes:
    text = orjson.dumps(header)
    return b"".join((_LENGTH.pack(len(text)), text, _LENGTH.pack(len(data)), data))


def _decode(header: bytes, data: bytes) -> FeedEvent | None:
    try:
        values: dict[str, Any] = orjson.loads(header)
        kind = _KINDS.get(values.pop("type"))
        if kind is None:
            return None
        values["data"] = data
        return kind(**{f.name: values[f.name] for f in dataclasses.fields(kind)})
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FeedBroken("a header that can't be read") from error
