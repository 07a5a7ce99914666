"""Chopsticks lift beef noodles out of a steaming bowl under lantern light."""

from functools import partial

from PIL import Image

from demo.atmosphere import Steam, backdrop, bokeh, camera, sparks, table, vignette
from demo.canvas import Canvas
from demo.colour import (
    AMBER,
    COCOA,
    CREAM,
    EMBER,
    INK,
    JADE,
    LANTERN,
    NIGHT,
    PLUM,
    RED,
    ROSE,
    WINE,
    WOOD,
    darker,
    mix,
)
from demo.easing import breath, smooth, span, sway
from demo.music import Score
from demo.paint import across, around, down
from demo.paths import curve, ellipse, points, rounded
from demo.scenes.scene import Painter, Scene
from demo.subjects import noodles
from demo.subjects.lantern import lantern

SECONDS = 8.0
BOWL = (360, 800)


def build() -> Painter:
    """Draw the stall, the table and the bowl once; noodles and steam move."""
    near, far = _lantern_sprite(1.05), _lantern_sprite(0.72)
    sticks = Canvas.clear(620, 330)
    noodles.chopsticks(sticks.view(60, 290))
    return partial(_paint, _stall(), (near, far), sticks.image, (Steam(21, SECONDS), Steam(33, SECONDS)))


def _paint(
    stall: Image.Image,
    lanterns: tuple[Image.Image, Image.Image],
    sticks: Image.Image,
    steams: tuple[Steam, Steam],
    t: float,
) -> Image.Image:
    canvas = Canvas(stall.copy())
    for sprite, x, y, size, phase in ((lanterns[1], 196, -10, 0.72, 0.3), (lanterns[0], 560, -20, 1.05, 0.0)):
        lean = 3.4 * sway(t, SECONDS, 2, phase)
        canvas.glow(
            x - lean * 2, y + 150 * size, 380 * size, LANTERN, 0.5 + 0.05 * sway(t, SECONDS, 9, phase)
        )
        canvas.stamp(sprite, x, y, degrees=lean, pivot=(0.5, 0.0))
    sparks(canvas, 12, t, SECONDS, count=16)
    steams[0].draw(canvas, BOWL[0] - 70, BOWL[1] + 20, t, scale=3.1, opacity=0.5)
    lift = smooth(span(t, 0.6, 2.6)) - smooth(span(t, 5.4, 7.4))
    height, swing = 70 + 200 * lift, sway(t, SECONDS, 4) * (0.25 + lift)
    tip = canvas.view(BOWL[0] + 18 + 5 * swing, BOWL[1] - height + 18)
    noodles.lifted(tip, height, swing)
    tip.stamp(sticks, 0, 0, degrees=-1.6 * lift + 0.6 * swing, pivot=(60 / 620, 290 / 330))
    steams[1].draw(canvas, BOWL[0] + 50, BOWL[1] + 40, t, scale=3.3, opacity=0.42)
    return camera(
        canvas.image, (720, 1280), zoom=1.02 + 0.07 * breath(t, SECONDS), dy=30 * breath(t, SECONDS)
    )


def _lantern_sprite(size: float) -> Image.Image:
    canvas = Canvas.clear(round(230 * size), round(380 * size))
    lantern(canvas.view(115 * size, 146 * size, scale=size), RED)
    return canvas.image


def _stall() -> Image.Image:
    canvas = backdrop(740, 1320, (INK, NIGHT, PLUM, WINE, mix(WINE, AMBER, 0.35), WINE))
    bokeh(canvas, 9, (-20, 60, 760, 640), (LANTERN, AMBER, EMBER, ROSE, JADE), count=44, radius=58)
    for x in (40, 120, 640, 706):
        canvas.fill(rounded(x, 330, 46, 270, 6), down(330, 600, darker(WINE, 0.4), INK), opacity=0.5, blur=6)
    table(canvas, 640, WOOD, light_x=360)
    _mat(canvas)
    bowl = canvas.view(*BOWL)
    bowl.fill(ellipse(-30, 262, 350, 70), INK, opacity=0.55, blur=30)
    noodles.bowl(bowl)
    noodles.noodles(bowl)
    noodles.toppings(bowl)
    _cup(canvas.view(620, 1130))
    _chilli(canvas.view(112, 1150))
    return vignette(canvas.image, 1.15)


def _mat(canvas: Canvas) -> None:
    """Draw the bamboo mat beneath the bowl."""
    for row in range(15):
        y = 972 + row * 15
        inset = 76 - row * 5
        slat = points((inset, y), (740 - inset, y), (745 - inset, y + 11), (inset - 5, y + 11))
        canvas.fill(
            slat,
            across(
                0,
                740,
                darker(COCOA, 0.3),
                mix(WOOD, AMBER, 0.42),
                mix(WOOD, LANTERN, 0.5),
                mix(WOOD, AMBER, 0.4),
                darker(COCOA, 0.3),
            ),
            opacity=0.75,
        )


def _cup(canvas: Canvas) -> None:
    canvas.fill(ellipse(0, 62, 84, 20), INK, opacity=0.6, blur=14)
    wall = curve(((-62, -40), (-54, 30), (-38, 60), (38, 60), (54, 30), (62, -40)))
    canvas.fill(wall, across(-62, 62, darker(CREAM, 0.65), darker(CREAM, 0.1), CREAM, darker(CREAM, 0.55)))
    canvas.fill(ellipse(0, -40, 62, 20), lighter_rim())
    canvas.fill(ellipse(0, -37, 55, 16), around(0, -40, 60, mix(AMBER, WOOD, 0.3), WOOD))


def lighter_rim() -> tuple[int, ...]:
    return mix(CREAM, LANTERN, 0.2)


def _chilli(canvas: Canvas) -> None:
    canvas.fill(ellipse(0, 26, 100, 30), INK, opacity=0.6, blur=14)
    canvas.fill(ellipse(0, 12, 92, 34), across(-92, 92, darker(JADE, 0.6), JADE, darker(JADE, 0.55)))
    canvas.fill(ellipse(0, 0, 92, 32), mix(JADE, CREAM, 0.5))
    canvas.fill(ellipse(0, 3, 78, 25), around(-10, 0, 84, EMBER, RED, darker(RED, 0.6)))
    canvas.fill(ellipse(-26, -6, 22, 5), CREAM, opacity=0.4, blur=3)


SCENE = Scene(
    "noodles",
    SECONDS,
    build,
    Score(seed=11, root_hz=196.0, beat_seconds=0.5, voice="pluck", ambience="simmer"),
)
