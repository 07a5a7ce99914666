"""Closed shapes and lines as arrays of points, shape (n, 2), in the units of the canvas they go to."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Path = NDArray[np.float64]
Point = tuple[float, float]


def points(*pairs: Point) -> Path:
    """Return the path through `pairs`."""
    return np.array(pairs, dtype=np.float64)


def ellipse(cx: float, cy: float, rx: float, ry: float, *, start: float = 0, end: float = 360) -> Path:
    """Return an ellipse, or its arc from `start` to `end` degrees (clockwise from the right)."""
    return _arc(start, end) * (rx, ry) + (cx, cy)


@lru_cache(maxsize=1024)
def _arc(start: float, end: float) -> Path:
    """Return an arc of the unit circle."""
    angles = np.radians(np.linspace(start, end, 96))
    return np.column_stack((np.cos(angles), np.sin(angles)))


def rounded(x: float, y: float, width: float, height: float, radius: float) -> Path:
    """Return a rectangle with round corners."""
    corners = (
        (x + width - radius, y + radius, -90),
        (x + width - radius, y + height - radius, 0),
        (x + radius, y + height - radius, 90),
        (x + radius, y + radius, 180),
    )
    return np.concatenate([ellipse(cx, cy, radius, radius, start=a, end=a + 90) for cx, cy, a in corners])


def curve(pairs: Sequence[Point] | Path, *, closed: bool = False, steps: int = 14) -> Path:
    """Return a smooth line through every point (Catmull-Rom spline)."""
    knots = np.asarray(pairs, dtype=np.float64)
    padded = (
        np.vstack((knots[-1], knots, knots[:2]))
        if closed
        else np.vstack((2 * knots[0] - knots[1], knots, 2 * knots[-1] - knots[-2]))
    )
    u = np.linspace(0, 1, steps, endpoint=False)[:, None]
    parts = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        parts.append(
            0.5
            * (
                2 * p1
                + (p2 - p0) * u
                + (2 * p0 - 5 * p1 + 4 * p2 - p3) * u**2
                + (3 * p1 - p0 - 3 * p2 + p3) * u**3
            )
        )
    if not closed:
        parts.append(knots[-1:])
    return np.concatenate(parts)


def blob(*pairs: Point) -> Path:
    """Return a smooth closed shape through the points."""
    return curve(pairs, closed=True)


def ribbon(line: Path, widths: float | Sequence[float]) -> Path:
    """Return the outline of a line, a ring if its ends meet; several widths are spread along it."""
    if isinstance(widths, int | float):
        half = np.full(len(line), widths / 2)
    else:
        half = np.interp(np.linspace(0, 1, len(line)), np.linspace(0, 1, len(widths)), widths) / 2
    closed = bool(abs(line[0] - line[-1]).max() < 1e-6)
    around = np.vstack((line[-2], line, line[1])) if closed else line
    tangent = np.gradient(around, axis=0)[1:-1] if closed else np.gradient(line, axis=0)
    tangent /= np.maximum(np.hypot(tangent[:, 0], tangent[:, 1]), 1e-9)[:, None]
    normal = np.column_stack((-tangent[:, 1], tangent[:, 0])) * half[:, None]
    if closed:
        return np.concatenate((line + normal, (line - normal)[::-1]))
    turn = np.radians(np.linspace(90, -90, 9))[1:-1]
    ends = _cap(line[-1], tangent[-1], half[-1], turn), _cap(line[0], -tangent[0], half[0], turn)
    return np.concatenate((line + normal, ends[0], (line - normal)[::-1], ends[1]))


def _cap(end: Path, direction: Path, radius: float, turn: Path) -> Path:
    """Return a round end of a line, from its left side to its right."""
    dx, dy = direction * radius
    return np.column_stack(
        (end[0] + dx * np.cos(turn) - dy * np.sin(turn), end[1] + dy * np.cos(turn) + dx * np.sin(turn))
    )


def star(cx: float, cy: float, radius: float, rays: int = 4, waist: float = 0.12) -> Path:
    """Return a star whose rays are `waist` thin between the tips."""
    angles = np.arange(rays * 2) * math.pi / rays - math.pi / 2
    radii = np.where(np.arange(rays * 2) % 2 == 0, radius, radius * waist)
    return np.column_stack((cx + radii * np.cos(angles), cy + radii * np.sin(angles)))


def ring(path: Path) -> Path:
    """Return a closed path as a line that ends where it starts."""
    return np.vstack((path, path[:1]))


def petal(length: float, width: float) -> Path:
    """Return a leaf or petal from the origin to the right."""
    return blob(
        (0, 0),
        (length * 0.35, -width / 2),
        (length * 0.8, -width * 0.32),
        (length, 0),
        (length * 0.8, width * 0.32),
        (length * 0.35, width / 2),
    )


def placed(path: Path, x: float = 0, y: float = 0, *, degrees: float = 0, scale: float = 1) -> Path:
    """Return the path scaled and turned about the origin, then moved by (x, y)."""
    angle = math.radians(degrees)
    turn = np.array(((math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))))
    return np.asarray(path @ turn * scale + (x, y), dtype=np.float64)
