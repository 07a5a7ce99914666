"""`python -m demo.app_icons`: draw the market's own icons, as phones and desktops show an installed market.

The shapes are those of static/icons/favicon.svg, in its units: a lantern with a play mark cut out.
"""

import sys
from dataclasses import dataclass
from pathlib import Path as FilePath

import numpy as np

from demo.canvas import Canvas
from demo.colour import rgb
from demo.paint import down
from demo.paths import Path, points, rounded

FOLDER = FilePath(__file__).resolve().parent.parent / "static" / "icons"
INK, LANTERN, LANTERN_BRIGHT, EMBER = rgb("0c0e18"), rgb("ffb84a"), rgb("ffd78c"), rgb("ff7a4d")
#: The favicon's units
SIDE = 32.0
CURVE_STEPS = 24


@dataclass(frozen=True)
class AppIcon:
    """A square icon; `lantern` is how much of its side the lantern takes (0-1)."""

    name: str
    side_px: int
    lantern: float


#: A maskable icon may be cut to a circle of 4/5 of its side (W3C Web App Manifest, purpose "maskable").
ICONS = (
    AppIcon("app-192", 192, 0.8),
    AppIcon("app-512", 512, 0.8),
    AppIcon("app-maskable-512", 512, 0.6),
    AppIcon("app-180", 180, 0.72),
)


def draw_icon(icon: AppIcon) -> Canvas:
    """Return an icon: opaque up to its corners, which each system rounds its own way."""
    canvas = Canvas.filled(icon.side_px, icon.side_px, INK)
    canvas.glow(icon.side_px / 2, icon.side_px / 2, icon.side_px * 0.46, LANTERN, 0.28)
    scale = icon.side_px * icon.lantern / SIDE
    corner = icon.side_px * (1 - icon.lantern) / 2
    lantern = canvas.view(corner, corner, scale=scale)
    for x, top, bottom in ((16.0, 1.2, 4.4), (14.3, 28.2, 30.8), (17.7, 28.2, 30.8)):
        lantern.stroke(points((x, top), (x, (top + bottom) / 2), (x, bottom)), 2, EMBER)
    for y in (3.6, 25.9):
        lantern.fill(rounded(11.6, y, 8.8, 2.5, 1.1), EMBER)
    lantern.fill(_body(), down(6.8, 25.2, LANTERN_BRIGHT, LANTERN, LANTERN))
    lantern.fill(points((12.9, 11.3), (20.5, 16), (12.9, 20.7)), INK)
    return canvas


def _body() -> Path:
    """Return the lantern's paper: straight above and below, round at its sides."""
    right = _bezier((18.6, 6.8), (24, 6.8), (27.5, 10.6), (27.5, 16))
    right_below = _bezier((27.5, 16), (27.5, 21.4), (24, 25.2), (18.6, 25.2))
    left = _bezier((13.4, 25.2), (8, 25.2), (4.5, 21.4), (4.5, 16))
    left_above = _bezier((4.5, 16), (4.5, 10.6), (8, 6.8), (13.4, 6.8))
    return np.concatenate((right, right_below, left, left_above))


def _bezier(*corners: tuple[float, float]) -> Path:
    start, first, second, end = (np.array(corner) for corner in corners)
    t = np.linspace(0, 1, CURVE_STEPS)[:, None]
    curved = (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * first + 3 * (1 - t) * t**2 * second + t**3 * end
    return np.asarray(curved, dtype=np.float64)


def main() -> int:
    """Write every icon; return the exit status."""
    for icon in ICONS:
        path = FOLDER / f"{icon.name}.png"
        # 64 colours are enough for a lantern and its light.
        draw_icon(icon).image.quantize(64).save(path, optimize=True)
        print(f"{path.name}: {path.stat().st_size} bytes", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
