"""RTMP's chunks: messages come out whole whatever their framing, and a stranger can't make us keep much."""

import asyncio
import struct

import pytest

from live.ingest.rtmp_chunks import SET_CHUNK_SIZE, Message, MessageReader, ProtocolBroken, shake_hands

VIDEO = 9


def test_a_message_of_several_chunks_comes_out_whole() -> None:
    payload = bytes(range(256)) * 2
    stream = header_0(time=40, length=512) + payload[:128]
    for at in range(128, 512, 128):
        stream += b"\xc4" + payload[at : at + 128]

    messages = read_all(stream)

    assert messages == [Message(VIDEO, 40, payload)]


def test_messages_of_two_chunk_streams_may_lie_inside_each_other() -> None:
    stream = (
        header_0(time=0, length=200) + b"v" * 128 + header_0(time=5, length=3, stream=6, kind=8) + b"aaa"
        + b"\xc4" + b"v" * 72
    )  # fmt: skip

    messages = read_all(stream)

    assert messages == [Message(8, 5, b"aaa"), Message(VIDEO, 0, b"v" * 200)]


def test_shorter_headers_take_the_rest_from_the_message_before() -> None:
    same_kind = b"\x44" + bytes((0, 0, 33)) + bytes((0, 0, 2, VIDEO)) + b"bb"
    same_length = b"\x84" + bytes((0, 0, 34)) + b"cc"
    same_delta = b"\xc4" + b"dd"

    messages = read_all(header_0(time=1000, length=2) + b"aa" + same_kind + same_length + same_delta)

    assert [m.timestamp_ms for m in messages] == [1000, 1033, 1067, 1101]
    assert [m.payload for m in messages] == [b"aa", b"bb", b"cc", b"dd"]


def test_a_broadcast_of_more_than_four_hours_keeps_its_clock() -> None:
    after_five_hours = 5 * 3600 * 1000
    extended = struct.pack(">I", after_five_hours)
    stream = b"\x04\xff\xff\xff" + bytes((0, 0, 200, VIDEO)) + bytes(4) + extended + b"v" * 128
    stream += b"\xc4" + extended + b"v" * 72
    stream += b"\x44" + bytes((0, 0, 33)) + bytes((0, 0, 1, VIDEO)) + b"w"

    messages = read_all(stream)

    assert [m.timestamp_ms for m in messages] == [after_five_hours, after_five_hours + 33]


def test_chunk_streams_have_numbers_of_one_two_or_three_bytes() -> None:
    body = bytes((0, 0, 0)) + bytes((0, 0, 1, VIDEO)) + bytes(4) + b"x"

    messages = read_all(b"\x04" + body + b"\x00\x10" + body + b"\x01\x10\x20" + body)

    assert len(messages) == 3


@pytest.mark.parametrize(
    "stream",
    [
        b"\xc4" + b"x" * 128,
        b"\x44" + bytes(7) + b"x",
        b"\x04" + bytes((0, 0, 0, 255, 255, 255, VIDEO)) + bytes(4),
        b"".join(bytes((number,)) + bytes((0, 0, 0, 0, 1, 0, VIDEO)) + bytes(132) for number in range(3, 30)),
        b"\x04" + bytes((0, 0, 0, 0, 1, 0, VIDEO)) + bytes(132) + b"\x04" + bytes(11),
    ],
    ids=["nothing-before", "delta-of-nothing", "16-megabytes", "27-streams", "message-inside-a-message"],
)
def test_what_asks_for_too_much_or_makes_no_sense_is_refused(stream: bytes) -> None:
    with pytest.raises(ProtocolBroken):
        read_all(stream)


@pytest.mark.parametrize("size", [0, 1 << 21, 0x7FFFFFFF])
def test_a_chunk_size_out_of_bounds_is_refused(size: int) -> None:
    reader = MessageReader(asyncio.StreamReader.readexactly, max_message_bytes=1)  # type: ignore[arg-type]

    with pytest.raises(ProtocolBroken):
        reader.obey(Message(SET_CHUNK_SIZE, 0, size.to_bytes(4, "big")))


def test_another_protocol_is_noticed_by_its_first_byte() -> None:
    async def shake() -> None:
        reader = asyncio.StreamReader()
        reader.feed_data(b"GET / HTTP/1.1\r\n\r\n")
        await shake_hands(reader, None)  # type: ignore[arg-type]  # nothing is answered

    with pytest.raises(ProtocolBroken):
        asyncio.run(shake())


def header_0(*, time: int, length: int, stream: int = 4, kind: int = VIDEO) -> bytes:
    """Return a chunk header that leaves nothing out."""
    return bytes((stream,)) + time.to_bytes(3, "big") + length.to_bytes(3, "big") + bytes((kind,)) + bytes(4)


def read_all(stream: bytes) -> list[Message]:
    """Return all messages of a stream that then ends."""

    async def read() -> list[Message]:
        reader = asyncio.StreamReader()
        reader.feed_data(stream)
        reader.feed_eof()
        messages = MessageReader(reader.readexactly, max_message_bytes=100_000)
        found = []
        try:
            while True:
                found.append(await messages.read_message())
        except asyncio.IncompleteReadError:
            return found

    return asyncio.run(read())
