"""A pair of cloth shoes is embroidered, flower by flower."""

import math
from functools import lru_cache, partial

import numpy as np
from PIL import Image

from demo.atmosphere import backdrop, camera, sparkle, sparks, vignette
from demo.canvas import Canvas
from demo.colour import (
    AMBER,
    COCOA,
    CREAM,
    EMBER,
    GOLD,
    INK,
    JADE,
    LANTERN,
    LINEN,
    NIGHT,
    PINE,
    RED,
    ROSE,
    TEAL,
    darker,
    faded,
    lighter,
    mix,
)
from demo.easing import breath, smooth, span, sway
from demo.music import Score
from demo.paint import across, around
from demo.paths import curve, ellipse, petal, placed, points, ring, rounded
from demo.scenes.scene import Painter, Scene
from demo.subjects import shoes

SECONDS = 7.5
#: (x, y, degrees, mirrored, when its embroidery starts)
PAIR = ((222, 640, -5.0, False, 0.3), (514, 664, 6.0, True, 1.3))
SIZE = 1.38


def build() -> Painter:
    """Draw the cloth and the plain shoes once; thread grows over them."""
    return partial(_paint, _bench())


def _paint(bench: Image.Image, t: float) -> Image.Image:
    canvas = Canvas(bench.copy())
    fade = smooth(span(t, 6.9, SECONDS))
    for x, y, degrees, flip, start in PAIR:
        stitched = span(t, start, start + 4.1) * (1 - fade)
        view = canvas.view(x, y, degrees=degrees, scale=SIZE, flip=flip)
        shoes.embroidery(view, stitched)
        if 0 < stitched < 1 and not fade:
            _needle(view, t, stitched)
    for x, y, at in ((210, 420, 5.2), (520, 450, 5.6), (300, 520, 5.9), (450, 380, 6.1)):
        sparkle(canvas, x, y, 50, math.sin(math.pi * span(t, at, at + 0.8)))
    _petals(canvas, t)
    sparks(canvas, 113, t, SECONDS, count=14)
    return camera(
        canvas.image, (720, 1280), zoom=1.02 + 0.1 * breath(t, SECONDS), dy=-50 * breath(t, SECONDS)
    )


def _needle(shoe: Canvas, t: float, stitched: float) -> None:
    """Draw the needle that dips in and out, and the thread behind it."""
    x = 58 * math.sin(stitched * 19) * (1 - stitched * 0.3)
    y = -150 + 66 * math.cos(stitched * 13)
    dip = abs(math.sin(t * 7)) * 22
    thread = curve(((150, 40), (112, -40 + dip), (x + 56, y - 52 - dip), (x + 36, y - 40 - dip)))
    shoe.stroke(thread, 2.6, GOLD)
    tip = shoe.view(x, y - dip, degrees=-48)
    tip.stroke(points((6, 8), (62, 8)), (1, 5), INK, opacity=0.4, blur=3)
    tip.stroke(
        points((0, 0), (60, 0)), (0.8, 5), across(0, 60, CREAM, lighter(LINEN, 0.5), darker(LINEN, 0.4))
    )


def _petals(canvas: Canvas, t: float) -> None:
    """Let blossom petals drift down across the picture."""
    random = np.random.default_rng(117)
    for x, phase, size in zip(
        random.uniform(0, 740, 14), random.uniform(0, 1, 14), random.uniform(0.6, 1.2, 14), strict=True
    ):
        fall = (phase + t / SECONDS) % 1
        canvas.stamp(
            _blossom(round(size, 1)),
            x + 60 * sway(t, SECONDS, 2, phase),
            -40 + fall * 1400,
            degrees=360 * (phase + fall * 2),
            pivot=(0, 0.5),
        )


@lru_cache(maxsize=16)
def _blossom(size: float) -> Image.Image:
    """Return one petal, pointing right."""
    canvas = Canvas.clear(math.ceil(34 * size), math.ceil(26 * size))
    leaf = canvas.view(1, canvas.image.height / 2, scale=size)
    leaf.fill(petal(30, 22), across(0, 30, ROSE, lighter(ROSE, 0.6)), opacity=0.85)
    return canvas.image


def _bench() -> Image.Image:
    canvas = backdrop(740, 1320, (NIGHT, PINE, mix(TEAL, PINE, 0.45), PINE, NIGHT))
    canvas.fill(
        ellipse(370, 520, 560, 620),
        around(370, 520, 580, faded(LANTERN, 0.5), faded(AMBER, 0.16), faded(AMBER, 0)),
    )
    random = np.random.default_rng(119)
    for x in range(-20, 780, 74):
        for y in range(-20, 1360, 74):
            knot = canvas.view(x + (37 if (y // 74) % 2 else 0), y + random.uniform(-2, 2))
            for turn in range(4):
                knot.view(0, 0, degrees=turn * 90 + 45).fill(petal(22, 10), lighter(TEAL, 0.3), opacity=0.16)
    mat = rounded(36, 226, 668, 850, 40)
    canvas.fill(placed(mat, 0, 20), INK, opacity=0.6, blur=26)
    canvas.fill(mat, across(36, 704, darker(LINEN, 0.3), mix(LINEN, LANTERN, 0.15), darker(LINEN, 0.36)))
    canvas.stroke(
        ring(rounded(58, 248, 624, 806, 26)),
        3,
        EMBER,
        opacity=0.55,
    )
    for _ in range(260):
        left, top = random.uniform(46, 690), random.uniform(236, 1066)
        canvas.stroke(
            points((left, top), (left + random.uniform(10, 40), top)),
            1.2,
            COCOA if random.uniform() < 0.5 else CREAM,
            opacity=0.16,
        )
    for x, y, degrees, flip, _ in PAIR:
        shoes.shoe(canvas.view(x, y, degrees=degrees, scale=SIZE, flip=flip), RED)
    for x, y, tone in ((98, 1176, EMBER), (214, 1204, GOLD), (636, 1180, JADE)):
        _spool(canvas.view(x, y), tone)
    return vignette(canvas.image, 1.2)


def _spool(canvas: Canvas, tone: tuple[int, ...]) -> None:
    canvas.fill(ellipse(6, 46, 58, 18), INK, opacity=0.55, blur=12)
    for y in (42, -42):
        canvas.fill(ellipse(0, y, 48, 15), mix(LINEN, AMBER, 0.35))
        if y > 0:
            canvas.fill(
                rounded(-36, -40, 72, 82, 12),
                across(-36, 36, darker(tone, 0.5), lighter(tone, 0.25), darker(tone, 0.45)),
            )
            for row in range(-32, 40, 9):
                canvas.stroke(
                    curve(((-36, row), (0, row + 7), (36, row))), 1.6, darker(tone, 0.45), opacity=0.6
                )
    canvas.fill(ellipse(0, -42, 16, 5), darker(COCOA, 0.2))


SCENE = Scene(
    "shoes",
    SECONDS,
    build,
    Score(seed=43, root_hz=207.7, beat_seconds=0.48, voice="pluck", ambience="stitches"),
)
