"""Colours of the seed market: deep ink, warm lantern light, food-stall accents.

A colour is `(red, green, blue)` or `(red, green, blue, alpha)`, each 0-255.
"""

Colour = tuple[int, ...]


def rgb(text: str) -> Colour:
    """Return the colour written as six hexadecimal digits."""
    return tuple(int(text[i : i + 2], 16) for i in (0, 2, 4))


def mix(first: Colour, second: Colour, amount: float) -> Colour:
    """Return the colour `amount` (0-1) of the way from `first` to `second`."""
    return tuple(round(a + (b - a) * amount) for a, b in zip(first, second, strict=True))


def lighter(colour: Colour, amount: float) -> Colour:
    """Return `colour` moved towards warm white."""
    return mix(colour, CREAM, amount)


def darker(colour: Colour, amount: float) -> Colour:
    """Return `colour` moved towards ink, which keeps shadows cool instead of grey."""
    return mix(colour, INK, amount)


def faded(colour: Colour, alpha: float) -> Colour:
    """Return `colour` with `alpha` (0-1)."""
    return (*colour[:3], round(255 * alpha))


INK = rgb("0a0d20")
NIGHT = rgb("131936")
INDIGO = rgb("262c63")
PLUM = rgb("43244f")
WINE = rgb("5c1f33")
TEAL = rgb("1d5f6b")
PINE = rgb("14393c")
JADE = rgb("3f9e7d")
LEAF = rgb("5a8f3c")
CELADON = rgb("a3cdb6")
CREAM = rgb("fff1d8")
LINEN = rgb("e4cfae")
LANTERN = rgb("ffbe5c")
GOLD = rgb("f0bb4a")
MANGO = rgb("ffb02a")
AMBER = rgb("ff8f3f")
EMBER = rgb("e4552e")
RED = rgb("c42f2c")
ROSE = rgb("ee8b86")
CLAY = rgb("c47d52")
TEA = rgb("b8641d")
MILK_TEA = rgb("cf9d6e")
COCOA = rgb("3a1c16")
WOOD = rgb("6a3b26")
