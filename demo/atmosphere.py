"""What fills the air: blurred lights, steam, sparks, sparkles, and the camera that looks at it all."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from demo.canvas import Canvas
from demo.colour import AMBER, CREAM, INK, LANTERN, Colour, faded
from demo.easing import sway
from demo.paint import around, down
from demo.paths import ellipse, points, star

STEAM_SIZE = (150, 200)


def bokeh(
    canvas: Canvas,
    seed: int,
    area: tuple[float, float, float, float],
    colours: tuple[Colour, ...],
    *,
    count: int = 26,
    radius: float = 46,
) -> None:
    """Scatter lights that are out of focus over an area (left, top, right, bottom)."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        x, y = random.uniform(area[0], area[2]), random.uniform(area[1], area[3])
        size = radius * random.uniform(0.25, 1) ** 1.4
        colour = colours[random.integers(len(colours))]
        strength = random.uniform(0.1, 0.42)
        disc = around(x, y, size, faded(colour, 0.55), faded(colour, 0.7), faded(colour, 1))
        canvas.fill(ellipse(x, y, size, size), disc, opacity=strength, blur=max(1.2, size * 0.06))
        canvas.glow(x, y, size * 2.6, colour, strength * 0.35)


def backdrop(width: int, height: int, colours: tuple[Colour, ...]) -> Canvas:
    """Return an opaque canvas with a vertical gradient."""
    canvas = Canvas.filled(width, height)
    canvas.fill(
        points((-9, -9), (width + 9, -9), (width + 9, height + 9), (-9, height + 9)),
        down(0, height, *colours),
    )
    return canvas


class Steam:
    """A wisp that rises, curls and thins out, and repeats after `seconds`."""

    def __init__(self, seed: int, seconds: float) -> None:
        """Make the noise that the wisp is cut from."""
        self._seconds = seconds
        width, height = STEAM_SIZE
        self._slow = tileable_noise(seed, width, height, 2.0)
        self._fine = tileable_noise(seed + 1, width, height, 1.55)
        up = np.linspace(1, 0, height, dtype=np.float32)[:, None]
        self._up = up
        across = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
        plume = np.clip(1 - (np.abs(across) / (0.32 + 0.62 * up)) ** 2, 0, 1) ** 1.5
        self._shape = (plume * np.clip(up * 7, 0, 1) * (1 - up) ** 1.3 * 1.9).astype(np.float32)
        self._rows, self._columns = np.indices((height, width))

    def draw(
        self,
        canvas: Canvas,
        x: float,
        y: float,
        t: float,
        *,
        scale: float = 2.4,
        opacity: float = 0.5,
        colour: Colour = CREAM,
    ) -> None:
        """Draw the wisp rising from (x, y)."""
        width, height = STEAM_SIZE
        turn = t / self._seconds
        bend = 9 * np.sin(2 * np.pi * (self._up * 1.1 - turn * 2)) * (0.2 + self._up)
        columns = (self._columns + bend.astype(np.int32)) % width
        slow = self._slow[(self._rows + int(turn * 3 * height)) % height, columns]
        fine = self._fine[(self._rows + int(turn * 5 * height)) % height, columns]
        density = np.clip((slow * 0.75 + fine * 0.45 - 0.42) * 2.1, 0, 1) * self._shape
        mask = Image.fromarray((np.clip(density * opacity, 0, 1) * 255).astype(np.uint8))
        size = (round(width * scale), round(height * scale))
        canvas.wash(mask.resize(size, Image.Resampling.BILINEAR), x - size[0] / 2, y - size[1], colour)


@lru_cache(maxsize=32)
def tileable_noise(seed: int, width: int, height: int, roughness: float) -> NDArray[np.float32]:
    """Return cloudy noise (0-1) whose edges meet: white noise filtered by 1 / frequency ** roughness."""
    white = np.random.default_rng(seed).standard_normal((height, width))
    frequency = np.hypot(np.fft.fftfreq(height)[:, None] * height, np.fft.rfftfreq(width)[None, :] * width)
    frequency[0, 0] = np.inf
    cloud = np.fft.irfft2(np.fft.rfft2(white) / frequency**roughness, s=(height, width))
    low, high = np.percentile(cloud, (1, 99))
    share: NDArray[np.float32] = np.clip((cloud - low) / (high - low), 0, 1).astype(np.float32)
    return share


def sparks(
    canvas: Canvas, seed: int, t: float, seconds: float, *, count: int = 26, colour: Colour = LANTERN
) -> None:
    """Draw embers that drift up through the whole picture and loop with the clip."""
    random = np.random.default_rng(seed)
    width, height = canvas.image.size
    for x, y, phase, size, turns in zip(
        random.uniform(0, width, count),
        random.uniform(0, 1, count),
        random.uniform(0, 1, count),
        random.uniform(1.3, 3.4, count),
        random.integers(1, 3, count),
        strict=True,
    ):
        rise = (y - t / seconds * turns) % 1
        left = x + 26 * sway(t, seconds, 2, phase)
        strength = min(1.0, 4 * rise * (1 - rise)) * (0.65 + 0.35 * sway(t, seconds, 7, phase))
        canvas.glow(left, rise * height, size * 6, AMBER, strength * 0.8)
        canvas.glow(left, rise * height, size * 2, colour, strength)


def sparkle(
    canvas: Canvas, x: float, y: float, radius: float, strength: float, *, colour: Colour = CREAM
) -> None:
    """Draw a glint: a four-pointed star in its own light."""
    if strength > 0.02:
        canvas.glow(x, y, radius * 1.5, colour, strength * 0.7)
        canvas.fill(star(x, y, radius * strength), colour, opacity=strength, blur=0.4)


@lru_cache(maxsize=8)
def _vignette(width: int, height: int, strength: float) -> Image.Image:
    """Return the picture that darkens the corners when multiplied."""
    xs, ys = np.linspace(-1, 1, width)[None, :], np.linspace(-1, 1, height)[:, None]
    fall = np.clip(np.hypot(xs * 0.8, ys * 0.8) - 0.45, 0, 1) ** 1.6 * strength
    return Image.fromarray((255 * (1 - np.clip(fall, 0, 1))).astype(np.uint8)).convert("RGB")


def vignette(image: Image.Image, strength: float = 1.1) -> Image.Image:
    """Return the picture with darker corners."""
    return ImageChops.multiply(image, _vignette(*image.size, strength))


def camera(
    image: Image.Image, size: tuple[int, int], *, zoom: float = 1, dx: float = 0, dy: float = 0
) -> Image.Image:
    """Return what a camera of `size` sees: the picture's middle moved by (dx, dy), enlarged by `zoom`."""
    width, height = size[0] / zoom, size[1] / zoom
    left = min(max(0.0, (image.width - width) / 2 + dx), image.width - width)
    top = min(max(0.0, (image.height - height) / 2 + dy), image.height - height)
    return image.resize(size, Image.Resampling.BILINEAR, box=(left, top, left + width, top + height))


def still(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return what a camera of `size` that does not move sees: the picture's middle."""
    left, top = (image.width - size[0]) // 2, (image.height - size[1]) // 2
    return image.crop((left, top, left + size[0], top + size[1]))


def table(
    canvas: Canvas, top: float, colour: Colour, *, light: Colour = LANTERN, light_x: float | None = None
) -> None:
    """Draw a wooden table from `top` to the picture's bottom, lit from above."""
    width, height = canvas.image.size
    board = points((-9, top), (width + 9, top), (width + 9, height + 9), (-9, height + 9))
    canvas.fill(board, down(top, height, colour, faded(tuple(round(c * 0.42) for c in colour[:3]), 1)))
    random = np.random.default_rng(11)
    for _ in range(46):
        y = top + (height - top) * random.uniform(0.02, 1) ** 1.3
        x, length = random.uniform(-100, width), random.uniform(120, 520)
        grain = points((x, y), (x + length * 0.5, y + random.uniform(-3, 3)), (x + length, y))
        tone = INK if random.uniform() < 0.6 else light
        canvas.stroke(grain, (0.4, random.uniform(1.2, 3), 0.4), tone, opacity=random.uniform(0.06, 0.2))
    middle = width / 2 if light_x is None else light_x
    pool = ellipse(middle, top + (height - top) * 0.36, width * 0.5, (height - top) * 0.34)
    canvas.fill(pool, light, opacity=0.24, blur=60, clip=board)
    canvas.fill(
        points((0, top - 1), (width, top - 1), (width, top + 3), (0, top + 3)), light, opacity=0.35, blur=1.2
    )
