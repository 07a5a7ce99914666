"""Turned pottery: a shaded surface of revolution, wrapped in a glaze that turns with it."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from demo.atmosphere import tileable_noise
from demo.colour import CLAY, COCOA, CREAM, Colour, darker, lighter, mix
from demo.paint import Field

TEXTURE = (512, 320)
TILT = 0.26
#: How finely the radius is known from rim to foot
STEPS = 1024


@dataclass(frozen=True)
class Profile:
    """Radii (pixels) of a pot at even steps from its rim down to its foot, and its height."""

    radii: tuple[float, ...]
    height: float

    def blend(self, other: "Profile", amount: float) -> "Profile":
        """Return the shape `amount` (0-1) of the way to another."""
        radii = tuple(a + (b - a) * amount for a, b in zip(self.radii, other.radii, strict=True))
        return Profile(radii, self.height + (other.height - self.height) * amount)


LUMP = Profile((96, 120, 142, 158, 166, 164, 158), 110)
BOWL = Profile((186, 176, 164, 150, 138, 132, 134), 200)
CUP = Profile((138, 141, 146, 150, 148, 134, 104), 310)
VESSEL = Profile((150, 154, 155, 155, 154, 150, 140), 250)


def wet_clay() -> NDArray[np.uint8]:
    """Return the texture of clay on the wheel: throwing rings and slip."""
    width, height = TEXTURE
    cloud = tileable_noise(3, width, height, 1.4)
    rows = np.arange(height)[:, None] + 7 * np.arange(width)[None, :] / width * 2
    rings = 0.5 + 0.5 * np.sin(rows * 2 * np.pi / 14)
    return _coloured(cloud * 0.6 + rings * 0.4, darker(CLAY, 0.28), lighter(CLAY, 0.22))


def glaze(colour: Colour, *, drip: float = 0.62) -> NDArray[np.uint8]:
    """Return a glazed texture: speckled colour that ends in drips above raw clay."""
    width, height = TEXTURE
    cloud = tileable_noise(9, width, height, 1.7)
    pixels = _coloured(cloud, darker(colour, 0.3), lighter(colour, 0.35))
    specks = (
        np.random.default_rng(2).uniform(size=(height // 2, width // 2)).repeat(2, axis=0).repeat(2, axis=1)
    )
    pixels[specks > 0.988] = darker(colour, 0.75)[:3]
    x = np.arange(width) / width * 2 * np.pi
    edge = height * (drip + 0.06 * np.sin(3 * x) + 0.05 * np.sin(7 * x + 1) + 0.03 * np.sin(13 * x + 2))
    below = (np.arange(height)[:, None] - edge[None, :]).clip(0, 6)[..., None] / 6
    raw = _coloured(tileable_noise(5, width, height, 1.3), darker(CLAY, 0.35), lighter(CLAY, 0.1))
    lip = np.exp(-(((np.arange(height)[:, None] - edge[None, :]) / 5) ** 2))[..., None]
    mixed = pixels * (1 - below) + raw * below
    return np.clip(mixed * (1 - 0.45 * lip) + np.array(darker(colour, 0.6)[:3]) * 0.45 * lip, 0, 255).astype(
        np.uint8
    )


def _coloured(field: NDArray[np.floating], low: Colour, high: Colour) -> NDArray[np.uint8]:
    start, end = np.array(low[:3], dtype=np.float32), np.array(high[:3], dtype=np.float32)
    return np.asarray(start + (end - start) * np.clip(field, 0, 1)[..., None], dtype=np.uint8)


def turned(
    profile: Profile, texture: NDArray[np.uint8], turn: float, *, inner: Colour = COCOA, wobble: float = 0
) -> Image.Image:
    """Return the pot, its texture turned by `turn` (0-1); its foot stands at the bottom's middle."""
    surface = _surface(profile, wobble)
    columns = (surface.columns + int(turn * texture.shape[1])) % texture.shape[1]
    pixels = texture[surface.rows, columns] * surface.gain + surface.light
    alpha = surface.alpha.copy()
    _open_top(pixels, alpha, surface.xs, surface.ys, radius=profile.radii[0], inner=inner)
    return Image.fromarray(np.dstack((np.clip(pixels, 0, 255), alpha * 255)).astype(np.uint8))


@dataclass(frozen=True)
class Surface:
    """A pot's shape in pixels: where its texture lies, how it is lit, and what it covers."""

    xs: Field
    ys: Field
    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    gain: Field
    light: Field
    alpha: Field


@lru_cache(maxsize=4)
def _surface(profile: Profile, wobble: float) -> Surface:
    """Return the surface of a pot. It stays the same while only the texture turns."""
    reach = int(max(profile.radii)) + 6
    rim, foot = profile.radii[0] * TILT, profile.radii[-1] * TILT
    radii = np.interp(np.linspace(0, 1, STEPS), np.linspace(0, 1, 7), profile.radii).astype(np.float32)
    height = int(profile.height + rim + foot) + 8
    xs = np.arange(-reach, reach, dtype=np.float32)[None, :] - wobble
    ys = np.arange(height, dtype=np.float32)[:, None] - rim - 4
    along = ys / profile.height
    for _ in range(2):
        radius = radii[(np.clip(along, 0, 1) * (STEPS - 1)).astype(np.int32)]
        side = np.clip(xs / radius, -1, 1)
        front = np.sqrt(1 - side**2)
        along = (ys - front * radius * TILT) / profile.height
    alpha = (
        np.clip((radius - np.abs(xs)) + 0.5, 0, 1)
        * np.clip(along * profile.height + 1, 0, 1)
        * np.clip((1 - along) * profile.height + 1, 0, 1)
    )
    columns = (np.arcsin(side) / (2 * np.pi) * TEXTURE[0]).astype(np.int32)
    rows = (np.clip(along, 0, 0.999) * TEXTURE[1]).astype(np.int32)
    return Surface(xs, ys, rows, columns, *_lighting(along, side, front), alpha)


def _lighting(along: Field, side: Field, front: Field) -> tuple[Field, Field]:
    """Return what each pixel is multiplied by and what is added: warm light, a cool rim at the right."""
    light = 0.3 + 0.78 * np.clip(0.82 * front - 0.55 * side, 0, 1.1) - 0.22 * np.clip(along, 0, 1)
    shine = 0.5 * np.exp(-(((side + 0.45) / 0.13) ** 2)) * np.clip(1 - along, 0, 1)
    warm = np.array((255, 226, 180), dtype=np.float32)
    rim = np.array((70, 110, 170), dtype=np.float32) * (0.5 * np.clip((side - 0.72) / 0.28, 0, 1))[..., None]
    gain = (light * (1 - shine))[..., None]
    return gain.astype(np.float32), (warm * shine[..., None] + rim).astype(np.float32)


def _open_top(pixels: Field, alpha: Field, xs: Field, ys: Field, *, radius: float, inner: Colour) -> None:
    """Draw the rim and look into the pot."""
    top_rows = slice(0, int(2 * radius * TILT) + 12)
    pixels, alpha, ys = pixels[top_rows], alpha[top_rows], ys[top_rows]
    outer = np.hypot(xs / radius, ys / (radius * TILT))
    hole = np.hypot(xs / (radius * 0.92), (ys - 1) / (radius * TILT * 0.88))
    cover = np.clip((1 - outer) * radius * 0.5 + 0.5, 0, 1)
    dark = np.clip((1 - hole) * radius * 0.5 + 0.5, 0, 1)[..., None]
    lip = np.array(mix(inner, CREAM, 0.62)[:3], dtype=np.float32) * (0.8 - 0.28 * xs / radius)[..., None]
    depth = (0.35 + 0.55 * np.clip(0.5 + ys / (radius * TILT) * 0.5 + xs / radius * 0.35, 0, 1))[..., None]
    top = lip * (1 - dark) + np.array(inner[:3], dtype=np.float32) * depth * dark
    pixels += (top - pixels) * cover[..., None]
    np.maximum(alpha, cover, out=alpha)
