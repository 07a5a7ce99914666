"""Encoders as broadcasters have them: ffmpeg with a moving picture and a tone, at the speed of life."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.services.process import Child, running_child


def encoder_command(
    target: Sequence[str],
    *,
    size: str = "360x640",
    frame_rate: int = 25,
    seconds: int = 120,
    video: Sequence[str] = ("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency"),
    audio: Sequence[str] = ("-c:a", "aac", "-ar", "48000"),
) -> list[str]:
    """Return an ffmpeg that shows a test picture with a key frame a second."""
    pattern = f"testsrc2=size={size}:rate={frame_rate}"
    sources = ["-f", "lavfi", "-i", pattern, "-f", "lavfi", "-i", "sine=440:sample_rate=48000"]
    picture = [*video, "-g", str(frame_rate), "-b:v", "600k", "-pix_fmt", "yuv420p"]
    return [
        "ffmpeg",
        "-v",
        "error",
        "-nostdin",
        "-re",
        *sources,
        "-t",
        str(seconds),
        *picture,
        *audio,
        *target,
    ]


def rtmp_command(url: str, **options: object) -> list[str]:
    """Return an ffmpeg that publishes over RTMP."""
    return encoder_command(["-f", "flv", url], **options)  # type: ignore[arg-type]


def recorder_command(**options: object) -> list[str]:
    """Return an ffmpeg that writes what a browser's MediaRecorder gives: Matroska in small clusters."""
    target = ["-f", "matroska", "-live", "1", "-cluster_time_limit", "100", "-flush_packets", "1", "pipe:1"]
    audio = ("-c:a", "libopus", "-ar", "48000", "-b:a", "64k")
    return encoder_command(target, audio=audio, **options)  # type: ignore[arg-type]


@contextlib.contextmanager
def pushing(url: str, folder: Path, **options: object) -> Iterator[Child]:
    """Publish over RTMP until the block ends."""
    with running_child("encoder", rtmp_command(url, **options), log=folder / "encoder.log") as child:
        yield child
