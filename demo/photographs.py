"""Photographs of the seed market's posts: things on a table, on a cloth, in the air, and moments of clips."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PIL import Image

from demo.atmosphere import backdrop, bokeh, table, tileable_noise, vignette
from demo.canvas import Canvas
from demo.colour import (
    AMBER,
    CELADON,
    CREAM,
    EMBER,
    INDIGO,
    INK,
    JADE,
    LANTERN,
    LINEN,
    NIGHT,
    PLUM,
    ROSE,
    TEAL,
    WINE,
    WOOD,
    Colour,
    lighter,
    mix,
)
from demo.paint import around, down
from demo.paths import ellipse, points
from demo.scenes import SCENES
from demo.shelf import SUBJECTS

WIDTH, HEIGHT = 960, 1280
TABLE_TOP = 860


@dataclass(frozen=True)
class Thing:
    """A product in a picture: which of its looks, where the middle of its foot is, and how tall it is."""

    name: str
    look: int
    x: float
    foot: float
    height: float


def evening(colours: tuple[Colour, ...], *things: Thing) -> Image.Image:
    """Show things on a stall's table at night, those in front last."""
    canvas = backdrop(WIDTH, HEIGHT, colours)
    seed = len(things) + len(things[0].name)
    bokeh(canvas, seed, (-20, 0, WIDTH, TABLE_TOP), (LANTERN, AMBER, EMBER, ROSE, JADE), count=40, radius=78)
    canvas.glow(WIDTH / 2, 560, 620, LANTERN, 0.6)
    table(canvas, TABLE_TOP, WOOD)
    for thing in things:
        _put(canvas, thing)
    return vignette(canvas.image, 1.0)


def daylight(tone: Colour, *things: Thing) -> Image.Image:
    """Show things before a paper sun, those in front last."""
    canvas = backdrop(WIDTH, HEIGHT, (lighter(tone, 0.6), lighter(tone, 0.25), tone))
    sun = around(440, 400, 620, lighter(LANTERN, 0.4), mix(EMBER, AMBER, 0.45))
    canvas.fill(ellipse(500, 500, 350, 350), sun, opacity=0.85)
    board = points((-9, 930), (WIDTH + 9, 930), (WIDTH + 9, HEIGHT + 9), (-9, HEIGHT + 9))
    canvas.fill(board, down(930, HEIGHT, lighter(tone, 0.45), mix(tone, CREAM, 0.2)))
    for thing in things:
        _put(canvas, thing)
    return canvas.image


def cloth(tone: Colour, *things: Thing) -> Image.Image:
    """Show things lying on linen, from above."""
    canvas = backdrop(WIDTH, HEIGHT, (lighter(tone, 0.35), tone))
    weave = tileable_noise(7, WIDTH // 4, HEIGHT // 4, 0.7)
    threads = Image.fromarray((weave * 60).astype(np.uint8)).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    canvas.wash(threads, 0, 0, mix(tone, INK, 0.35))
    for thing in things:
        subject = SUBJECTS[thing.name]
        half = subject.half_width * thing.height / (subject.foot - subject.top)
        middle = thing.foot - thing.height / 2
        shadow = ellipse(thing.x + 14, middle + 22, half * 0.96, thing.height * 0.47)
        canvas.fill(shadow, INK, opacity=0.32, blur=26)
        _put(canvas, thing)
    return vignette(canvas.image, 0.45)


def hanging(colours: tuple[Colour, ...], *things: Thing) -> Image.Image:
    """Show things that hang in the air at night."""
    canvas = backdrop(WIDTH, HEIGHT, colours)
    bokeh(canvas, 9, (0, 0, WIDTH, HEIGHT), (LANTERN, AMBER, ROSE, JADE), count=44, radius=70)
    for thing in things:
        top = thing.foot - thing.height
        canvas.fill(
            points((thing.x - 1.5, 0), (thing.x + 1.5, 0), (thing.x + 1.5, top), (thing.x - 1.5, top)), INK
        )
        canvas.glow(thing.x, thing.foot - thing.height * 0.55, thing.height, LANTERN, 0.5)
        _put(canvas, thing)
    return vignette(canvas.image, 0.9)


def moment(scene: str, seconds: float, top: float) -> Image.Image:
    """Return what a clip shows at a moment, three to four; `top` (0 to 1) is where its height is cut."""
    frame = SCENES[scene].build()(seconds)
    height = frame.width * HEIGHT // WIDTH
    upper = round((frame.height - height) * top)
    return frame.crop((0, upper, frame.width, upper + height))


def _put(canvas: Canvas, thing: Thing) -> None:
    subject = SUBJECTS[thing.name]
    scale = thing.height / (subject.foot - subject.top)
    if subject.standing:
        shade = ellipse(thing.x, thing.foot - 6, subject.half_width * scale * 0.9, 20)
        canvas.fill(shade, INK, opacity=0.35, blur=16)
    subject.draw(canvas.view(thing.x, thing.foot - subject.foot * scale, scale=scale), thing.look)


_LANE, _HILL, _KILN = (INK, NIGHT, PLUM, mix(WINE, AMBER, 0.3)), (INK, NIGHT, TEAL), (INK, INDIGO, PLUM, ROSE)
_SAND, _MOSS = mix(LINEN, AMBER, 0.25), mix(JADE, LINEN, 0.55)

#: Every photograph by its name
PHOTOGRAPHS: dict[str, Callable[[], Image.Image]] = {
    "photos/noodle-table-1": partial(
        evening,
        _LANE,
        Thing("bubble-tea", 0, 176, 980, 500),
        Thing("chilli-crisp", 1, 800, 1000, 330),
        Thing("beef-noodles", 1, 470, 1170, 440),
    ),
    "photos/noodle-table-2": partial(moment, "noodles", 4.5, 0.45),
    "photos/noodle-table-3": partial(
        daylight, _SAND, Thing("beef-noodles", 2, 690, 1010, 330), Thing("chilli-crisp", 0, 350, 1150, 560)
    ),
    "photos/tea-table-1": partial(
        evening,
        _HILL,
        Thing("oolong", 0, 190, 990, 420),
        Thing("osmanthus-tea", 0, 790, 980, 350),
        Thing("glass-teapot", 0, 450, 1170, 440),
    ),
    "photos/tea-table-2": partial(moment, "oolong", 2.0, 0.5),
    "photos/tea-table-3": partial(moment, "oolong", 6.5, 0.5),
    "photos/three-glazes-1": partial(
        daylight,
        _MOSS,
        Thing("tide-cup", 0, 200, 1060, 330),
        Thing("tide-cup", 2, 762, 1060, 330),
        Thing("tide-cup", 1, 480, 1150, 370),
    ),
    "photos/three-glazes-2": partial(
        evening, _KILN, Thing("noodle-bowl", 1, 660, 1010, 300), Thing("noodle-bowl", 0, 350, 1150, 370)
    ),
    "photos/three-glazes-3": partial(moment, "pottery", 3.0, 0.5),
    "photos/which-lantern-1": partial(
        hanging,
        _LANE,
        Thing("paper-lantern", 2, 730, 560, 330),
        Thing("paper-lantern", 1, 250, 700, 400),
        Thing("paper-lantern", 0, 600, 1120, 500),
    ),
    "photos/which-lantern-2": partial(hanging, _KILN, Thing("paper-lantern", 0, 480, 1090, 860)),
    "photos/which-lantern-3": partial(moment, "lanterns", 5.0, 0.3),
    "photos/pin-jacket-1": partial(cloth, INDIGO, Thing("market-pins", 0, 480, 1150, 1020)),
    "photos/pin-jacket-2": partial(cloth, mix(LINEN, CELADON, 0.3), Thing("linen-apron", 1, 480, 1180, 1000)),
    "photos/pin-jacket-3": partial(moment, "pins", 3.0, 0.5),
    "photos/blue-peonies-1": partial(
        cloth,
        mix(ROSE, LINEN, 0.55),
        Thing("peony-shoes", 0, 300, 560, 420),
        Thing("peony-shoes", 1, 660, 880, 420),
        Thing("peony-shoes", 2, 300, 1200, 420),
    ),
    "photos/blue-peonies-2": partial(moment, "shoes", 6.0, 0.5),
    "photos/brewing-1": partial(daylight, _MOSS, Thing("glass-teapot", 1, 450, 1130, 470)),
    "photos/brewing-2": partial(moment, "oolong", 4.2, 0.5),
    "photos/brewing-3": partial(
        evening, _HILL, Thing("oolong", 1, 300, 1020, 460), Thing("tide-cup", 0, 660, 1140, 360)
    ),
    "photos/one-night-1": partial(moment, "lanterns", 0.3, 0.35),
    "photos/one-night-2": partial(moment, "mango_ice", 5.5, 0.55),
    "photos/one-night-3": partial(moment, "bubble_tea", 4.0, 0.5),
}
