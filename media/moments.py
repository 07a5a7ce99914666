"""The picture of a moment: what a player has on its screen then, taken from our best rendition."""

from collections.abc import Callable
from pathlib import Path

import ffmpeg

from media.encode import INIT_NAME, compile_command
from media.errors import RunFailed
from media.posters import POSTERS_DIR, Poster, PosterImage, locate, save_sizes
from media.renditions import RenditionSet
from media.runner import run
from media.thumbs import FRAMES_DIR, LIMITS
from media.tools import MediaTools

#: Slower than two pictures a second nobody records.
_LONGEST_FRAME_SECONDS = 0.5


def take_moment(
    workdir: Path,
    rendition_set: RenditionSet,
    time_seconds: float,
    tools: MediaTools,
    cancelled: Callable[[], bool],
) -> Poster:
    """Write the picture that the best rendition shows at a moment into `posters/`. Raises as `take_frame`."""
    best = rendition_set.renditions[0]
    index, offset_seconds = locate(time_seconds, best.segment_seconds)
    files = (workdir / best.name / INIT_NAME, workdir / best.files[1 + index])
    clip = b"".join(file.read_bytes() for file in files)
    return Poster(
        time_seconds,
        take_frame(workdir, clip, offset_seconds, tools, stem=f"{POSTERS_DIR}/cover", cancelled=cancelled),
    )


def take_frame(
    workdir: Path,
    clip: bytes,
    offset_seconds: float,
    tools: MediaTools,
    *,
    stem: str,
    cancelled: Callable[[], bool],
) -> tuple[PosterImage, ...]:
    """Write the picture that is shown at a moment of a clip, an initialisation section and a segment of ours.

    The files are `<stem>-<short side>.webp` and `.jpg` in the work folder. Raises as `media.runner.run`;
    RunFailed: there is no picture.
    """
    for folder in (FRAMES_DIR, str(Path(stem).parent)):
        (workdir / folder).mkdir(parents=True, exist_ok=True)
    (workdir / FRAMES_DIR / "moment.mp4").write_bytes(clip)
    still = workdir / FRAMES_DIR / "moment.ppm"
    for argv in build_moment_commands(tools.ffmpeg, offset_seconds):
        run(argv, jail=tools.jail, limits=LIMITS, reads=[tools.ffmpeg], writes=workdir, cancelled=cancelled)
        if still.exists():
            return save_sizes(workdir, still, stem)
    raise RunFailed("no picture came out")


def build_moment_commands(program: Path, offset_seconds: float) -> list[list[str]]:
    """Return the arguments that write `frames/moment.ppm`: what is on the screen then, else what comes next.

    A picture stays until the next one comes: of those up to the moment, each is written over the one before.
    """
    before_seconds = min(offset_seconds, _LONGEST_FRAME_SECONDS)
    shown = {"ss": round(offset_seconds - before_seconds, 3), "t": round(before_seconds + 0.001, 3)}
    following = {"ss": round(offset_seconds, 3)}
    source = f"{FRAMES_DIR}/moment.mp4"
    options = {"f": "image2", "update": 1, "fps_mode": "passthrough"}
    commands = []
    for limits, more in ((shown, {}), (following, {"frames:v": 1})):
        stream = ffmpeg.input(source, f="mov", protocol_whitelist="file", **limits)["v:0"]
        commands.append(
            compile_command(program, [ffmpeg.output(stream, f"{FRAMES_DIR}/moment.ppm", **options, **more)])
        )
    return commands
