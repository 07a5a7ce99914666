"""A dish of mango shaved ice, built in layers."""

import math
from functools import lru_cache

import numpy as np
from PIL import Image

from demo.canvas import Canvas
from demo.colour import (
    AMBER,
    CREAM,
    EMBER,
    GOLD,
    INK,
    JADE,
    LANTERN,
    LEAF,
    MANGO,
    RED,
    TEAL,
    Colour,
    darker,
    faded,
    lighter,
    mix,
    rgb,
)
from demo.easing import ease_in, overshoot, span
from demo.paint import across, around, down
from demo.paths import Path, blob, curve, ellipse, petal, placed, rounded

SNOW = rgb("fff6e3")
#: (height of its foot, half width, height, colour): the heaps of ice from the bottom up
HEAPS: tuple[tuple[float, float, float, Colour], ...] = (
    (40, 226, 190, mix(SNOW, MANGO, 0.16)),
    (-62, 176, 170, mix(SNOW, MANGO, 0.3)),
    (-160, 116, 140, mix(SNOW, MANGO, 0.45)),
)
#: Where each mango cube rests, and how far it is turned
CUBES: tuple[tuple[float, float, float], ...] = (
    (-188, 22, -12),
    (-122, 44, 20),
    (-44, 54, -6),
    (40, 52, 14),
    (118, 42, -18),
    (184, 18, 9),
    (-150, -50, 8),
    (150, -54, -10),
    (-112, -128, -22),
    (112, -136, 18),
    (-64, -196, 12),
    (72, -204, -8),
)


def dish(canvas: Canvas, colour: Colour = TEAL) -> None:
    """Draw the footed glass dish; the ice stands on (0, 40)."""
    canvas.fill(ellipse(0, 270, 230, 32), INK, opacity=0.6, blur=16)
    stem = curve(
        ((-26, 150), (-20, 200), (-34, 234), (-120, 262), (120, 262), (34, 234), (20, 200), (26, 150))
    )
    canvas.fill(
        stem,
        across(
            -120,
            120,
            faded(lighter(colour, 0.7), 0.9),
            faded(colour, 0.55),
            faded(lighter(colour, 0.8), 0.9),
            faded(colour, 0.5),
            faded(lighter(colour, 0.5), 0.9),
        ),
    )
    canvas.fill(
        ellipse(0, 262, 122, 17),
        across(-120, 120, lighter(colour, 0.5), colour, lighter(colour, 0.75)),
        opacity=0.8,
    )
    wall = np.concatenate(
        (
            ellipse(0, 30, 262, 52, start=0, end=180),
            curve(((-262, 30), (-214, 112), (-110, 164), (0, 174), (110, 164), (214, 112), (262, 30))),
        )
    )
    canvas.fill(
        wall,
        across(
            -262,
            262,
            lighter(colour, 0.5),
            colour,
            lighter(colour, 0.35),
            darker(colour, 0.2),
            lighter(colour, 0.55),
        ),
        opacity=0.88,
    )
    for x in range(-4, 5):
        flute = curve(((x * 58, 62 + 16 - abs(x) * 5), (x * 44, 116 - abs(x) * 3), (x * 18, 164 - abs(x))))
        canvas.stroke(flute, (2, 9, 2), lighter(colour, 0.75), opacity=0.4, clip=wall)
    canvas.shade(wall, CREAM, blur=7, opacity=0.7)
    canvas.stroke(ellipse(0, 30, 260, 51), 5, lighter(CREAM, 0.5), opacity=0.7)


@lru_cache(maxsize=8)
def heap_sprite(number: int, scale: float) -> Image.Image:
    """Return one heap of ice; its foot's middle is at (0.5, 0.86) of the sprite."""
    _, w, h, colour = HEAPS[number]
    canvas = Canvas.clear(round(w * 2.3 * scale), round(h * 1.42 * scale))
    heap = canvas.view(w * 1.15 * scale, h * 1.22 * scale, scale=scale)
    shape = blob(
        (-w, -8),
        (-w * 0.86, -h * 0.42),
        (-w * 0.5, -h * 0.84),
        (0, -h),
        (w * 0.5, -h * 0.84),
        (w * 0.86, -h * 0.42),
        (w, -8),
        (w * 0.6, h * 0.12),
        (0, h * 0.17),
        (-w * 0.6, h * 0.12),
    )
    heap.fill(
        shape, across(-w, w, mix(colour, TEAL, 0.2), lighter(colour, 0.55), colour, mix(colour, AMBER, 0.4))
    )
    random = np.random.default_rng(number)
    for _ in range(150):
        angle, reach = random.uniform(math.pi, 2 * math.pi), random.uniform(0.1, 1) ** 0.6
        x, y = w * reach * math.cos(angle), h * reach * math.sin(angle)
        bend = random.uniform(8, 26)
        flake = curve(((x - bend, y + 7), (x, y - 4), (x + bend, y + 6)))
        tone = SNOW if random.uniform() < 0.62 else mix(colour, AMBER, 0.5)
        heap.stroke(
            flake, (0.8, random.uniform(3, 6), 0.8), tone, opacity=random.uniform(0.3, 0.8), clip=shape
        )
    heap.shade(shape, mix(colour, EMBER, 0.45), dx=-8, dy=-16, blur=22, opacity=0.6)
    return canvas.image


@lru_cache(maxsize=4)
def cube_sprite(scale: float) -> Image.Image:
    """Return one cube of mango."""
    canvas = Canvas.clear(round(90 * scale), round(90 * scale))
    cube = canvas.view(45 * scale, 45 * scale, scale=scale)
    front = rounded(-32, -16, 64, 50, 11)
    cube.fill(placed(front, 0, 5), darker(EMBER, 0.4), opacity=0.4, blur=4)
    cube.fill(front, down(-16, 34, MANGO, AMBER))
    top = blob((-31, -12), (-20, -31), (0, -34), (22, -31), (31, -12), (0, -5))
    cube.fill(top, down(-34, -5, lighter(MANGO, 0.6), lighter(MANGO, 0.2)))
    cube.shade(front, EMBER, dx=-2, dy=-5, blur=6, opacity=0.55)
    cube.fill(ellipse(-10, -23, 9, 3.6), CREAM, opacity=0.9, blur=1)
    return canvas.image


def dessert(canvas: Canvas, step: float) -> None:
    """Draw the ice as far as it is built: `step` 0 is the empty dish, 1 is ready."""
    size = canvas.scale
    for number, (foot, _, _, _) in enumerate(HEAPS):
        grown = round(overshoot(span(step, 0.02 + number * 0.13, 0.16 + number * 0.13)), 3)
        if grown > 0.03:
            canvas.stamp(heap_sprite(number, size), 0, foot, scale=grown, pivot=(0.5, 0.86))
    _syrup(canvas, span(step, 0.42, 0.6))
    for number, (x, y, turn) in enumerate(CUBES):
        since = span(step, 0.44 + number * 0.024, 0.52 + number * 0.024)
        if since > 0:
            fall = ease_in(min(1.0, since * 1.6))
            hop = span(since, 0.62, 1)
            canvas.stamp(
                cube_sprite(size),
                x,
                -760 + (y + 760) * fall - 60 * hop * (1 - hop),
                degrees=turn + 90 * (1 - fall),
            )
    _scoop(canvas, span(step, 0.78, 0.9))
    _milk(canvas, span(step, 0.84, 0.98))


def _syrup(canvas: Canvas, poured: float) -> None:
    """Let mango syrup run down from the top."""
    if poured >= 1:
        canvas.lay(_syrup_sprite(canvas.scale), -160, -320)
    elif poured > 0:
        _pour(canvas, poured)


@lru_cache(maxsize=4)
def _syrup_sprite(scale: float) -> Image.Image:
    """Return the syrup when it has run down; the ice's origin is at (160, 320)."""
    canvas = Canvas.clear(round(320 * scale), round(360 * scale))
    _pour(canvas.view(160 * scale, 320 * scale, scale=scale), 1)
    return canvas.image


def _pour(canvas: Canvas, poured: float) -> None:
    for x, length, width in ((-70, 150, 24), (-34, 230, 28), (4, 190, 30), (38, 262, 26), (76, 140, 22)):
        run = length * overshoot(poured) if poured < 1 else length
        line = curve(((x * 0.4, -290), (x, -258), (x * 1.25, -280 + run * 0.6), (x * 1.45, -286 + run)))
        canvas.stroke(line, (14, width, width * 0.7, width * 0.9), AMBER, opacity=0.95)
        canvas.stroke(line - (4, 2), (3, 6, 4, 5), lighter(MANGO, 0.6), opacity=0.75)
    canvas.fill(ellipse(0, -282, 58 * min(1, poured * 2), 24), lighter(AMBER, 0.1))


def _scoop(canvas: Canvas, come: float) -> None:
    """Set a ball of ice cream with a mint leaf and a cherry on top."""
    if come <= 0:
        return
    ball = canvas.view(0, -332 - 520 * (1 - ease_in(come) if come < 1 else 0))
    ball.fill(ellipse(0, 0, 74, 66), around(-22, -26, 130, lighter(SNOW, 0.5), mix(SNOW, GOLD, 0.35), AMBER))
    ball.fill(
        blob(
            (-82, 46),
            (-60, 32),
            (-30, 44),
            (0, 34),
            (34, 46),
            (62, 34),
            (82, 48),
            (50, 66),
            (0, 62),
            (-48, 68),
        ),
        mix(SNOW, GOLD, 0.3),
    )
    ball.fill(ellipse(-26, -28, 20, 12), CREAM, opacity=0.7, blur=5)
    for turn, colour in ((-150, LEAF), (-40, JADE)):
        leaf = ball.view(6, -58, degrees=turn)
        leaf.fill(petal(72, 40), across(0, 72, darker(colour, 0.3), lighter(colour, 0.25)))
        leaf.stroke(curve(((2, 0), (40, -2), (68, 0))), (3, 1), lighter(colour, 0.55), opacity=0.8)
    ball.fill(ellipse(10, -70, 23, 22), around(2, -78, 36, lighter(RED, 0.4), RED, darker(RED, 0.5)))
    ball.fill(ellipse(3, -79, 6, 4), CREAM, opacity=0.9, blur=0.8)


def _milk(canvas: Canvas, drawn: float) -> None:
    """Draw condensed milk in a zigzag that runs down the front."""
    if drawn <= 0:
        return
    zigzag: Path = curve(
        ((-60, -270), (64, -236), (-84, -196), (100, -150), (-118, -102), (132, -50), (-140, -6), (110, 24))
    )
    line = zigzag[: max(3, round(len(zigzag) * drawn))]
    canvas.stroke(placed(line, 2, 5), 11, darker(AMBER, 0.35), opacity=0.35, blur=2)
    canvas.stroke(line, 11, lighter(SNOW, 0.4))
    canvas.glow(float(line[-1][0]), float(line[-1][1]), 30, LANTERN, 0.5 * (1 - drawn))
