"""Pearls fall into a glass, milk tea is poured over them, ice and a straw follow."""

import math
from functools import partial

from PIL import Image

from demo.atmosphere import backdrop, bokeh, camera, sparkle, sparks, table, vignette
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

SECONDS = 8.5
PLACE = (360, 760)
PEARLS = 34
POUR_START, POUR_END = 2.5, 5.3
FULL = drink.TOP + 62


def build() -> Painter:
    """Draw the counter and both sides of the glass once."""
    layers = []
    for draw in (drink.glass_back, drink.glass_front):
        layer = Canvas.clear(480, 760)
        draw(layer.view(240, 380))
        layers.append(layer.image)
    return partial(_paint, _counter(), layers[0], layers[1], drink.pearl_sprite(1.0))


def _paint(
    counter: Image.Image, back: Image.Image, front: Image.Image, pearl: Image.Image, t: float
) -> Image.Image:
    canvas = Canvas(counter.copy())
    sparks(canvas, 18, t, SECONDS, count=18)
    slide = 640 * ease_in(span(t, SECONDS - 0.55, SECONDS)) - 640 * (1 - ease_out(span(t, 0, 0.6)))
    glass = canvas.view(PLACE[0] + slide, PLACE[1])
    glass.lay(back, -240, -380)
    _contents(glass, pearl, t)
    glass.lay(front, -240, -380)
    for x, y, at in ((-120, -210, 6.3), (150, 20, 6.8), (-60, 230, 7.2)):
        sparkle(glass, x, y, 46, math.sin(math.pi * span(t, at, at + 0.9)))
    push = smooth(span(t, 0.4, 5.5)) * (1 - smooth(span(t, 7.4, SECONDS)))
    return camera(canvas.image, (720, 1280), zoom=1.02 + 0.07 * push, dy=10 * push)


def _contents(glass: Canvas, pearl: Image.Image, t: float) -> None:
    poured = smooth(span(t, POUR_START + 0.25, POUR_END))
    level = drink.BOTTOM - 30 + (FULL - drink.BOTTOM + 30) * poured
    if poured > 0:
        drink.tea(glass, level)
    drink.pearls(glass, pearl, tuple(t - 0.55 - number * 0.052 for number in range(PEARLS)))
    if POUR_START < t < POUR_END + 0.3:
        _stream(glass, level, t)
    ice = overshoot(span(t, 5.35, 5.9))
    if t > 5.35:
        drink.ice(glass, level - 700 * (1 - min(1.0, ice)), 0.6 * sway(t, SECONDS, 6) + (ice - 1) * 3)
    if t > 5.9:
        drink.straw(glass, -640 * (1 - overshoot(span(t, 5.9, 6.5))))


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
