"""Short real clips for tests, made by the ffmpeg that the product uses, once per session and kind."""

import functools
import subprocess
import tempfile
from pathlib import Path

from media.tools import find_tools

#: What a phone records, only small: H.264 and AAC in MP4, a keyframe every second.
PHONE = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "15", "-pix_fmt", "yuv420p")
#: What browsers can't be given as it is, so that the first set is a growing 540p one.
MJPEG = ("-c:v", "mjpeg", "-q:v", "5", "-pix_fmt", "yuvj420p")


@functools.cache
def clip_bytes(
    seconds: float = 2, *, size: str = "180x320", encoder: tuple[str, ...] = PHONE, suffix: str = "mp4"
) -> bytes:
    """Return a clip of moving shapes with a tone; equal arguments give equal bytes."""
    picture = f"testsrc2=s={size}:r=15"
    sources = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", "sine=frequency=440"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"clip.{suffix}"
        argv: list[str] = [
            str(find_tools().ffmpeg),
            "-v",
            "error",
            *sources,
            "-t",
            str(seconds),
            *encoder,
            "-c:a",
            "aac",
            str(path),
        ]
        subprocess.run(argv, check=True, timeout=120)
        return path.read_bytes()
