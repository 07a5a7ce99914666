"""What publishers send, made by the ffmpeg that the product uses: recordings of browsers, and of OBS."""

import functools
import subprocess
from typing import Any

from media.tools import find_tools

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p")
#: What encoders do by default: frames out of order.
X264_REORDERED = ("-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-pix_fmt", "yuv420p")
VP8 = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "300k")
_AUDIO = {"matroska": "libopus", "flv": "aac"}


@functools.cache
def recording(
    container: str = "matroska",
    *,
    seconds: float = 6,
    size: str = "180x320",
    rate: int = 30,
    video: tuple[str, ...] = X264,
    key_frame_seconds: float = 1.0,
    picture: str = "testsrc2",
    has_sound: bool = True,
) -> bytes:
    """Return a whole recording of moving shapes with a tone; equal arguments give equal bytes."""
    argv = [
        *(str(find_tools().ffmpeg), "-nostdin", "-v", "error"),
        *("-f", "lavfi", "-i", f"{picture}{':' if '=' in picture else '='}s={size}:r={rate}"),
        *(("-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000") if has_sound else ()),
        *("-t", str(seconds), *video, "-g", str(round(rate * key_frame_seconds))),
        *(("-c:a", _AUDIO[container], "-b:a", "48k") if has_sound else ()),
        *("-cluster_time_limit", "1000", "-f", container, "pipe:1"),
    ]
    return subprocess.run(argv, check=True, timeout=120, stdout=subprocess.PIPE).stdout


def webm(seconds: float = 6, **options: Any) -> bytes:
    """Return what a browser's recorder sends that can H.264."""
    return recording("matroska", seconds=seconds, **options)


def flv(seconds: float = 6, **options: Any) -> bytes:
    """Return what an RTMP encoder sends, as the door writes it."""
    return recording("flv", seconds=seconds, **options)


@functools.cache
def turned_recording() -> bytes:
    """Return a recording of six seconds in which the phone is turned after three."""
    halves = b"".join(_raw_h264(size) for size in ("180x320", "320x180"))
    mux = ("-r", "30", "-f", "h264", "-i", "pipe:0", "-c", "copy", "-f", "matroska", "pipe:1")
    argv = [str(find_tools().ffmpeg), "-v", "error", "-fflags", "+genpts", *mux]
    return subprocess.run(argv, input=halves, check=True, timeout=60, stdout=subprocess.PIPE).stdout


def _raw_h264(size: str) -> bytes:
    picture = ("-f", "lavfi", "-i", f"testsrc2=s={size}:r=30", "-t", "3")
    argv = [str(find_tools().ffmpeg), "-v", "error", *picture, *X264, "-g", "30", "-f", "h264", "pipe:1"]
    return subprocess.run(argv, check=True, timeout=60, stdout=subprocess.PIPE).stdout
