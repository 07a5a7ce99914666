"""Websocket frames as bytes: building those of a server, reading those of a client. No sockets here.

Source: RFC 6455, sections 5 and 7.4.1.
"""

from collections.abc import Iterator
from dataclasses import dataclass

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
_CONTINUATION = 0x0
_FINAL = 0x80
_RESERVED = 0x70
_MASKED = 0x80

NORMAL, PROTOCOL_ERROR, UNSUPPORTED, NOT_UTF8, POLICY, TOO_LARGE = 1000, 1002, 1003, 1007, 1008, 1009


class BrokenFrame(Exception):
    """A client sent what no client may send; `code` is the reason to close with."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class Message:
    """A whole message (TEXT or BINARY, fragments put together) or control frame (CLOSE, PING, PONG)."""

    opcode: int
    payload: bytes


def build_frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """Return one unmasked frame that carries a whole message."""
    length = len(payload)
    if length < 126:
        return bytes((_FINAL | opcode, length)) + payload
    if length < 1 << 16:
        return bytes((_FINAL | opcode, 126)) + length.to_bytes(2, "big") + payload
    return bytes((_FINAL | opcode, 127)) + length.to_bytes(8, "big") + payload


def build_close(code: int) -> bytes:
    """Return a close frame."""
    return build_frame(code.to_bytes(2, "big"), CLOSE)


def unmask(payload: bytes, key: bytes) -> bytes:
    """Return `payload` without its mask of four bytes; one big number is the fastest way in Python."""
    length = len(payload)
    mask = (key * (length // 4 + 1))[:length]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(mask, "little")).to_bytes(length, "little")


class FrameReader:
    """Turns what a client sends, in whatever pieces it arrives, into messages."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._received = bytearray()
        self._opcode = 0
        self._fragments: list[bytes] = []
        self._fragments_bytes = 0

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield the messages that `data` completes.

        Raises BrokenFrame: no browser sends this; nothing more can be read.
        """
        self._received += data
        while (frame := self._cut_frame()) is not None:
            message = self._join(*frame)
            if message is not None:
                yield message

    def _cut_frame(self) -> tuple[int, bool, bytes] | None:
        """Take one whole frame off what was received: opcode, whether it is final, and its payload."""
        received = self._received
        if len(received) < 2:
            return None
        first, second = received[0], received[1]
        if first & _RESERVED or not second & _MASKED:
            raise BrokenFrame(PROTOCOL_ERROR, "a reserved bit is set, or the frame is not masked")
        size_bytes = {126: 2, 127: 8}.get(second & 0x7F, 0)
        start = 2 + size_bytes
        if len(received) < start:
            return None
        length = int.from_bytes(received[2:start], "big") if size_bytes else second & 0x7F
        if length > self._max_bytes:
            raise BrokenFrame(TOO_LARGE, f"a frame of {length} bytes")
        end = start + 4 + length
        if len(received) < end:
            return None
        payload = unmask(bytes(received[start + 4 : end]), bytes(received[start : start + 4]))
        del received[:end]
        return first & 0x0F, bool(first & _FINAL), payload

    def _join(self, opcode: int, is_final: bool, payload: bytes) -> Message | None:
        """Put the fragments of a message together; a control frame may come between them."""
        if opcode >= CLOSE:
            return _control(opcode, is_final, payload)
        if opcode not in {TEXT, BINARY, _CONTINUATION} or (opcode == _CONTINUATION) == (not self._opcode):
            raise BrokenFrame(PROTOCOL_ERROR, "a fragment without its beginning, or an unknown kind of frame")
        self._opcode = opcode or self._opcode
        self._fragments.append(payload)
        self._fragments_bytes += len(payload)
        # Empty fragments count too, or a client could pile them up for ever.
        if self._fragments_bytes > self._max_bytes or len(self._fragments) > 1024:
            raise BrokenFrame(TOO_LARGE, "a message of too many or too large fragments")
        if not is_final:
            return None
        message = Message(self._opcode, b"".join(self._fragments))
        self._opcode, self._fragments_bytes = 0, 0
        self._fragments.clear()
        return message


def _control(opcode: int, is_final: bool, payload: bytes) -> Message:
    if opcode not in {CLOSE, PING, PONG} or not is_final or len(payload) > 125:
        raise BrokenFrame(PROTOCOL_ERROR, "a control frame that is unknown, fragmented or too long")
    return Message(opcode, payload)
