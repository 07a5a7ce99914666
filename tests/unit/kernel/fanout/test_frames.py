"""Websocket frames: whatever a client sends, in whatever pieces, is read right or refused."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.fanout.frames import (
    BINARY,
    CLOSE,
    PING,
    PROTOCOL_ERROR,
    TEXT,
    TOO_LARGE,
    BrokenFrame,
    FrameReader,
    Message,
    build_close,
    build_frame,
    unmask,
)

MAX_BYTES = 70_000


def client_frame(
    payload: bytes, opcode: int = TEXT, *, is_final: bool = True, key: bytes = b"\x01\xfe\x80\x7f"
) -> bytes:
    """Return a frame as a client masks it."""
    frame = bytearray(build_frame(payload, opcode))
    header = len(frame) - len(payload)
    frame[0] = (0x80 if is_final else 0) | opcode
    frame[1] |= 0x80
    return bytes(frame[:header]) + key + unmask(payload, key)


def read(*pieces: bytes) -> list[Message]:
    """Feed a new reader."""
    reader = FrameReader(MAX_BYTES)
    return [message for piece in pieces for message in reader.feed(piece)]


@given(
    payloads=st.lists(st.binary(max_size=300), max_size=5),
    long=st.integers(0, MAX_BYTES),
    key=st.binary(min_size=4, max_size=4),
    data=st.data(),
)
def test_messages_arrive_whole_however_the_network_cuts_them(
    payloads: list[bytes], long: int, key: bytes, data: st.DataObject
) -> None:
    wanted = [*payloads, b"\xe4" * long]
    stream = b"".join(client_frame(payload, BINARY, key=key) for payload in wanted)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))

    pieces = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]

    assert read(*pieces) == [Message(BINARY, payload) for payload in wanted]


def test_fragments_are_put_together_around_a_ping() -> None:
    stream = (
        client_frame(b"one ", TEXT, is_final=False)
        + client_frame(b"?", PING)
        + client_frame(b"two ", 0, is_final=False)
        + client_frame(b"three", 0)
        + client_frame(b"next")
    )

    messages = read(*(bytes([byte]) for byte in stream))

    assert messages == [Message(PING, b"?"), Message(TEXT, b"one two three"), Message(TEXT, b"next")]


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        (build_frame(b"not masked"), PROTOCOL_ERROR),
        (b"\xc1\x80\x00\x00\x00\x00", PROTOCOL_ERROR),
        (client_frame(b"", 0x3), PROTOCOL_ERROR),
        (client_frame(b"", 0xB), PROTOCOL_ERROR),
        (client_frame(b"goes on, but never began", 0), PROTOCOL_ERROR),
        (client_frame(b"a", is_final=False) + client_frame(b"b"), PROTOCOL_ERROR),
        (client_frame(b"x" * 126, PING), PROTOCOL_ERROR),
        (client_frame(b"x", CLOSE, is_final=False), PROTOCOL_ERROR),
        (client_frame(b"x" * (MAX_BYTES + 1)), TOO_LARGE),
        (b"\x81\xff" + (1 << 62).to_bytes(8, "big"), TOO_LARGE),
        (client_frame(b"x" * 60_000, is_final=False) + client_frame(b"x" * 60_000, 0), TOO_LARGE),
        (client_frame(b"", is_final=False) + client_frame(b"", 0, is_final=False) * 2000, TOO_LARGE),
    ],
)
def test_what_no_browser_sends_is_refused_with_its_code(stream: bytes, code: int) -> None:
    with pytest.raises(BrokenFrame) as broken:
        read(stream)

    assert broken.value.code == code


@given(st.binary(max_size=2000))
def test_garbage_is_read_or_refused_and_nothing_else(garbage: bytes) -> None:
    with contextlib.suppress(BrokenFrame):
        assert all(len(message.payload) < len(garbage) for message in read(garbage))


@pytest.mark.parametrize("length", [0, 125, 126, 65_535, 65_536, 200_000])
def test_the_length_of_our_frames_is_written_as_short_as_it_can_be(length: int) -> None:
    frame = build_frame(b"x" * length)

    header = {True: 2, length >= 126: 4, length >= 65_536: 10}[True]
    assert len(frame) == header + length
    assert frame[0] == 0x81
    assert frame[header:] == b"x" * length


def test_a_close_frame_carries_its_code() -> None:
    assert build_close(1000) == b"\x88\x02\x03\xe8"
