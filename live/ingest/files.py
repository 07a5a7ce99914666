"""Writing that leaves nothing half-written: a whole file or none, a whole line or none."""

import os
from pathlib import Path

TEMPORARY = ".tmp"


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside its place and move it there: who finds the name finds all of it.

    Raises OSError: nothing was written.
    """
    beside = path.with_name(f".{path.name}{TEMPORARY}")
    try:
        beside.write_bytes(data)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def append_line(path: Path, line: bytes) -> None:
    """Append a line that ends with a line feed.

    Raises OSError: nothing was written.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        before = os.fstat(descriptor).st_size
        try:
            written = os.write(descriptor, line)
        except OSError:
            written = 0
        if written != len(line):
            os.ftruncate(descriptor, before)
            raise OSError(f"{written} of {len(line)} bytes")
    finally:
        os.close(descriptor)
