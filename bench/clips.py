"""Clips for the media benchmarks, made on the spot: moving shapes with a sensor's noise, and sound."""

import subprocess
from pathlib import Path

#: testsrc2 alone compresses to nothing; the noise asks of the encoder what a phone's footage does.
_PICTURE = "testsrc2=s=1080x1920:r=30,noise=alls=9:allf=t,format=yuv420p"
_SOUND = "anoisesrc=a=0.05:c=pink,aformat=channel_layouts=stereo"

#: A phone's H.264: 16 Mb/s and a keyframe every second (30 frames).
H264 = (
    "-c:v",
    "libx264",
    "-preset",
    "superfast",
    "-b:v",
    "16M",
    "-maxrate",
    "18M",
    "-bufsize",
    "18M",
    "-g",
    "30",
)
#: What iPhones record by default: HEVC, 10 bits, HLG.
HEVC_HDR = (
    *("-c:v", "libx265", "-preset", "ultrafast", "-b:v", "10M", "-g", "30", "-tag:v", "hvc1"),
    *("-pix_fmt", "yuv420p10le", "-x265-params", "log-level=none"),
    *("-color_trc", "arib-std-b67", "-color_primaries", "bt2020", "-colorspace", "bt2020nc"),
)
HEVC = (
    "-c:v",
    "libx265",
    "-preset",
    "ultrafast",
    "-b:v",
    "10M",
    "-g",
    "30",
    "-tag:v",
    "hvc1",
    "-x265-params",
    "log-level=none",
)


def make_clip(ffmpeg: Path, path: Path, seconds: int, encoder: tuple[str, ...] = H264) -> Path:
    """Write a portrait 1080x1920 clip of so many seconds."""
    sources = ["-f", "lavfi", "-i", _PICTURE, "-f", "lavfi", "-i", _SOUND]
    sound = ["-c:a", "aac", "-b:a", "128k"]
    subprocess.run(
        [ffmpeg, "-v", "error", "-y", *sources, "-t", str(seconds), *encoder, *sound, path],
        check=True,
        timeout=600,
    )
    return path
