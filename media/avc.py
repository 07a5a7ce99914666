"""H.264's parameter sets: a publisher may change his picture's size in the middle, without a word elsewhere.

Phones do when they are turned. The frames then carry other parameters than the initialisation section, and
players need a section that has them. Sources: H.264, 7.3.2.1; ISO/IEC 14496-15, 5.3.3.
"""

import struct
from dataclasses import dataclass

from media.boxes import HEADER_BYTES, BadBoxes, Box, find_box, iterate_boxes, read_uint32
from media.fragments import Init
from media.tracks import read_tracks

#: A visual sample entry's fields before the boxes in it, and its size (ISO/IEC 14496-12, 12.1.3).
_ENTRY_BYTES = 78
_SIZE_OFFSET = 24
#: Profiles whose parameter sets tell the colour format.
_HIGH_PROFILES = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
_MAX_REFERENCES = 255
#: What a box's 16 bits can say.
_MAX_SIDE_PX = 65_535
#: Kinds of units (table 7-1): slices of pictures, and the two sets.
_PICTURE_KINDS = frozenset({1, 2, 3, 4, 5})
_SEQUENCE_KIND, _PICTURE_SET_KIND = 7, 8
#: Units before a frame's first slice: two sets, and what encoders add.
_MAX_UNITS = 16


@dataclass(frozen=True)
class Parameters:
    """A sequence and a picture parameter set, without start codes."""

    sequence: bytes
    picture: bytes


def read_parameters(init: Init) -> Parameters | None:
    """Return the first parameter sets of a section, or None where it has none."""
    at = init.data.find(b"avcC")
    if at < 0:
        return None
    # Five bytes, the count, then each set after its 16-bit length.
    start = at + 4 + 6
    length = int.from_bytes(init.data[start : start + 2], "big")
    sequence = init.data[start + 2 : start + 2 + length]
    start += 2 + length + 1
    length = int.from_bytes(init.data[start : start + 2], "big")
    return Parameters(sequence, init.data[start + 2 : start + 2 + length])


def replace_parameters(init: Init, parameters: Parameters) -> Init:
    """Return the section with other parameter sets, and the picture size that they tell.

    Raises BadBoxes: the section or the sets can't be read.
    """
    at = init.data.find(b"moov") - 4
    moov = bytearray(init.data[at:])
    width, height = read_size(parameters.sequence)
    path = _find_path(bytes(moov))
    entry, config = path[-2], path[-1]
    _patch_header(moov, width, height)
    moov[entry.start + _SIZE_OFFSET : entry.start + _SIZE_OFFSET + 4] = struct.pack(">HH", width, height)
    content = _build_config(parameters)
    growth = len(content) - (config.end - config.start)
    moov[config.start : config.end] = content
    for box in path:
        size_at = box.start - HEADER_BYTES
        moov[size_at : size_at + 4] = struct.pack(">I", read_uint32(bytes(moov), size_at) + growth)
    whole = bytes(moov)
    return Init(init.data[:at] + whole, read_tracks(whole))


def read_size(sequence: bytes) -> tuple[int, int]:
    """Return width and height (pixels) that a sequence parameter set tells.

    Raises BadBoxes: it ends too early, or is none that we take.
    """
    bits = _Bits(sequence[1:])
    profile = bits.read(8)
    bits.read(16)
    bits.read_golomb()
    if profile in _HIGH_PROFILES:
        _skip_colour(bits)
    bits.read_golomb()
    _skip_order(bits)
    bits.read_golomb()
    bits.read(1)
    width, height = 16 * (bits.read_golomb() + 1), 16 * (bits.read_golomb() + 1)
    fields = 2 - bits.read(1)
    if fields == 2:
        bits.read(1)
    bits.read(1)
    left, right, top, bottom = (bits.read_golomb() for _ in range(4)) if bits.read(1) else (0, 0, 0, 0)
    width, height = width - 2 * (left + right), fields * (height - 2 * (top + bottom))
    if not (0 < width <= _MAX_SIDE_PX and 0 < height <= _MAX_SIDE_PX):
        raise BadBoxes(f"a picture of {width} x {height}")
    return width, height


def _skip_colour(bits: "_Bits") -> None:
    if bits.read_golomb() == 3:
        bits.read(1)
    bits.read_golomb()
    bits.read_golomb()
    bits.read(1)
    if bits.read(1):
        raise BadBoxes("scaling matrices")


def _skip_order(bits: "_Bits") -> None:
    kind = bits.read_golomb()
    if kind == 0:
        bits.read_golomb()
    elif kind == 1:
        bits.read(1)
        bits.read_golomb()
        bits.read_golomb()
        count = bits.read_golomb()
        if count > _MAX_REFERENCES:
            raise BadBoxes(f"{count} reference frames")
        for _ in range(count):
            bits.read_golomb()


class _Bits:
    """Reads bits of a parameter set, whose zeros are broken up by threes (H.264, 7.4.1)."""

    def __init__(self, data: bytes) -> None:
        raw = data.replace(b"\x00\x00\x03", b"\x00\x00")
        self._value, self._left = int.from_bytes(raw, "big"), 8 * len(raw)

    def read(self, count: int) -> int:
        """Return the next bits as a number."""
        self._left -= count
        if self._left < 0:
            raise BadBoxes("a parameter set ends too early")
        return self._value >> self._left & ((1 << count) - 1)

    def read_golomb(self) -> int:
        """Return the next number in Exp-Golomb code (H.264, 9.1)."""
        zeros = 0
        while not self.read(1):
            zeros += 1
        return (1 << zeros) - 1 + self.read(zeros) if zeros else 0


def _find_path(moov: bytes) -> list[Box]:
    """Return the boxes from `moov` down to the picture's `avcC`."""
    outer = next(iterate_boxes(moov, 0, len(moov)))
    for trak in iterate_boxes(moov, outer.start, outer.end):
        if trak.kind != b"trak":
            continue
        path = [outer, trak]
        for kind in (b"mdia", b"minf", b"stbl", b"stsd"):
            path.append(_need(moov, path[-1].start, path[-1].end, kind))
        entry = next(iterate_boxes(moov, path[-1].start + 8, path[-1].end), None)
        if entry is not None and entry.kind == b"avc1":
            return [*path, entry, _need(moov, entry.start + _ENTRY_BYTES, entry.end, b"avcC")]
    raise BadBoxes("no H.264")


def _patch_header(moov: bytearray, width: int, height: int) -> None:
    """Put the size into the track's header, where it stands last, in 16.16 bits."""
    whole = bytes(moov)
    _, trak, *_ = _find_path(whole)
    header = _need(whole, trak.start, trak.end, b"tkhd")
    moov[header.end - 8 : header.end] = struct.pack(">II", width << 16, height << 16)


def _build_config(parameters: Parameters) -> bytes:
    sequence, picture = parameters.sequence, parameters.picture
    head = bytes((1, *sequence[1:4], 0xFF, 0xE1))
    content = head + struct.pack(">H", len(sequence)) + sequence
    content += b"\x01" + struct.pack(">H", len(picture)) + picture
    # The high profiles' colour format: 4:2:0, 8 bits, nothing more.
    return content + (b"\xfd\xf8\xf8\x00" if sequence[1] in _HIGH_PROFILES else b"")


def _need(data: bytes, start: int, end: int, kind: bytes) -> Box:
    box = find_box(data, start, end, kind)
    if box is None:
        raise BadBoxes(f"no {kind.decode()}")
    return box


def find_parameters(frame: bytes) -> Parameters | None:
    """Return the parameter sets at the beginning of a frame, or None where it carries none."""
    found: dict[int, bytes] = {}
    at = 0
    for _ in range(_MAX_UNITS):
        if at + 5 > len(frame):
            break
        size, kind = read_uint32(frame, at), frame[at + 4] & 0x1F
        if kind in _PICTURE_KINDS:
            break
        found.setdefault(kind, frame[at + 4 : at + 4 + size])
        at += 4 + size
    if _SEQUENCE_KIND not in found or _PICTURE_SET_KIND not in found:
        return None
    return Parameters(found[_SEQUENCE_KIND], found[_PICTURE_SET_KIND])
