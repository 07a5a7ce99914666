"""The film of the seed market's broadcast: a drawn clip several times in a row, made to be sent as it is.

Encoded once. Whoever sends it only copies, and a key frame every second lets ingest cut it into short parts.
"""

import subprocess
from pathlib import Path

from demo.clips import EncodingFailed
from demo.draw import NICENESS, draw_missing, file_of
from demo.scenes.scene import FRAMES_PER_SECOND

#: A minute or so: each time the film begins again, a decoder has to as well.
REPEATS_COUNT = 8
#: Half the picture of a phone's clip, for a rate at which half an hour is some 200 MB
WIDTH_PX, HEIGHT_PX = 540, 960
PEAK_KBPS = 1200


def find_or_make_reel(reel: Path, folder: Path, scene: str, ffmpeg: str) -> None:
    """Make the film `reel` of a scene unless it is there; the clip is taken from `folder` or drawn into it.

    Raises EncodingFailed: ffmpeg refused.
    """
    if reel.exists():
        return
    list(draw_missing(folder, [scene], ffmpeg))
    unfinished = reel.with_name(f".{reel.name}.unfinished")
    try:
        command = ["nice", "-n", str(NICENESS), *build_command(file_of(folder, scene), unfinished, ffmpeg)]
        done = subprocess.run(command, capture_output=True, check=False)
        if done.returncode != 0:
            raise EncodingFailed(f"ffmpeg could not make a film: {done.stderr.decode(errors='replace')}")
        unfinished.replace(reel)
    finally:
        unfinished.unlink(missing_ok=True)


def build_command(clip: Path, reel: Path, ffmpeg: str) -> list[str]:
    """Return the ffmpeg command that makes a film of a clip."""
    key_frames = str(FRAMES_PER_SECOND)
    return [
        ffmpeg, "-hide_banner", "-loglevel", "error", "-nostdin", "-y",
        "-stream_loop", str(REPEATS_COUNT - 1), "-i", str(clip),
        "-vf", f"scale={WIDTH_PX}:{HEIGHT_PX}",
        "-c:v", "libx264", "-profile:v", "high", "-preset", "medium", "-threads", "1", "-bf", "0",
        "-crf", "25", "-maxrate", f"{PEAK_KBPS}k", "-bufsize", f"{2 * PEAK_KBPS}k",
        "-g", key_frames, "-keyint_min", key_frames, "-sc_threshold", "0",
        "-c:a", "aac", "-b:a", "96k", "-movflags", "+faststart", "-f", "mp4", str(reel),
    ]  # fmt: skip


def build_push_command(reel: Path, url: str, ffmpeg: str) -> list[str]:
    """Return the ffmpeg command that sends a film to an RTMP address for ever, without encoding."""
    return [
        ffmpeg, "-hide_banner", "-loglevel", "fatal", "-nostdin",
        "-re", "-stream_loop", "-1", "-i", str(reel), "-c", "copy", "-f", "flv", url,
    ]  # fmt: skip
