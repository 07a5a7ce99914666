"""A cup grows on the potter's wheel, and a glaze runs down over it."""

from functools import partial

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from demo.atmosphere import backdrop, bokeh, sparkle, sparks, still, table, vignette
from demo.canvas import Canvas
from demo.colour import (
    AMBER,
    CELADON,
    CLAY,
    COCOA,
    CREAM,
    EMBER,
    INDIGO,
    INK,
    JADE,
    LANTERN,
    NIGHT,
    PLUM,
    WINE,
    WOOD,
    darker,
    faded,
    lighter,
    mix,
    rgb,
)
from demo.easing import smooth, span, sway
from demo.music import Score
from demo.paint import across, around, down
from demo.paths import ellipse, points, rounded
from demo.scenes.scene import Painter, Scene
from demo.subjects.pottery import BOWL, CUP, LUMP, Profile, glaze, turned, wet_clay

SECONDS = 8.0
TURNS = 6
FOOT = (360, 930)
SEA = rgb("5fa8a0")


def build() -> Painter:
    """Draw the workshop and both surfaces of the cup once."""
    return partial(_paint, _workshop(), wet_clay(), glaze(SEA))


def _paint(
    workshop: Image.Image, clay: NDArray[np.uint8], glazed: NDArray[np.uint8], t: float
) -> Image.Image:
    canvas = Canvas(workshop.copy())
    turn = TURNS * t / SECONDS
    _slip(canvas, turn)
    back = smooth(span(t, 7.2, SECONDS))
    done = smooth(span(t, 4.2, 5.9)) * (1 - back)
    texture = clay
    if done > 0:
        line = round(done * glazed.shape[0])
        texture = np.concatenate((glazed[:line], clay[line:]))
    pot = turned(
        _shape(t, back),
        texture,
        turn,
        inner=mix(darker(CLAY, 0.2), darker(SEA, 0.1), done),
        wobble=1.6 * sway(t, SECONDS, TURNS) * (1 - smooth(span(t, 2.0, 4.2))),
    )
    canvas.lay(pot, FOOT[0] - pot.width / 2, FOOT[1] + 40 - pot.height)
    sparks(canvas, 61, t, SECONDS, count=20, colour=CREAM)
    for x, y, at in ((292, 690, 5.8), (420, 760, 6.1), (330, 850, 6.4)):
        sparkle(canvas, x, y, 52, float(np.sin(np.pi * span(t, at, at + 0.8))))
    return still(canvas.image, (720, 1280))


def _shape(t: float, back: float) -> Profile:
    grown = LUMP.blend(BOWL, smooth(span(t, 0.3, 2.2))).blend(CUP, smooth(span(t, 2.0, 4.2)))
    return grown.blend(LUMP, back)


def _wheel(canvas: Canvas) -> None:
    """Draw the wheel head."""
    x, y = FOOT[0], FOOT[1] + 40
    canvas.fill(ellipse(x, y + 34, 300, 88), darker(COCOA, 0.55))
    canvas.fill(
        ellipse(x, y, 300, 86),
        across(
            x - 300, x + 300, darker(WOOD, 0.5), mix(CLAY, WOOD, 0.4), lighter(CLAY, 0.15), darker(WOOD, 0.35)
        ),
    )
    for ring in (284, 246, 212):
        canvas.stroke(ellipse(x, y, ring, ring * 0.285), 2, darker(COCOA, 0.2), opacity=0.5)
    canvas.fill(ellipse(FOOT[0], FOOT[1] + 24, 190, 40), INK, opacity=0.6, blur=14)


def _slip(canvas: Canvas, turn: float) -> None:
    """Draw the smear of slip that turns with the wheel."""
    x, y = FOOT[0], FOOT[1] + 40
    for streak in range(7):
        start = (turn + streak / 7) * 360
        reach = 196 + 13 * (streak % 4) + 18
        arc = ellipse(x, y, reach, reach * 0.285, start=-start, end=-start + 46)
        canvas.stroke(arc[::6], (1, 8, 2), lighter(CLAY, 0.42), opacity=0.5)


def _workshop() -> Image.Image:
    canvas = backdrop(740, 1320, (INK, NIGHT, INDIGO, PLUM, mix(WINE, AMBER, 0.3), WINE))
    canvas.glow(150, 250, 620, LANTERN, 0.5)
    bokeh(canvas, 71, (-20, 40, 760, 700), (LANTERN, AMBER, EMBER, CELADON), count=22, radius=50)
    for shelf, y in enumerate((330, 560)):
        _shelf(canvas, y, shelf)
    canvas.glow(370, 760, 460, AMBER, 0.5)
    table(canvas, 860, WOOD, light=LANTERN)
    _tools(canvas)
    lit = Canvas(vignette(canvas.image, 1.15))
    _wheel(lit)
    return lit.image


def _shelf(canvas: Canvas, y: float, shelf: int) -> None:
    """Draw a shelf of finished pots, softly out of focus."""
    for number, (profile, tone) in enumerate(
        ((CUP, JADE), (BOWL, INDIGO), (CUP, EMBER), (BOWL, CELADON), (CUP, CREAM))
    ):
        pot = turned(profile, glaze(tone), 0.2 * number + 0.37 * shelf, inner=darker(tone, 0.5))
        small = pot.resize((round(pot.width * 0.4), round(pot.height * 0.4)), Image.Resampling.LANCZOS)
        x = 20 + ((number * 2 + shelf * 3) % 5) * 150
        canvas.lay(small, x, y - small.height + 8, opacity=0.9)
    canvas.fill(rounded(-20, y, 800, 22, 4), down(y, y + 22, mix(WOOD, AMBER, 0.25), darker(WOOD, 0.6)))
    canvas.fill(rounded(-20, y + 22, 800, 60, 4), down(y + 22, y + 82, faded(INK, 0.6), faded(INK, 0)))
    canvas.fill(
        points((-20, y - 160), (780, y - 160), (780, y + 22), (-20, y + 22)),
        mix(NIGHT, PLUM, 0.5),
        opacity=0.34,
    )


def _tools(canvas: Canvas) -> None:
    canvas.fill(ellipse(92, 1172, 84, 26), INK, opacity=0.6, blur=12)
    canvas.fill(
        points((14, 1106), (170, 1106), (156, 1172), (28, 1172)),
        across(14, 170, darker(CELADON, 0.6), CELADON, darker(CELADON, 0.55)),
    )
    canvas.fill(ellipse(92, 1172, 64, 15), darker(CELADON, 0.42))
    canvas.fill(ellipse(92, 1106, 78, 23), lighter(CELADON, 0.3))
    canvas.fill(ellipse(92, 1109, 68, 18), around(80, 1104, 80, mix(CLAY, CREAM, 0.3), darker(CLAY, 0.3)))
    for x0, y0, x1, y1, tone in ((560, 1180, 716, 1120, LANTERN), (590, 1206, 730, 1166, CLAY)):
        canvas.stroke(points((x0, y0 + 8), (x1, y1 + 8)), 14, INK, opacity=0.4, blur=6)
        canvas.stroke(points((x0, y0), (x1, y1)), (5, 13, 13, 10), mix(WOOD, tone, 0.5))


SCENE = Scene(
    "pottery",
    SECONDS,
    build,
    Score(seed=29, root_hz=220.0, beat_seconds=0.5, voice="kalimba", ambience="wheel"),
)
