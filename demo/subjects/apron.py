"""A linen apron that hangs by its straps, and cloth that moves in the wind."""

import math
from itertools import pairwise

import numpy as np
from PIL import Image

from demo.canvas import Canvas
from demo.colour import AMBER, COCOA, CREAM, GOLD, INK, Colour, darker, lighter, mix
from demo.paint import across, down
from demo.paths import Path, curve, ellipse, petal, placed, points, rounded

#: Size of the sprite; the apron hangs from (150, 10) and (250, 10).
SIZE = (400, 470)
GRID = (5, 9)


def apron(canvas: Canvas, colour: Colour, accent: Colour) -> None:
    """Draw the apron within `SIZE`."""
    for side in (-1, 1):
        canvas.stroke(
            curve(((200 + side * 52, 6), (200 + side * 58, 50), (200 + side * 64, 92))),
            15,
            darker(colour, 0.2),
        )
        canvas.stroke(
            curve(((200 + side * 128, 218), (200 + side * 160, 262), (200 + side * 152, 330))),
            (13, 11, 8),
            darker(colour, 0.28),
        )
    shape = np.concatenate(
        (
            curve(((126, 86), (200, 96), (274, 86))),
            curve(((274, 86), (286, 160), (330, 214))),
            curve(((330, 214), (342, 330), (352, 446))),
            curve(((352, 446), (276, 458), (200, 450), (124, 458), (48, 446))),
            curve(((48, 446), (58, 330), (70, 214))),
            curve(((70, 214), (114, 160), (126, 86))),
        )
    )
    canvas.fill(
        shape,
        across(48, 352, darker(colour, 0.28), colour, lighter(colour, 0.22), colour, darker(colour, 0.34)),
    )
    _weave(canvas, shape)
    for x, bend, tone in ((96, -14, INK), (150, -6, CREAM), (196, 4, INK), (252, 8, CREAM), (306, 16, INK)):
        canvas.stroke(
            curve(((x, 230), (x + bend * 0.5, 340), (x + bend, 470))),
            (4, 26, 40),
            tone,
            opacity=0.17,
            blur=9,
            clip=shape,
        )
    canvas.stroke(curve(((70, 218), (200, 234), (330, 218))), 15, darker(accent, 0.1), clip=shape)
    _pocket(canvas, colour, accent)
    canvas.stroke(
        curve(((58, 434), (124, 446), (200, 438), (276, 446), (342, 434))),
        2.4,
        lighter(accent, 0.35),
        opacity=0.7,
    )
    canvas.shade(shape, darker(colour, 0.75), dx=-4, dy=-8, blur=14, opacity=0.45)
    _blossom(canvas.view(200, 154), accent)


def _weave(canvas: Canvas, shape: Path) -> None:
    random = np.random.default_rng(6)
    for _ in range(120):
        x, y = random.uniform(50, 350), random.uniform(90, 450)
        length = random.uniform(12, 46)
        line = points((x, y), (x, y + length)) if random.uniform() < 0.5 else points((x, y), (x + length, y))
        canvas.stroke(line, 1.3, CREAM if random.uniform() < 0.5 else COCOA, opacity=0.14, clip=shape)


def _pocket(canvas: Canvas, colour: Colour, accent: Colour) -> None:
    pocket = np.concatenate(
        (
            points((112, 268), (288, 268)),
            curve(((288, 268), (290, 330), (272, 372), (200, 380), (128, 372), (110, 330), (112, 268))),
        )
    )
    canvas.fill(placed(pocket, 0, 6), INK, opacity=0.3, blur=6)
    canvas.fill(pocket, down(268, 380, lighter(colour, 0.16), darker(colour, 0.1)))
    canvas.stroke(points((112, 274), (288, 274)), 11, accent)
    canvas.stroke(points((200, 282), (200, 376)), 2, darker(colour, 0.4), opacity=0.7)
    spoon = canvas.view(244, 282, degrees=10)
    spoon.stroke(points((0, 6), (0, -70)), 8, mix(GOLD, COCOA, 0.35))
    spoon.fill(ellipse(0, -84, 14, 21), mix(GOLD, COCOA, 0.2))
    canvas.fill(points((222, 282), (272, 282), (272, 300), (222, 300)), lighter(colour, 0.12))


def _blossom(canvas: Canvas, accent: Colour) -> None:
    for turn in range(5):
        leaf = canvas.view(0, 0, degrees=turn * 72 - 90)
        leaf.fill(petal(34, 30), across(0, 34, lighter(accent, 0.5), accent))
    canvas.fill(ellipse(0, 0, 8, 8), AMBER)


def blown(sprite: Image.Image, t: float, seconds: float, phase: float) -> Image.Image:
    """Return hanging cloth (a sprite of mode RGBa) bent by the wind; its upper edge stays where it is."""
    columns, rows = GRID
    xs, ys = np.linspace(0, sprite.width, columns + 1), np.linspace(0, sprite.height, rows + 1)
    turn = 2 * math.pi * t / seconds

    def source(x: float, y: float) -> tuple[float, float]:
        down_share = y / sprite.height
        gust = math.sin(2 * turn + phase) + 0.45 * math.sin(5 * turn + phase * 2)
        ripple = math.sin(3 * turn + phase - down_share * 4.2 + x / sprite.width * 3)
        return x - sprite.width * down_share**1.5 * (
            0.085 * gust + 0.028 * ripple
        ), y + sprite.height * down_share**2 * (0.02 * gust * gust + 0.018 * ripple)

    mesh = []
    for left, right in pairwise(xs):
        for top, bottom in pairwise(ys):
            corners = (*source(left, top), *source(left, bottom), *source(right, bottom), *source(right, top))
            if _shows(sprite, corners):
                mesh.append(((int(left), int(top), int(right), int(bottom)), corners))
    bent = sprite.transform(sprite.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)
    return bent.convert("RGBA")


def _shows(sprite: Image.Image, corners: tuple[float, ...]) -> bool:
    """Tell whether there is cloth between four corners."""
    left, right = int(min(corners[::2])) - 1, int(max(corners[::2])) + 2
    top, bottom = int(min(corners[1::2])) - 1, int(max(corners[1::2])) + 2
    return sprite.crop((left, top, right, bottom)).getbbox() is not None


def peg(canvas: Canvas, x: float, y: float) -> None:
    """Draw a wooden clothes-peg."""
    canvas.fill(
        rounded(x - 6, y - 14, 12, 38, 4),
        across(x - 6, x + 6, mix(GOLD, COCOA, 0.35), lighter(GOLD, 0.35), mix(GOLD, COCOA, 0.5)),
    )
