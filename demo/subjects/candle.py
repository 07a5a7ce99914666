"""A candle in a turned clay vessel."""

import math
from functools import lru_cache

from PIL import Image

from demo.canvas import Canvas, faded_mask
from demo.colour import (
    AMBER,
    COCOA,
    CREAM,
    GOLD,
    INK,
    LANTERN,
    LINEN,
    Colour,
    darker,
    faded,
    lighter,
    mix,
    rgb,
)
from demo.paint import around, down
from demo.paths import blob, curve, ellipse
from demo.subjects.pottery import VESSEL, glaze, turned

HEIGHT = 250.0


def vessel(canvas: Canvas, colour: Colour) -> None:
    """Draw the filled vessel: the wick's foot is at (0, 0)."""
    size = canvas.scale
    pot: Image.Image = turned(VESSEL, glaze(colour, drip=0.74), 0.15, inner=mix(LINEN, colour, 0.25))
    canvas.fill(ellipse(0, HEIGHT + 44, 200, 36), INK, opacity=0.65, blur=18)
    fitted = pot.resize((round(pot.width * size), round(pot.height * size)), Image.Resampling.LANCZOS)
    canvas.lay(fitted, -pot.width / 2, -54)
    canvas.fill(
        ellipse(0, -4, 132, 32),
        around(0, -6, 150, rgb("fff3cf"), rgb("ffd993"), rgb("e0a865"), rgb("b9804d")),
    )
    canvas.fill(ellipse(0, -4, 66, 14), around(0, -4, 70, faded(CREAM, 0.9), faded(LANTERN, 0.1)))
    canvas.stroke(curve(((0, 0), (2, -16), (-1, -32))), (7, 5), COCOA)


def flame(canvas: Canvas, lean: float, tall: float) -> None:
    """Draw the flame on the wick: `lean` is its tip's shift, `tall` its height (about 1)."""
    h = 128 * tall
    canvas.glow(lean * 0.4, -60, 250, AMBER, 0.55 * tall)
    canvas.glow(lean * 0.5, -66, 120, LANTERN, 0.75)
    outer = blob(
        (0, -14),
        (-25, -34),
        (-22 + lean * 0.3, -h * 0.55),
        (lean * 0.7, -h * 0.86),
        (lean, -h - 14),
        (4 + lean * 0.8, -h * 0.8),
        (23 + lean * 0.3, -h * 0.52),
        (25, -32),
    )
    canvas.fill(
        outer,
        down(-h - 14, -14, rgb("ff9a2e"), rgb("ffc653"), rgb("fff0b8"), faded(rgb("9fb6ff"), 0.75)),
        blur=1.6,
    )
    inner = blob(
        (0, -22),
        (-13, -40),
        (lean * 0.35 - 9, -h * 0.5),
        (lean * 0.7, -h * 0.78),
        (lean * 0.4 + 9, -h * 0.48),
        (13, -38),
    )
    canvas.fill(inner, down(-h * 0.8, -22, rgb("fff6d8"), rgb("ffffff"), faded(rgb("dfe6ff"), 0.6)), blur=2.4)
    canvas.glow(0, -18, 26, AMBER, 0.9)


def flicker(t: float, seconds: float) -> tuple[float, float]:
    """Return the flame's lean and height; sums of whole turns, so that the clip loops."""

    def wave(turns: int, phase: float) -> float:
        return math.sin(2 * math.pi * (turns * t / seconds + phase))

    lean = 7 * wave(5, 0.1) + 5 * wave(13, 0.4) + 2.5 * wave(29, 0.7)
    tall = 1 + 0.06 * wave(7, 0.2) + 0.05 * wave(17, 0.5) + 0.025 * wave(31, 0.9)
    return lean, tall


def osmanthus(canvas: Canvas, colour: Colour = GOLD) -> None:
    """Draw a sprig of sweet osmanthus from the origin to the right."""
    stem = curve(((0, 0), (70, -16), (150, -8), (230, -34)))
    canvas.stroke(stem, (7, 5, 2), darker(COCOA, 0.1))
    for x, y, turn in ((40, -8, -50), (86, -14, 40), (128, -10, -46), (178, -16, 34), (230, -34, -16)):
        leaf = canvas.view(x, y, degrees=turn)
        shape = blob((0, 0), (22, -15), (58, -11), (82, 0), (56, 13), (20, 14))
        leaf.fill(shape, down(-15, 15, rgb("5f8a5a"), rgb("23462f")))
        leaf.stroke(curve(((2, 0), (40, -2), (78, 0))), (2.4, 0.8), rgb("a9c38d"), opacity=0.7)
    for x, y in ((58, -26), (70, -2), (104, -30), (112, 6), (150, -28), (158, 8), (196, -36), (206, -10)):
        for turn in range(4):
            bud = canvas.view(x, y, degrees=turn * 90 + x)
            bud.fill(ellipse(7, 0, 7.5, 5.5), lighter(colour, 0.25 if turn % 2 else 0.05))
        canvas.fill(ellipse(x, y, 3, 3), darker(AMBER, 0.2))


def halo(canvas: Canvas, strength: float) -> None:
    """Light the room around the flame."""
    canvas.glow(0, -60, 560, LANTERN, 0.3 * strength)
    canvas.wash(faded_mask(_pool(), 0.06 * strength), -390, HEIGHT - 90, CREAM)


@lru_cache(maxsize=1)
def _pool() -> Image.Image:
    """Return the mask of the light around the vessel's foot."""
    canvas = Canvas.filled(780, 280, (0, 0, 0))
    canvas.fill(ellipse(390, 140, 300, 60), (255, 255, 255), blur=30)
    return canvas.image.convert("L")
