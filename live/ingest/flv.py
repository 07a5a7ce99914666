"""FLV: what is in an RTMP audio or video message, and the same as a file for the encoder.

Sources: Adobe's "Video File Format Specification 10.1", annex E; Veovera's "Enhanced RTMP" (which we refuse).
"""

import struct
from enum import Enum

from kernel.errors import N_
from live.ingest.policy import InputRefused

AUDIO, VIDEO = 8, 9
_AVC, _AAC = 7, 10
_IS_ENHANCED = 0x80
_KEY_FRAME = 1
#: How long the first picture waits for the parameters of the sound, on the publisher's clock.
SOUND_WAIT_MS = 400


class TagKind(Enum):
    """What a message holds, as far as it matters to whoever passes it on."""

    CONFIG = "config"
    KEY_FRAME = "key_frame"
    MEDIA = "media"
    NOTHING = "nothing"


def read_video(payload: bytes) -> TagKind:
    """Return what a video message holds.

    Raises InputRefused: no H.264.
    """
    if not payload:
        return TagKind.NOTHING
    if payload[0] & _IS_ENHANCED or payload[0] & 0x0F != _AVC:
        raise InputRefused(N_("Only H.264 video is taken. Set your encoder to H.264."))
    if len(payload) < 5 or payload[1] > 1:
        return TagKind.NOTHING
    if payload[1] == 0:
        return TagKind.CONFIG
    return TagKind.KEY_FRAME if payload[0] >> 4 == _KEY_FRAME else TagKind.MEDIA


def read_audio(payload: bytes) -> TagKind:
    """Return what an audio message holds.

    Raises InputRefused: no AAC.
    """
    if not payload:
        return TagKind.NOTHING
    if payload[0] >> 4 != _AAC:
        raise InputRefused(N_("Only AAC audio is taken. Set your encoder to AAC."))
    if len(payload) < 3:
        return TagKind.NOTHING
    return TagKind.CONFIG if payload[1] == 0 else TagKind.MEDIA


def build_header(*, has_audio: bool, has_video: bool) -> bytes:
    """Return how a file with these kinds of tags begins."""
    return b"FLV\x01" + bytes((4 * has_audio + has_video,)) + struct.pack(">II", 9, 0)


def build_tag(kind: int, timestamp_ms: int, payload: bytes) -> bytes:
    """Return one tag: `kind` is AUDIO or VIDEO; the timestamp has 32 bits."""
    head = struct.pack(
        ">BBHHBB3x",
        kind,
        len(payload) >> 16,
        len(payload) & 0xFFFF,
        (timestamp_ms >> 8) & 0xFFFF,
        timestamp_ms & 0xFF,
        timestamp_ms >> 24,
    )
    return b"".join((head, payload, struct.pack(">I", len(head) + len(payload))))


class Muxer:
    """Turns the messages of one publisher into inputs: each a file that begins with what a decoder must know.

    A picture of another size or another sound needs new parameters, and a new file. Those of the sound may
    come a moment after the first picture (from nginx-rtmp they do): the picture waits for them.
    """

    def __init__(self) -> None:
        self._configs: dict[int, bytes] = {}
        self._is_open = False
        self._held: list[bytes] = []
        self._held_since_ms = 0

    def take(self, kind: int, timestamp_ms: int, payload: bytes) -> tuple[bool, bytes]:
        """Return whether a new input begins with this message, and the bytes to write for it (maybe none).

        Raises InputRefused.
        """
        content = read_video(payload) if kind == VIDEO else read_audio(payload)
        if content is TagKind.CONFIG:
            self._take_config(kind, payload)
        elif content is not TagKind.NOTHING and kind in self._configs:
            return self._take_media(kind, timestamp_ms, payload, content)
        return False, b""

    def _take_config(self, kind: int, payload: bytes) -> None:
        before = self._configs.get(kind)
        if before != payload:
            self._configs[kind] = payload
            self._is_open = False
            if before is not None or kind == VIDEO:
                self._held.clear()

    def _take_media(
        self, kind: int, timestamp_ms: int, payload: bytes, content: TagKind
    ) -> tuple[bool, bytes]:
        tag = build_tag(kind, timestamp_ms, payload)
        if self._is_open:
            return False, tag
        if not self._held:
            # The picture decides: sound before the first key frame would only wait for it.
            if content is not TagKind.KEY_FRAME:
                return False, b""
            self._held_since_ms = timestamp_ms
        self._held.append(tag)
        waited_ms = timestamp_ms - self._held_since_ms
        if AUDIO not in self._configs and waited_ms < SOUND_WAIT_MS:
            return False, b""
        return True, self._open()

    def _open(self) -> bytes:
        self._is_open = True
        header = build_header(has_audio=AUDIO in self._configs, has_video=True)
        configs = [build_tag(k, self._held_since_ms, c) for k, c in sorted(self._configs.items())]
        held, self._held = self._held, []
        return b"".join((header, *configs, *held))
