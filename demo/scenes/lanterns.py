"""Paper lanterns sway on their strings over a night street."""

from functools import partial

import numpy as np
from PIL import Image, ImageFilter

from demo.atmosphere import Steam, backdrop, bokeh, sparks, still, vignette
from demo.canvas import Canvas
from demo.colour import (
    AMBER,
    COCOA,
    CREAM,
    EMBER,
    GOLD,
    INDIGO,
    INK,
    JADE,
    LANTERN,
    NIGHT,
    PLUM,
    RED,
    ROSE,
    TEAL,
    WINE,
    Colour,
    darker,
    faded,
    lighter,
    mix,
)
from demo.easing import sway
from demo.music import Score
from demo.paint import across, down
from demo.paths import curve, ellipse, points, rounded
from demo.scenes.scene import Painter, Scene
from demo.subjects.lantern import lantern

SECONDS = 7.0
STREET_Y = 900

STRINGS = (
    ((-20, 330), (370, 452), (780, 320)),
    ((-20, 170), (365, 312), (780, 160)),
    ((-20, 20), (365, 118), (780, 10)),
)

#: (string, x, scale, colour, phase of its sway), the far ones first
LANTERNS: tuple[tuple[int, float, float, Colour, float], ...] = (
    (0, 150, 0.34, AMBER, 0.1),
    (0, 262, 0.34, RED, 0.3),
    (0, 372, 0.34, GOLD, 0.55),
    (0, 484, 0.34, RED, 0.75),
    (0, 590, 0.34, AMBER, 0.9),
    (1, 70, 0.62, RED, 0.2),
    (1, 262, 0.62, GOLD, 0.45),
    (1, 470, 0.62, EMBER, 0.7),
    (1, 664, 0.62, RED, 0.95),
    (2, 170, 1.08, EMBER, 0.0),
    (2, 560, 1.16, RED, 0.4),
)


def build() -> Painter:
    """Draw the street and each lantern once."""
    sprites = {(scale, colour): _sprite(scale, colour) for _, _, scale, colour, _ in LANTERNS}
    return partial(
        _paint, still(vignette(_street(), 1.2), (720, 1280)), sprites, _near_stalls(), Steam(9, SECONDS)
    )


def _paint(
    street: Image.Image,
    sprites: dict[tuple[float, Colour], Image.Image],
    near: Image.Image,
    steam: Steam,
    t: float,
) -> Image.Image:
    drift = sway(t, SECONDS, 1)
    canvas = Canvas(street.copy())
    for string, x, scale, colour, phase in LANTERNS:
        left, y = x - drift * 22 * scale, _height(string, x)
        lean = 4.2 * sway(t, SECONDS, 2, phase) + 1.6 * sway(t, SECONDS, 5, phase * 2)
        flicker = 0.88 + 0.12 * sway(t, SECONDS, 11, phase) * sway(t, SECONDS, 7, phase * 3)
        swing = left - lean * scale * 1.9
        canvas.glow(swing, y + 130 * scale, 250 * scale, mix(colour, LANTERN, 0.55), 0.7 * flicker)
        canvas.stamp(sprites[scale, colour], left, y, degrees=lean, pivot=(0.5, 0.02))
        canvas.glow(swing, y + 165 * scale, 120 * scale, LANTERN, 0.34 * flicker)
    sparks(canvas, 5, t, SECONDS)
    steam.draw(canvas, 70 - drift * 34, 1090, t, scale=1.7, opacity=0.42)
    canvas.lay(near, -50 - drift * 34, -20)
    return canvas.image


def _height(string: int, x: float) -> float:
    """Return where a string hangs at `x`."""
    line = curve(STRINGS[string])
    return float(np.interp(x, line[:, 0], line[:, 1]))


def _sprite(scale: float, colour: Colour) -> Image.Image:
    canvas = Canvas.clear(round(230 * scale), round(390 * scale))
    lantern(canvas.view(115 * scale, 154 * scale, scale=scale), colour, flower=scale > 0.5)
    return canvas.image


def _street() -> Image.Image:
    canvas = backdrop(800, 1400, (INK, NIGHT, INDIGO, PLUM, mix(WINE, AMBER, 0.3), WINE, NIGHT))
    _stars(canvas)
    canvas.fill(ellipse(610, 190, 52, 52), mix(CREAM, LANTERN, 0.2), opacity=0.9)
    canvas.glow(610, 190, 230, LANTERN, 0.4)
    _houses(canvas, 3, 560, mix(INDIGO, PLUM, 0.5), 0.35)
    canvas.fill(ellipse(400, STREET_Y, 330, 130), AMBER, opacity=0.5, blur=70)
    _houses(canvas, 8, 660, mix(NIGHT, WINE, 0.35), 0.75)
    bokeh(canvas, 4, (60, 690, 740, 900), (LANTERN, AMBER, ROSE, JADE, EMBER), count=34, radius=30)
    _stalls(canvas)
    _wet_ground(canvas)
    for line in STRINGS:
        canvas.stroke(curve(tuple((x + 40, y + 30) for x, y in line)), 2.4, COCOA, opacity=0.9)
    return canvas.image


def _stars(canvas: Canvas) -> None:
    random = np.random.default_rng(2)
    for _ in range(70):
        canvas.glow(
            random.uniform(0, 800),
            random.uniform(0, 520),
            random.uniform(2, 7),
            CREAM,
            random.uniform(0.2, 0.7),
        )


def _houses(canvas: Canvas, seed: int, top: float, colour: Colour, lit: float) -> None:
    """Draw a row of tall houses on both sides, lower towards the street's end."""
    random = np.random.default_rng(seed)
    x = -20.0
    while x < 820:
        width = random.uniform(70, 130)
        depth = 1 - abs(x + width / 2 - 400) / 420
        roof = top - 190 + 250 * depth + random.uniform(-30, 30)
        canvas.fill(
            rounded(x, roof, width + 2, 1000, 3), down(roof, 920, lighter(colour, 0.03), darker(colour, 0.5))
        )
        canvas.fill(
            points(
                (x - 8, roof + 12),
                (x + width + 10, roof + 12),
                (x + width - 4, roof - 10),
                (x + 6, roof - 10),
            ),
            darker(colour, 0.45),
        )
        for wy in np.arange(roof + 34, 860, 46):
            for wx in np.arange(x + 14, x + width - 20, 30):
                if random.uniform() < 0.42:
                    _window(
                        canvas,
                        wx,
                        wy,
                        lit * random.uniform(0.4, 1),
                        (LANTERN, AMBER, ROSE)[random.integers(3)],
                    )
        x += width


def _window(canvas: Canvas, x: float, y: float, lit: float, colour: Colour) -> None:
    canvas.fill(rounded(x, y, 16, 24, 2), down(y, y + 24, lighter(colour, 0.3), colour), opacity=lit * 0.85)
    canvas.glow(x + 8, y + 12, 34, colour, lit * 0.3)


def _stalls(canvas: Canvas) -> None:
    """Draw striped awnings with lit counters along the street."""
    for x, y, scale, colour in (
        (300, 800, 0.55, TEAL),
        (500, 806, 0.55, RED),
        (160, 838, 0.9, RED),
        (640, 846, 0.95, JADE),
    ):
        stall = canvas.view(x, y, scale=scale)
        stall.glow(0, 40, 210, LANTERN, 0.75)
        stall.fill(rounded(-108, 0, 216, 110, 4), down(0, 110, LANTERN, AMBER, darker(EMBER, 0.5)))
        for shelf in range(6):
            stall.fill(
                rounded(-92 + shelf * 32, 52 - (shelf % 3) * 7, 22, 34 + (shelf % 3) * 7, 6),
                darker(mix(colour, WINE, 0.5), 0.35),
                opacity=0.85,
            )
        stall.fill(rounded(-116, 84, 232, 66, 4), down(84, 150, mix(colour, COCOA, 0.6), INK))
        for stripe in range(8):
            left = -128 + stripe * 32
            tone = colour if stripe % 2 else lighter(LINEN_LIT, 0.2)
            flap = points(
                (left * 0.86, -52),
                ((left + 32) * 0.86, -52),
                (left + 32, 6),
                (left + 24, 20),
                (left + 8, 20),
                (left, 6),
            )
            stall.fill(flap, down(-52, 20, darker(tone, 0.3), tone))


LINEN_LIT = mix(CREAM, LANTERN, 0.35)


def _wet_ground(canvas: Canvas) -> None:
    """Mirror the street in wet stone: flipped, smeared downwards, darkened, broken by ripples."""
    ground = STREET_Y + 10
    mirror = canvas.image.crop((0, ground - 490, 800, ground)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    mirror = (
        mirror.resize((100, 30), Image.Resampling.BOX)
        .resize((800, 490), Image.Resampling.BICUBIC)
        .filter(ImageFilter.GaussianBlur(7))
    )
    canvas.image.paste(mirror, (0, ground))
    below = points((0, ground), (800, ground), (800, 1400), (0, 1400))
    canvas.fill(below, down(ground, 1400, faded(INK, 0.3), faded(INK, 0.72), faded(INK, 0.95)))
    random = np.random.default_rng(6)
    for _ in range(150):
        y = ground + 490 * random.uniform(0, 1) ** 1.5
        x, length = random.uniform(60, 740), (20 + (y - ground) * 0.3) * random.uniform(0.5, 1.3)
        tone = (LANTERN, AMBER, ROSE, EMBER)[random.integers(4)]
        canvas.stroke(
            points((x - length, y), (x, y), (x + length, y)),
            (0.5, 1 + (y - ground) / 150, 0.5),
            tone,
            opacity=random.uniform(0.05, 0.3),
            blur=0.8,
        )


def _near_stalls() -> Image.Image:
    """Draw the dark corners of the two stalls that the camera stands between."""
    canvas = Canvas.clear(820, 1340)
    for x, flip in ((0, False), (820, True)):
        side = canvas.view(x, 0, flip=flip)
        roof = curve(((-20, 760), (90, 800), (190, 872)))
        side.fill(np.vstack((roof, ((190, 900), (-20, 930)))), across(0, 200, INK, darker(WINE, 0.6)))
        side.stroke(roof, 3, LANTERN, opacity=0.5, blur=1)
        side.fill(points((40, 880), (58, 880), (58, 1340), (40, 1340)), darker(WINE, 0.75))
        side.fill(rounded(-20, 1120, 190, 240, 8), down(1120, 1340, darker(WINE, 0.45), INK))
        side.stroke(points((-20, 1121), (168, 1121)), 3, LANTERN, opacity=0.45, blur=1)
        for pot in range(3):
            side.fill(
                ellipse(38 + pot * 46, 1098, 22, 24),
                down(1074, 1122, mix(AMBER, WINE, 0.45), darker(WINE, 0.6)),
            )
            side.fill(ellipse(38 + pot * 46, 1078, 18, 5), LANTERN, opacity=0.7)
    return canvas.image.filter(ImageFilter.GaussianBlur(2.2))


SCENE = Scene(
    "lanterns",
    SECONDS,
    build,
    Score(seed=3, root_hz=220.0, beat_seconds=0.45, voice="pluck", ambience="street"),
)
