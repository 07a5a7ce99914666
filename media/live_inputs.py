"""What publishers send, looked at just enough: which codecs, when, and where an encoder that died may resume.

The bytes themselves go to a jailed ffmpeg as they are.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

InputKind = Literal["webm", "flv"]


class UnreadableInput(ValueError):
    """These bytes are not of the kind that was announced."""


@dataclass(frozen=True)
class InputInfo:
    """What the beginning of an input says; sizes are 0 where it says nothing."""

    video_codec: str
    audio_codec: str
    width: int = 0
    height: int = 0


class LiveInput(Protocol):
    """One input of a broadcast, from its first byte on."""

    @property
    def info(self) -> InputInfo | None:
        """Return what is known of the media, once its beginning has come."""

    @property
    def epoch(self) -> float | None:
        """Return the unix time of media time 0 as the arrival shows it, where the container tells times."""

    def feed(self, data: bytes, arrived_at: float) -> bytes:
        """Take bytes; return what the encoder shall get now.

        Raises UnreadableInput.
        """

    def restart(self) -> None:
        """Get ready for another encoder: it gets the beginning again, then the next key frame."""
