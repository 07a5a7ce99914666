"""A scented candle flickers at a rainy window."""

from functools import lru_cache, partial

import numpy as np
from PIL import Image

from demo.atmosphere import Steam, backdrop, bokeh, camera, sparks, table, vignette
from demo.canvas import Canvas
from demo.colour import (
    AMBER,
    COCOA,
    CREAM,
    EMBER,
    GOLD,
    INDIGO,
    INK,
    JADE,
    LANTERN,
    NIGHT,
    PLUM,
    ROSE,
    TEAL,
    WINE,
    WOOD,
    darker,
    lighter,
    mix,
    rgb,
)
from demo.easing import breath, sway
from demo.music import Score
from demo.paint import across, down
from demo.paths import ellipse, points, rounded
from demo.scenes.scene import Painter, Scene
from demo.subjects import candle

SECONDS = 7.0
WICK = (360, 780)
PANES = tuple((x, y, 292.0, 350.0) for y in (40, 412) for x in (66, 382))


def build() -> Painter:
    """Draw the room once; rain, flame and light move."""
    return partial(_paint, _room(), Steam(81, SECONDS))


def _paint(room: Image.Image, smoke: Steam, t: float) -> Image.Image:
    canvas = Canvas(room.copy())
    _rain(canvas, t)
    lean, tall = candle.flicker(t, SECONDS)
    wick = canvas.view(*WICK)
    candle.halo(wick, tall**3)
    smoke.draw(canvas, WICK[0] + lean, WICK[1] - 110, t, scale=1.9, opacity=0.16)
    candle.flame(wick.view(0, -28), lean, tall)
    sparks(canvas, 83, t, SECONDS, count=16)
    return camera(
        canvas.image, (720, 1280), zoom=1.02 + 0.08 * breath(t, SECONDS), dy=-20 * breath(t, SECONDS)
    )


def _rain(canvas: Canvas, t: float) -> None:
    """Run drops down the window panes."""
    random = np.random.default_rng(85)
    for left, top, width, height in PANES:
        for x, phase, turns, size in zip(
            random.uniform(10, width - 10, 9),
            random.uniform(0, 1, 9),
            random.integers(1, 4, 9),
            random.uniform(2.5, 5, 9),
            strict=True,
        ):
            fall = (phase + turns * t / SECONDS) % 1
            px, py = left + x + 5 * sway(t, SECONDS, int(turns), phase), top + 8 + fall * (height - 40)
            hidden = max(0, round(top + 6 - (py - 64)))
            drop = _drop(round(size, 1))
            canvas.lay(drop.crop((0, hidden, *drop.size)), px - 6, py - 64 + hidden)


@lru_cache(maxsize=32)
def _drop(size: float) -> Image.Image:
    """Return a drop on glass and the streak above it; its middle is at (6, 66)."""
    canvas = Canvas.clear(12, 76)
    canvas.stroke(points((6, 4), (6, 64)), (0.5, size * 0.7), CREAM, opacity=0.2)
    canvas.fill(ellipse(6, 66, size, size * 1.4), lighter(ROSE, 0.6), opacity=0.6)
    return canvas.image


def _room() -> Image.Image:
    canvas = backdrop(740, 1320, (rgb("1c1230"), mix(PLUM, NIGHT, 0.5), PLUM, mix(WINE, AMBER, 0.2), WINE))
    for left, top, width, height in PANES:
        pane = rounded(left, top, width, height, 4)
        canvas.fill(pane, down(40, 762, rgb("0c1230"), INDIGO, mix(INDIGO, TEAL, 0.5), mix(PLUM, AMBER, 0.4)))
    city = Canvas(canvas.image.copy())
    bokeh(city, 88, (66, 250, 674, 762), (AMBER, LANTERN, ROSE, TEAL, EMBER, JADE), count=60, radius=44)
    mask = Canvas.filled(740, 1320, (0, 0, 0))
    for left, top, width, height in PANES:
        mask.fill(rounded(left, top, width, height, 4), (255, 255, 255))
    canvas.image.paste(city.image, (0, 0), mask.image.convert("L"))
    for left, top, width, height in PANES:
        canvas.stroke(rounded(left - 8, top - 8, width + 16, height + 16, 6), 15, darker(WOOD, 0.5))
        canvas.stroke(rounded(left - 3, top - 3, width + 6, height + 6, 5), 2.4, LANTERN, opacity=0.22)
    canvas.glow(*WICK, 560, AMBER, 0.42)
    table(canvas, 880, WOOD, light=LANTERN)
    _books(canvas)
    candle.vessel(canvas.view(*WICK), rgb("7a9a8a"))
    candle.osmanthus(canvas.view(430, 1150, degrees=-4, scale=1.1))
    candle.osmanthus(canvas.view(300, 1200, degrees=6, flip=True, scale=0.95))
    return vignette(canvas.image, 1.25)


def _books(canvas: Canvas) -> None:
    for number, (x, tone, width) in enumerate(((-30, TEAL, 240), (-46, EMBER, 226), (-24, GOLD, 200))):
        y = 1020 - number * 42
        canvas.fill(rounded(x, y + 8, width, 40, 6), INK, opacity=0.4, blur=8)
        canvas.fill(
            rounded(x, y, width, 40, 5),
            across(x, x + width, darker(tone, 0.55), darker(tone, 0.3), darker(tone, 0.05)),
        )
        canvas.fill(
            rounded(x, y + 7, width - 8, 26, 3),
            across(x, x + width, darker(CREAM, 0.65), darker(CREAM, 0.25)),
        )
        canvas.fill(
            rounded(x + width - 46, y, 46, 40, 5),
            across(x + width - 46, x + width, darker(tone, 0.15), lighter(tone, 0.1)),
        )
    canvas.stroke(ellipse(70, 926, 44, 10), 5, darker(COCOA, 0.3), opacity=0.8)
    canvas.fill(ellipse(690, 1010, 60, 13), INK, opacity=0.4, blur=8)
    canvas.fill(
        rounded(640, 930, 100, 80, 14),
        across(640, 740, darker(ROSE, 0.3), lighter(ROSE, 0.15), darker(ROSE, 0.5)),
    )
    canvas.fill(ellipse(690, 932, 50, 12), darker(ROSE, 0.55))


SCENE = Scene(
    "candle", SECONDS, build, Score(seed=37, root_hz=164.8, beat_seconds=0.75, voice="pad", ambience="fire")
)
