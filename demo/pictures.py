"""Still pictures of the seed market: of its products, its people, its shops' banners and its posts."""

from collections.abc import Callable
from functools import partial
from pathlib import Path as FilePath

import numpy as np
from PIL import Image

from demo.atmosphere import backdrop, bokeh, table, vignette
from demo.canvas import Canvas
from demo.colour import (
    AMBER,
    CREAM,
    EMBER,
    INDIGO,
    INK,
    JADE,
    LANTERN,
    LINEN,
    NIGHT,
    PLUM,
    ROSE,
    TEAL,
    WINE,
    WOOD,
    Colour,
    lighter,
    mix,
)
from demo.paint import around
from demo.paths import ellipse, points
from demo.photographs import PHOTOGRAPHS
from demo.portraits import FACES, portrait
from demo.shelf import SUBJECTS, Subject

SIDE = 960
BANNER = (1600, 480)
JPEG_QUALITY = 90

#: A banner's ground and what stands on it, from left to right
BANNERS: dict[str, tuple[tuple[Colour, ...], tuple[str, ...]]] = {
    "lantern-lane": (
        (INK, PLUM, mix(WINE, AMBER, 0.4)),
        ("chilli-crisp", "beef-noodles", "bubble-tea", "mango-ice"),
    ),
    "cloud-ridge": ((INK, TEAL, mix(TEAL, AMBER, 0.45)), ("oolong", "glass-teapot", "osmanthus-tea")),
    "slow-kiln": (
        (INK, INDIGO, mix(PLUM, ROSE, 0.35)),
        ("noodle-bowl", "tide-cup", "osmanthus-candle", "tide-cup"),
    ),
    "thread-and-tide": (
        (NIGHT, WINE, mix(WINE, EMBER, 0.5)),
        ("paper-lantern", "linen-apron", "peony-shoes", "market-pins"),
    ),
}


def _night(subject: Subject, variation: int, ground: int) -> Image.Image:
    """Show the product on a stall's table at night."""
    colours = (
        (INK, NIGHT, PLUM, mix(WINE, AMBER, 0.3)),
        (INK, NIGHT, TEAL, mix(TEAL, AMBER, 0.4)),
        (INK, INDIGO, PLUM, ROSE),
    )[ground]
    canvas = backdrop(SIDE, SIDE, colours)
    bokeh(canvas, 5 + ground, (-20, 0, SIDE, 690), (LANTERN, AMBER, EMBER, ROSE, JADE), count=36, radius=67)
    canvas.glow(480, 448, 512, LANTERN, 0.6)
    if subject.standing:
        table(canvas, 680, WOOD)
    _place(canvas, subject, variation, 1.0)
    return vignette(canvas.image, 1.0)


def _paper(subject: Subject, variation: int, ground: int) -> Image.Image:
    """Show the product before a paper sun, in daylight."""
    tone = (mix(LINEN, AMBER, 0.25), mix(ROSE, LINEN, 0.45), mix(JADE, LINEN, 0.55))[ground]
    canvas = backdrop(SIDE, SIDE, (lighter(tone, 0.55), lighter(tone, 0.2), tone))
    canvas.fill(
        ellipse(480, 416, 320, 320),
        around(384, 304, 560, lighter(LANTERN, 0.35), mix(EMBER, AMBER, 0.45)),
        opacity=0.85,
    )
    for number, y in enumerate((744, 808, 872)):
        hill = np.vstack((ellipse(480, y + 400, 880, 416, start=180, end=360), ((1360, 1040), (-400, 1040))))
        canvas.fill(hill, mix(tone, CREAM, 0.35 - number * 0.14))
    if not subject.standing:
        canvas.fill(ellipse(480, 808, 216, 24), INK, opacity=0.28, blur=21)
    _place(canvas, subject, variation, 0.92)
    return canvas.image


def _place(canvas: Canvas, subject: Subject, variation: int, size: float) -> None:
    """Draw the product so that it fills the picture's middle, its foot on the table."""
    height = subject.foot - subject.top
    scale = size * min(656 / height, 720 / (2 * subject.half_width))
    y = (
        808 + (size - 1) * 208 - subject.foot * scale
        if subject.standing
        else 480 - (subject.foot + subject.top) / 2 * scale
    )
    if not subject.standing:
        canvas.glow(480, 480, 448, LANTERN, 0.3)
    subject.draw(canvas.view(480, y, scale=scale), variation)


def _banner(ground: tuple[Colour, ...], names: tuple[str, ...]) -> Image.Image:
    canvas = backdrop(*BANNER, ground)
    bokeh(canvas, len(names[0]), (0, 0, BANNER[0], 400), (LANTERN, AMBER, ROSE, JADE), count=46, radius=60)
    canvas.glow(800, 260, 620, LANTERN, 0.4)
    table(canvas, 380, WOOD)
    for number, name in enumerate(names):
        subject = SUBJECTS[name]
        x = BANNER[0] * (number + 0.5) / len(names)
        scale = min(350 / (subject.foot - subject.top), 150 / subject.half_width)
        foot = 440 if subject.standing else 420
        canvas.fill(
            points((x - 90, 438), (x + 90, 438), (x + 90, 446), (x - 90, 446)), INK, opacity=0.3, blur=14
        )
        subject.draw(canvas.view(x, foot - subject.foot * scale, scale=scale), number % 3)
    return vignette(canvas.image, 0.8)


STYLES = (_night, _paper)


def _product_pictures() -> dict[str, Callable[[], Image.Image]]:
    """Return each product's pictures; neighbours in a list of products get different grounds."""
    return {
        f"products/{name}-{number + 1}": partial(style, subject, number, (place + number) % 3)
        for place, (name, subject) in enumerate(SUBJECTS.items())
        for number, style in enumerate(STYLES)
    }


#: Every picture by its name: products/<name>-<1 or 2>, avatars/<name>, banners/<name>, photos/<name>-<number>
PICTURES: dict[str, Callable[[], Image.Image]] = {
    **_product_pictures(),
    **{f"avatars/{name}": partial(portrait, name) for name in FACES},
    **{f"banners/{name}": partial(_banner, *parts) for name, parts in BANNERS.items()},
    **PHOTOGRAPHS,
}


def draw_picture(name: str, path: FilePath) -> None:
    """Draw the picture `name` into the JPEG file `path`.

    Raises KeyError: no picture has this name.
    """
    PICTURES[name]().save(path, "JPEG", quality=JPEG_QUALITY, subsampling=0)
