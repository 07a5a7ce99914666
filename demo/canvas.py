"""A picture to draw on: antialiased shapes with gradients, blur, inner shade and light.

Masks are drawn four times as large and reduced, so edges are smooth while colours are
computed once per pixel. A `view` is the same picture in moved, turned or scaled coordinates.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from demo import paint as paints
from demo.colour import INK, Colour
from demo.paint import Paint
from demo.paths import Path, placed, ribbon

Box = tuple[int, int, int, int]
Matrix = NDArray[np.float64]

SUPERSAMPLE = 4
#: Larger masks are drawn only twice as large: their edges are long and quiet.
LARGE_PIXELS = 250_000
#: Light of at most this radius is kept ready in each strength.
SMALL_GLOW = 64


@lru_cache(maxsize=256)
def fade_table(opacity: float) -> list[int]:
    """Return the table that scales a mask by `opacity`."""
    return [round(value * opacity) for value in range(256)]


def faded_mask(mask: Image.Image, opacity: float) -> Image.Image:
    """Return the mask scaled by `opacity`, to the nearest hundredth."""
    return mask if opacity >= 0.995 else mask.point(fade_table(round(max(0.0, opacity), 2)))


def polygon_mask(pixels: Path, box: Box, supersample: int) -> Image.Image:
    """Return how much of each pixel of `box` the polygon covers."""
    left, top, right, bottom = box
    if (right - left) * (bottom - top) > LARGE_PIXELS:
        supersample = min(supersample, 2)
    mask = Image.new("L", ((right - left) * supersample, (bottom - top) * supersample))
    corners = ((pixels - (left, top)) * supersample).ravel().tolist()
    ImageDraw.Draw(mask).polygon(corners, fill=255)
    return mask.reduce(supersample) if supersample > 1 else mask


class Canvas:
    """A picture and the coordinates in which it is drawn on."""

    def __init__(self, image: Image.Image, matrix: Matrix | None = None) -> None:
        """Draw on `image` (RGB or RGBA); `matrix` (2x3) takes our coordinates to its pixels."""
        self.image = image
        self.matrix = np.array(((1.0, 0, 0), (0, 1.0, 0))) if matrix is None else matrix
        self.scale = math.sqrt(abs(float(np.linalg.det(self.matrix[:, :2]))))

    @classmethod
    def filled(cls, width: int, height: int, colour: Colour = INK) -> "Canvas":
        """Return an opaque canvas."""
        return cls(Image.new("RGB", (width, height), colour))

    @classmethod
    def clear(cls, width: int, height: int) -> "Canvas":
        """Return a transparent canvas."""
        return cls(Image.new("RGBA", (width, height), (0, 0, 0, 0)))

    def view(
        self, x: float, y: float, *, scale: float = 1, degrees: float = 0, flip: bool = False
    ) -> "Canvas":
        """Return the same picture with its origin at (x, y), scaled, turned and maybe mirrored."""
        angle = math.radians(degrees)
        turn = np.array(((math.cos(angle), -math.sin(angle)), (math.sin(angle), math.cos(angle)))) * scale
        if flip:
            turn = turn @ np.array(((-1.0, 0), (0, 1.0)))
        linear = self.matrix[:, :2]
        origin = linear @ (x, y) + self.matrix[:, 2]
        return Canvas(self.image, np.column_stack((linear @ turn, origin)))

    def fill(
        self, path: Path, paint: Paint, *, opacity: float = 1, blur: float = 0, clip: Path | None = None
    ) -> None:
        """Fill a shape, soft by `blur`, within `clip`."""
        pixels = self._to_pixels(path)
        box = self._bounds(pixels, blur * self.scale)
        if box is None:
            return
        mask = self._soft_mask(pixels, box, blur * self.scale)
        if clip is not None:
            mask = ImageChops.multiply(mask, polygon_mask(self._to_pixels(clip), box, SUPERSAMPLE))
        self._apply(paint, box, faded_mask(mask, opacity))

    def stroke(
        self,
        line: Path,
        width: float | tuple[float, ...],
        paint: Paint,
        *,
        opacity: float = 1,
        blur: float = 0,
        clip: Path | None = None,
    ) -> None:
        """Draw a line with round ends; several widths taper it."""
        self.fill(ribbon(line, width), paint, opacity=opacity, blur=blur, clip=clip)

    def shade(
        self,
        path: Path,
        colour: Colour,
        *,
        dx: float = 0,
        dy: float = 0,
        blur: float = 12,
        opacity: float = 0.6,
    ) -> None:
        """Darken (or light) a shape from its edge inwards: the rim away from (dx, dy) is strongest."""
        pixels = self._to_pixels(path)
        box = self._bounds(pixels, 0)
        if box is None:
            return
        inside = polygon_mask(pixels, box, SUPERSAMPLE)
        moved = self._soft_mask(self._to_pixels(placed(path, dx, dy)), box, blur * self.scale)
        self._apply(colour, box, faded_mask(ImageChops.multiply(inside, ImageChops.invert(moved)), opacity))

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Light up the surroundings of a point."""
        cx, cy = self.matrix[:, :2] @ (x, y) + self.matrix[:, 2]
        reach = max(2, round(radius * self.scale))
        left, top = round(cx) - reach, round(cy) - reach
        light = (
            glow_mask(reach, round(strength, 2))
            if reach <= SMALL_GLOW
            else faded_mask(glow_disc(reach), strength)
        )
        if self.image.mode == "RGBA":
            tile = Image.new("RGBA", light.size, colour[:3])
            tile.putalpha(light)
            self._lay_over(tile, left, top)
        else:
            self.image.paste(tint(light.size, colour[:3]), (left, top), light)

    def lay(self, layer: Image.Image, x: float = 0, y: float = 0, *, opacity: float = 1) -> None:
        """Lay a transparent picture over this one, its corner at the whole pixel nearest to (x, y)."""
        px, py = self.matrix[:, :2] @ (x, y) + self.matrix[:, 2]
        self._lay_at(layer, px, py, opacity)

    def wash(self, mask: Image.Image, x: float, y: float, colour: Colour) -> None:
        """Colour an opaque picture through a mask whose corner is at (x, y)."""
        px, py = self.matrix[:, :2] @ (x, y) + self.matrix[:, 2]
        left, top = round(px), round(py)
        self.image.paste(tint(mask.size, colour[:3]), (left, top), mask)

    def stamp(
        self,
        sprite: Image.Image,
        x: float,
        y: float,
        *,
        scale: float = 1,
        degrees: float = 0,
        opacity: float = 1,
        pivot: tuple[float, float] = (0.5, 0.5),
    ) -> None:
        """Lay a sprite with its `pivot` (0-1 of its size) at (x, y), turned; slow motion stays smooth."""
        cx, cy = self.matrix[:, :2] @ (x, y) + self.matrix[:, 2]
        angle = self._angle(degrees)
        if scale == 1 and abs(angle) < 1e-4:
            self._lay_at(sprite, cx - pivot[0] * sprite.width, cy - pivot[1] * sprite.height, opacity)
            return
        cos, sin = math.cos(angle) * scale, math.sin(angle) * scale
        px, py = pivot[0] * sprite.width, pivot[1] * sprite.height
        corners = np.array(
            (
                (-px, -py),
                (sprite.width - px, -py),
                (sprite.width - px, sprite.height - py),
                (-px, sprite.height - py),
            )
        )
        spread = corners @ np.array(((cos, sin), (-sin, cos))) + (cx, cy)
        box = self._bounds(spread, 0)
        if box is None:
            return
        inverse = np.array(((cos, sin), (-sin, cos))) / (scale * scale)
        offset = np.array((px, py)) + inverse @ (box[0] - cx, box[1] - cy)
        affine = (inverse[0, 0], inverse[0, 1], offset[0], inverse[1, 0], inverse[1, 1], offset[1])
        size = (box[2] - box[0], box[3] - box[1])
        tile = sprite.transform(size, Image.Transform.AFFINE, affine, Image.Resampling.BILINEAR)
        if self.image.mode == "RGBA":
            self._lay_over(tile, box[0], box[1])
        else:
            self.image.paste(tile, box, faded_mask(tile.getchannel("A"), opacity))

    def _angle(self, degrees: float) -> float:
        """Return the direction (radians, in the picture) of our `degrees`."""
        dx, dy = self.matrix[:, :2] @ (math.cos(math.radians(degrees)), math.sin(math.radians(degrees)))
        return math.atan2(dy, dx)

    def _lay_at(self, layer: Image.Image, px: float, py: float, opacity: float) -> None:
        """Lay a picture with its corner at the nearest pixel."""
        if self.image.mode == "RGBA":
            self._lay_over(layer, round(px), round(py))
        else:
            self.image.paste(layer, (round(px), round(py)), faded_mask(layer.getchannel("A"), opacity))

    def _to_pixels(self, path: Path) -> Path:
        return np.asarray(path @ self.matrix[:, :2].T + self.matrix[:, 2], dtype=np.float64)

    def _bounds(self, pixels: Path, blur: float) -> Box | None:
        """Return the part of the picture that the shape touches, or None."""
        pad = blur * 2.6 + 1.5
        left, top = np.maximum(np.floor(pixels.min(axis=0) - pad), 0).astype(int)
        right, bottom = np.minimum(np.ceil(pixels.max(axis=0) + pad), self.image.size).astype(int)
        return (int(left), int(top), int(right), int(bottom)) if right > left and bottom > top else None

    @staticmethod
    def _soft_mask(pixels: Path, box: Box, blur: float) -> Image.Image:
        """Return the shape's mask in `box`; what lies outside the box still blurs into it."""
        if blur < 0.3:
            return polygon_mask(pixels, box, SUPERSAMPLE)
        pad = math.ceil(blur * 2.6)
        wide = (box[0] - pad, box[1] - pad, box[2] + pad, box[3] + pad)
        mask = polygon_mask(pixels, wide, 1 if blur > 3 else SUPERSAMPLE).filter(
            ImageFilter.GaussianBlur(blur)
        )
        return mask.crop((pad, pad, mask.width - pad, mask.height - pad))

    def _apply(self, paint: Paint, box: Box, mask: Image.Image) -> None:
        """Lay a paint through a mask."""
        if isinstance(paint, tuple):
            tile, mask = Image.new("RGB", mask.size, paint[:3]), faded_mask(mask, (*paint, 255)[3] / 255)
        else:
            pixels = paints.render(paint, *self._grid(box))
            tile = Image.fromarray(np.ascontiguousarray(pixels[..., :3]))
            if any(len(colour) == 4 for colour in paint.colours):
                mask = ImageChops.multiply(mask, Image.fromarray(np.ascontiguousarray(pixels[..., 3])))
        if self.image.mode == "RGBA":
            tile.putalpha(mask)
            self.image.alpha_composite(tile, box[:2])
        else:
            self.image.paste(tile, box, mask)

    def _grid(self, box: Box) -> tuple[paints.Field, paints.Field]:
        """Return our coordinates at the centre of each pixel of `box`."""
        inverse = np.linalg.inv(self.matrix[:, :2])
        xs = (np.arange(box[0], box[2], dtype=np.float32) + 0.5 - self.matrix[0, 2])[None, :]
        ys = (np.arange(box[1], box[3], dtype=np.float32) + 0.5 - self.matrix[1, 2])[:, None]
        across = (inverse[0, 0] * xs + inverse[0, 1] * ys).astype(np.float32)
        return across, (inverse[1, 0] * xs + inverse[1, 1] * ys).astype(np.float32)

    def _lay_over(self, tile: Image.Image, left: int, top: int) -> None:
        """Composite a tile that may stick out of the picture."""
        crop = (
            max(0, -left),
            max(0, -top),
            min(tile.width, self.image.width - left),
            min(tile.height, self.image.height - top),
        )
        if crop[2] > crop[0] and crop[3] > crop[1]:
            self.image.alpha_composite(tile.crop(crop), (max(0, left), max(0, top)))


@lru_cache(maxsize=128)
def tint(size: tuple[int, int], colour: Colour) -> Image.Image:
    """Return a picture of one colour. Pillow pastes a picture through a mask twice as fast as a colour."""
    return Image.new("RGB", size, colour)


@lru_cache(maxsize=64)
def glow_disc(radius: int) -> Image.Image:
    """Return a mask of light that falls off from its centre to nothing at `radius` pixels."""
    at = np.linspace(-1, 1, radius * 2, dtype=np.float32)
    distance = np.clip(np.hypot(at[None, :], at[:, None]), 0, 1)
    noise = np.random.default_rng(3).uniform(-0.5, 0.5, distance.shape)
    fall = np.where(distance < 1, 255 * (1 - distance) ** 2.2 + noise, 0)
    return Image.fromarray(np.clip(fall + 0.5, 0, 255).astype(np.uint8))


@lru_cache(maxsize=2048)
def glow_mask(radius: int, strength: float) -> Image.Image:
    """Return a small `glow_disc` scaled by `strength`."""
    return faded_mask(glow_disc(radius), strength)
