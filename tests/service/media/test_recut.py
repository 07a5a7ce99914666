"""A section of a clip, made anew: exact to the frame, its sound where it was; the picture of a moment."""

import subprocess
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image, ImageStat

from media.info import Section
from media.moments import take_frame
from media.probe import probe
from media.tools import MediaTools
from media.transcode import recut
from tests import media_samples as samples

#: Each frame is a little brighter than the one before, so that a picture says which one it is.
RATE, STEP, DARKEST = 10, 4, 30
#: A short tone, to tell whether sound and pictures are still together.
TONE_SECONDS = 3.0


def make_counting_clip(ffmpeg: Path, path: Path, *options: str, seconds: int = 5) -> Path:
    """Write a clip whose frame n is grey of DARKEST + STEP * n, with a tone at TONE_SECONDS."""
    picture = f"color=c=black:s=180x320:r={RATE},format=gray,geq=lum={DARKEST}+{STEP}*N"
    sound = f"aevalsrc='if(between(t,{TONE_SECONDS},{TONE_SECONDS + 0.2}),0.8*sin(2*PI*880*t),0)':s=48000"
    argv = [str(ffmpeg), "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", picture]
    argv += ["-f", "lavfi", "-i", sound, "-t", str(seconds), "-pix_fmt", "yuv420p", *options, str(path)]
    subprocess.run(argv, check=True, timeout=120)
    return path


def join(folder: Path) -> Path:
    """Put a rendition together to one file."""
    whole = folder / "whole.mp4"
    whole.write_bytes(
        b"".join(part.read_bytes() for part in [folder / "init.mp4", *sorted(folder.glob("s*.m4s"))])
    )
    return whole


def frames_of(folder: Path) -> list[tuple[float, int]]:
    """Return for each frame when it is shown, and which one of the clip's it is."""
    with av.open(str(join(folder))) as container:
        return [
            (float(frame.time or 0), round((float(frame.to_ndarray(format="gray").mean()) - DARKEST) / STEP))
            for frame in container.decode(video=0)
        ]


def tone_at(folder: Path) -> float:
    """Return when the tone begins."""
    with av.open(str(join(folder))) as container:
        for frame in container.decode(audio=0):
            loud = np.flatnonzero(np.abs(frame.to_ndarray()).max(axis=0) > 0.2)
            if loud.size:
                return float(frame.time or 0) + float(loud[0]) / frame.sample_rate
    raise AssertionError("there is no tone")


OPTIONS = {
    "clip.mp4": ("-c:v", "libx264", "-g", "40", "-bf", "2", "-c:a", "aac"),
    "clip.webm": (*samples.VP8, "-g", "40", "-c:a", "libopus"),
}


@pytest.mark.parametrize("name", OPTIONS)
def test_first_and_last_frame_and_sound_are_where_they_were_cut(
    ffmpeg: Path, tools: MediaTools, tmp_path: Path, workdir: Path, name: str
) -> None:
    clip = make_counting_clip(ffmpeg, tmp_path / name, *OPTIONS[name])
    section = Section(1.3, 4.1)

    made = recut(
        clip, workdir, probe(clip, tools.jail), tools=tools, section=section, cover_seconds=None
    ).rendition_set

    frames = frames_of(workdir / made.renditions[0].name)
    (first_at, first), (last_at, last) = frames[0], frames[-1]
    assert (first / RATE, (last + 1) / RATE) == (section.start_seconds, section.end_seconds)
    assert (first_at, round(last_at, 2)) == (0, round((last - first) / RATE, 2))
    assert abs(made.duration_seconds - section.length_seconds) < 0.01
    assert abs(tone_at(workdir / "audio") - (TONE_SECONDS - section.start_seconds)) < 0.02
    samples.decode_fully(ffmpeg, workdir / made.playlist)


def test_the_whole_clip_comes_back(ffmpeg: Path, tools: MediaTools, tmp_path: Path, workdir: Path) -> None:
    clip = make_counting_clip(ffmpeg, tmp_path / "clip.mp4", "-c:v", "libx264", "-c:a", "aac", seconds=3)

    made = recut(clip, workdir, probe(clip, tools.jail), tools=tools, section=None, cover_seconds=None)

    assert len(frames_of(workdir / made.rendition_set.renditions[0].name)) == 3 * RATE
    assert not (workdir / "source").exists()


@pytest.mark.parametrize("seconds", [0.0, 0.26, 1.0, 2.49, 2.74])
def test_the_picture_of_a_moment_is_the_one_on_the_screen(
    ffmpeg: Path, tools: MediaTools, tmp_path: Path, workdir: Path, seconds: float
) -> None:
    clip = make_counting_clip(ffmpeg, tmp_path / "clip.mp4", "-c:v", "libx264", "-c:a", "aac", seconds=4)

    made = recut(
        clip,
        workdir,
        probe(clip, tools.jail),
        tools=tools,
        section=Section(0.5, 3.25),
        cover_seconds=seconds,
    )

    assert made.cover is not None
    with Image.open(workdir / made.cover.images[0].file) as picture:
        grey = ImageStat.Stat(picture.convert("L")).mean[0]
    # Colours lose a level or two on their way into a picture.
    assert round((grey + 1 - DARKEST) / STEP) == int((0.5 + seconds) * RATE + 0.001)


def test_a_moment_between_slow_pictures_still_has_one(
    ffmpeg: Path, tools: MediaTools, tmp_path: Path, workdir: Path
) -> None:
    clip = samples.make_clip(ffmpeg, tmp_path / "slow.mp4", seconds=4, rate=1, sound=None)

    images = take_frame(workdir, clip.read_bytes(), 2.9, tools, stem="covers/x", cancelled=lambda: False)

    assert (workdir / images[0].file).is_file()
