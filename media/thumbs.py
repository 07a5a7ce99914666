"""Small pictures along a finished clip, from which posters are chosen and the sprite is made.

Read from our own lowest rendition, keyframes only: its keyframes are two seconds apart, so ten minutes cost
300 small decodes. A short clip is read in full, or there would be nothing to choose from.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import ffmpeg

from media.encode import PLAYLIST_NAME, compile_command
from media.errors import RunFailed
from media.jail import Limits, memory_for_cores
from media.renditions import RenditionSet
from media.runner import run
from media.tools import MediaTools

FRAMES_DIR = "frames"
#: The thumbs' short side: enough to judge sharpness by; the sprite's are smaller.
SHORT_SIDE_PX = 180
_DENSE_BELOW_SECONDS = 10
_DENSE_PER_SECOND = 2

LIMITS = Limits(
    deadline_seconds=120,
    memory_bytes=memory_for_cores(2 << 30),
    cpu_seconds=240,
    file_bytes=64 << 20,
    stall_seconds=60,
)


@dataclass(frozen=True)
class Thumbs:
    """Pictures in time order, and the second that each shows."""

    folder: Path
    paths: tuple[Path, ...]
    times_seconds: tuple[float, ...]

    def remove(self) -> None:
        """Delete the pictures; only what was made from them is kept."""
        shutil.rmtree(self.folder)


def extract_thumbs(
    workdir: Path, rendition_set: RenditionSet, tools: MediaTools, cancelled: Callable[[], bool]
) -> Thumbs:
    """Write the thumbs of a finished set into `frames/`. Raises RunFailed: as `run`, or none came out."""
    folder = workdir / FRAMES_DIR
    folder.mkdir()
    lowest = rendition_set.renditions[-1]
    is_dense = lowest.duration_seconds < _DENSE_BELOW_SECONDS
    argv = build_thumbs_command(tools.ffmpeg, f"{lowest.name}/{PLAYLIST_NAME}", is_dense=is_dense)
    run(argv, jail=tools.jail, limits=LIMITS, reads=[tools.ffmpeg], writes=workdir, cancelled=cancelled)
    paths = tuple(sorted(folder.glob("t*.jpg")))
    if not paths:
        raise RunFailed("no thumbs came out")
    if is_dense:
        times = [number / _DENSE_PER_SECOND for number in range(len(paths))]
    else:
        times = [sum(lowest.segment_seconds[:number]) for number in range(len(paths))]
    return Thumbs(folder, paths, tuple(min(time, lowest.duration_seconds) for time in times))


def build_thumbs_command(program: Path, playlist: str, *, is_dense: bool) -> list[str]:
    """Return the arguments that write `frames/t00001.jpg`… from one of our own renditions."""
    options = {} if is_dense else {"skip_frame": "nokey"}
    stream = ffmpeg.input(playlist, f="hls", protocol_whitelist="file", **options)["v:0"]
    if is_dense:
        stream = stream.filter("fps", _DENSE_PER_SECOND)
    size = f"if(lt(iw,ih),{SHORT_SIDE_PX},-2)", f"if(lt(iw,ih),-2,{SHORT_SIDE_PX})"
    small = stream.filter("scale", *size, flags="area")
    output = ffmpeg.output(
        small, f"{FRAMES_DIR}/t%05d.jpg", **{"f": "image2", "c:v": "mjpeg", "q:v": 2, "fps_mode": "vfr"}
    )
    return compile_command(program, [output])
