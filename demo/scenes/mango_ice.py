"""Mango shaved ice is built in layers: ice, syrup, fruit, a scoop, condensed milk."""

import math
from functools import lru_cache, partial

import numpy as np
from PIL import Image

from demo.atmosphere import backdrop, bokeh, sparkle, still, table, vignette
from demo.canvas import Canvas
from demo.colour import AMBER, CREAM, INK, JADE, LANTERN, MANGO, NIGHT, PINE, TEAL, WOOD, darker, mix
from demo.easing import smooth, span
from demo.music import Score
from demo.paint import down
from demo.paths import Path, blob, ellipse, placed, points, rounded
from demo.scenes.scene import Painter, Scene
from demo.subjects import mango_ice

SECONDS = 8.0
PLACE = (360, 830)


def build() -> Painter:
    """Draw the counter and the dish once."""
    return partial(_paint, _counter())


def _paint(counter: Image.Image, t: float) -> Image.Image:
    canvas = Canvas(counter.copy())
    step = span(t, 0.2, 6.2) * (1 - smooth(span(t, 7.55, 7.95)))
    _snow(canvas, t)
    mango_ice.dessert(canvas.view(*PLACE), step)
    for x, y, at in ((250, 600, 6.1), (470, 720, 6.3), (330, 470, 6.5), (520, 560, 6.7)):
        sparkle(canvas, x, y, 50, math.sin(math.pi * span(t, at, at + 0.8)))
    return still(canvas.image, (720, 1280))


def _snow(canvas: Canvas, t: float) -> None:
    """Let shaved ice fall while the heaps grow."""
    falling = math.sin(math.pi * span(t, 0.1, 3.2))
    random = np.random.default_rng(44)
    if falling < 0.02:
        return
    xs, phases, speeds = random.normal(360, 90, 90), random.uniform(0, 1, 90), random.uniform(0.8, 1.3, 90)
    for x, phase, size, speed in zip(xs, phases, random.integers(2, 6, 90), speeds, strict=True):
        fall = (phase + t * speed) % 1
        canvas.lay(_flake(int(size), round(0.8 * falling * (1 - fall**4), 1)), x, fall * 760)


@lru_cache(maxsize=64)
def _flake(size: int, opacity: float) -> Image.Image:
    """Return one flake of ice."""
    canvas = Canvas.clear(size + 6, size * 4)
    canvas.stroke(points((3, 3), (size / 2 + 3, size * 3)), size, CREAM, opacity=opacity)
    return canvas.image


def _counter() -> Image.Image:
    canvas = backdrop(740, 1320, (INK, NIGHT, PINE, TEAL, mix(TEAL, LANTERN, 0.4), TEAL))
    for stripe in range(9):
        left = stripe * 92 - 40
        tone = mix(MANGO, AMBER, 0.4) if stripe % 2 else CREAM
        flap = np.concatenate(
            (
                points((left, -10), (left + 92, -10), (left + 92, 110)),
                ellipse(left + 46, 110, 46, 40, start=0, end=180),
            )
        )
        canvas.fill(placed(flap, 0, 12), INK, opacity=0.35, blur=10)
        canvas.fill(flap, down(0, 150, darker(tone, 0.62), darker(tone, 0.2)))
    bokeh(canvas, 12, (0, 190, 740, 860), (LANTERN, MANGO, CREAM, JADE), count=40, radius=52)
    canvas.glow(360, 620, 520, LANTERN, 0.55)
    table(canvas, 980, mix(WOOD, TEAL, 0.12), light=LANTERN)
    _mangoes(canvas)
    mango_ice.dish(canvas.view(*PLACE))
    return vignette(canvas.image, 1.05)


def _mangoes(canvas: Canvas) -> None:
    for x, y, turn, flip in ((96, 1068, -24, False), (640, 1076, 20, True), (700, 1120, -8, True)):
        fruit = canvas.view(x, y, degrees=turn, flip=flip)
        shape = _mango_shape()
        fruit.fill(placed(shape, 0, 22), INK, opacity=0.55, blur=14)
        fruit.fill(shape, down(-70, 80, mix(MANGO, JADE, 0.3), MANGO, AMBER, darker(AMBER, 0.5)))
        fruit.shade(shape, darker(AMBER, 0.7), dx=-6, dy=-14, blur=18, opacity=0.6)
        fruit.fill(ellipse(-26, -30, 34, 15), CREAM, opacity=0.4, blur=9)
        fruit.fill(rounded(86, -34, 16, 9, 4), darker(WOOD, 0.3))


def _mango_shape() -> Path:
    return blob((-96, 10), (-80, -44), (-20, -66), (50, -60), (98, -24), (86, 30), (30, 62), (-50, 58))


SCENE = Scene(
    "mango_ice",
    SECONDS,
    build,
    Score(seed=17, root_hz=293.7, beat_seconds=0.36, voice="kalimba", ambience="ice"),
)
