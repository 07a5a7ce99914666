"""What a host should do now: the one sentence that helps most."""

from collections.abc import Callable
from dataclasses import dataclass

from kernel.errors import N_

_MAX_LATENCY_SECONDS = 3.0
#: The packager waits for key frames; 1 second is best, OBS's own choice is 8.
_MAX_KEY_FRAME_GAP_SECONDS = 4.0
_MAX_LOST_SHARE = 0.05
_MIN_FRAME_RATE = 15.0
_HIGH_BITS_PER_SECOND = 8_000_000


@dataclass(frozen=True)
class Situation:
    """How an input does at this moment. `frame_rate` is 0 while it is not known."""

    is_interrupted: bool
    is_spool_full: bool
    is_encoded: bool
    has_picture: bool
    latency_seconds: float
    key_frame_gap_seconds: float
    lost_share: float
    frame_rate: float
    bits_per_second: float


def choose_advice(situation: Situation) -> str:
    """Return the sentence of the first rule that applies, or nothing when all is well."""
    return next((sentence for applies, sentence in _RULES if applies(situation)), "")


_RULES: tuple[tuple[Callable[[Situation], bool], str], ...] = (
    (
        lambda now: now.is_interrupted,
        N_("Nothing arrives any more. Check your connection; viewers are waiting."),
    ),
    (
        lambda now: now.is_spool_full,
        N_("The server's disk is full: viewers see you, but parts of the replay may be missing."),
    ),
    (lambda now: not now.has_picture, N_("No picture has arrived yet.")),
    (
        lambda now: now.latency_seconds > _MAX_LATENCY_SECONDS,
        N_("Your connection is too slow for this bitrate. Lower it, or move closer to the router."),
    ),
    (
        lambda now: now.key_frame_gap_seconds > _MAX_KEY_FRAME_GAP_SECONDS,
        N_("Key frames are too rare, so viewers wait long. Set the key frame interval to 1 second."),
    ),
    (
        lambda now: now.lost_share > _MAX_LOST_SHARE,
        N_("Your computer loses frames. Close other programs or choose a smaller picture."),
    ),
    (
        lambda now: 0 < now.frame_rate < _MIN_FRAME_RATE,
        N_("The picture has few frames per second. More light, or a smaller picture, may help."),
    ),
    (
        lambda now: now.bits_per_second > _HIGH_BITS_PER_SECOND,
        N_("The bitrate is high; viewers on phones may have to wait. 4 Mbit/s are enough."),
    ),
    (
        lambda now: now.is_encoded,
        N_("Your browser can't send H.264, so the picture is converted and a little later."),
    ),
)
