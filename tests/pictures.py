"""Small pictures that tests draw."""

import io

from PIL import Image


def jpeg_bytes(width: int = 320, height: int = 240) -> bytes:
    """Return a JPEG of one warm colour."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), (214, 120, 48)).save(file, "JPEG")
    return file.getvalue()
