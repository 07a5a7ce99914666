"""Pictures that people send: checked, made anew in several sizes, and stored. Whose they are, others know."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO

from kernel.errors import N_
from kernel.storage import Storage
from media.errors import Rejected
from media.images import make_image_set

MAX_BYTES = 10 << 20
#: Decoding a phone's picture takes 200 MB; more people wait rather than all of them fail.
_DECODERS = BoundedSemaphore(2)
_COPY_BYTES = 1 << 20


@dataclass(frozen=True)
class StoredPicture:
    """A stored picture's own size in pixels, and the widths that it is stored in, narrowest first."""

    width: int
    height: int
    widths: Sequence[int]


@contextmanager
def kept_picture(storage: Storage, prefix: str, stream: IO[bytes]) -> Iterator[StoredPicture]:
    """Check a picture and store its sizes as `<prefix>/<width>.<ending>`; they go again if the block fails.

    It takes seconds, so no transaction may be open around it.

    Raises Rejected: no JPEG, PNG or WebP, damaged, too many pixels or more than `MAX_BYTES`.
    """
    stored = _store(storage, prefix, stream)
    try:
        yield stored
    except BaseException:
        delete_picture(storage, prefix)
        raise


def delete_picture(storage: Storage, prefix: str) -> None:
    """Delete all sizes of a picture; safe to repeat."""
    storage.delete(list(storage.list_keys(prefix)))


def _store(storage: Storage, prefix: str, stream: IO[bytes]) -> StoredPicture:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "source"
        _copy(stream, source)
        with _DECODERS:
            made = make_image_set(source, folder)
        for file in made.files:
            storage.put_file(f"{prefix}/{file.file}", folder / file.file, file.content_type)
    return StoredPicture(made.width, made.height, sorted({file.width for file in made.files}))


def _copy(stream: IO[bytes], target: Path) -> None:
    left = MAX_BYTES
    with target.open("wb") as file:
        while chunk := stream.read(_COPY_BYTES):
            left -= len(chunk)
            if left < 0:
                raise Rejected(N_("This picture is larger than 10 MB."))
            file.write(chunk)
