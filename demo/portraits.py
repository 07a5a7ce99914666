"""Avatars: faces under lantern light, put together from a few traits."""

from dataclasses import dataclass

from PIL import Image

from demo.atmosphere import backdrop, bokeh
from demo.canvas import Canvas
from demo.colour import (
    AMBER,
    CELADON,
    COCOA,
    CREAM,
    EMBER,
    GOLD,
    INDIGO,
    JADE,
    LANTERN,
    LINEN,
    NIGHT,
    PLUM,
    RED,
    ROSE,
    TEAL,
    WINE,
    Colour,
    darker,
    lighter,
    rgb,
)
from demo.paint import across, around, down
from demo.paths import blob, curve, ellipse, rounded

SIZE = 512
LIGHT, TAN, DEEP = rgb("f7cfa8"), rgb("e0a878"), rgb("b47a50")
BLACK, BROWN, SILVER = rgb("1d1a2b"), rgb("4d2c22"), rgb("c9c4c9")


@dataclass(frozen=True)
class Face:
    """The traits of one portrait. `hair`: bob, bun, short or cap."""

    skin: Colour
    hair: str
    hair_colour: Colour
    shirt: Colour
    ground: tuple[Colour, Colour]
    glasses: bool = False
    earring: bool = False


FACES: dict[str, Face] = {
    "mei": Face(LIGHT, "bob", BLACK, EMBER, (INDIGO, PLUM), earring=True),
    "anlan": Face(TAN, "bun", BROWN, JADE, (TEAL, NIGHT)),
    "bo": Face(TAN, "cap", BLACK, LINEN, (WINE, PLUM)),
    "yuki": Face(LIGHT, "bun", BLACK, ROSE, (PLUM, NIGHT), glasses=True, earring=True),
    "kai": Face(DEEP, "short", BLACK, GOLD, (TEAL, INDIGO)),
    "linh": Face(TAN, "bob", BROWN, CELADON, (RED, WINE), glasses=True),
    "noor": Face(DEEP, "bob", BLACK, AMBER, (INDIGO, NIGHT)),
    "otto": Face(LIGHT, "short", SILVER, TEAL, (AMBER, WINE), glasses=True),
    "suyin": Face(LIGHT, "bun", SILVER, PLUM, (JADE, TEAL)),
    "teo": Face(TAN, "cap", BROWN, INDIGO, (GOLD, EMBER)),
}


def portrait(name: str) -> Image.Image:
    """Return the avatar `name`, `SIZE` pixels square.

    Raises KeyError: no avatar has this name.
    """
    face = FACES[name]
    canvas = backdrop(SIZE, SIZE, face.ground)
    bokeh(canvas, len(name) + ord(name[0]), (0, 0, SIZE, SIZE), (LANTERN, AMBER, ROSE), count=14, radius=52)
    canvas.glow(330, 150, 330, LANTERN, 0.5)
    _hair_behind(canvas, face)
    shirt = blob((70, 540), (96, 430), (190, 384), (256, 396), (322, 384), (416, 430), (442, 540))
    canvas.fill(rounded(218, 320, 76, 96, 34), down(320, 410, darker(face.skin, 0.35), face.skin))
    canvas.fill(shirt, across(70, 440, darker(face.shirt, 0.25), face.shirt, lighter(face.shirt, 0.25)))
    canvas.shade(shirt, darker(face.shirt, 0.7), dx=-10, dy=12, blur=26, opacity=0.5)
    canvas.fill(ellipse(256, 392, 50, 26), down(370, 420, darker(face.skin, 0.12), face.skin))
    _head(canvas, face)
    _hair_before(canvas, face)
    _extras(canvas, face)
    return canvas.image


def _head(canvas: Canvas, face: Face) -> None:
    for x in (150, 362):
        canvas.fill(ellipse(x, 262, 22, 28), darker(face.skin, 0.12))
    head = blob(
        (256, 130),
        (340, 160),
        (364, 240),
        (344, 316),
        (300, 362),
        (256, 372),
        (212, 362),
        (168, 316),
        (148, 240),
        (172, 160),
    )
    canvas.fill(head, across(148, 364, darker(face.skin, 0.12), face.skin, lighter(face.skin, 0.3)))
    canvas.shade(head, darker(face.skin, 0.55), dx=8, dy=-8, blur=24, opacity=0.35)
    for x in (206, 306):
        canvas.stroke(ellipse(x, 262, 19, 16, start=200, end=340), 7, COCOA)
        canvas.stroke(
            curve(((x - 24, 224), (x, 214), (x + 24, 222))), (3, 8, 3), darker(face.hair_colour, 0.2)
        )
        canvas.fill(ellipse(x + (x - 256) * 0.5, 298, 26, 16), ROSE, opacity=0.6, blur=7)
    canvas.stroke(curve(((250, 284), (262, 290), (252, 298))), 4, darker(face.skin, 0.4))
    smile = blob((222, 316), (256, 326), (290, 316), (276, 340), (256, 347), (236, 340))
    canvas.fill(smile, rgb("8c2f36"))
    canvas.fill(ellipse(256, 341, 16, 7), ROSE, clip=smile)


def _hair_behind(canvas: Canvas, face: Face) -> None:
    tone = darker(face.hair_colour, 0.25)
    if face.hair == "bob":
        canvas.fill(
            blob(
                (256, 84),
                (370, 120),
                (404, 230),
                (396, 380),
                (330, 396),
                (182, 396),
                (116, 380),
                (108, 230),
                (142, 120),
            ),
            tone,
        )
    if face.hair == "bun":
        canvas.fill(
            ellipse(256, 82, 66, 60), around(236, 66, 90, lighter(face.hair_colour, 0.25), face.hair_colour)
        )
        canvas.stroke(curve(((176, 70), (256, 92), (344, 52))), 10, GOLD)


def _hair_before(canvas: Canvas, face: Face) -> None:
    tone = down(90, 250, lighter(face.hair_colour, 0.2), face.hair_colour)
    if face.hair == "cap":
        canvas.fill(
            blob((138, 214), (150, 130), (256, 84), (362, 130), (374, 214), (256, 186)),
            across(138, 374, darker(face.shirt, 0.35), face.shirt, lighter(face.shirt, 0.2)),
        )
        canvas.fill(
            blob((120, 216), (256, 178), (392, 216), (360, 232), (256, 206), (152, 232)),
            darker(face.shirt, 0.4),
        )
        canvas.fill(ellipse(256, 146, 22, 22), EMBER)
        return
    fringe = {
        "bob": (
            (136, 262),
            (132, 160),
            (190, 98),
            (256, 88),
            (322, 98),
            (380, 160),
            (376, 262),
            (350, 200),
            (290, 186),
            (256, 206),
            (214, 188),
            (160, 204),
        ),
        "bun": (
            (142, 244),
            (142, 152),
            (196, 104),
            (256, 96),
            (316, 104),
            (370, 152),
            (370, 244),
            (344, 184),
            (272, 142),
            (240, 142),
            (168, 186),
        ),
        "short": (
            (144, 234),
            (132, 160),
            (180, 96),
            (262, 76),
            (344, 100),
            (382, 164),
            (368, 236),
            (348, 186),
            (300, 160),
            (224, 178),
            (170, 176),
        ),
    }[face.hair]
    canvas.fill(blob(*fringe), tone)
    canvas.stroke(curve(((176, 150), (226, 112), (290, 108))), (3, 13, 3), CREAM, opacity=0.22, blur=5)


def _extras(canvas: Canvas, face: Face) -> None:
    if face.glasses:
        for x in (206, 306):
            canvas.stroke(ellipse(x, 262, 38, 36), 7, GOLD)
        canvas.stroke(curve(((243, 256), (256, 251), (269, 256))), 6, GOLD)
    if face.earring:
        for x in (148, 364):
            canvas.fill(ellipse(x, 308, 10, 15), around(x - 3, 303, 18, lighter(JADE, 0.6), JADE))
