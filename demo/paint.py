"""Gradients. They are dithered, because eight bits band visibly in the dark."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from demo.colour import Colour

Field = NDArray[np.float32]
LEVELS = 1024


@dataclass(frozen=True)
class Linear:
    """Colours evenly spread from one point to another."""

    start: tuple[float, float]
    end: tuple[float, float]
    colours: tuple[Colour, ...]

    def positions(self, xs: Field, ys: Field) -> Field:
        """Return where (0-1) each point lies between the ends."""
        dx, dy = self.end[0] - self.start[0], self.end[1] - self.start[1]
        along = ((xs - self.start[0]) * dx + (ys - self.start[1]) * dy) / (dx * dx + dy * dy)
        return np.asarray(along, dtype=np.float32)


@dataclass(frozen=True)
class Radial:
    """Colours evenly spread from a centre to an ellipse around it."""

    centre: tuple[float, float]
    radius: tuple[float, float]
    colours: tuple[Colour, ...]

    def positions(self, xs: Field, ys: Field) -> Field:
        """Return how far (0-1) each point lies from the centre."""
        away = np.hypot((xs - self.centre[0]) / self.radius[0], (ys - self.centre[1]) / self.radius[1])
        return np.asarray(away, dtype=np.float32)


Gradient = Linear | Radial
Paint = Colour | Gradient


def down(top: float, bottom: float, *colours: Colour) -> Linear:
    """Return a vertical gradient."""
    return Linear((0, top), (0, bottom), colours)


def across(left: float, right: float, *colours: Colour) -> Linear:
    """Return a horizontal gradient."""
    return Linear((left, 0), (right, 0), colours)


def around(cx: float, cy: float, radius: float, *colours: Colour) -> Radial:
    """Return a round gradient."""
    return Radial((cx, cy), (radius, radius), colours)


@lru_cache(maxsize=512)
def _ramp(colours: tuple[Colour, ...]) -> Field:
    """Return the gradient's colours as a table of `LEVELS` rows (red, green, blue, alpha)."""
    rows = np.array([(*c, 255)[:4] for c in colours], dtype=np.float32)
    at = np.linspace(0, len(colours) - 1, LEVELS)
    table = np.column_stack([np.interp(at, np.arange(len(colours)), rows[:, i]) for i in range(4)])
    return table.astype(np.float32)


@lru_cache(maxsize=1)
def _dither() -> Field:
    """Return the noise that breaks up bands, in steps of the eight-bit scale."""
    return np.random.default_rng(7).uniform(-0.9, 0.9, (2048, 2048, 1)).astype(np.float32)


def render(gradient: Gradient, xs: Field, ys: Field) -> NDArray[np.uint8]:
    """Return the gradient at each point, shape (height, width, 4)."""
    position = np.clip(gradient.positions(xs, ys) * (LEVELS - 1), 0, LEVELS - 1).astype(np.int32)
    pixels = _ramp(gradient.colours)[position]
    height, width = position.shape
    pixels[..., :3] += _dither()[:height, :width]
    return np.asarray(np.clip(pixels + 0.5, 0, 255), dtype=np.uint8)
