"""Paper lanterns."""

from demo.canvas import Canvas
from demo.colour import AMBER, COCOA, CREAM, EMBER, GOLD, LANTERN, RED, Colour, darker, faded, lighter, mix
from demo.paint import across, around, down
from demo.paths import Path, blob, curve, ellipse, placed, points, rounded

RIBS = (-0.86, -0.62, -0.36, -0.1, 0.16, 0.42, 0.66, 0.88)


def outline(plump: float) -> Path:
    """Return the paper body, 200 wide and 2 * 100 * `plump` high, around the origin."""
    h = 100 * plump
    return blob(
        (-40, -h),
        (0, -h),
        (40, -h),
        (88, -h * 0.58),
        (100, 0),
        (88, h * 0.58),
        (40, h),
        (0, h),
        (-40, h),
        (-88, h * 0.58),
        (-100, 0),
        (-88, -h * 0.58),
    )


def lantern(
    canvas: Canvas, colour: Colour = RED, *, plump: float = 0.86, lit: float = 1, flower: bool = True
) -> None:
    """Draw a lantern that hangs from (0, -100 * plump - 40); `lit` is how bright it burns."""
    h = 100 * plump
    body = outline(plump)
    canvas.stroke(points((0, -h - 60), (0, -h)), 3, COCOA)
    _tassel(canvas, h)
    glow = mix(colour, LANTERN, 0.75 * lit)
    canvas.fill(
        body,
        across(-100, 100, darker(colour, 0.45), colour, lighter(colour, 0.1), colour, darker(colour, 0.5)),
    )
    canvas.fill(
        body,
        around(0, h * 0.12, 112, faded(lighter(glow, 0.55), lit), faded(glow, 0.85 * lit), faded(colour, 0)),
    )
    _ribs(canvas, h, body, colour)
    if flower:
        _flower(canvas, lighter(LANTERN, 0.35))
    canvas.shade(body, darker(colour, 0.8), dx=-5, dy=-12, blur=16, opacity=0.55)
    canvas.fill(ellipse(-42, -h * 0.42, 20, h * 0.3), CREAM, opacity=0.16, blur=9)
    for y, width in ((-h - 6, 84), (h - 8, 80)):
        cap = rounded(-width / 2, y, width, 16, 6)
        canvas.fill(
            cap,
            across(
                -width / 2, width / 2, darker(GOLD, 0.65), GOLD, lighter(GOLD, 0.5), GOLD, darker(GOLD, 0.7)
            ),
        )


def _ribs(canvas: Canvas, h: float, body: Path, colour: Colour) -> None:
    for at in RIBS:
        y = at * h
        rib = curve(((-102, y * 0.96), (0, y + 9), (102, y * 0.96)))
        canvas.stroke(rib, 2.2, darker(colour, 0.55), opacity=0.4, clip=body)
        canvas.stroke(placed(rib, 0, 2.4), 1.6, lighter(LANTERN, 0.4), opacity=0.3, clip=body)


def _flower(canvas: Canvas, colour: Colour) -> None:
    """Draw a plum blossom on the paper."""
    for turn in range(5):
        leaf = canvas.view(0, 0, degrees=turn * 72 - 90)
        leaf.fill(ellipse(25, 0, 20, 17), colour, opacity=0.62)
    canvas.fill(ellipse(0, 0, 10, 10), AMBER, opacity=0.85)
    for turn in range(5):
        canvas.view(0, 0, degrees=turn * 72 - 54).stroke(points((12, 0), (21, 0)), 2.2, EMBER, opacity=0.6)


def _tassel(canvas: Canvas, h: float) -> None:
    canvas.stroke(points((0, h), (0, h + 26)), 3, GOLD)
    for x in (-9, -6, -3, 0, 3, 6, 9):
        canvas.stroke(
            curve(((x * 0.4, h + 34), (x, h + 60), (x * 1.25, h + 92))),
            (3.4, 3, 1.6),
            down(h + 30, h + 92, EMBER, RED, darker(RED, 0.45)),
        )
    canvas.fill(ellipse(0, h + 30, 8, 9), around(-2, h + 27, 12, lighter(GOLD, 0.6), GOLD, darker(GOLD, 0.5)))
