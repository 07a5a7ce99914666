"""Tells the container by its first bytes, so that ffmpeg is never left to guess.

A guess is how a playlist named `.mp4` gets read as a playlist. The demuxer found here is forced,
and is the only one allowed (`format_whitelist`).
"""

from enum import StrEnum
from pathlib import Path

from kernel.errors import N_
from media.errors import Rejected

#: First box types of ISO base media files as phones and editors write them (ISO/IEC 14496-12).
_MOV_BOXES = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"})
#: EBML header (RFC 8794), of Matroska and WebM.
_EBML = b"\x1a\x45\xdf\xa3"


class Demuxer(StrEnum):
    """ffmpeg's name of the demuxer to force."""

    MOV = "mov"
    MATROSKA = "matroska"

    @property
    def whitelist(self) -> str:
        """The demuxer's full name list, as `format_whitelist` compares it."""
        return {"mov": "mov,mp4,m4a,3gp,3g2,mj2", "matroska": "matroska,webm"}[self.value]


def sniff(path: Path) -> Demuxer:
    """Return the demuxer for a clip.

    Raises Rejected: neither MP4/QuickTime nor WebM/Matroska.
    """
    with path.open("rb") as file:
        head = file.read(12)
    if len(head) == 12 and head[4:8] in _MOV_BOXES:
        return Demuxer.MOV
    if head[:4] == _EBML:
        return Demuxer.MATROSKA
    raise Rejected(N_("This is not a video file that we can read. Please send MP4, MOV, WebM or MKV."))
