"""The preview sprite: one picture of small thumbs that a player shows while scrubbing, and its index."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image

from media.thumbs import Thumbs

SPRITE_NAME = "sprite.jpg"
INDEX_NAME = "sprite.json"
THUMB_WIDTH_PX = 90
COLUMNS = 10
#: 100 thumbs of a portrait clip make a picture of 900x1600, about 150 kB.
MAX_THUMBS = 100
_JPEG_QUALITY = 70


@dataclass(frozen=True)
class Sprite:
    """Thumb `n` is in column `n % columns`, row `n // columns`, and shows from `times_seconds[n]` on."""

    file: str
    index_file: str
    thumb_width: int
    thumb_height: int
    columns: int
    times_seconds: tuple[float, ...]


def make_sprite(workdir: Path, thumbs: Thumbs) -> Sprite:
    """Write `sprite.jpg` and `sprite.json`, with every thumb or every so many."""
    step = -(-len(thumbs.paths) // MAX_THUMBS)
    paths = thumbs.paths[::step]
    with Image.open(paths[0]) as first:
        size = THUMB_WIDTH_PX, max(1, round(THUMB_WIDTH_PX * first.height / first.width))
    rows = -(-len(paths) // COLUMNS)
    sheet = Image.new("RGB", (size[0] * min(COLUMNS, len(paths)), size[1] * rows))
    for number, path in enumerate(paths):
        with Image.open(path) as thumb:
            small = thumb.resize(size, Image.Resampling.BILINEAR)
        sheet.paste(small, (number % COLUMNS * size[0], number // COLUMNS * size[1]))
    sheet.save(workdir / SPRITE_NAME, quality=_JPEG_QUALITY)
    times = tuple(round(time, 3) for time in thumbs.times_seconds[::step])
    sprite = Sprite(SPRITE_NAME, INDEX_NAME, *size, COLUMNS, times)
    (workdir / INDEX_NAME).write_text(json.dumps(asdict(sprite)))
    return sprite
