"""Pearls fall into a glass, milk tea is poured over them, ice and a straw follow."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PIL import Image

from demo.atmosphere import backdrop, bokeh, sparkle, sparks, still, table, vignette
from demo.canvas import Canvas
from demo.colour import (
    AMBER,
    CREAM,
    EMBER,
    INDIGO,
    INK,
    JADE,
    LANTERN,
    MILK_TEA,
    NIGHT,
    PLUM,
    ROSE,
    TEAL,
    WOOD,
    darker,
    lighter,
    mix,
)
from demo.easing import ease_in, ease_out, overshoot, smooth, span, sway
from demo.music import Score
from demo.paint import across
from demo.paths import curve, ellipse
from demo.scenes.scene import Painter, Scene
from demo.subjects import bubble_tea as drink

SECONDS = 8.0
PLACE = (360, 760)
PEARLS = 34
POUR_START, POUR_END = 2.5, 5.3
FULL = drink.TOP + 62
#: Where the middle of the glass is in a layer
ORIGIN = (240, 380)


@dataclass(frozen=True)
class Parts:
    """What is drawn once: three layers of the glass, one pearl, and the straw."""

    back: Image.Image
    tea: Image.Image
    front: Image.Image
    pearl: Image.Image
    straw: Image.Image


def build() -> Painter:
    """Draw the counter, the glass and what comes into it once."""
    parts = Parts(
        _layer(drink.glass_back),
        _layer(partial(drink.tea_body, level=FULL)),
        _layer(drink.glass_front),
        drink.pearl_sprite(1.0),
        _straw(),
    )
    return partial(_paint, _counter(), parts)


def _layer(draw: Callable[[Canvas], None]) -> Image.Image:
    """Return something of the glass's size; the glass's origin is at `ORIGIN`."""
    canvas = Canvas.clear(480, 760)
    draw(canvas.view(*ORIGIN))
    return canvas.image


def _straw() -> Image.Image:
    canvas = Canvas.clear(140, 330)
    drink.straw(canvas.view(20, 525), 0)
    return canvas.image


def _paint(counter: Image.Image, parts: Parts, t: float) -> Image.Image:
    canvas = Canvas(counter.copy())
    sparks(canvas, 18, t, SECONDS, count=18)
    slide = 640 * ease_in(span(t, SECONDS - 0.55, SECONDS)) - 640 * (1 - ease_out(span(t, 0, 0.6)))
    glass = canvas.view(PLACE[0] + slide, PLACE[1])
    glass.lay(parts.back, -ORIGIN[0], -ORIGIN[1])
    _contents(glass, parts, t)
    glass.lay(parts.front, -ORIGIN[0], -ORIGIN[1])
    for x, y, at in ((-120, -210, 6.2), (150, 20, 6.5), (-60, 230, 6.8)):
        sparkle(glass, x, y, 46, math.sin(math.pi * span(t, at, at + 0.8)))
    return still(canvas.image, (720, 1280))


def _contents(glass: Canvas, parts: Parts, t: float) -> None:
    poured = smooth(span(t, POUR_START + 0.25, POUR_END))
    level = drink.BOTTOM - 30 + (FULL - drink.BOTTOM + 30) * poured
    if poured > 0:
        row = round(level + ORIGIN[1])
        glass.lay(parts.tea.crop((0, row, *parts.tea.size)), -ORIGIN[0], row - ORIGIN[1])
        drink.tea_surface(glass, level)
    drink.pearls(glass, parts.pearl, tuple(t - 0.55 - number * 0.052 for number in range(PEARLS)))
    if POUR_START < t < POUR_END + 0.3:
        _stream(glass, level, t)
    ice = overshoot(span(t, 5.35, 5.9))
    if t > 5.35:
        drink.ice(glass, level - 700 * (1 - min(1.0, ice)), 0.6 * sway(t, SECONDS, 6) + (ice - 1) * 3)
    if t > 5.9:
        glass.lay(parts.straw, -20, -525 - 640 * (1 - overshoot(span(t, 5.9, 6.5))))


def _stream(glass: Canvas, level: float, t: float) -> None:
    """Draw the tea between the jug above the picture and its surface in the glass."""
    head = -900 + (level + 900) * ease_in(span(t, POUR_START, POUR_START + 0.3))
    tail = -900 + (level + 900) * ease_in(span(t, POUR_END, POUR_END + 0.3))
    knots = [(-30 + 5 * math.sin(t * 9 + i * 1.3), tail + (head - tail) * i / 5) for i in range(6)]
    line = curve(knots)
    glass.stroke(line, (46, 34, 26, 30), darker(MILK_TEA, 0.15))
    glass.stroke(line - (4, 0), (30, 20, 14, 18), lighter(MILK_TEA, 0.3))
    glass.stroke(line - (9, 0), (7, 4, 3), CREAM, opacity=0.75)
    for ring in range(3):
        grow = (t * 1.7 + ring / 3) % 1
        glass.stroke(ellipse(-30, level, 30 + 95 * grow, 6 + 15 * grow), 3, CREAM, opacity=0.6 * (1 - grow))


def _counter() -> Image.Image:
    canvas = backdrop(740, 1320, (INK, NIGHT, INDIGO, PLUM, mix(PLUM, ROSE, 0.4), PLUM))
    bokeh(canvas, 31, (-20, 40, 760, 900), (ROSE, AMBER, LANTERN, TEAL, JADE), count=46, radius=64)
    canvas.glow(370, 700, 560, AMBER, 0.55)
    table(canvas, 960, mix(WOOD, PLUM, 0.35), light=ROSE)
    canvas.fill(
        ellipse(360, 1066, 250, 56),
        across(110, 610, darker(EMBER, 0.5), EMBER, lighter(AMBER, 0.15), darker(EMBER, 0.35)),
    )
    canvas.fill(
        ellipse(360, 1058, 250, 54),
        across(110, 610, darker(AMBER, 0.4), AMBER, lighter(LANTERN, 0.2), darker(AMBER, 0.3)),
    )
    canvas.fill(ellipse(360, 1058, 218, 45), darker(AMBER, 0.42), opacity=0.4)
    for x, y, size in (
        (66, 1170, 1.2),
        (118, 1196, 1.0),
        (640, 1180, 1.3),
        (606, 1214, 0.9),
        (690, 1216, 1.0),
    ):
        canvas.fill(ellipse(x + 4, y + 20 * size, 32 * size, 9), INK, opacity=0.6, blur=6)
        canvas.stamp(drink.pearl_sprite(size), x, y)
    return vignette(canvas.image, 1.1)


SCENE = Scene(
    "bubble_tea",
    SECONDS,
    build,
    Score(seed=7, root_hz=261.6, beat_seconds=0.4, voice="kalimba", ambience="pour"),
)
