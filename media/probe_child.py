"""The part of the probe that touches a stranger's bytes. Runs as a script, alone, in the jail.

    python -I -S probe_child.py SITE_PACKAGES SOURCE DEMUXER WHITELIST MAX_PIXELS

Prints one JSON line. Imports nothing of ours: the jail shows it only the interpreter, PyAV and the file.
"""

import json
import sys
from itertools import pairwise
from typing import Any

#: More than the gate lets through, so that it can say what is wrong; far fewer than a bomb declares.
MAX_STREAMS = 64
#: Only the first ones are candidates; the answer stays one short line.
MAX_AUDIO = 8
#: How much of the file may be read to learn what is in it.
PROBE_BYTES = 8 << 20
#: ffmpeg counts time in microseconds.
ANALYZE_US = 8_000_000


def describe_file(source: str, demuxer: str, whitelist: str, max_pixels: int) -> dict[str, Any]:
    """Return what is in the file, as JSON can carry it."""
    import av

    options = {
        "protocol_whitelist": "file",
        "format_whitelist": whitelist,
        "max_streams": str(MAX_STREAMS),
        "probesize": str(PROBE_BYTES),
        "analyzeduration": str(ANALYZE_US),
    }
    with av.open(f"file:{source}", format=demuxer, options=options) as container:
        video = next((s for s in container.streams.video if not _is_picture(s)), None)
        return {
            "stream_count": len(container.streams),
            "duration_seconds": container.duration / 1e6 if container.duration else None,
            "bits_per_second": container.bit_rate or None,
            "video": _describe_video(container, video, max_pixels) if video else None,
            "audio": [_describe_audio(s) for s in container.streams.audio[:MAX_AUDIO]],
        }


def _is_picture(stream: Any) -> bool:
    """Cover art and thumbnails are declared as video streams too."""
    from av.stream import Disposition

    return bool(stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails))


def _describe_video(container: Any, stream: Any, max_pixels: int) -> dict[str, Any]:
    context = stream.codec_context
    aspect = stream.sample_aspect_ratio
    rate = stream.average_rate
    described: dict[str, Any] = {
        "codec": context.codec.canonical_name if context else None,
        "profile": context.profile if context else None,
        "width": context.width if context else 0,
        "height": context.height if context else 0,
        "pixel_format": context.pix_fmt if context else None,
        "transfer": int(context.color_trc) if context else 2,
        "aspect": [aspect.numerator, aspect.denominator] if aspect else [1, 1],
        "frames_per_second": float(rate) if rate else None,
        "bits_per_second": context.bit_rate if context else None,
        "keyframe_gap_seconds": _keyframe_gap(stream),
        "rotation": 0,
    }
    if 0 < described["width"] * described["height"] <= max_pixels:
        described |= _describe_first_frame(container, stream)
    return described


def _describe_first_frame(container: Any, stream: Any) -> dict[str, Any]:
    """Decode one frame: it proves that there is a picture, and carries what the header may not say."""
    stream.codec_context.thread_count = 1
    frame = next(container.decode(stream), None)
    if frame is None:
        return {"codec": None}
    return {
        "width": frame.width,
        "height": frame.height,
        "pixel_format": frame.format.name,
        "bit_depth": frame.format.components[0].bits,
        "rotation": int(frame.rotation) % 360,
        "transfer": int(frame.color_trc),
    }


def _keyframe_gap(stream: Any) -> float | None:
    """Return the longest time between keyframes by the file's own index; None when it has none.

    None too when the file hides frames behind an edit list: a copy would show them.
    """
    entries = list(stream.index_entries)
    if not entries or not entries[0].is_keyframe or any(e.is_discard for e in entries):
        return None
    marks = [e.timestamp for e in entries if e.is_keyframe] + [entries[-1].timestamp]
    return float(max(b - a for a, b in pairwise(marks)) * stream.time_base)


def _describe_audio(stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    if context is None:
        return {"codec": None, "profile": None, "channels": 0, "sample_rate": 0}
    return {
        "codec": context.codec.canonical_name,
        "profile": context.profile,
        "channels": context.channels,
        "sample_rate": context.sample_rate,
    }


if __name__ == "__main__":
    site_packages, source, demuxer, whitelist, max_pixels = sys.argv[1:]
    sys.path.insert(0, site_packages)
    sys.stdout.write(json.dumps(describe_file(source, demuxer, whitelist, int(max_pixels))) + "\n")
