"""Linen aprons swing on a roof-top line at dusk. This clip is wider than tall."""

from functools import partial

import numpy as np
from PIL import Image

from demo.atmosphere import backdrop, sparks, still, vignette
from demo.canvas import Canvas
from demo.colour import (
    AMBER,
    CELADON,
    COCOA,
    CREAM,
    EMBER,
    GOLD,
    INDIGO,
    INK,
    JADE,
    LANTERN,
    LEAF,
    LINEN,
    NIGHT,
    PLUM,
    RED,
    ROSE,
    TEAL,
    WINE,
    Colour,
    darker,
    lighter,
    mix,
    rgb,
)
from demo.easing import sway
from demo.music import Score
from demo.paint import down
from demo.paths import curve, ellipse, petal, placed, points, rounded
from demo.scenes.scene import Painter, Scene
from demo.subjects import apron
from demo.subjects.lantern import lantern

SECONDS = 7.0
LINE = ((-40, 96), (330, 150), (660, 162), (1000, 148), (1360, 84))
CLOTHS: tuple[tuple[float, Colour, Colour], ...] = (
    (270, LINEN, EMBER),
    (650, rgb("3c5a78"), GOLD),
    (1030, rgb("b5563f"), CREAM),
)


def build() -> Painter:
    """Draw the roofs and the aprons once; the wind moves the cloth."""
    sprites = []
    for _, colour, accent in CLOTHS:
        canvas = Canvas.clear(480, 530)
        apron.apron(canvas.view(40, 14), colour, accent)
        sprites.append(canvas.image.convert("RGBa"))
    return partial(_paint, still(_roofs(), (1280, 720)), sprites, _pots())


def _paint(roofs: Image.Image, sprites: list[Image.Image], pots: Image.Image, t: float) -> Image.Image:
    drift = sway(t, SECONDS, 1)
    canvas = Canvas(roofs.copy())
    _leaves(canvas, t)
    line = placed(curve(LINE), 0, 2.5 * sway(t, SECONDS, 2))
    canvas.stroke(line, 3, darker(COCOA, 0.2))
    canvas.stroke(line - (0, 1), 1, LANTERN, opacity=0.4)
    for number, (x, _, _) in enumerate(CLOTHS):
        left = x - 8 * drift
        y = float(np.interp(left, line[:, 0], line[:, 1]))
        canvas.lay(apron.blown(sprites[number], t, SECONDS, number * 1.3), left - 240, y - 16)
        for side in (-52, 52):
            apron.peg(canvas, left + side, float(np.interp(left + side, line[:, 0], line[:, 1])))
    sparks(canvas, 101, t, SECONDS, count=24)
    canvas.lay(pots, -60 - 30 * drift, 0)
    return canvas.image


def _leaves(canvas: Canvas, t: float) -> None:
    """Blow leaves across the sky."""
    random = np.random.default_rng(103)
    for y, phase, size in zip(
        random.uniform(80, 560, 12), random.uniform(0, 1, 12), random.uniform(0.5, 1.1, 12), strict=True
    ):
        way = (phase + t / SECONDS) % 1
        leaf = canvas.view(
            -60 + way * 1400,
            y + 50 * sway(t, SECONDS, 2, phase),
            degrees=360 * way * 2 + phase * 360,
            scale=size,
        )
        leaf.fill(petal(28, 13), mix(AMBER, LEAF, phase), opacity=0.85)


def _roofs() -> Image.Image:
    canvas = backdrop(
        1320, 750, (rgb("1b1f4b"), rgb("3b2f6b"), rgb("8a4a78"), rgb("e58a63"), rgb("ffc67a"), AMBER)
    )
    canvas.glow(880, 500, 520, LANTERN, 0.9)
    canvas.fill(ellipse(880, 470, 96, 96), down(374, 566, rgb("fff1c9"), rgb("ffc871")))
    random = np.random.default_rng(104)
    for _ in range(26):
        x, y, size = random.uniform(-50, 1370), random.uniform(80, 420), random.uniform(60, 210)
        canvas.fill(
            ellipse(x, y, size, size * 0.11),
            mix(ROSE, LANTERN, random.uniform(0, 0.8)),
            opacity=random.uniform(0.12, 0.4),
            blur=9,
        )
    for base, seed, tone in ((520, 1, rgb("9a5a7c")), (570, 2, rgb("643f72"))):
        hills = np.random.default_rng(seed)
        ridge = curve([(x, base - hills.uniform(0, 90)) for x in range(-100, 1500, 110)])
        canvas.fill(
            np.vstack((ridge, ((1500, 760), (-100, 760)))), down(base - 90, 740, tone, lighter(tone, 0.25))
        )
    _skyline(canvas, 560, 5, mix(PLUM, INDIGO, 0.4))
    _skyline(canvas, 630, 8, mix(NIGHT, PLUM, 0.45))
    return vignette(canvas.image, 0.9)


def _skyline(canvas: Canvas, top: float, seed: int, tone: Colour) -> None:
    random = np.random.default_rng(seed)
    x = -30.0
    while x < 1340:
        width, roof = random.uniform(70, 150), top + random.uniform(-60, 40)
        canvas.fill(rounded(x, roof, width + 2, 400, 2), down(roof, 750, tone, darker(tone, 0.5)))
        if random.uniform() < 0.45:
            canvas.fill(rounded(x + width * 0.3, roof - 34, 36, 36, 5), darker(tone, 0.2))
        if random.uniform() < 0.4:
            canvas.stroke(points((x + width * 0.8, roof), (x + width * 0.8, roof - 54)), 3, darker(tone, 0.3))
        for wx in np.arange(x + 14, x + width - 18, 27):
            for wy in np.arange(roof + 20, 740, 34):
                if random.uniform() < 0.36:
                    canvas.fill(rounded(wx, wy, 12, 17, 2), LANTERN, opacity=random.uniform(0.35, 0.95))
                    canvas.glow(wx + 6, wy + 8, 24, AMBER, 0.35)
        x += width


def _pots() -> Image.Image:
    """Draw the parapet with flower pots and a lantern, near the camera."""
    canvas = Canvas.clear(1400, 720)
    canvas.fill(points((0, 664), (1400, 664), (1400, 730), (0, 730)), down(660, 724, darker(WINE, 0.3), INK))
    canvas.fill(points((0, 660), (1400, 660), (1400, 668), (0, 668)), mix(WINE, AMBER, 0.55))
    random = np.random.default_rng(106)
    for x, tone in ((110, TEAL), (214, RED), (1180, JADE), (1290, EMBER)):
        for _ in range(26):
            leaf = canvas.view(x + random.uniform(-16, 16), 610, degrees=random.uniform(-165, -15))
            leaf.fill(
                petal(random.uniform(40, 96), 20), mix(darker(LEAF, 0.45), CELADON, random.uniform(0, 0.35))
            )
        for _ in range(7):
            canvas.fill(
                ellipse(x + random.normal(0, 38), 560 + random.normal(0, 24), 9, 9),
                (ROSE, LANTERN, CREAM)[random.integers(3)],
            )
        canvas.fill(
            points((x - 38, 604), (x + 38, 604), (x + 28, 668), (x - 28, 668)),
            down(604, 668, tone, darker(tone, 0.6)),
        )
        canvas.fill(rounded(x - 43, 596, 86, 15, 5), lighter(tone, 0.12))
    canvas.glow(1080, 610, 170, LANTERN, 0.5)
    lantern(canvas.view(1080, 612, scale=0.5), EMBER, flower=False)
    return canvas.image


SCENE = Scene(
    "aprons",
    SECONDS,
    build,
    Score(seed=41, root_hz=246.9, beat_seconds=0.44, voice="pluck", ambience="wind"),
    width=1280,
    height=720,
)
