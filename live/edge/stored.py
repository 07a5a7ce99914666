"""What is older than the window: files of the spool where that is at hand, else objects of the storage."""

import contextlib
import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kernel import runtime
from kernel.storage import ObjectMissing

#: Sent in pieces, so that a slow viewer holds one of these and not a whole segment.
PIECE_BYTES = 1 << 16
#: While a broadcast's folder has this file, nginx serves nothing of it (deploy/nginx, live-spool.conf).
STOPPED_MARK = "stopped"


@dataclass(frozen=True)
class StoredFile:
    """Bytes to send, with their number."""

    pieces: Iterator[bytes]
    length: int


def find_stored(broadcast_id: uuid.UUID, name: str) -> StoredFile | None:
    """Return a file of a broadcast, or None when it is nowhere. `name` is one of ours: `source/s1.m4s`."""
    storage, key = runtime.storage(), f"broadcasts/{broadcast_id}/{name}"
    local = [runtime.config().live_spool / str(broadcast_id) / name, storage.local_path(key)]
    for path in local:
        found = _open(path) if path else None
        if found is not None:
            return found
    return _find_object(key) if local[1] is None else None


def mark_stopped(broadcast_id: uuid.UUID) -> None:
    """Tell nginx that a moderator stopped a broadcast whose files it serves from the spool."""
    with contextlib.suppress(OSError):  # the folder is gone already, or is not on this machine
        (runtime.config().live_spool / str(broadcast_id) / STOPPED_MARK).touch()


def _open(path: Path) -> StoredFile | None:
    try:
        file = path.open("rb")
    except OSError:
        return None
    length = os.fstat(file.fileno()).st_size
    return StoredFile(_pieces(file, length), length)


def _pieces(file: BinaryIO, length: int) -> Iterator[bytes]:
    with file:
        while length > 0 and (piece := file.read(min(PIECE_BYTES, length))):
            length -= len(piece)
            yield piece


def _find_object(key: str) -> StoredFile | None:
    """Read from S3."""
    try:
        length = runtime.storage().size_bytes(key)
    except ObjectMissing:
        return None
    return StoredFile(runtime.storage().stream(key, 0, length), length)
