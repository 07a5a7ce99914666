"""What each product looks like in a picture: how it is drawn, in which colours, in how much room."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from demo.canvas import Canvas
from demo.colour import (
    CELADON,
    CREAM,
    EMBER,
    GOLD,
    INDIGO,
    INK,
    JADE,
    LINEN,
    PLUM,
    RED,
    TEAL,
    WINE,
    Colour,
    darker,
    mix,
    rgb,
)
from demo.paths import ellipse
from demo.subjects import apron, bubble_tea, candle, mango_ice, noodles, pins, shoes, teapot
from demo.subjects.lantern import lantern
from demo.subjects.packs import jar, tin
from demo.subjects.pottery import BOWL, CUP, Profile, glaze, turned

GLAZES = (rgb("5fa8a0"), rgb("c96a3f"), rgb("39477a"))


@dataclass(frozen=True)
class Subject:
    """`draw(canvas, variation)` draws from `top` to `foot`, `half_width` to each side of the origin."""

    draw: Callable[[Canvas, int], None]
    top: float
    foot: float
    half_width: float
    standing: bool = True


def _bowl_of_noodles(canvas: Canvas, variation: int) -> None:
    noodles.bowl(canvas, (INDIGO, RED, JADE)[variation])
    noodles.noodles(canvas)
    noodles.toppings(canvas)


def _jar(canvas: Canvas, variation: int) -> None:
    jar(canvas, (CREAM, RED, TEAL)[variation])


def _mango(canvas: Canvas, variation: int) -> None:
    mango_ice.dish(canvas, (TEAL, PLUM, JADE)[variation])
    mango_ice.dessert(canvas, 1)


def _bubble_tea(canvas: Canvas, variation: int) -> None:
    level = bubble_tea.TOP + 62
    bubble_tea.glass_back(canvas)
    bubble_tea.tea(canvas, level, (rgb("cf9d6e"), rgb("a9b77a"), rgb("b08ab0"))[variation])
    bubble_tea.pearls(canvas, bubble_tea.pearl_sprite(canvas.scale), (9.0,) * 34)
    bubble_tea.ice(canvas, level, 0.2)
    bubble_tea.straw(canvas, 0, (EMBER, JADE, GOLD)[variation])
    bubble_tea.glass_front(canvas)


def _oolong_tin(canvas: Canvas, variation: int) -> None:
    tin(canvas, (rgb("2d5f58"), rgb("365a86"), WINE)[variation], GOLD)


def _osmanthus_tin(canvas: Canvas, variation: int) -> None:
    tin(canvas, (rgb("b5563f"), rgb("c98a35"), PLUM)[variation], mix(GOLD, CREAM, 0.35))
    candle.osmanthus(canvas.view(60, 214, scale=0.9), GOLD)


def _teapot(canvas: Canvas, variation: int) -> None:
    tone = (teapot.DEEP, rgb("b8b452"), rgb("b2452c"))[variation]
    teapot.pot_back(canvas)
    teapot.tea(canvas, tone)
    teapot.leaves(canvas, 1, 0.3 * variation)
    teapot.pot_front(canvas)
    teapot.cup(canvas.view(284, 176, scale=0.82), tone)


def _turned(canvas: Canvas, profile: Profile, colour: Colour, turn: float) -> None:
    """Stand a turned pot on the origin."""
    pot = turned(profile, glaze(colour), turn, inner=darker(colour, 0.25))
    foot = profile.radii[-1]
    canvas.fill(ellipse(0, 14, foot * 1.35, foot * 0.32), INK, opacity=0.6, blur=16)
    size = (round(pot.width * canvas.scale), round(pot.height * canvas.scale))
    canvas.lay(pot.resize(size, Image.Resampling.LANCZOS), -pot.width / 2, 34 - pot.height)


def _cup(canvas: Canvas, variation: int) -> None:
    _turned(canvas, CUP, GLAZES[variation], 0.2 + variation * 0.3)


def _bowl(canvas: Canvas, variation: int) -> None:
    _turned(canvas, BOWL, (GLAZES[2], CELADON, GLAZES[1])[variation], 0.5 + variation * 0.21)


def _candle(canvas: Canvas, variation: int) -> None:
    candle.vessel(canvas, (rgb("7a9a8a"), rgb("a56a6a"), rgb("5a6796"))[variation])
    candle.flame(canvas.view(0, -28), 3, 1.02)


def _lantern(canvas: Canvas, variation: int) -> None:
    lantern(canvas, (RED, GOLD, rgb("3f8f86"))[variation], plump=(0.86, 1.05, 0.78)[variation])


def _shoes(canvas: Canvas, variation: int) -> None:
    colour = (RED, rgb("22577a"), rgb("2f2a3a"))[variation]
    for x, degrees, flip in ((-118, -5, False), (118, 5, True)):
        shoe = canvas.view(x, 0, degrees=degrees, flip=flip)
        shoes.shoe(shoe, colour)
        shoes.embroidery(shoe, 1)


def _apron(canvas: Canvas, variation: int) -> None:
    colour, accent = ((LINEN, EMBER), (rgb("3c5a78"), GOLD), (rgb("b5563f"), CREAM))[variation]
    apron.apron(canvas.view(-200, -235), colour, accent)


def _pins(canvas: Canvas, variation: int) -> None:
    for number, (x, y) in enumerate(
        ((-150, -250), (150, -250), (-150, 0), (150, 0), (-150, 250), (150, 250))
    ):
        pins.PINS[(number + variation * 2) % len(pins.PINS)](
            canvas.view(x, y, degrees=(-6, 5, 4, -5, -3, 6)[number])
        )


SUBJECTS: dict[str, Subject] = {
    "beef-noodles": Subject(_bowl_of_noodles, -110, 270, 270),
    "chilli-crisp": Subject(_jar, -235, 205, 150),
    "mango-ice": Subject(_mango, -420, 280, 262),
    "bubble-tea": Subject(_bubble_tea, -500, 300, 190),
    "oolong": Subject(_oolong_tin, -266, 210, 146),
    "osmanthus-tea": Subject(_osmanthus_tin, -266, 210, 170),
    "glass-teapot": Subject(_teapot, -270, 215, 345),
    "tide-cup": Subject(_cup, -330, 30, 150),
    "noodle-bowl": Subject(_bowl, -240, 30, 186),
    "osmanthus-candle": Subject(_candle, -190, 285, 160),
    "paper-lantern": Subject(_lantern, -145, 190, 104, standing=False),
    "peony-shoes": Subject(_shoes, -260, 270, 225, standing=False),
    "linen-apron": Subject(_apron, -235, 225, 160, standing=False),
    "market-pins": Subject(_pins, -355, 355, 260, standing=False),
}
