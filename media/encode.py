"""ffmpeg's argument lists for the ladder: build, do not run.

One ffmpeg decodes once and scales in a cascade, each rung from the one above: 1.6 times faster than one
ffmpeg per rendition (measured). Every rung's keyframes are forced onto the same times, so a
player can switch between them at any segment (RFC 8216, section 6.2.4), even those of another run.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ffmpeg

from media import gate
from media.colour import add_plain_colour, add_sdr_colour
from media.info import MediaInfo, Section
from media.ladder import MAX_OUTPUT_FRAMES_PER_SECOND, PRESET, SEGMENT_SECONDS, Rung

AUDIO_NAME = "audio"
AUDIO_KBPS = 128
PLAYLIST_NAME = "index.m3u8"
INIT_NAME = "init.mp4"

#: A clip may be this much longer than the policy says: containers round.
MAX_OUT_SECONDS = gate.MAX_SECONDS + 1


def build_ladder_command(
    program: Path,
    source: Path,
    info: MediaInfo,
    rungs: Sequence[Rung],
    *,
    with_audio: bool,
    has_tonemap: bool,
    section: Section | None = None,
) -> list[str]:
    """Return the arguments that encode `rungs` (best first), and the audio once as its own rendition.

    With a `section`, only that is encoded, exact to the frame, and begins at 0. Written to
    `<name>/index.m3u8`, `init.mp4` and `s00000.m4s`… under the working folder.
    """
    opened = open_source(source, info, section)
    pictures = _cascade(opened["V:0"], info, rungs, has_tonemap=has_tonemap)
    outputs = [_video_output(picture, rung) for picture, rung in zip(pictures, rungs, strict=True)]
    if with_audio and info.audio:
        outputs.append(build_audio_output(opened, info.audio.position, AUDIO_NAME))
    return compile_command(program, outputs)


def open_source(source: Path, info: MediaInfo, section: Section | None = None) -> Any:
    """Return the input: one local file, one demuxer, no guessing, and no more than we take.

    ffmpeg decodes from the keyframe before a section and drops what comes too early, of pictures and of sound
    alike, so that both stay together.
    """
    limits: dict[str, float] = {"t": MAX_OUT_SECONDS}
    if section is not None:
        limits = {"ss": round(section.start_seconds, 3), "t": round(section.length_seconds, 3)}
    return ffmpeg.input(
        f"file:{source}",
        f=info.demuxer.value,
        protocol_whitelist="file",
        format_whitelist=info.demuxer.whitelist,
        max_pixels=gate.MAX_AREA_PX,
        **limits,
    )


def build_audio_output(opened: Any, position: int, name: str) -> Any:
    """Return the output of an audio rendition: AAC, stereo, 48 kHz, whatever came in."""
    return ffmpeg.output(
        opened[f"a:{position}"],
        f"{name}/{PLAYLIST_NAME}",
        **{"c:a": "aac", "b:a": f"{AUDIO_KBPS}k", "ac": 2, "ar": 48000},
        **hls_options(name),
    )


def hls_options(name: str) -> dict[str, Any]:
    """Return the muxer's options for one rendition's folder.

    `event` because ffmpeg writes a `vod` playlist only at the end; `temp_file` because a watcher
    must never see half a segment.
    """
    return {
        "f": "hls",
        "hls_time": SEGMENT_SECONDS,
        "hls_playlist_type": "event",
        "hls_segment_type": "fmp4",
        "hls_list_size": 0,
        "hls_flags": "independent_segments+temp_file",
        "hls_fmp4_init_filename": INIT_NAME,
        "hls_segment_filename": f"{name}/s%05d.m4s",
        # Else the first picture begins as late as pictures are reordered (0.1 s), and sound does not.
        "avoid_negative_ts": "disabled",
        # Titles, GPS positions and chapters are the creator's, not the viewers'.
        "map_metadata": -1,
        "map_chapters": -1,
    }


def compile_command(program: Path, outputs: Sequence[Any]) -> list[str]:
    """Return the whole argument list. ffmpeg-python puts global options last; they belong first."""
    argv: list[str] = ffmpeg.merge_outputs(*outputs).compile(cmd=str(program), overwrite_output=True)
    general = ["-nostdin", "-hide_banner", "-v", "warning", "-progress", "pipe:1", "-stats_period", "0.2"]
    return [argv[0], *general, *argv[1:]]


def _cascade(stream: Any, info: MediaInfo, rungs: Sequence[Rung], *, has_tonemap: bool) -> list[Any]:
    current = _limit_rate(stream, info)
    pictures = []
    for position, rung in enumerate(rungs):
        current = current.filter("scale", rung.width, rung.height, flags="bicubic")
        if position == 0:
            # Small first, then the costly colours.
            current = _add_colour(current, info, has_tonemap=has_tonemap)
        current = current.filter("setsar", 1)
        if position == len(rungs) - 1:
            pictures.append(current)
        else:
            split = current.filter_multi_output("split", 2)
            pictures.append(split[0])
            current = split[1]
    return pictures


def _add_colour(stream: Any, info: MediaInfo, *, has_tonemap: bool) -> Any:
    if info.hdr_transfer is None:
        return add_plain_colour(stream)
    return add_sdr_colour(stream, info.hdr_transfer, has_tonemap=has_tonemap)


def _limit_rate(stream: Any, info: MediaInfo) -> Any:
    """Drop frames that come too soon after the last one. Never doubles any, as `fps` would in a slow clip."""
    rate = info.frames_per_second
    if rate is not None and rate <= MAX_OUTPUT_FRAMES_PER_SECOND + 1:
        return stream
    shortest = f"1/{MAX_OUTPUT_FRAMES_PER_SECOND + 1}"
    return stream.filter("select", f"isnan(prev_selected_t)+gte(t-prev_selected_t,{shortest})")


def _video_output(picture: Any, rung: Rung) -> Any:
    return ffmpeg.output(
        picture,
        f"{rung.name}/{PLAYLIST_NAME}",
        **{
            "c:v": "libx264",
            "preset": PRESET,
            "profile:v": rung.profile,
            "crf": rung.crf,
            "maxrate": f"{rung.max_kbps}k",
            "bufsize": f"{2 * rung.max_kbps}k",
            # Times, not frame counts: phones record variable frame rates.
            "force_key_frames": f"expr:gte(t,n_forced*{SEGMENT_SECONDS})",
            "sc_threshold": 0,
            "fps_mode": "vfr",
        },
        **hls_options(rung.name),
    )
