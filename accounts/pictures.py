"""People's pictures: one small square-ish WebP each, under a new key each time so that caches never lie."""

import tempfile
from pathlib import Path
from typing import IO

from kernel import runtime
from kernel.errors import N_, Invalid
from kernel.ids import new_id
from media.errors import Rejected
from media.images import make_image_set

WIDTH_PX = 160
MAX_BYTES = 10 << 20


class BadPicture(Invalid):
    """The file is not a picture that can be used."""

    title = N_("This picture can't be used. Send a JPEG, PNG or WebP of up to 10 MB.")


def store_avatar(stream: IO[bytes]) -> str:
    """Make a person's picture of what was uploaded and store it; return its key for `people.set_avatar`.

    Decoding takes a while, so no transaction may be open.

    Raises BadPicture: it is no picture, damaged, or too large.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        data = stream.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise BadPicture
        source.write_bytes(data)
        try:
            made = make_image_set(source, Path(folder), widths=(WIDTH_PX,))
        except Rejected as error:
            raise BadPicture(error.reason) from error
        picture = next(file for file in made.files if file.content_type == "image/webp")
        key = f"avatars/{new_id()}"
        runtime.storage().put_file(f"{key}/{WIDTH_PX}.webp", Path(folder) / picture.file, "image/webp")
    return key
