"""Stream-copy HLS: a phone's H.264 clip is playable 0.14 s after its last byte (measured).

The copy is a stopgap until the ladder is ready, so the rules ask only whether browsers play it.
"""

from pathlib import Path

import ffmpeg

from media.encode import PLAYLIST_NAME, build_audio_output, compile_command, hls_options, open_source
from media.info import AudioInfo, MediaInfo
from media.sniff import Demuxer

SOURCE_NAME = "source"
#: Not the ladder's audio folder: a player may still be reading the copy when the ladder takes over.
SOURCE_AUDIO_NAME = "source-audio"

#: What every browser's H.264 decoder plays.
_PROFILES = frozenset({"Constrained Baseline", "Baseline", "Main", "High"})
_PIXEL_FORMATS = frozenset({"yuv420p", "yuvj420p"})
_MAX_SHORT_SIDE_PX = 1080
_MAX_FRAMES_PER_SECOND = 61
#: A segment starts at a keyframe: rarer ones make a clip slow to start and to seek.
_MAX_KEYFRAME_GAP_SECONDS = 4.0
#: Phones record 16 to 20 Mb/s at 1080p. More would stall on most connections, worse than waiting.
_MAX_BITS_PER_SECOND = 25_000_000
#: Supplemental enhancement information and filler: nothing a picture needs, and room for anything
#: a stranger wants to hand to our viewers (H.264, table 7-1).
_DROPPED_UNITS = "6|12"


def may_copy(info: MediaInfo) -> bool:
    """Return whether the video can be shown as it is, without encoding."""
    return (
        info.demuxer is Demuxer.MOV
        and info.video_codec == "h264"
        and info.video_profile in _PROFILES
        and info.pixel_format in _PIXEL_FORMATS
        # A player ignores the rotation mark of a copied stream, and pixel shapes too.
        and info.rotation == 0
        and info.square_pixels
        and info.hdr_transfer is None
        and min(info.width, info.height) <= _MAX_SHORT_SIDE_PX
        and (info.frames_per_second or 0) <= _MAX_FRAMES_PER_SECOND
        and _is_within(info.keyframe_gap_seconds, _MAX_KEYFRAME_GAP_SECONDS)
        and _is_within(info.bits_per_second, _MAX_BITS_PER_SECOND)
    )


def may_copy_audio(audio: AudioInfo) -> bool:
    """Return whether the audio can be copied too; what cannot be is encoded, which is quick."""
    return audio.codec == "aac" and audio.profile == "LC" and audio.channels <= 2


def build_remux_command(program: Path, source: Path, info: MediaInfo) -> list[str]:
    """Return the arguments that copy the video to `source/` and bring the audio to `source-audio/`."""
    opened = open_source(source, info)
    video = {"c:v": "copy", "bsf:v": f"filter_units=remove_types={_DROPPED_UNITS}"}
    outputs = [
        ffmpeg.output(opened["V:0"], f"{SOURCE_NAME}/{PLAYLIST_NAME}", **video, **hls_options(SOURCE_NAME))
    ]
    if info.audio and may_copy_audio(info.audio):
        sound = opened[f"a:{info.audio.position}"]
        target = f"{SOURCE_AUDIO_NAME}/{PLAYLIST_NAME}"
        outputs.append(ffmpeg.output(sound, target, **{"c:a": "copy"}, **hls_options(SOURCE_AUDIO_NAME)))
    elif info.audio:
        outputs.append(build_audio_output(opened, info.audio.position, SOURCE_AUDIO_NAME))
    return compile_command(program, outputs)


def _is_within(value: float | None, most: float) -> bool:
    return value is not None and value <= most
