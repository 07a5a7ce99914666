"""RTMP's commands and our answers to them, in pyrtmp's words.

`pyrtmp.rtmp` is never imported: it sets the whole process's logging to DEBUG. What the rest of pyrtmp logs
may hold a stream key, so none of it reaches a handler.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bitstring import BitStream
from pyrtmp.amf.serializers import AMF0Deserializer, AMF0Serializer
from pyrtmp.messages import Chunk
from pyrtmp.messages.protocol_control import (
    Acknowledgement,
    SetChunkSize,
    SetPeerBandwidth,
    WindowAcknowledgementSize,
)
from pyrtmp.messages.user_control import StreamBegin

from live.ingest.rtmp_chunks import ProtocolBroken

_library_log = logging.getLogger("pyrtmp")
_library_log.propagate = False
_library_log.addHandler(logging.NullHandler())

COMMAND = 0x14
CONTROL_STREAM, COMMAND_STREAM = 2, 3
#: Of the answers; none is nearly as long.
OUT_CHUNK_BYTES = 4096
#: How much the peer may send before it hears that we have got it.
WINDOW_BYTES = 2_500_000
_DYNAMIC_LIMIT = 2


@dataclass(frozen=True)
class Command:
    """A command of the peer; `argument` is the name given with `publish`."""

    name: str
    transaction: float
    argument: str | None


def parse_command(payload: bytes) -> Command:
    """Return the part of a command that matters here.

    Raises ProtocolBroken: it is none.
    """
    data = BitStream(payload)
    try:
        name, transaction = AMF0Deserializer.from_stream(data), AMF0Deserializer.from_stream(data)
        # The objects of other commands may hold types that pyrtmp does not know; nothing there is of use.
        arguments = [AMF0Deserializer.from_stream(data) for _ in range(2)] if name == "publish" else []
    except Exception:  # noqa: BLE001  (bitstring and pyrtmp fail in many ways)
        # Not `from`: the library's error may hold a stream key.
        raise ProtocolBroken("a command that can't be read") from None
    if not isinstance(name, str) or not isinstance(transaction, float):
        raise ProtocolBroken("a command without a name")
    argument = arguments[1] if arguments and isinstance(arguments[1], str) else None
    return Command(name, transaction, argument)


def build_connected(transaction: float) -> bytes:
    """Return the answer to `connect`."""
    answer = _command(
        "_result",
        transaction,
        {"fmsVer": "FMS/3,0,123", "capabilities": 31},
        {
            "level": "status",
            "code": "NetConnection.Connect.Success",
            "description": "Connected.",
            "objectEncoding": 0,
        },
    )
    bounds = (
        WindowAcknowledgementSize(ack_window_size=WINDOW_BYTES),
        SetPeerBandwidth(ack_window_size=WINDOW_BYTES, limit_type=_DYNAMIC_LIMIT),
        SetChunkSize(chunk_size=OUT_CHUNK_BYTES),
    )
    return _chunks((*bounds, answer))


def build_stream_created(transaction: float) -> bytes:
    """Return the answer to `createStream`: there is one stream a connection, number 1."""
    return _chunks([_command("_result", transaction, None, 1)])


def build_publishing() -> bytes:
    """Return the answer to a `publish` that was allowed."""
    status = _status("status", "NetStream.Publish.Start", "Publishing.")
    return _chunks([StreamBegin(stream_id=1), status])


def build_refusal(sentence: str) -> bytes:
    """Return the answer to a `publish` that was not allowed; encoders show the sentence."""
    return _chunks([_status("error", "NetStream.Publish.BadName", sentence)])


def build_connect(application: str, address: str) -> bytes:
    """Return what a player sends first to another RTMP server."""
    about = {"app": application, "flashVer": "LNX 9,0,124,2", "tcUrl": address}
    return _chunks([_command("connect", 1, about)])


def build_play(name: str) -> bytes:
    """Return what a player sends once it is connected, to see what is published under `name`."""
    create = _command("createStream", 2, None)
    # The first stream of a connection is number 1 on every server we play from (nginx-rtmp).
    return _chunks([create, _command("play", 0, None, name, stream=1)])


def build_acknowledgement(received_bytes: int) -> bytes:
    """Return word that so much has been received."""
    return _chunks([Acknowledgement(seq_number=received_bytes & 0xFFFFFFFF)])


def _status(level: str, code: str, description: str) -> Chunk:
    about = {"level": level, "code": code, "description": description}
    return _command("onStatus", 0, None, about, stream=1)


def _command(*values: Any, stream: int = 0) -> Chunk:
    data = BitStream()
    for value in values:
        AMF0Serializer.create_object(data, value)
    return Chunk(
        chunk_type=0,
        chunk_id=COMMAND_STREAM,
        timestamp=0,
        msg_length=len(data.bytes),
        msg_type_id=COMMAND,
        msg_stream_id=stream,
        payload=data.bytes,
    )


def _chunks(messages: Iterable[Chunk]) -> bytes:
    """Return messages as chunks with whole headers."""
    return b"".join(raw.to_bytes() for m in messages for raw in m.to_raw_chunks(OUT_CHUNK_BYTES, None))
