"""Enamel pins lift from dark cloth and catch the light. This clip has no sound."""

import math
from functools import partial

import numpy as np
from PIL import Image, ImageFilter

from demo.atmosphere import backdrop, sparkle, sparks, still, vignette
from demo.canvas import Canvas, faded_mask
from demo.colour import (
    AMBER,
    CREAM,
    EMBER,
    GOLD,
    INDIGO,
    INK,
    LANTERN,
    NIGHT,
    PLUM,
    TEAL,
    WINE,
    faded,
    lighter,
    mix,
)
from demo.easing import span, sway
from demo.paint import around
from demo.paths import curve, ellipse, points
from demo.scenes.scene import Painter, Scene
from demo.subjects import pins

SECONDS = 7.0
#: How far (degrees) a pin turns to each side
TURN = 5
PLACES = ((215, 300), (520, 262), (190, 640), (520, 620), (232, 985), (530, 990))


def build() -> Painter:
    """Draw the cloth, the pins and their shadows once."""
    sprites = [pins.sprite(number, 1.18) for number in range(len(pins.PINS))]
    return partial(_paint, _cloth(), sprites, [_shadows(pin) for pin in sprites])


def _paint(
    cloth: Image.Image, sprites: list[Image.Image], shadows: list[dict[int, Image.Image]], t: float
) -> Image.Image:
    canvas = Canvas(cloth.copy())
    canvas.glow(370 + 260 * sway(t, SECONDS, 1), 520 + 330 * sway(t, SECONDS, 1, 0.25), 420, LANTERN, 0.3)
    for number, (x, y) in enumerate(PLACES):
        lift = 0.5 + 0.5 * sway(t, SECONDS, 2, number * 0.17)
        turn = TURN * sway(t, SECONDS, 1, number * 0.23)
        shadow = faded_mask(shadows[number][round(turn)], 0.75 - 0.3 * lift)
        middle = shadow.width / 2
        canvas.wash(shadow, x + 8 + 14 * lift - middle, y + 14 + 26 * lift - middle, INK)
        at = ((t / SECONDS) * 2 + number / 6) % 1
        lit = pins.shining(sprites[number], at * 2.4) if at < 0.42 else sprites[number]
        canvas.stamp(lit, x, y - 12 * lift, degrees=turn, scale=1 + 0.06 * lift)
        glint = math.sin(math.pi * span(at, 0.16, 0.36))
        sparkle(canvas, x + 62 - number % 2 * 120, y - 74 - 12 * lift, 58, glint)
    sparks(canvas, 91, t, SECONDS, count=18, colour=CREAM)
    return still(canvas.image, (720, 1280))


def _shadows(pin: Image.Image) -> dict[int, Image.Image]:
    """Return the masks of a pin's shadow at every whole degree of its turn: it is too soft for more."""
    wide = Image.new("L", (pin.width + 60, pin.height + 60))
    wide.paste(pin.getchannel("A"), (30, 30))
    soft = wide.filter(ImageFilter.GaussianBlur(11))
    return {turn: soft.rotate(-turn, Image.Resampling.BILINEAR) for turn in range(-TURN, TURN + 1)}


def _cloth() -> Image.Image:
    """Draw indigo cloth: soft folds, a woven grain, and an embroidered border of waves."""
    canvas = backdrop(
        740, 1320, (mix(INDIGO, NIGHT, 0.35), INDIGO, mix(INDIGO, PLUM, 0.6), mix(PLUM, WINE, 0.4), NIGHT)
    )
    canvas.fill(ellipse(330, 480, 560, 640), around(330, 480, 600, faded(AMBER, 0.34), faded(AMBER, 0)))
    for x, bend, tone in (
        (-40, 150, INK),
        (180, 120, CREAM),
        (330, 170, INK),
        (560, 90, CREAM),
        (700, 120, INK),
    ):
        fold = curve(((x, -40), (x + bend, 420), (x + bend * 0.4, 860), (x + bend * 1.2, 1360)))
        canvas.stroke(fold, (70, 130, 60), tone, opacity=0.26 if tone is INK else 0.07, blur=40)
    random = np.random.default_rng(93)
    weave = (
        random.normal(0, 1, (1320, 1)) * 2.4
        + random.normal(0, 1, (1, 740)) * 2.4
        + random.normal(0, 2, (1320, 740))
    )
    pixels = np.asarray(canvas.image, dtype=np.float32) + weave[..., None]
    canvas.image = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    for row in range(3):
        for step in range(-1, 13):
            x, y = step * 66 + row * 33, 1296 - row * 26
            for ring, size in enumerate((30, 21, 12)):
                canvas.stroke(
                    ellipse(x, y, size, size, start=180, end=360),
                    2.4,
                    (GOLD, EMBER, TEAL)[ring],
                    opacity=0.42,
                )
    canvas.stroke(points((0, 1206), (740, 1206)), 2.4, GOLD, opacity=0.5)
    for x in range(8, 740, 26):
        canvas.fill(ellipse(x, 1192, 3, 3), lighter(GOLD, 0.3), opacity=0.6)
    return vignette(canvas.image, 1.2)


SCENE = Scene("pins", SECONDS, build, None)
