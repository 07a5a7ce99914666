"""`python -m demo.draw OUT_DIR`: draw the clips and pictures of the seed market into a folder.

What is there already is kept. Each file is written under another name and then renamed, so a
file that exists is whole, also after an interruption.
"""

import argparse
import multiprocessing
import os
import shutil
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from pathlib import Path

from demo.clips import draw_clip
from demo.pictures import PICTURES, draw_picture
from demo.scenes import SCENES

PROCESS_COUNT = 2
NICENESS = 10


def file_of(folder: Path, name: str) -> Path:
    """Return the file of a scene (`noodles`) or a picture (`avatars/mei`) in `folder`."""
    return folder / f"clips/{name}.mp4" if name in SCENES else folder / f"{name}.jpg"


def draw(name: str, path: Path, ffmpeg: str) -> None:
    """Draw one clip or picture into `path`, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        if name in SCENES:
            draw_clip(name, unfinished, ffmpeg)
        else:
            draw_picture(name, unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def draw_missing(folder: Path, names: list[str], ffmpeg: str) -> Iterator[str]:
    """Draw what is not in `folder` yet, in two processes; yield each name when its file is there."""
    missing = [name for name in names if not file_of(folder, name).exists()]
    # Threads and locks of the caller do not survive a fork.
    context = multiprocessing.get_context("spawn")
    # The market that runs meanwhile, and its transcoding, come first.
    with ProcessPoolExecutor(PROCESS_COUNT, context, initializer=os.nice, initargs=(NICENESS,)) as pool:
        running = {pool.submit(draw, name, file_of(folder, name), ffmpeg): name for name in missing}
        for done in as_completed(running):
            done.result()
            yield running[done]


def all_names() -> list[str]:
    """Return every scene and picture, the longest work first, so that both processes end together."""
    return [*sorted(SCENES, key=lambda name: -SCENES[name].seconds), *PICTURES]


def find_ffmpeg() -> str:
    """Return the system's ffmpeg, else the one that imageio-ffmpeg brings."""
    found = shutil.which("ffmpeg")
    if found is not None:
        return found
    import imageio_ffmpeg

    return str(imageio_ffmpeg.get_ffmpeg_exe())


def main(arguments: list[str]) -> int:
    """Run the command; return its exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m demo.draw", description="Draw the seed market's clips and pictures."
    )
    parser.add_argument("folder", type=Path, metavar="OUT_DIR")
    parser.add_argument("--only", metavar="NAME", help="one scene or picture, such as noodles or avatars/mei")
    parser.add_argument("--ffmpeg", metavar="PATH", help="the ffmpeg to encode with")
    options = parser.parse_args(arguments)
    names = all_names()
    if options.only is not None and options.only not in names:
        parser.error(f"nothing is called {options.only}; there are {', '.join(names)}")
    wanted = names if options.only is None else [options.only]
    started = time.monotonic()
    report = partial(print, flush=True)
    for number, name in enumerate(
        draw_missing(options.folder, wanted, options.ffmpeg or find_ffmpeg()), start=1
    ):
        report(f"drawn {number}: {file_of(options.folder, name)}")
    report(f"{len(wanted)} files are there after {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
