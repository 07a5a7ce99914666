"""FLV as the RTMP door writes it: a header, then tags.

Source: Adobe's "Video File Format Specification 10.1", annex E.
"""

from media.live_inputs import InputInfo, UnreadableInput

_HEADER_BYTES = 13
_TAG_HEADER_BYTES = 11
_TAG_TRAILER_BYTES = 4
#: A key frame of two seconds at the highest admitted rate has 3 MB.
MAX_TAG_BYTES = 8 << 20
_AUDIO, _VIDEO, _SCRIPT = 8, 9, 18
_AVC, _AAC = 7, 10
_KEY_FRAME = 1


class FlvInput:
    """Keeps the decoders' parameters; knows when each tag is due and so when the recording began."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._header = b""
        self._configs: dict[int, bytes] = {}
        self._is_waiting = False
        self.epoch: float | None = None

    @property
    def info(self) -> InputInfo | None:
        """Return what is known of the media: the door lets nothing else in."""
        if _VIDEO not in self._configs:
            return None
        return InputInfo("h264", "aac" if _AUDIO in self._configs else "")

    def feed(self, data: bytes, arrived_at: float) -> bytes:
        """Take bytes; return the whole tags among them.

        Raises UnreadableInput.
        """
        self._buffer += data
        out = bytearray(self._take_header())
        while self._header and (tag := self._take_tag()):
            out += self._pass(tag, arrived_at)
        return bytes(out)

    def restart(self) -> None:
        """Get ready for another encoder in the middle."""
        self._is_waiting = True

    def _take_header(self) -> bytes:
        if self._header or len(self._buffer) < _HEADER_BYTES:
            return b""
        if not self._buffer.startswith(b"FLV\x01"):
            raise UnreadableInput("no FLV")
        self._header = bytes(self._buffer[:_HEADER_BYTES])
        del self._buffer[:_HEADER_BYTES]
        return self._header if not self._is_waiting else b""

    def _take_tag(self) -> bytes:
        if len(self._buffer) < _TAG_HEADER_BYTES:
            return b""
        size = int.from_bytes(self._buffer[1:4], "big")
        whole = _TAG_HEADER_BYTES + size + _TAG_TRAILER_BYTES
        if size > MAX_TAG_BYTES or self._buffer[0] not in {_AUDIO, _VIDEO, _SCRIPT}:
            raise UnreadableInput(f"a tag of kind {self._buffer[0]} with {size} bytes")
        if len(self._buffer) < whole:
            return b""
        tag = bytes(self._buffer[:whole])
        del self._buffer[:whole]
        return tag

    def _pass(self, tag: bytes, arrived_at: float) -> bytes:
        kind, content = tag[0], tag[_TAG_HEADER_BYTES:-_TAG_TRAILER_BYTES]
        if _is_config(kind, content):
            self._configs[kind] = tag
        elif kind in {_AUDIO, _VIDEO}:
            began_at = arrived_at - _timestamp_ms(tag) / 1000
            self.epoch = began_at if self.epoch is None else min(self.epoch, began_at)
        if not self._is_waiting:
            return tag
        if kind != _VIDEO or not content or content[0] >> 4 != _KEY_FRAME or kind not in self._configs:
            return b""
        if _is_config(kind, content):
            return b""
        self._is_waiting = False
        return b"".join((self._header, *self._configs.values(), tag))


def _timestamp_ms(tag: bytes) -> int:
    """Return the tag's time; its highest byte stands apart."""
    return int.from_bytes(tag[4:7], "big") | tag[7] << 24


def _is_config(kind: int, content: bytes) -> bool:
    if len(content) < 2 or content[1] != 0:
        return False
    codec = content[0] & 0x0F if kind == _VIDEO else content[0] >> 4
    return (kind, codec) in {(_VIDEO, _AVC), (_AUDIO, _AAC)}
