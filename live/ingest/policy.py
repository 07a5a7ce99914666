"""What may be published. Every refusal is a sentence for the person who publishes.

The figures bound what a broadcast costs its viewers and us; the jail holds when a stream lies.
"""

from kernel.errors import N_
from media.fragments import Init
from media.live_inputs import InputInfo

MIN_SIDE_PX = 64
MAX_SIDE_PX = 2560
#: 60 frames a second, measured with its roundings.
MAX_FRAMES_PER_SECOND = 61
MAX_BITS_PER_SECOND = 12_000_000
#: What may arrive: after an outage a browser sends 15 seconds at once.
MAX_ARRIVING_BITS_PER_SECOND = 5 * MAX_BITS_PER_SECOND
#: H.264 profiles with 8 bits and 4:2:0: Baseline, Main, High (H.264, annex A).
_PROFILES = frozenset({"42", "4d", "64"})
#: Browsers that have no H.264 send these; they cost an encoder.
ENCODED_CODECS = frozenset({"vp8", "vp9"})

UNREADABLE = N_("What your encoder sends can't be read. Start the broadcast anew, with H.264 and AAC.")
NO_ROOM_TO_ENCODE = N_(
    "Your browser sends VP8, which must be converted, and the server has no room for that now. "
    "Use Chrome or Edge, which can send H.264, or OBS."
)


class InputRefused(Exception):
    """What is published is not taken; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def check_info(info: InputInfo) -> None:
    """Hold what the beginning of an input says against the policy.

    Raises InputRefused.
    """
    if not info.video_codec:
        raise InputRefused(N_("There is no picture in what you send. Choose a camera or a screen."))
    if info.video_codec != "h264" and info.video_codec not in ENCODED_CODECS:
        raise InputRefused(N_("This kind of video can't be broadcast. Set your encoder to H.264."))
    if info.width and info.height:
        _check_size(info.width, info.height)


def check_init(init: Init) -> None:
    """Hold what viewers would get against the policy.

    Raises InputRefused.
    """
    video = init.video
    if video is None:
        raise InputRefused(N_("There is no picture in what you send. Choose a camera or a screen."))
    _check_size(video.width, video.height)
    if video.codec.removeprefix("avc1.")[:2] not in _PROFILES:
        raise InputRefused(
            N_("Phones can't play your encoder's H.264 profile. Set it to Main or High, 8 bits, 4:2:0.")
        )


def check_rates(*, frames_per_second: float, bits_per_second: float, arriving_bits_per_second: float) -> None:
    """Hold measured rates against the policy: of the media, and of what arrives.

    Raises InputRefused.
    """
    if frames_per_second > MAX_FRAMES_PER_SECOND:
        raise InputRefused(N_("Your encoder sends too many frames per second. Set it to 60 or fewer."))
    if bits_per_second > MAX_BITS_PER_SECOND or arriving_bits_per_second > MAX_ARRIVING_BITS_PER_SECOND:
        raise InputRefused(N_("Your encoder sends more than 12 Mbit/s. Set a lower bitrate."))


def _check_size(width: int, height: int) -> None:
    if min(width, height) < MIN_SIDE_PX:
        raise InputRefused(N_("Your picture is too small; each side needs 64 pixels."))
    if max(width, height) > MAX_SIDE_PX:
        raise InputRefused(N_("Your picture is too large; set your encoder to 1080p or less."))
