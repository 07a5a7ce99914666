"""Covers: the still picture of a broadcast, under a new key each time so that caches never lie."""

import tempfile
import uuid
from pathlib import Path
from typing import IO

from kernel import runtime
from kernel.ids import new_id
from live.errors import BadCover
from media.errors import Rejected
from media.images import make_image_set

WIDTH_PX = 960
MAX_BYTES = 10 << 20


def store_cover(stream: IO[bytes]) -> str:
    """Make a cover of what was uploaded and store it; return its key for `broadcasts.set_cover`.

    Decoding takes a while, so no transaction may be open.

    Raises BadCover: it is no picture, damaged, or too large.
    """
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise BadCover
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "source"
        source.write_bytes(data)
        try:
            made = make_image_set(source, folder, widths=(WIDTH_PX,))
        except Rejected as error:
            raise BadCover(error.reason) from error
        picture = next(file for file in made.files if file.content_type == "image/webp")
        cover_id = new_id()
        runtime.storage().put_file(storage_name(cover_id), folder / picture.file, picture.content_type)
    return f"covers/{cover_id}"


def storage_name(cover_id: uuid.UUID) -> str:
    """Return under which name a cover is stored and, below /media, served."""
    return f"covers/{cover_id}.webp"
