"""Embroidered cloth shoes, seen from above, stitched flower by flower."""

import math
from functools import lru_cache

import numpy as np
from PIL import Image

from demo.canvas import Canvas
from demo.colour import (
    AMBER,
    COCOA,
    CREAM,
    EMBER,
    GOLD,
    INK,
    JADE,
    LINEN,
    RED,
    ROSE,
    Colour,
    darker,
    lighter,
    mix,
)
from demo.easing import clamp, overshoot
from demo.paint import across, around, down
from demo.paths import Path, blob, curve, ellipse, petal, placed, ring

#: The outline of the left shoe: toe up, 500 long
OUTLINE: Path = blob(
    (-12, -252),
    (62, -226),
    (100, -150),
    (98, -60),
    (80, 40),
    (84, 150),
    (62, 232),
    (0, 252),
    (-62, 232),
    (-84, 150),
    (-88, 40),
    (-108, -60),
    (-104, -150),
    (-74, -224),
)
OPENING: Path = blob(
    (0, -62),
    (46, -50),
    (60, 10),
    (58, 120),
    (48, 196),
    (0, 218),
    (-48, 196),
    (-58, 120),
    (-62, 10),
    (-48, -50),
)
#: Flowers on the vamp: x, y, size, number of petals
TENDRILS = 0
FLOWERS = ((-4, -152, 1.0, 6), (52, -96, 0.52, 5), (-62, -98, 0.56, 5), (30, -210, 0.42, 5))


def shoe(canvas: Canvas, colour: Colour = RED) -> None:
    """Draw the left shoe without its embroidery."""
    sole = placed(OUTLINE, 0, 6, scale=1.035)
    canvas.fill(placed(sole, 10, 26), INK, opacity=0.65, blur=20)
    canvas.fill(placed(sole, 0, 9), darker(LINEN, 0.5))
    canvas.fill(sole, LINEN)
    for x, y in sole[::4]:
        canvas.fill(ellipse(float(x) * 0.985, float(y) * 0.99, 2, 2), darker(LINEN, 0.45))
    canvas.fill(
        OUTLINE, across(-108, 104, darker(colour, 0.3), lighter(colour, 0.1), colour, darker(colour, 0.35))
    )
    canvas.fill(
        blob((-60, -214), (-20, -236), (-34, -150), (-70, -80), (-92, -130)),
        lighter(colour, 0.55),
        opacity=0.26,
        blur=16,
    )
    canvas.shade(OUTLINE, darker(colour, 0.75), dx=-5, dy=-10, blur=18, opacity=0.7)
    canvas.fill(
        OPENING, down(-60, 220, darker(COCOA, 0.35), mix(LINEN, COCOA, 0.35), mix(LINEN, COCOA, 0.12))
    )
    canvas.shade(OPENING, INK, dx=9, dy=26, blur=18, opacity=0.8)
    canvas.stroke(ring(OPENING), 11, mix(GOLD, colour, 0.15))
    canvas.stroke(ring(OPENING), 3, lighter(GOLD, 0.6), opacity=0.8)
    strap = curve(((-92, 12), (0, -10), (86, 14)))
    canvas.stroke(placed(strap, 0, 9), 26, INK, opacity=0.4, blur=7)
    canvas.stroke(strap, 26, darker(colour, 0.12))
    canvas.stroke(strap, 20, lighter(colour, 0.06))
    canvas.fill(ellipse(72, 12, 13, 13), around(68, 7, 18, lighter(GOLD, 0.7), GOLD, darker(GOLD, 0.5)))


def embroidery(canvas: Canvas, stitched: float) -> None:
    """Stitch tendrils and flowers on the left shoe's toe."""
    grown = clamp(stitched * 2.2)
    if grown < 1:
        _tendrils(canvas, grown)
    else:
        _lay_finished(canvas, TENDRILS, 240)
    for number, (x, y, size, petals) in enumerate(FLOWERS):
        done = clamp(stitched * 2.6 - 0.35 - number * 0.38)
        flower = canvas.view(x, y, scale=size, degrees=number * 23)
        if 0 < done < 1:
            _flower(flower, petals, done)
        elif done == 1:
            _lay_finished(flower, petals, 70)


def _lay_finished(canvas: Canvas, part: int, reach: float) -> None:
    """Lay what is stitched already: a flower of `part` petals, or the tendrils, at most `reach` from here."""
    side = math.ceil(reach * canvas.scale)
    sprite, left, top = _finished(part, side, tuple(canvas.matrix[:, :2].ravel().tolist()))
    x, y = canvas.matrix[:, 2]
    Canvas(canvas.image).lay(sprite, float(x) + left, float(y) + top)


@lru_cache(maxsize=32)
def _finished(part: int, side: int, turn: tuple[float, ...]) -> tuple[Image.Image, int, int]:
    """Return a finished part, drawn in coordinates turned by `turn` (2x2), and its corner from its origin."""
    canvas = Canvas.clear(side * 2, side * 2)
    here = Canvas(canvas.image, np.column_stack((np.reshape(turn, (2, 2)), (side, side))))
    if part == TENDRILS:
        _tendrils(here, 1)
    else:
        _flower(here, part, 1)
    left, top, right, bottom = canvas.image.getbbox() or (0, 0, 1, 1)
    return canvas.image.crop((left, top, right, bottom)), left - side, top - side


def _flower(canvas: Canvas, petals: int, done: float) -> None:
    for layer, (reach, width, tone) in enumerate(((62, 52, ROSE), (42, 38, mix(ROSE, CREAM, 0.45)))):
        for turn in range(petals):
            own = clamp(done * (petals + 3) - turn - layer * 2)
            if own > 0:
                sprite = _petal_sprite(reach, width, tone, round(canvas.scale, 3))
                grown = round(max(0.05, overshoot(own)), 3)
                canvas.stamp(
                    sprite,
                    0,
                    0,
                    degrees=turn * 360 / petals + layer * 180 / petals,
                    scale=grown,
                    pivot=(0, 0.5),
                )
    heart = overshoot(clamp(done * 3 - 2))
    if heart > 0.05:
        canvas.fill(ellipse(0, 0, 13 * heart, 13 * heart), around(-3, -4, 17, lighter(GOLD, 0.6), AMBER))
        for turn in range(8):
            angle = turn * math.pi / 4
            canvas.fill(ellipse(19 * heart * math.cos(angle), 19 * heart * math.sin(angle), 2.8, 2.8), GOLD)


@lru_cache(maxsize=64)
def _petal_sprite(reach: float, width: float, tone: Colour, scale: float) -> Image.Image:
    """Return one petal with its threads, pointing right."""
    canvas = Canvas.clear(math.ceil((reach + 2) * scale), math.ceil((width + 4) * scale))
    leaf = canvas.view(0, canvas.image.height / 2, scale=scale)
    leaf.fill(petal(reach, width), across(0, reach, mix(tone, EMBER, 0.55), tone, lighter(tone, 0.55)))
    for thread in range(-2, 3):
        line = curve(
            ((6, thread), (reach * 0.5, thread * width * 0.13), (reach * 0.9, thread * width * 0.08))
        )
        leaf.stroke(line, 1.5, CREAM, opacity=0.5)
    return canvas.image


def _tendrils(canvas: Canvas, done: float) -> None:
    for knots, leaves in (
        (((-88, -40), (-84, -90), (-56, -130), (-40, -196), (-10, -226)), (0.3, 0.55, 0.85)),
        (((84, -34), (84, -90), (60, -140), (58, -190), (36, -228)), (0.25, 0.6, 0.85)),
    ):
        line = curve(knots)
        count = max(2, round(len(line) * done))
        canvas.stroke(line[:count], (4, 3), mix(JADE, GOLD, 0.35))
        for number, at in enumerate(leaves):
            own = clamp((done - at) * 6)
            if own > 0:
                x, y = line[int(at * (len(line) - 1))]
                leaf = canvas.view(float(x), float(y), degrees=-120 + 95 * (number % 2), scale=own)
                leaf.fill(petal(36, 18), across(0, 36, darker(JADE, 0.2), lighter(JADE, 0.4)))
                leaf.stroke(np.array(((2.0, 0.0), (18.0, 0.0), (33.0, 0.0))), 1.5, GOLD, opacity=0.8)
