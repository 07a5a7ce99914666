"""Packed goods: a jar of chilli crisp and a tin of tea."""

import numpy as np

from demo.canvas import Canvas
from demo.colour import AMBER, COCOA, CREAM, EMBER, GOLD, INK, RED, Colour, darker, faded, lighter, mix
from demo.paint import across, around
from demo.paths import blob, curve, ellipse, petal, points, rounded


def jar(canvas: Canvas, label: Colour) -> None:
    """Draw a jar of chilli crisp: 300 wide, from y = -230 to its foot at y = 200."""
    canvas.fill(ellipse(0, 200, 190, 30), INK, opacity=0.65, blur=16)
    glass = rounded(-150, -150, 300, 352, 54)
    canvas.fill(
        glass, across(-150, 150, darker(RED, 0.6), EMBER, lighter(AMBER, 0.1), EMBER, darker(RED, 0.65))
    )
    random = np.random.default_rng(8)
    for _ in range(190):
        x, y, size = random.uniform(-140, 140), random.uniform(-96, 186), random.uniform(4, 13)
        tone = (RED, darker(RED, 0.4), AMBER, GOLD, CREAM)[
            int(random.choice(5, p=(0.34, 0.24, 0.22, 0.14, 0.06)))
        ]
        flake = canvas.view(x, y, degrees=random.uniform(0, 180))
        flake.fill(ellipse(0, 0, size, size * 0.55), tone, opacity=0.85)
    canvas.fill(rounded(-146, -146, 292, 60, 40), lighter(AMBER, 0.15), opacity=0.7, blur=5)
    canvas.shade(glass, darker(RED, 0.8), blur=24, opacity=0.7)
    canvas.fill(
        rounded(-154, -40, 308, 168, 12),
        across(-154, 154, darker(label, 0.42), label, lighter(label, 0.2), label, darker(label, 0.48)),
    )
    for y in (-30, 118):
        canvas.stroke(points((-150, y), (150, y)), 3, GOLD, opacity=0.9)
    _chilli(canvas.view(0, 44))
    canvas.stroke(curve(((-122, -110), (-128, 20), (-120, 160))), (4, 15, 4), CREAM, opacity=0.5, blur=3)
    lid = rounded(-142, -232, 284, 92, 16)
    canvas.fill(lid, across(-142, 142, darker(GOLD, 0.6), GOLD, lighter(GOLD, 0.6), GOLD, darker(GOLD, 0.65)))
    for x in range(-128, 132, 13):
        canvas.stroke(points((x, -214), (x, -150)), 3, darker(GOLD, 0.5), opacity=0.4)


def _chilli(canvas: Canvas) -> None:
    """Draw two crossed chillies."""
    for flip in (False, True):
        pepper = canvas.view(0, 0, flip=flip, degrees=0)
        shape = blob((-64, -38), (-40, -44), (10, -12), (58, 44), (66, 58), (40, 46), (-30, 6), (-60, -18))
        pepper.fill(shape, across(-60, 60, lighter(RED, 0.15), RED, darker(RED, 0.3)))
        pepper.stroke(curve(((-44, -34), (0, -8), (36, 28))), (2, 5, 1), CREAM, opacity=0.5, blur=1)
        pepper.stroke(curve(((-62, -32), (-76, -44), (-78, -60))), (9, 6), (74, 122, 58))


def tin(canvas: Canvas, colour: Colour, accent: Colour) -> None:
    """Draw a tea tin: 280 wide, from y = -250 to its foot at y = 200."""
    canvas.fill(ellipse(0, 200, 176, 34), INK, opacity=0.65, blur=16)
    side = np.concatenate(
        (
            points((140, -160), (140, 180)),
            ellipse(0, 180, 140, 27, start=0, end=180),
            points((-140, 180), (-140, -160)),
        )
    )
    canvas.fill(
        side,
        across(-140, 140, darker(colour, 0.55), colour, lighter(colour, 0.28), colour, darker(colour, 0.6)),
    )
    for base, tone in ((60, 0.22), (100, 0.05), (140, -0.2)):
        ridge = curve([(x, base - 34 * abs(np.sin(x * 0.021 + base))) for x in range(-150, 151, 30)])
        hills = np.vstack((ridge, ((150, 240), (-150, 240))))
        canvas.fill(
            hills, lighter(colour, tone) if tone > 0 else darker(colour, -tone), opacity=0.75, clip=side
        )
    canvas.fill(ellipse(44, -48, 40, 40), around(36, -56, 60, lighter(accent, 0.5), accent), clip=side)
    for x, y, turn in ((-70, -20, -50), (-44, -44, -20), (-74, -60, -84)):
        leaf = canvas.view(x, y, degrees=turn)
        leaf.fill(petal(62, 26), across(0, 62, accent, lighter(accent, 0.5)))
    canvas.shade(side, darker(colour, 0.85), blur=18, opacity=0.5)
    lid = np.concatenate(
        (
            ellipse(0, -236, 146, 30, start=180, end=360),
            points((146, -160)),
            ellipse(0, -160, 146, 28, start=0, end=180),
            points((-146, -236)),
        )
    )
    canvas.fill(
        lid,
        across(-146, 146, darker(accent, 0.6), accent, lighter(accent, 0.5), accent, darker(accent, 0.62)),
    )
    canvas.fill(
        ellipse(0, -236, 146, 30), across(-146, 146, lighter(accent, 0.15), lighter(accent, 0.6), accent)
    )
    canvas.stroke(curve(((-104, -130), (-108, 20), (-102, 170))), (3, 14, 3), faded(CREAM, 0.35), blur=4)
    canvas.stroke(ellipse(0, 180, 139, 26, start=8, end=172), 5, mix(accent, COCOA, 0.35), opacity=0.8)
