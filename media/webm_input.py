"""WebM as a browser's recorder sends it: header, then clusters without an end.

Sources: RFC 8794 (EBML) and RFC 9559 (Matroska).
"""

from collections.abc import Iterator
from typing import NamedTuple

from media.live_inputs import InputInfo, UnreadableInput

#: A recorder's header has below 1 kB.
MAX_HEADER_BYTES = 64_000
_EBML = b"\x1a\x45\xdf\xa3"
_CLUSTER = b"\x1f\x43\xb6\x75"
_SEGMENT, _TRACKS, _TRACK = 0x18538067, 0x1654AE6B, 0xAE
_TRACK_TYPE, _CODEC, _VIDEO, _WIDTH, _HEIGHT = 0x83, 0x86, 0xE0, 0xB0, 0xBA
_IS_VIDEO, _IS_AUDIO = 1, 2
_CODECS = {
    b"V_MPEG4/ISO/AVC": "h264",
    b"V_VP8": "vp8",
    b"V_VP9": "vp9",
    b"V_AV1": "av1",
    b"A_OPUS": "opus",
    b"A_AAC": "aac",
    b"A_PCM/FLOAT/IEEE": "pcm",
}


class _Element(NamedTuple):
    identity: int
    start: int
    end: int


class WebmInput:
    """Keeps the header; finds the clusters, each of which begins with a key frame."""

    def __init__(self) -> None:
        self._header = bytearray()
        self._rest = b""
        self._is_header_complete = False
        self._is_waiting = False
        self.info: InputInfo | None = None
        self.epoch: float | None = None

    def feed(self, data: bytes, arrived_at: float) -> bytes:  # noqa: ARG002  (blocks' times count from their cluster's)
        """Take bytes; return what the encoder shall get now.

        Raises UnreadableInput.
        """
        if not self._is_header_complete:
            return self._feed_header(data)
        if not self._is_waiting:
            return data
        data = self._rest + data
        at = data.find(_CLUSTER)
        if at < 0:
            self._rest = data[1 - len(_CLUSTER) :]
            return b""
        self._is_waiting, self._rest = False, b""
        return bytes(self._header) + data[at:]

    def restart(self) -> None:
        """Get ready for another encoder in the middle."""
        self._is_waiting = True

    def _feed_header(self, data: bytes) -> bytes:
        self._header += data
        if not self._header.startswith(_EBML[: len(self._header)]):
            raise UnreadableInput("no WebM")
        at = self._header.find(_CLUSTER)
        if at < 0:
            if len(self._header) > MAX_HEADER_BYTES:
                raise UnreadableInput("a header without an end")
            return b""
        whole = bytes(self._header)
        del self._header[at:]
        self._is_header_complete, was_waiting = True, self._is_waiting
        self._is_waiting = False
        self.info = _read_info(bytes(self._header))
        # An encoder that died before the header was complete has got nothing.
        return whole if not was_waiting else bytes(self._header) + whole[at:]


def _read_info(header: bytes) -> InputInfo:
    segment = _find(header, 0, len(header), _SEGMENT)
    tracks = segment and _find(header, segment.start, segment.end, _TRACKS)
    if not tracks:
        raise UnreadableInput("no tracks")
    video_codec, audio_codec, width, height = "", "", 0, 0
    for track in _iterate(header, tracks.start, tracks.end):
        if track.identity != _TRACK:
            continue
        kind = _number(header, track, _TRACK_TYPE)
        codec = _find(header, track.start, track.end, _CODEC)
        name = _CODECS.get(header[codec.start : codec.end] if codec else b"", "unknown")
        if kind == _IS_VIDEO:
            picture = _find(header, track.start, track.end, _VIDEO)
            video_codec = name
            width = _number(header, picture, _WIDTH) if picture else 0
            height = _number(header, picture, _HEIGHT) if picture else 0
        elif kind == _IS_AUDIO:
            audio_codec = name
    return InputInfo(video_codec, audio_codec, width, height)


def _number(data: bytes, parent: _Element, identity: int) -> int:
    found = _find(data, parent.start, parent.end, identity)
    return int.from_bytes(data[found.start : found.end][:8], "big") if found else 0


def _find(data: bytes, start: int, end: int, identity: int) -> _Element | None:
    return next((e for e in _iterate(data, start, end) if e.identity == identity), None)


def _iterate(data: bytes, start: int, end: int) -> Iterator[_Element]:
    """Yield the elements between two places; one of unknown size reaches to the end."""
    at = start
    while at < end:
        identity, at = _read_vint(data, at, keeps_marker=True)
        size, at = _read_vint(data, at, keeps_marker=False)
        last = end if size is None else min(end, at + size)
        yield _Element(identity or 0, at, last)
        at = last


def _read_vint(data: bytes, at: int, *, keeps_marker: bool) -> tuple[int | None, int]:
    """Return a number of variable length and where it ends; all ones is "unknown"."""
    if at >= len(data) or not data[at]:
        raise UnreadableInput("a broken header")
    length = 9 - data[at].bit_length()
    raw = data[at : at + length]
    if len(raw) < length:
        raise UnreadableInput("a broken header")
    value = int.from_bytes(raw, "big")
    if keeps_marker:
        return value, at + length
    most = (1 << 7 * length) - 1
    value &= most
    return (None if value == most else value), at + length
