"""Poster candidates: the clip's best-looking moments, spread over its length, to choose from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import ffmpeg
from PIL import Image, ImageFilter, ImageStat

from media.encode import INIT_NAME, compile_command
from media.renditions import Rendition, RenditionSet
from media.runner import run
from media.thumbs import FRAMES_DIR, LIMITS, Thumbs
from media.tools import MediaTools

POSTERS_DIR = "posters"
CANDIDATES = 4
#: Short sides: a full-screen poster on a phone, and a tile in a list.
SHORT_SIDES_PX = (720, 360)
_JPEG_QUALITY = 82
_WEBP_QUALITY = 78

#: Mean brightness of 255 outside which a frame is a fade or a flash, not a picture.
_DARKEST, _BRIGHTEST = 24, 240
#: What a frame outside keeps of its score: still better than none when the whole clip is dark.
_DULL_FACTOR = 0.05


@dataclass(frozen=True)
class PosterImage:
    """One file of a poster, relative to the work folder."""

    file: str
    content_type: str
    width: int
    height: int


@dataclass(frozen=True)
class Poster:
    """One candidate: the moment, and its picture in each size as WebP and JPEG, largest first."""

    time_seconds: float
    images: tuple[PosterImage, ...]


def make_posters(
    workdir: Path,
    rendition_set: RenditionSet,
    thumbs: Thumbs,
    tools: MediaTools,
    cancelled: Callable[[], bool],
) -> tuple[Poster, ...]:
    """Write the candidates into `posters/`, best first. Raises as `media.runner.run`."""
    chosen = choose_frames([score(path) for path in thumbs.paths])
    times = [thumbs.times_seconds[number] for number in chosen]
    stills = _extract_stills(workdir, rendition_set.renditions[0], times, tools, cancelled)
    (workdir / POSTERS_DIR).mkdir()
    return tuple(
        Poster(time, save_sizes(workdir, still, f"{POSTERS_DIR}/{number}"))
        for number, (time, still) in enumerate(zip(times, stills, strict=True))
        if still.exists()
    )


def score(path: Path) -> float:
    """Return how much there is to see in a frame: edges and contrast, little if all is dark or bright."""
    with Image.open(path) as image:
        grey = image.convert("L")
    brightness = ImageStat.Stat(grey)
    edges = ImageStat.Stat(grey.filter(ImageFilter.FIND_EDGES))
    seen = edges.stddev[0] + brightness.stddev[0] / 2
    return seen if _DARKEST <= brightness.mean[0] <= _BRIGHTEST else seen * _DULL_FACTOR


def choose_frames(scores: Sequence[float], count: int = CANDIDATES) -> list[int]:
    """Return the best frame of each of `count` equal parts of the clip, best first."""
    parts = min(count, len(scores))
    bounds = [len(scores) * part // parts for part in range(parts + 1)]
    best = [max(range(start, end), key=scores.__getitem__) for start, end in pairwise(bounds)]
    return sorted(best, key=scores.__getitem__, reverse=True)


def build_stills_command(program: Path, clips: Sequence[tuple[str, float]]) -> list[str]:
    """Return the arguments that write `frames/p0.ppm`…, one frame of each (file, offset in seconds)."""
    outputs = []
    for number, (clip, offset_seconds) in enumerate(clips):
        stream = ffmpeg.input(clip, f="mov", protocol_whitelist="file", ss=round(offset_seconds, 3))["v:0"]
        outputs.append(
            ffmpeg.output(
                stream, f"{FRAMES_DIR}/p{number}.ppm", **{"frames:v": 1, "f": "image2", "update": 1}
            )
        )
    return compile_command(program, outputs)


def _extract_stills(
    workdir: Path, best: Rendition, times: Sequence[float], tools: MediaTools, cancelled: Callable[[], bool]
) -> list[Path]:
    """Cut each moment's segment out of the best rendition, so that ffmpeg decodes two seconds and no more."""
    clips = []
    for number, time in enumerate(times):
        index, offset_seconds = locate(time, best.segment_seconds)
        folder = workdir / best.name
        clip = workdir / FRAMES_DIR / f"c{number}.mp4"
        clip.write_bytes((folder / INIT_NAME).read_bytes() + (workdir / best.files[1 + index]).read_bytes())
        clips.append((f"{FRAMES_DIR}/{clip.name}", offset_seconds))
    argv = build_stills_command(tools.ffmpeg, clips)
    run(argv, jail=tools.jail, limits=LIMITS, reads=[tools.ffmpeg], writes=workdir, cancelled=cancelled)
    return [workdir / FRAMES_DIR / f"p{number}.ppm" for number in range(len(times))]


def locate(time_seconds: float, segment_seconds: Sequence[float]) -> tuple[int, float]:
    """Return the segment that shows a moment, and how far into it."""
    start = 0.0
    for index, seconds in enumerate(segment_seconds):
        # Half a frame's slack: a keyframe's time and the sum of the durations differ by rounding.
        if time_seconds < start + seconds - 0.01 or index == len(segment_seconds) - 1:
            return index, max(0.0, time_seconds - start)
        start += seconds
    raise AssertionError("a rendition has segments")


def save_sizes(workdir: Path, still: Path, name: str) -> tuple[PosterImage, ...]:
    """Write a still as `<name>-<short side>.webp` and `.jpg`; return the files, largest first."""
    saved = []
    with Image.open(still) as opened:
        picture = opened.convert("RGB")
    for short_side in sorted({min(side, *picture.size) for side in SHORT_SIDES_PX}, reverse=True):
        small = _fit(picture, short_side)
        stem = f"{name}-{short_side}"
        small.save(workdir / f"{stem}.webp", quality=_WEBP_QUALITY, method=4)
        small.save(workdir / f"{stem}.jpg", quality=_JPEG_QUALITY, optimize=True, progressive=True)
        saved += [
            PosterImage(f"{stem}.webp", "image/webp", *small.size),
            PosterImage(f"{stem}.jpg", "image/jpeg", *small.size),
        ]
    return tuple(saved)


def _fit(picture: Image.Image, short_side: int) -> Image.Image:
    ratio = short_side / min(picture.size)
    size = round(picture.width * ratio), round(picture.height * ratio)
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
