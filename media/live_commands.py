"""ffmpeg's argument lists for broadcasts: build, do not run. All read a pipe and write a pipe.

Times go through untouched (`-copyts`), shifted by a constant so that an encoder's delay never makes them
negative: a segment's times are the publisher's, in every rendition.
"""

from dataclasses import dataclass
from pathlib import Path

from media.live_inputs import InputKind
from media.segmenter import PART_SECONDS

#: What every time in the output is later than in the input (seconds).
SHIFT_SECONDS = 10
#: Both RTMP and WebM count milliseconds, sound 48,000 a second: this divides by both.
TIMESCALE = 48_000
AUDIO_KBPS = 128
#: Probing ends after this much: what is needed stands in the first bytes (measured, with -v debug).
_PROBE = ("-probesize", "200000", "-analyzeduration", "200000")
_DEMUXERS = {"webm": ("matroska", "matroska,webm"), "flv": ("flv", "flv")}
#: Supplemental information and filler: nothing a picture needs, and room to hand viewers anything.
_CLEAN_VIDEO = ("-bsf:v", "filter_units=remove_types=6|12")
_COPY_AUDIO = ("-c:a", "copy")
_ENCODE_AUDIO = ("-c:a", "aac", "-b:a", f"{AUDIO_KBPS}k", "-ac", "2", "-ar", "48000")
#: Key frames once a second, counted from the last: times do not begin at 0.
_KEY_FRAMES_BY_TIME = "expr:if(isnan(prev_forced_t),1,gte(t,prev_forced_t+1))"
_THUMB_SIDE_PX = 320


@dataclass(frozen=True)
class LiveRung:
    """One encoding for viewers: its name, and what it may cost them."""

    name: str
    short_side_px: int
    crf: int
    max_kbps: int


#: What the source is turned into while there is room, best first, and what a browser's VP8 becomes.
RUNGS = (LiveRung("540", 540, 23, 1500), LiveRung("360", 360, 21, 700))
MAIN_RUNG = LiveRung("720", 720, 23, 2800)


def build_copy_command(program: Path, kind: InputKind, *, audio_codec: str) -> list[str]:
    """Return the arguments that repack a publisher's H.264; sound that is not AAC becomes it."""
    audio = _COPY_AUDIO if audio_codec == "aac" else _ENCODE_AUDIO
    return [*_open_pipe(program, kind), "-c:v", "copy", *_CLEAN_VIDEO, *audio, *_fragments()]


def build_transcode_command(program: Path, *, width: int, height: int) -> list[str]:
    """Return the arguments that encode a browser's VP8 or VP9 (its size is given) at 720p or less."""
    size = fit(width, height, MAIN_RUNG.short_side_px)
    # Browsers change the size in the middle; ours stays.
    picture = (
        f"scale={size[0]}:{size[1]}:force_original_aspect_ratio=decrease:flags=fast_bilinear,"
        f"pad={size[0]}:{size[1]}:-1:-1,setsar=1"
    )
    video = _encode_video(MAIN_RUNG, picture, key_frames=_KEY_FRAMES_BY_TIME)
    return [*_open_pipe(program, "webm"), *video, *_ENCODE_AUDIO, *_fragments()]


def build_rendition_command(program: Path, rung: LiveRung, *, width: int, height: int) -> list[str]:
    """Return the arguments that encode the source's own fragments smaller, with its key frames."""
    size = fit(width, height, rung.short_side_px)
    picture = f"scale={size[0]}:{size[1]}:flags=bicubic,setsar=1"
    video = _encode_video(rung, picture, key_frames="source")
    return [
        *_open_fragments(program),
        "-map",
        "0:V:0",
        "-map",
        "0:a:0?",
        *video,
        *_COPY_AUDIO,
        *_fragments(0),
    ]


def build_audio_command(program: Path) -> list[str]:
    """Return the arguments that take the sound out of the source's fragments."""
    return [*_open_fragments(program), "-map", "0:a:0", *_COPY_AUDIO, *_fragments(0)]


def build_thumb_command(program: Path) -> list[str]:
    """Return the arguments that make a small picture of a section and a part that begins with a key frame."""
    side = _THUMB_SIDE_PX
    scale = f"scale='if(gt(iw,ih),{side},-2)':'if(gt(iw,ih),-2,{side})'"
    return [
        *_open_fragments(program),
        *("-map", "0:V:0", "-frames:v", "1", "-vf", scale, "-c:v", "mjpeg", "-q:v", "6", "-threads", "1"),
        *("-pix_fmt", "yuvj420p", "-f", "image2pipe", "pipe:1"),
    ]


def fit(width: int, height: int, short_side_px: int) -> tuple[int, int]:
    """Return a size of the same shape whose short side is at most this; even, as 4:2:0 needs it."""
    scale = min(1.0, short_side_px / max(1, min(width, height)))
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def _general(program: Path) -> list[str]:
    return [str(program), "-nostdin", "-hide_banner", "-v", "warning", "-copyts"]


def _open_pipe(program: Path, kind: InputKind) -> list[str]:
    demuxer, whitelist = _DEMUXERS[kind]
    return [
        *_general(program),
        *(*_PROBE, "-protocol_whitelist", "pipe", "-format_whitelist", whitelist),
        *("-f", demuxer, "-i", "pipe:0", "-map", "0:V:0", "-map", "0:a:0?"),
    ]


def _open_fragments(program: Path) -> list[str]:
    """Return how our own fragments are read."""
    return [
        *_general(program),
        *(*_PROBE, "-protocol_whitelist", "pipe", "-format_whitelist", "mov,mp4,m4a,3gp,3g2,mj2"),
        *("-f", "mp4", "-i", "pipe:0"),
    ]


def _encode_video(rung: LiveRung, picture: str, *, key_frames: str) -> list[str]:
    return [
        *("-vf", picture, "-fps_mode", "passthrough", "-enc_time_base", f"1:{TIMESCALE}"),
        *("-c:v", "libx264", "-preset", "veryfast", "-tune", "zerolatency", "-profile:v", "main"),
        *("-pix_fmt", "yuv420p", "-crf", str(rung.crf)),
        *("-maxrate", f"{rung.max_kbps}k", "-bufsize", f"{rung.max_kbps}k"),
        # Slices in parallel cost quality; two whole frames in parallel cost one frame of delay.
        *("-x264-params", "sliced-threads=0:threads=2"),
        *("-force_key_frames", key_frames, "-sc_threshold", "0", "-g", "600"),
    ]


def _fragments(shift_seconds: int = SHIFT_SECONDS) -> list[str]:
    """Return the muxer's options: a fragment at every key frame and every 0.2 s, written at once.

    `frag_discont` and no edit lists, or the first times would be lost; `min_frag_duration` would also
    swallow the cut at key frames.
    """
    flags = "+empty_moov+default_base_moof+frag_keyframe+skip_trailer+frag_discont"
    return [
        *("-map_metadata", "-1", "-map_chapters", "-1"),
        *("-output_ts_offset", str(shift_seconds), "-avoid_negative_ts", "disabled"),
        *("-f", "mp4", "-movflags", flags, "-use_editlist", "0", "-video_track_timescale", str(TIMESCALE)),
        *("-frag_duration", str(round(PART_SECONDS * 1_000_000)), "-max_interleave_delta", "200000"),
        *("-muxdelay", "0", "-flush_packets", "1", "pipe:1"),
    ]
