"""Pictures of products and people: checked, turned upright, stripped, and saved in the sizes that pages use.

Pillow reads them, never ffmpeg. Opening reads the header alone, so a bomb is refused before it is decoded.
"""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

from kernel.errors import N_
from media.errors import Rejected

#: The sensor of a current phone; decoded it takes 200 MB.
MAX_PIXELS = 50_000_000
MAX_BYTES = 32 << 20
MIN_SIDE_PX = 16
#: A tile, a list, a phone's page, a phone's page at high density.
WIDTHS_PX = (160, 480, 960, 1440)

_TOO_MANY_PIXELS = N_("This picture has more than 50 million pixels.")

#: The only decoders that may look at the bytes. SVG can run scripts; nobody needs the rest.
_READABLE = ("JPEG", "PNG", "WEBP")
#: ISO base media brands of HEIC and AVIF stills: worth a sentence of their own, iPhones send them.
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif"})

#: From this orientation on, width and height change places (Exif 2.32, tag 0x0112).
_FIRST_TURNED = 5


@dataclass(frozen=True)
class _Format:
    suffix: str
    content_type: str
    options: dict[str, Any]


#: Smallest first, as a page offers them. Qualities chosen to look alike.
_FORMATS = (
    _Format("avif", "image/avif", {"quality": 60, "speed": 8}),
    _Format("webp", "image/webp", {"quality": 80, "method": 4}),
    _Format("jpg", "image/jpeg", {"quality": 84, "optimize": True, "progressive": True}),
)


@dataclass(frozen=True)
class ImageFile:
    """One saved size of a picture; `file` is its name in the folder."""

    file: str
    content_type: str
    width: int
    height: int


@dataclass(frozen=True)
class ImageSet:
    """All sizes of one picture, widest first, and its own size in pixels when upright."""

    width: int
    height: int
    files: tuple[ImageFile, ...]


def make_image_set(source: Path, folder: Path, *, widths: Sequence[int] = WIDTHS_PX) -> ImageSet:
    """Check a picture and write it into `folder` as `<width>.avif`, `.webp` and `.jpg`. Never enlarged.

    Nothing but pixels is kept: no GPS position, no camera, no comment. See-through parts become white.

    Raises Rejected: no JPEG, PNG or WebP, damaged, too large or too small.
    """
    if source.stat().st_size > MAX_BYTES:
        raise Rejected(N_("This picture is larger than 32 MB."))
    own_width, own_height, upright = _read(source, max(widths))
    sizes = sorted({min(width, upright.width) for width in widths}, reverse=True)
    files = tuple(saved for width in sizes for saved in _save(upright, width, folder))
    return ImageSet(own_width, own_height, files)


def _read(source: Path, widest: int) -> tuple[int, int, Image.Image]:
    """Return the upright size and an upright picture that is at least `widest` wide, if it was."""
    with _sentences(source), Image.open(source, formats=_READABLE) as image:
        if image.width * image.height > MAX_PIXELS:
            raise Rejected(_TOO_MANY_PIXELS)
        if min(image.size) < MIN_SIDE_PX:
            raise Rejected(N_("This picture is too small; each side needs 16 pixels."))
        width, height = image.size
        # JPEG can be decoded at a half, a quarter or an eighth, for a fraction of the time.
        image.draft("RGB", (widest * 2, widest * 2))
        is_turned = image.getexif().get(ExifTags.Base.Orientation, 1) >= _FIRST_TURNED
        upright = _to_srgb(ImageOps.exif_transpose(image))
    return (height, width, upright) if is_turned else (width, height, upright)


@contextmanager
def _sentences(source: Path) -> Iterator[None]:
    """Turn what Pillow says of a bad file into a sentence for its sender."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        # Pillow's own limits lie above ours; whether its warning is an error is the process's choice.
        raise Rejected(_TOO_MANY_PIXELS) from error
    except UnidentifiedImageError as error:
        raise Rejected(_unknown_kind(source)) from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        raise Rejected(N_("This picture is damaged and cannot be read.")) from error


def _unknown_kind(source: Path) -> str:
    with source.open("rb") as file:
        head = file.read(12)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIF_BRANDS:
        return N_("We cannot read HEIC or AVIF pictures. Please send it as JPEG.")
    return N_("This is not a picture that we can read. Please send JPEG, PNG or WebP.")


def _to_srgb(image: Image.Image) -> Image.Image:
    """Return the bare pixels in sRGB on white. Phones record wider colours, dull without their profile."""
    profile = image.info.get("icc_profile")
    opaque = image if image.mode in {"RGB", "L"} else _on_white(image)
    plain = opaque.convert("RGB")
    if profile:
        plain = _apply_profile(plain, profile)
    # Pillow writes comments, XMP and profiles that it finds here into the next file.
    plain.info.clear()
    return plain


def _on_white(image: Image.Image) -> Image.Image:
    layered = image.convert("RGBA")
    white = Image.new("RGBA", layered.size, "white")
    white.alpha_composite(layered)
    return white


def _apply_profile(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        converted = ImageCms.profileToProfile(image, io.BytesIO(profile), ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError):
        return image
    return converted or image


def _save(picture: Image.Image, width: int, folder: Path) -> list[ImageFile]:
    height = max(1, round(picture.height * width / picture.width))
    small = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    saved = []
    for form in _FORMATS:
        name = f"{width}.{form.suffix}"
        small.save(folder / name, **form.options)
        saved.append(ImageFile(name, form.content_type, width, height))
    return saved
