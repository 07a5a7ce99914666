"""A tall glass of bubble tea, filled step by step."""

from functools import lru_cache

import numpy as np
from PIL import Image

from demo.canvas import Canvas
from demo.colour import AMBER, COCOA, CREAM, EMBER, INK, MILK_TEA, Colour, darker, faded, lighter, mix, rgb
from demo.easing import ease_in, span
from demo.paint import across, around, down
from demo.paths import Path, curve, ellipse, points, rounded

TOP, BOTTOM = -300.0, 290.0
PEARL = 24.0


def half_width(y: float) -> float:
    """Return the inner half width of the glass at height `y`."""
    return 186 - 46 * (y - TOP) / (BOTTOM - TOP)


def inside(level: float) -> Path:
    """Return the outline of what the glass holds up to `level`."""
    w, bottom = half_width(level), half_width(BOTTOM) - 6
    return np.concatenate(
        (
            points((-w, level), (-bottom, BOTTOM - 24)),
            ellipse(0, BOTTOM - 24, bottom, 26, start=180, end=0),
            points((w, level)),
            ellipse(0, level, w, 0.16 * w, start=0, end=180),
        )
    )


def glass_back(canvas: Canvas) -> None:
    """Draw the empty glass as seen behind its contents."""
    canvas.fill(ellipse(0, BOTTOM + 12, 210, 30), INK, opacity=0.65, blur=16)
    canvas.fill(
        inside(TOP),
        across(
            -190,
            190,
            faded(CREAM, 0.26),
            faded(CREAM, 0.05),
            faded(CREAM, 0.09),
            faded(CREAM, 0.05),
            faded(CREAM, 0.24),
        ),
    )
    canvas.stroke(ellipse(0, TOP, 188, 31), 4, CREAM, opacity=0.55)


def glass_front(canvas: Canvas) -> None:
    """Draw reflections and the front rim."""
    body = inside(TOP)
    canvas.shade(body, CREAM, dx=0, dy=0, blur=9, opacity=0.75)
    for x0, x1, width, opacity in ((-146, -114, 26, 0.36), (-112, -86, 7, 0.3), (150, 116, 10, 0.42)):
        canvas.stroke(
            points((x0, -250), ((x0 + x1) / 2, 0), (x1, 230)),
            (width * 0.6, width, width * 0.5),
            CREAM,
            opacity=opacity,
            blur=2.5,
        )
    canvas.stroke(ellipse(0, TOP, 188, 31, start=0, end=180), 6, lighter(CREAM, 0.5), opacity=0.8)
    canvas.fill(ellipse(0, BOTTOM - 4, 128, 15), AMBER, opacity=0.3, blur=6)


def tea(canvas: Canvas, level: float, colour: Colour = MILK_TEA) -> None:
    """Draw milk tea up to `level`, with sugar melting from the glass."""
    tea_body(canvas, level, colour)
    tea_surface(canvas, level, colour)


def tea_body(canvas: Canvas, level: float, colour: Colour = MILK_TEA) -> None:
    """Draw the tea below its surface. It looks the same at every level."""
    body = inside(level)
    canvas.fill(
        body,
        down(
            TOP, BOTTOM, lighter(colour, 0.5), lighter(colour, 0.12), colour, mix(colour, COCOA, 0.6), COCOA
        ),
    )
    random = np.random.default_rng(5)
    for x in (-150, -112, -60, -14, 40, 88, 136):
        tall = random.uniform(150, 420)
        sink = curve(
            (
                (x * 0.86, BOTTOM),
                (x + random.uniform(-16, 16), BOTTOM - tall * 0.5),
                (x * 1.05 + random.uniform(-20, 20), BOTTOM - tall),
            )
        )
        canvas.stroke(sink, (46, 22, 3), COCOA, opacity=0.5, blur=7, clip=body)
    canvas.shade(body, darker(COCOA, 0.3), blur=26, opacity=0.55)


def tea_surface(canvas: Canvas, level: float, colour: Colour = MILK_TEA) -> None:
    """Draw the surface of the tea."""
    w = half_width(level)
    canvas.fill(
        ellipse(0, level, w, 0.16 * w),
        around(-30, level, w, lighter(colour, 0.75), lighter(colour, 0.45), colour),
    )


def pearl_sprite(scale: float) -> Image.Image:
    """Return one tapioca pearl."""
    size = round(PEARL * 2.5 * scale)
    canvas = Canvas.clear(size, size)
    ball = canvas.view(size / 2, size / 2, scale=scale)
    ball.fill(
        ellipse(0, 0, PEARL, PEARL), around(-7, -9, PEARL * 1.7, rgb("8a4527"), rgb("3b1711"), rgb("16080a"))
    )
    ball.shade(ellipse(0, 0, PEARL, PEARL), EMBER, dx=-2, dy=-4, blur=4, opacity=0.5)
    ball.fill(ellipse(-8, -10, 7, 4.6), CREAM, opacity=0.85, blur=1)
    return canvas.image


def pearl_places(count: int = 34) -> tuple[tuple[float, float], ...]:
    """Return where the pearls come to rest, the lowest first."""
    random = np.random.default_rng(16)
    places = []
    for number in range(count):
        row, column = divmod(number, 6)
        y = BOTTOM - 44 - row * 37
        shift = (row % 2) * 20 - 10
        places.append(
            (
                float((column - 2.5) * 40 + shift * 0.8 + random.uniform(-4, 4)),
                float(y + random.uniform(-6, 6)),
            )
        )
    return tuple(places)


def pearls(canvas: Canvas, sprite: Image.Image, since: tuple[float, ...]) -> None:
    """Draw the pearls; `since` is how many seconds ago each began to fall."""
    for (x, y), seconds in zip(pearl_places(len(since)), since, strict=True):
        if seconds > 0:
            fall = ease_in(span(seconds, 0, 0.62))
            hop = span(seconds, 0.62, 0.95)
            canvas.stamp(sprite, x * (0.55 + 0.45 * fall), -820 + (y + 820) * fall - 44 * hop * (1 - hop))


def straw(canvas: Canvas, y: float, colour: Colour = EMBER) -> None:
    """Draw the straw; `y` is how far above its place it still is."""
    line = points((24, TOP + 60 + y), (70, TOP - 200 + y))
    canvas.stroke(line, 34, darker(colour, 0.35))
    canvas.stroke(line - (3, 0), 24, colour)
    canvas.stroke(line - (7, 0), 6, CREAM, opacity=0.6)
    canvas.fill(ellipse(70, TOP - 208 + y, 17, 9), darker(colour, 0.65))


def ice(canvas: Canvas, level: float, bob: float) -> None:
    """Float three ice cubes at `level`."""
    for x, turn, size in ((-88, -14, 0.9), (-18, 9, 1.05), (100, 24, 0.92)):
        y = level - 6 + bob * (6 if x > 0 else -5)
        canvas.stamp(_ice_sprite(canvas.scale * size), x, y, degrees=turn + bob * 4)


@lru_cache(maxsize=32)
def _ice_sprite(scale: float) -> Image.Image:
    """Return one ice cube."""
    side = round(84 * scale)
    canvas = Canvas.clear(side, side)
    cube = canvas.view(side / 2, side / 2, scale=scale)
    block = rounded(-38, -34, 76, 62, 15)
    cube.fill(block, down(-34, 30, faded(CREAM, 0.85), faded(CREAM, 0.25), faded(CREAM, 0.5)))
    cube.shade(block, CREAM, blur=5, opacity=0.8)
    cube.stroke(points((-22, -20), (10, -22)), 6, lighter(CREAM, 0.8), opacity=0.9, blur=1)
    return canvas.image
