"""Boxes of ISO/IEC 14496-12 (MP4): walked with every length checked against what is really there."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

#: Size and type; a 64-bit size follows where the size says 1.
HEADER_BYTES = 8
LONG_HEADER_BYTES = 16
_UINT32 = struct.Struct(">I")
_UINT64 = struct.Struct(">Q")


class BadBoxes(ValueError):
    """These bytes are not the boxes that they should be."""


class Box(NamedTuple):
    """Where a box's content lies in the bytes it was found in."""

    kind: bytes
    start: int
    end: int


def iterate_boxes(data: bytes, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two places.

    Raises BadBoxes: one of them claims more than there is, or less than its own header.
    """
    at = start
    while at < end:
        header, size = HEADER_BYTES, read_uint32(data, at)
        if size == 1:
            header, size = LONG_HEADER_BYTES, read_uint64(data, at + HEADER_BYTES)
        if size < header or at + size > end:
            raise BadBoxes(f"a box of {size} bytes where {end - at} are left")
        yield Box(data[at + 4 : at + 8], at + header, at + size)
        at += size


def find_box(data: bytes, start: int, end: int, *path: bytes) -> Box | None:
    """Return the first box at `path` (each inside the one before), or None.

    Raises BadBoxes.
    """
    found: Box | None = None
    for kind in path:
        found = next((box for box in iterate_boxes(data, start, end) if box.kind == kind), None)
        if found is None:
            return None
        start, end = found.start, found.end
    return found


def read_uint32(data: bytes, at: int) -> int:
    """Return the number at a place.

    Raises BadBoxes: it is cut off.
    """
    return _read(_UINT32, data, at)


def read_uint64(data: bytes, at: int) -> int:
    """Return the number at a place.

    Raises BadBoxes: it is cut off.
    """
    return _read(_UINT64, data, at)


def _read(layout: struct.Struct, data: bytes, at: int) -> int:
    try:
        (value,) = layout.unpack_from(data, at)
    except struct.error as error:
        raise BadBoxes("a box ends in the middle of a number") from error
    return int(value)
