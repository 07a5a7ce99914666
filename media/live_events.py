"""What the packager says of a broadcast's media, as it happens: *media events*.

The spool writes them down, the feed carries them to the edges, and a `LiveWindow` makes playlists of them.
A segment number (`msn`) covers the same time in every rendition and never goes back.
"""

from dataclasses import dataclass
from typing import Literal

#: The publisher's own picture and sound, untouched; `540`, `360` and `audio` are made from it.
SOURCE = "source"
AUDIO = "audio"


@dataclass(frozen=True)
class InitAdded:
    """A new initialisation section; what follows needs it. `init_number` counts from 0 in each rendition."""

    rendition: str
    init_number: int
    data: bytes
    codecs: str
    width: int
    height: int
    frame_rate: float


@dataclass(frozen=True)
class PartAdded:
    """A piece of the open segment. `program_time` (unix seconds) is when its first frame was recorded."""

    rendition: str
    msn: int
    index: int
    data: bytes
    duration_seconds: float
    is_independent: bool
    program_time: float
    init_number: int
    is_discontinuity: bool


@dataclass(frozen=True)
class SegmentClosed:
    """All parts of a segment have come: it is their bytes, one after another."""

    rendition: str
    msn: int
    duration_seconds: float
    program_time: float
    init_number: int
    is_discontinuity: bool


@dataclass(frozen=True)
class RenditionAdded:
    """Viewers may choose this rendition from now on."""

    rendition: str
    kind: Literal["source", "video", "audio"]
    width: int
    height: int
    bandwidth_bps: int


@dataclass(frozen=True)
class RenditionDropped:
    """This rendition gets no more segments."""

    rendition: str


@dataclass(frozen=True)
class Interrupted:
    """Nothing comes from the publisher; he has the grace time to return."""


@dataclass(frozen=True)
class Resumed:
    """The publisher is back."""


@dataclass(frozen=True)
class Ended:
    """Nothing more will come, in any rendition."""


MediaEvent = (
    InitAdded | PartAdded | SegmentClosed | RenditionAdded | RenditionDropped | Interrupted | Resumed | Ended
)
