"""A glass teapot in which oolong leaves unfurl."""

import math
from functools import lru_cache

import numpy as np
from PIL import Image

from demo.canvas import Canvas
from demo.colour import AMBER, CREAM, GOLD, INK, LANTERN, LEAF, TEA, Colour, darker, faded, lighter, mix, rgb
from demo.paint import across, around, down
from demo.paths import Path, blob, curve, ellipse, petal, placed

LEVEL = -78.0
PALE, DEEP = rgb("e9d9a0"), rgb("c9701c")
LEAVES = 15
#: In how many steps a leaf unfurls
LEAF_STEPS = 60


def body() -> Path:
    """Return the outline of the pot's belly, 460 wide, its foot at y = 200."""
    return blob(
        (-96, -172),
        (96, -172),
        (196, -96),
        (230, 22),
        (190, 138),
        (104, 196),
        (0, 204),
        (-104, 196),
        (-190, 138),
        (-230, 22),
        (-196, -96),
    )


def pot_back(canvas: Canvas) -> None:
    """Draw handle, spout and the far side of the glass."""
    canvas.fill(ellipse(0, 204, 250, 32), INK, opacity=0.6, blur=18)
    handle = curve(((150, -150), (262, -170), (330, -84), (312, 34), (198, 100)))
    canvas.stroke(handle, (22, 30, 30, 26, 18), faded(CREAM, 0.28))
    canvas.stroke(placed(handle, -5, -5), 5, CREAM, opacity=0.6, blur=1)
    spout = blob(
        (-176, 60),
        (-250, 10),
        (-292, -78),
        (-340, -128),
        (-304, -138),
        (-262, -110),
        (-214, -44),
        (-170, -30),
    )
    canvas.fill(spout, across(-340, -170, faded(CREAM, 0.34), faded(CREAM, 0.12)))
    canvas.shade(spout, CREAM, blur=5, opacity=0.7)
    canvas.fill(body(), around(-60, -60, 320, faded(CREAM, 0.05), faded(CREAM, 0.1), faded(CREAM, 0.3)))


def tea(canvas: Canvas, colour: Colour) -> None:
    """Fill the pot with tea."""
    shape = body()
    liquid = shape[shape[:, 1] > LEVEL]
    liquid = liquid[np.argsort(np.unwrap(np.arctan2(liquid[:, 1] - 40, liquid[:, 0])))]
    inner = liquid * 0.965
    canvas.fill(inner, around(0, 90, 290, lighter(colour, 0.5), colour, darker(colour, 0.32)), opacity=0.86)
    canvas.fill(
        ellipse(0, LEVEL + 4, 198, 27),
        across(-198, 198, darker(colour, 0.15), lighter(colour, 0.55), colour),
        opacity=0.95,
    )
    canvas.fill(ellipse(20, 158, 130, 28), lighter(colour, 0.7), opacity=0.4, blur=16)


def leaves(canvas: Canvas, opened: float, turn: float) -> None:
    """Draw the leaves: `opened` 0 is a rolled pearl, 1 a whole leaf; `turn` (0-1) is their swirl."""
    random = np.random.default_rng(12)
    for number in range(LEAVES):
        angle = 2 * math.pi * (number / LEAVES + turn + random.uniform(-0.02, 0.02))
        reach, sink = random.uniform(30, 128), random.uniform(6, 128)
        x, depth = reach * math.cos(angle), math.sin(angle)
        own = round(min(1.0, max(0.0, opened * 1.5 - random.uniform(0, 0.5))) * LEAF_STEPS) / LEAF_STEPS
        y = sink + 18 * math.sin(angle * 2) - 34 * own * random.uniform(0, 1)
        canvas.stamp(
            _leaf_sprite(own, round(depth * 4) / 4, canvas.scale),
            x,
            y,
            degrees=math.degrees(angle) * 0.5 + number * 47 + 12 * math.sin(angle * 3),
            scale=0.86 + 0.16 * depth,
        )


@lru_cache(maxsize=1024)
def _leaf_sprite(own: float, depth: float, scale: float) -> Image.Image:
    """Return a leaf, `own` (0-1) unfurled; the nearer (`depth` 1), the warmer."""
    length, width = 28 + 84 * own, 24 + 18 * own
    tone = mix(mix(rgb("2f3a22"), LEAF, own * 0.8), AMBER, 0.12 + 0.1 * depth)
    canvas = Canvas.clear(math.ceil((length + 4) * scale), math.ceil((width + 4) * scale))
    leaf = canvas.view(canvas.image.width / 2, canvas.image.height / 2, scale=scale)
    shape = petal(length, width) - (length / 2, 0)
    leaf.fill(
        shape, across(-length / 2, length / 2, darker(tone, 0.35), tone, lighter(tone, 0.2)), opacity=0.94
    )
    leaf.stroke(
        curve(((-length * 0.48, 0), (0, width * 0.06), (length * 0.45, 0))),
        (2.6, 0.8),
        lighter(tone, 0.5),
        opacity=0.75 * own,
    )
    return canvas.image


def pot_front(canvas: Canvas) -> None:
    """Draw the lid and the reflections of the near side."""
    shape = body()
    canvas.shade(shape, CREAM, blur=12, opacity=0.62)
    canvas.stroke(curve(((-150, -108), (-190, -30), (-176, 70))), (6, 24, 5), CREAM, opacity=0.55, blur=4)
    canvas.stroke(curve(((-120, -128), (-104, -140), (-70, -150))), (3, 11, 3), CREAM, opacity=0.6, blur=2)
    canvas.stroke(curve(((150, 120), (182, 70), (194, 10))), (3, 12, 3), LANTERN, opacity=0.6, blur=3)
    canvas.fill(ellipse(0, -172, 112, 22), faded(CREAM, 0.25))
    canvas.stroke(ellipse(0, -172, 112, 22), 6, CREAM, opacity=0.7)
    lid = blob((-104, -178), (-70, -214), (0, -226), (70, -214), (104, -178), (0, -166))
    canvas.fill(lid, down(-226, -170, faded(CREAM, 0.5), faded(CREAM, 0.16)))
    canvas.shade(lid, CREAM, blur=6, opacity=0.6)
    canvas.fill(ellipse(0, -243, 25, 24), around(-7, -252, 40, lighter(GOLD, 0.6), GOLD, darker(TEA, 0.5)))


def cup(canvas: Canvas, colour: Colour = DEEP) -> None:
    """Draw a small glass cup of tea."""
    canvas.fill(ellipse(0, 56, 86, 17), INK, opacity=0.55, blur=12)
    wall = curve(((-74, -44), (-66, 14), (-40, 52), (40, 52), (66, 14), (74, -44)))
    canvas.fill(wall, faded(CREAM, 0.2))
    drink = curve(((-70, -18), (-62, 18), (-38, 46), (38, 46), (62, 18), (70, -18)))
    canvas.fill(drink, across(-70, 70, darker(colour, 0.25), lighter(colour, 0.3), colour))
    canvas.fill(ellipse(0, -18, 70, 15), lighter(colour, 0.4))
    canvas.shade(wall, CREAM, blur=6, opacity=0.7)
    canvas.stroke(ellipse(0, -44, 74, 16), 4, CREAM, opacity=0.75)
