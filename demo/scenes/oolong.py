"""Oolong leaves unfurl in a glass pot while the tea turns amber."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image

from demo.atmosphere import Steam, backdrop, bokeh, sparks, still, table, vignette
from demo.canvas import Canvas
from demo.colour import (
    AMBER,
    CELADON,
    COCOA,
    INK,
    JADE,
    LANTERN,
    NIGHT,
    PINE,
    TEAL,
    WOOD,
    Colour,
    darker,
    lighter,
    mix,
    rgb,
)
from demo.easing import smooth, span
from demo.music import Score
from demo.paint import across, down
from demo.paths import curve, ellipse, placed, points, rounded
from demo.scenes.scene import Painter, Scene
from demo.subjects import teapot

SECONDS = 8.0
POT = (346, 800)


def build() -> Painter:
    """Draw the tea room, both sides of the pot, and clear and strong tea once."""
    layers = [
        _layer(draw)
        for draw in (
            teapot.pot_front,
            partial(teapot.tea, colour=teapot.PALE),
            partial(teapot.tea, colour=teapot.DEEP),
        )
    ]
    return partial(_paint, _room(), layers, (Steam(51, SECONDS), Steam(57, SECONDS)))


@dataclass(frozen=True)
class Layer:
    """A part of the pot, and where its corner is from the pot's origin."""

    image: Image.Image
    x: float
    y: float


def _layer(draw: Callable[[Canvas], None]) -> Layer:
    canvas = Canvas.clear(740, 560)
    draw(canvas.view(370, 290))
    box = canvas.image.getbbox()
    assert box is not None
    return Layer(canvas.image.crop(box), box[0] - 370, box[1] - 290)


def _paint(room: Image.Image, layers: list[Layer], steams: tuple[Steam, Steam], t: float) -> Image.Image:
    front, pale, deep = layers
    canvas = Canvas(room.copy())
    brewed = smooth(span(t, 0.5, 5.9)) * (1 - smooth(span(t, 7.3, SECONDS)))
    canvas.glow(346, 985, 330, AMBER, 0.25 + 0.35 * brewed)
    pot = canvas.view(*POT)
    pot.lay(pale.image, pale.x, pale.y)
    pot.lay(deep.image, deep.x, deep.y, opacity=brewed)
    teapot.leaves(pot, brewed, t / SECONDS)
    pot.lay(deep.image, deep.x, deep.y, opacity=0.22 * brewed)
    pot.lay(front.image, front.x, front.y)
    steams[0].draw(canvas, 60, 690, t, scale=1.7, opacity=0.42)
    steams[1].draw(canvas, 600, 1076, t, scale=1.5, opacity=0.5)
    sparks(canvas, 27, t, SECONDS, count=14)
    return still(canvas.image, (720, 1280))


def _room() -> Image.Image:
    canvas = backdrop(740, 1320, (INK, NIGHT, PINE, mix(TEAL, PINE, 0.4), mix(TEAL, AMBER, 0.35), PINE))
    _window(canvas)
    bokeh(canvas, 23, (0, 420, 740, 900), (LANTERN, AMBER, CELADON), count=20, radius=40)
    table(canvas, 950, WOOD, light=LANTERN)
    _tray(canvas)
    teapot.pot_back(canvas.view(*POT))
    teapot.cup(canvas.view(600, 1100))
    _dry_leaves(canvas)
    return vignette(canvas.image, 1.1)


def _window(canvas: Canvas) -> None:
    """Draw a round window: moon, misty hills and a branch."""
    disc = ellipse(370, 400, 290, 290)
    canvas.glow(370, 400, 460, LANTERN, 0.5)
    canvas.fill(disc, down(110, 690, rgb("24365f"), rgb("3f6d86"), rgb("d7a06c"), rgb("f2c88a")))
    canvas.fill(ellipse(450, 300, 58, 58), mix(LANTERN, rgb("ffffff"), 0.55), clip=disc)
    canvas.glow(450, 300, 170, LANTERN, 0.55)
    for base, seed, tone in ((470, 1, rgb("5d8792")), (540, 2, rgb("34616c")), (610, 3, rgb("1c4149"))):
        _hills(canvas, base, seed, tone, disc)
    for x in (-290, 0, 290):
        canvas.fill(rounded(370 + x - 6, 105, 12, 590, 3), darker(COCOA, 0.3), clip=disc)
    canvas.stroke(disc, 24, darker(WOOD, 0.55))
    canvas.stroke(ellipse(370, 400, 282, 282), 4, LANTERN, opacity=0.35)
    branch = curve(((760, 150), (640, 190), (560, 176), (470, 214)))
    canvas.stroke(branch, (20, 12, 7, 2), darker(COCOA, 0.5))
    random = np.random.default_rng(9)
    for x, y in branch[::3]:
        leaf = canvas.view(float(x), float(y) + 8, degrees=random.uniform(20, 150))
        leaf.fill(ellipse(24, 0, 27, 9), mix(JADE, INK, random.uniform(0.3, 0.6)))


def _hills(canvas: Canvas, base: float, seed: int, tone: Colour, clip: np.ndarray) -> None:
    random = np.random.default_rng(seed)
    ridge = curve([(x, base - random.uniform(0, 92)) for x in range(40, 740, 70)])
    canvas.fill(
        np.vstack((ridge, ((760, 760), (0, 760)))),
        down(base - 90, base + 110, tone, lighter(tone, 0.35)),
        clip=clip,
    )


def _tray(canvas: Canvas) -> None:
    canvas.fill(placed(rounded(24, 1016, 692, 170, 26), 0, 26), INK, opacity=0.6, blur=20)
    canvas.fill(rounded(24, 1002, 692, 190, 26), darker(WOOD, 0.62))
    canvas.fill(
        rounded(24, 986, 692, 186, 26),
        across(0, 740, darker(WOOD, 0.45), lighter(WOOD, 0.12), mix(WOOD, AMBER, 0.35), darker(WOOD, 0.4)),
    )
    for x in range(58, 700, 27):
        canvas.stroke(points((x, 1008), (x - (370 - x) * 0.05, 1150)), 6, darker(COCOA, 0.5), opacity=0.7)


def _dry_leaves(canvas: Canvas) -> None:
    random = np.random.default_rng(15)
    canvas.fill(ellipse(150, 1118, 106, 32), mix(CELADON, LANTERN, 0.2))
    canvas.fill(ellipse(150, 1112, 94, 25), darker(CELADON, 0.35))
    for _ in range(46):
        x, y = random.normal(150, 36), random.normal(1102, 8)
        tone = mix(rgb("2c3a24"), JADE, random.uniform(0, 0.5))
        canvas.fill(
            ellipse(x, y, random.uniform(7, 12), random.uniform(6, 9)), (lighter(tone, 0.1)), opacity=1
        )
        canvas.fill(ellipse(x - 2, y - 2, 3.6, 2), lighter(tone, 0.4), opacity=0.7)


SCENE = Scene(
    "oolong", SECONDS, build, Score(seed=23, root_hz=174.6, beat_seconds=0.6, voice="pluck", ambience="water")
)
