"""Hard-enamel pins of night-market things, outlined in gold."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PIL import Image, ImageChops

from demo.canvas import Canvas
from demo.colour import (
    AMBER,
    COCOA,
    CREAM,
    EMBER,
    GOLD,
    INDIGO,
    LANTERN,
    MILK_TEA,
    RED,
    ROSE,
    Colour,
    darker,
    lighter,
)
from demo.paint import Linear, down
from demo.paths import Path, blob, curve, ellipse, petal, points, ring, rounded

SIZE = 240
METAL = Linear(
    (-100, -100),
    (100, 100),
    (lighter(GOLD, 0.75), GOLD, darker(GOLD, 0.45), lighter(GOLD, 0.6), darker(GOLD, 0.5)),
)


def _plate(canvas: Canvas, shape: Path, colour: Colour, border: float = 8) -> None:
    """Draw one field of enamel in its metal border."""
    canvas.stroke(ring(shape) if not np.allclose(shape[0], shape[-1]) else shape, border * 2, METAL)
    canvas.fill(shape, down(-110, 110, lighter(colour, 0.14), colour, darker(colour, 0.16)))
    canvas.shade(shape, darker(colour, 0.55), dx=2, dy=3, blur=3, opacity=0.5)


def moon_rabbit(canvas: Canvas) -> None:
    """A white rabbit before a golden moon."""
    _plate(canvas, ellipse(0, 0, 96, 96), INDIGO)
    _plate(canvas, ellipse(16, -14, 62, 62), LANTERN, 3)
    for lean in (-16, 8):
        _plate(canvas.view(-20 + lean, -34, degrees=lean - 4), ellipse(0, -26, 11, 36), CREAM, 3)
    _plate(canvas, blob((-74, 62), (-64, 12), (-20, 2), (30, 24), (54, 62), (30, 78), (-44, 78)), CREAM, 3)
    _plate(canvas, ellipse(-24, -6, 38, 32), CREAM, 3)
    canvas.fill(ellipse(-38, -8, 5, 6), COCOA)
    canvas.fill(ellipse(-24, 6, 9, 6), ROSE)
    _plate(canvas, ellipse(54, 54, 15, 14), CREAM, 3)


def little_lantern(canvas: Canvas) -> None:
    """A red lantern."""
    for x in (-12, 0, 12):
        canvas.stroke(points((x, 64), (x * 1.3, 104)), 9, METAL)
    body = blob((-34, -62), (34, -62), (88, -20), (88, 24), (34, 66), (-34, 66), (-88, 24), (-88, -20))
    _plate(canvas, body, RED)
    for x in (-52, -19, 19, 52):
        canvas.stroke(curve(((x * 0.5, -62), (x * 1.12, 2), (x * 0.5, 66))), 5, METAL)
    for y in (-76, 62):
        _plate(canvas, rounded(-38, y, 76, 16, 5), AMBER, 4)
    canvas.stroke(curve(((-16, -82), (0, -106), (16, -82))), 7, METAL)


def milk_tea(canvas: Canvas) -> None:
    """A cup of bubble tea with a smile."""
    canvas.stroke(points((10, -50), (30, -108)), 20, METAL)
    canvas.stroke(points((10, -50), (30, -107)), 11, EMBER)
    _plate(canvas, points((-62, -54), (62, -54), (46, 98), (-46, 98)), MILK_TEA)
    _plate(canvas, rounded(-72, -66, 144, 24, 9), CREAM, 5)
    for x, y in ((-30, 82), (-8, 86), (16, 82), (34, 66), (-34, 58), (-12, 62), (12, 60)):
        canvas.fill(ellipse(x, y, 10.5, 10.5), COCOA)
        canvas.fill(ellipse(x - 3, y - 3, 3, 3), MILK_TEA)
    for x in (-22, 22):
        canvas.fill(ellipse(x, 6, 6, 8), COCOA)
        canvas.fill(ellipse(x * 1.5, 20, 9, 5.5), ROSE)
    canvas.stroke(ellipse(0, 12, 10, 9, start=15, end=165), 4, COCOA)


def goldfish(canvas: Canvas) -> None:
    """A fancy-tailed goldfish."""
    for turn in (-34, 0, 34):
        _plate(canvas.view(22, 4, degrees=turn), petal(86, 48), lighter(AMBER, 0.25), 4)
    _plate(canvas, blob((-92, 4), (-66, -46), (-8, -58), (40, -22), (44, 20), (0, 54), (-62, 46)), EMBER)
    for x, y in ((-14, -20), (12, -12), (-10, 12), (14, 18), (-32, -2)):
        canvas.stroke(ellipse(x, y, 13, 12, start=-80, end=80), 4, METAL)
    canvas.fill(ellipse(-58, -12, 13, 13), CREAM)
    canvas.fill(ellipse(-60, -12, 7, 8), COCOA)
    _plate(canvas.view(-6, 34, degrees=72), petal(44, 30), lighter(AMBER, 0.2), 3)


def lucky_cat(canvas: Canvas) -> None:
    """A beckoning cat."""
    _plate(canvas, ellipse(64, -40, 19, 44), CREAM, 5)
    _plate(canvas, blob((-62, 100), (-70, 40), (-30, 6), (30, 6), (70, 40), (62, 100), (0, 106)), CREAM)
    _plate(
        canvas,
        np.concatenate(
            (
                curve(((-74, -16), (-78, -88), (-34, -64), (34, -64), (78, -88), (74, -16))),
                ellipse(0, -16, 74, 50, start=0, end=180),
            )
        ),
        CREAM,
    )
    for x in (-60, 60):
        canvas.fill(points((x - 9, -52), (x + 9, -52), (x * 1.12, -74)), ROSE)
        canvas.stroke(ellipse(x * 0.5, -16, 13, 10, start=195, end=345), 5, COCOA)
        canvas.fill(ellipse(x * 0.78, 6, 11, 7), ROSE)
    canvas.fill(ellipse(0, -2, 6, 4.4), EMBER)
    canvas.stroke(curve(((-54, 34), (0, 46), (54, 34))), 14, RED)
    _plate(canvas, ellipse(0, 54, 15, 15), GOLD, 4)


def dumpling(canvas: Canvas) -> None:
    """A bamboo steamer with a sleepy dumpling."""
    _plate(
        canvas,
        blob((-70, 8), (-58, -44), (-20, -74), (0, -84), (20, -74), (58, -44), (70, 8), (0, 26)),
        CREAM,
    )
    for x, bend in ((-30, -14), (-12, -6), (12, 6), (30, 14)):
        canvas.stroke(
            curve(((x * 0.3, -78), (x, -58), (x + bend, -34))), 4, darker(LANTERN, 0.15), opacity=0.9
        )
    for x in (-24, 24):
        canvas.stroke(ellipse(x, -12, 9, 7, start=15, end=165), 4.4, COCOA)
        canvas.fill(ellipse(x * 1.6, -1, 9, 6), ROSE)
    _plate(canvas, rounded(-92, 14, 184, 66, 14), MILK_TEA)
    canvas.stroke(points((-88, 48), (88, 48)), 6, METAL)
    for x in range(-72, 73, 24):
        canvas.stroke(points((x, 22), (x, 42)), 4, darker(MILK_TEA, 0.35))


PINS: tuple[Callable[[Canvas], None], ...] = (
    moon_rabbit,
    little_lantern,
    milk_tea,
    goldfish,
    lucky_cat,
    dumpling,
)


def sprite(number: int, scale: float = 1) -> Image.Image:
    """Return one pin, `SIZE` * `scale` pixels square."""
    side = round(SIZE * scale)
    canvas = Canvas.clear(side, side)
    PINS[number](canvas.view(side / 2, side / 2, scale=scale))
    return canvas.image


@lru_cache(maxsize=4)
def _band(side: int) -> Image.Image:
    """Return a slanted band of light; in its first row the light is 1.6 * `side` from the left."""
    ys, xs = np.indices((side, side * 3), dtype=np.float32) / side
    return Image.fromarray((np.exp(-(((xs + ys * 0.6 - 1.6) / 0.1) ** 2)) * 190).astype(np.uint8))


def shining(pin: Image.Image, at: float) -> Image.Image:
    """Return the pin with a band of light across it; `at` 0 is before it, 1 behind it."""
    left = round((1.9 - at * 2.2) * pin.width)
    band = _band(pin.width).crop((left, 0, left + pin.width, pin.height))
    light = ImageChops.multiply(pin.getchannel("A"), band)
    lit = pin.copy()
    white = Image.new("RGBA", pin.size, (*CREAM, 255))
    white.putalpha(light)
    lit.alpha_composite(white)
    return lit
