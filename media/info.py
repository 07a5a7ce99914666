"""What a clip is, as the probe found it."""

from dataclasses import dataclass

from media.sniff import Demuxer


@dataclass(frozen=True)
class AudioInfo:
    """The first audio stream that we can decode; `position` counts audio streams from 0."""

    position: int
    codec: str
    profile: str | None
    channels: int
    sample_rate: int


@dataclass(frozen=True)
class Section:
    """A stretch of a clip, in seconds from its first picture."""

    start_seconds: float
    end_seconds: float

    @property
    def length_seconds(self) -> float:
        """How long it is."""
        return self.end_seconds - self.start_seconds


@dataclass(frozen=True)
class MediaInfo:
    """A clip's first real video stream and its audio.

    `width` and `height` are as displayed: after rotation, with square pixels. `duration_seconds` is
    what the file declares, None when it declares nothing (a browser's recording). `hdr_transfer` is
    "smpte2084" (PQ), "arib-std-b67" (HLG) or None. `keyframe_gap_seconds` is the longest, None when unknown.
    """

    demuxer: Demuxer
    size_bytes: int
    stream_count: int
    duration_seconds: float | None
    bits_per_second: int | None
    width: int
    height: int
    rotation: int
    square_pixels: bool
    frames_per_second: float | None
    video_codec: str
    video_profile: str | None
    pixel_format: str
    bit_depth: int
    hdr_transfer: str | None
    keyframe_gap_seconds: float | None
    audio: AudioInfo | None
