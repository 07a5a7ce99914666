"""A bowl of braised beef noodles, seen from the seat."""

import numpy as np

from demo.canvas import Canvas
from demo.colour import (
    AMBER,
    CELADON,
    COCOA,
    CREAM,
    EMBER,
    GOLD,
    INDIGO,
    INK,
    LEAF,
    MANGO,
    Colour,
    darker,
    faded,
    lighter,
    mix,
    rgb,
)
from demo.paint import across, around, down
from demo.paths import Path, blob, curve, ellipse, placed, points

BROTH = ellipse(0, 0, 246, 92)
NOODLE = rgb("f6d58c")
BEEF = rgb("6b3320")


def bowl(canvas: Canvas, colour: Colour = INDIGO) -> None:
    """Draw the filled bowl: its rim is 540 wide around (0, 0), its foot at y = 262."""
    wall = np.concatenate(
        (
            ellipse(0, 0, 270, 106, start=0, end=180),
            curve(((-270, 0), (-238, 118), (-150, 214), (-92, 240))),
            curve(((92, 240), (150, 214), (238, 118), (270, 0))),
        )
    )
    foot = points((-96, 226), (96, 226), (88, 262), (-88, 262))
    canvas.fill(ellipse(0, 262, 240, 34), INK, opacity=0.7, blur=16)
    canvas.fill(
        np.concatenate((foot, ellipse(0, 262, 88, 13, start=0, end=180))),
        across(-96, 96, darker(colour, 0.7), darker(colour, 0.2), darker(colour, 0.8)),
    )
    canvas.fill(
        wall,
        across(-270, 270, darker(colour, 0.5), colour, lighter(colour, 0.16), colour, darker(colour, 0.66)),
    )
    _waves(canvas, wall)
    canvas.shade(wall, darker(colour, 0.85), dx=-10, dy=-40, blur=36, opacity=0.75)
    canvas.shade(wall, AMBER, dx=7, dy=3, blur=5, opacity=0.4)
    canvas.fill(
        ellipse(0, 0, 270, 106),
        across(-270, 270, darker(CREAM, 0.45), CREAM, lighter(CREAM, 0.5), darker(CREAM, 0.3)),
    )
    canvas.fill(ellipse(0, 3, 256, 97), down(-95, 100, darker(colour, 0.55), mix(colour, CREAM, 0.25)))
    canvas.fill(
        placed(BROTH, 0, 8),
        around(-20, 10, 260, rgb("c2621f"), rgb("9c4316"), rgb("5f220f"), rgb("3a130c")),
        clip=ellipse(0, 3, 256, 97),
    )


def _waves(canvas: Canvas, wall: Path) -> None:
    """Paint the bowl's brush pattern: overlapping waves around its belly."""
    for row, y in enumerate((96, 126, 156)):
        for step in range(-5, 6):
            x = step * 62 + (row % 2) * 31
            sink = y + 40 * (1 - (x / 300) ** 2)
            for size in (27, 18, 9):
                canvas.stroke(
                    ellipse(x, sink, size, size * 0.78, start=180, end=360),
                    3,
                    lighter(CELADON, 0.4),
                    opacity=0.5,
                    clip=wall,
                )


def noodles(canvas: Canvas, *, heap: float = 1) -> None:
    """Fill the bowl's broth with loops of noodles."""
    random = np.random.default_rng(4)
    for number in range(64):
        x, y = random.normal(0, 105), random.normal(8, 28)
        length, bend = random.uniform(90, 190), random.uniform(-34, 34)
        lean = random.uniform(-0.24, 0.24)
        line = curve(
            (
                (x - length, y + lean * 60),
                (x - length / 3, y + bend),
                (x + length / 3, y - bend * 0.7 - 6 * heap),
                (x + length, y - lean * 60),
            )
        )
        tone = mix(NOODLE, AMBER, 0.5 - number / 140)
        canvas.stroke(placed(line, 0, 4), 9, COCOA, opacity=0.42, blur=1.4, clip=BROTH)
        canvas.stroke(line, 9, darker(tone, 0.22), clip=BROTH)
        canvas.stroke(line - (0, 1.4), 5, lighter(tone, 0.25), clip=BROTH)


def toppings(canvas: Canvas) -> None:
    """Lay beef, greens, half an egg, scallions and chilli oil on the noodles."""
    _greens(canvas.view(-152, 8))
    for x, y, turn, size in ((-62, 30, -8, 1.0), (-12, 48, 12, 0.92), (38, 22, -22, 1.06), (76, 48, 6, 0.86)):
        _beef(canvas.view(x, y, degrees=turn, scale=size))
    _egg(canvas.view(148, 6, degrees=-8))
    random = np.random.default_rng(8)
    for _ in range(30):
        ring = canvas.view(random.normal(0, 96), random.normal(22, 22), scale=random.uniform(0.7, 1.15))
        ring.fill(ellipse(1, 3, 9, 6), COCOA, opacity=0.4, blur=1)
        ring.fill(ellipse(0, 0, 9, 6), lighter(LEAF, 0.25))
        ring.fill(ellipse(0, 0, 4.4, 2.7), darker(LEAF, 0.45))
    for _ in range(26):
        drop_x, drop_y, size = random.uniform(-225, 225), random.uniform(-62, 84), random.uniform(3, 9)
        canvas.fill(
            ellipse(drop_x, drop_y, size * 1.5, size * 0.7),
            around(drop_x - size * 0.4, drop_y - 1, size * 1.6, MANGO, EMBER),
            opacity=0.75,
            clip=BROTH,
        )
    canvas.fill(ellipse(-110, -48, 90, 15), CREAM, opacity=0.2, blur=10, clip=BROTH)


def _beef(canvas: Canvas) -> None:
    piece = blob((-52, 4), (-44, -22), (-6, -32), (40, -24), (54, 2), (40, 22), (-4, 28), (-42, 22))
    canvas.fill(placed(piece, 3, 12), INK, opacity=0.55, blur=7)
    canvas.fill(placed(piece, 0, 8), darker(BEEF, 0.5))
    canvas.fill(piece, down(-32, 30, lighter(BEEF, 0.28), BEEF, darker(BEEF, 0.25)))
    for y in (-16, -5, 8):
        canvas.stroke(
            curve(((-44, y + 3), (-14, y - 4), (16, y + 3), (46, y - 2))),
            (1, 3.4, 1),
            rgb("d59a70"),
            opacity=0.55,
            clip=piece,
        )
    canvas.shade(piece, lighter(AMBER, 0.35), dx=3, dy=7, blur=5, opacity=0.6)
    canvas.fill(ellipse(-18, -18, 20, 5), CREAM, opacity=0.55, blur=3)


def _greens(canvas: Canvas) -> None:
    for turn, length in ((-48, 96), (-78, 108), (-108, 88)):
        leaf = canvas.view(8, 22, degrees=turn)
        shape = blob(
            (0, -9),
            (length * 0.4, -13),
            (length * 0.75, -30),
            (length, -6),
            (length * 0.94, 18),
            (length * 0.6, 22),
            (length * 0.3, 10),
            (0, 8),
        )
        leaf.fill(placed(shape, 2, 6), INK, opacity=0.5, blur=5)
        leaf.fill(
            shape, across(0, length, lighter(CELADON, 0.5), lighter(LEAF, 0.15), LEAF, darker(LEAF, 0.35))
        )
        leaf.stroke(
            curve(((0, 0), (length * 0.5, -3), (length * 0.9, 2))),
            (9, 5, 1.5),
            lighter(CELADON, 0.6),
            opacity=0.85,
        )
        leaf.shade(shape, darker(LEAF, 0.6), dy=-6, blur=6, opacity=0.6)


def _egg(canvas: Canvas) -> None:
    canvas.fill(ellipse(3, 9, 56, 38), INK, opacity=0.5, blur=7)
    canvas.fill(ellipse(0, 5, 56, 38), rgb("b67a48"))
    canvas.fill(ellipse(0, 0, 54, 35), down(-35, 35, rgb("fff3dc"), rgb("f0cfa0")))
    canvas.fill(ellipse(-3, -1, 30, 20), around(-10, -8, 40, rgb("ffcf52"), rgb("ff9c1e"), rgb("d9600f")))
    canvas.fill(ellipse(-14, -9, 9, 4), CREAM, opacity=0.8, blur=1.5)


def chopsticks(canvas: Canvas) -> None:
    """Draw a pair that meets at (0, 0) and leaves to the upper right."""
    for lift, colour in ((0, 0.0), (-17, 0.12)):
        line = points((-34, 13 + lift * 0.6), (470, -250 + lift * 2.2))
        canvas.stroke(placed(line, 4, 12), (8, 16), INK, opacity=0.35, blur=8)
        canvas.stroke(line, (8, 18), mix(rgb("4a1a18"), EMBER, colour))
        canvas.stroke(line - (1, 2.6), (2, 4), lighter(AMBER, 0.3), opacity=0.6)
    canvas.stroke(points((330, -182), (352, -193)), 17, GOLD, opacity=0.9)


def lifted(canvas: Canvas, height: float, swing: float) -> None:
    """Draw the strands that hang from (0, 0) down to the noodles `height` below."""
    for strand in range(11):
        x = (strand - 5) * 7.0
        foot = x * 2.1 - swing * 14
        line = curve(
            (
                (x * 0.55, -10),
                (x * 1.05 + 2, height * 0.25),
                (x * 1.2 + swing * 16, height * 0.62),
                (foot, height + 12 + abs(x) * 0.3),
            )
        )
        tone = mix(NOODLE, AMBER, 0.08 + 0.07 * (strand % 4))
        canvas.stroke(line, 8.4, darker(tone, 0.35))
        canvas.stroke(line - (1.2, 0), 4.6, lighter(tone, 0.3))
    top = blob((-40, -2), (-22, -17), (22, -17), (40, -2), (30, 9), (-30, 9))
    canvas.fill(top, down(-17, 9, lighter(NOODLE, 0.35), NOODLE, darker(NOODLE, 0.3)))
    canvas.fill(ellipse(0, height + 18, 62, 12), faded(COCOA, 0.5), blur=8)
