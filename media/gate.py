"""The policy: which clips we take. Every refusal is a sentence for the creator.

The figures bound what one upload may cost us; the jail and its limits hold when a file lies. The sentences
spell them out, since they are translated where they are shown.
"""

from collections.abc import Callable
from pathlib import Path

from kernel.errors import N_
from media.errors import Rejected
from media.info import MediaInfo

#: Two 4K minutes from a phone are about 1 GB; ten minutes at 1080p about the same.
MAX_BYTES = 2 << 30
#: Below this there is nothing to see, and scalers misbehave.
MIN_SIDE_PX = 64
#: The long side of 4K. H.264 decoders are asked for memory by area: 15360x15360 took 1.75 GB (measured).
MAX_SIDE_PX = 4096
#: 4K cinema (4096x2160) with the padding that encoders add.
MAX_AREA_PX = 4096 * 2304
#: Beyond it the picture is a line on a phone.
MAX_ASPECT = 4
#: Phones record slow motion at 120 (and say 120.1); 1000 fps cost 20 s of CPU for one (measured).
MAX_FRAMES_PER_SECOND = 121
#: Short video. One worker needs about 1.3 times the duration on two cores (measured).
MAX_SECONDS = 600
#: A phone's file has 2 to 5 (video, audio, motion data); thousands are an attack on the demuxer.
MAX_STREAMS = 16

#: Decoders that are fuzzed daily by browsers' and phones' makers, and what editors export.
VIDEO_CODECS = frozenset({"h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "prores", "mjpeg"})
#: What phones, browsers and editors record. Another one is left out and the clip is silent.
AUDIO_CODECS = frozenset(
    {
        "aac",
        "opus",
        "vorbis",
        "mp3",
        "ac3",
        "eac3",
        "alac",
        "flac",
        "amr_nb",
        "amr_wb",
        "pcm_s16le",
        "pcm_s16be",
        "pcm_s24le",
    }
)


def check_size(path: Path) -> int:
    """Return the file's size in bytes.

    Raises Rejected: empty, or larger than MAX_BYTES.
    """
    size_bytes = path.stat().st_size
    if size_bytes == 0:
        raise Rejected(N_("This file is empty."))
    if size_bytes > MAX_BYTES:
        raise Rejected(N_("This file is larger than 2 GB."))
    return size_bytes


def check(info: MediaInfo) -> None:
    """Hold a clip against the policy.

    Raises Rejected: with the first rule that it breaks.
    """
    for is_broken, sentence in _RULES:
        if is_broken(info):
            raise Rejected(sentence)


_RULES: tuple[tuple[Callable[[MediaInfo], bool], str], ...] = (
    (
        lambda info: info.stream_count > MAX_STREAMS,
        N_("This file holds too many streams; we take up to 16."),
    ),
    (
        lambda info: info.video_codec not in VIDEO_CODECS,
        N_("We cannot read this kind of video. Please export it as H.264."),
    ),
    (
        lambda info: min(info.width, info.height) < MIN_SIDE_PX,
        N_("This video is too small; each side needs 64 pixels."),
    ),
    (
        lambda info: max(info.width, info.height) > MAX_SIDE_PX or info.width * info.height > MAX_AREA_PX,
        N_("This video is too large; we take up to 4K."),
    ),
    (
        lambda info: max(info.width, info.height) > MAX_ASPECT * min(info.width, info.height),
        N_("This video is too narrow; we take up to 4 to 1."),
    ),
    (
        lambda info: (info.frames_per_second or 0) > MAX_FRAMES_PER_SECOND,
        N_("This video has too many frames per second; we take up to 120."),
    ),
    (
        lambda info: (info.duration_seconds or 0) > MAX_SECONDS,
        N_("This video is longer than 10 minutes."),
    ),
)
