"""What an initialisation section (`moov`) says of its tracks."""

from dataclasses import dataclass

from media.boxes import BadBoxes, Box, find_box, iterate_boxes, read_uint32
from media.codec_strings import read_codec_string

#: One picture and one sound; more is nothing that our ffmpeg was asked for.
MAX_TRACKS = 4
_VIDEO_HANDLER = b"vide"
#: Content of a visual sample entry before its width (ISO/IEC 14496-12, 12.1.3).
_SIZE_OFFSET = 24
#: Times in units finer than a nanosecond are nonsense.
_MAX_TIMESCALE = 1_000_000_000


@dataclass(frozen=True)
class Track:
    """One track, and what its fragments may leave out."""

    track_id: int
    is_video: bool
    timescale: int
    codec: str
    width: int
    height: int
    default_duration: int
    default_flags: int


def read_tracks(moov: bytes) -> tuple[Track, ...]:
    """Return the tracks of a whole `moov` box.

    Raises BadBoxes: it is broken, or holds what no browser plays.
    """
    outer = next(iterate_boxes(moov, 0, len(moov)))
    defaults = _read_defaults(moov, outer)
    traks = [box for box in iterate_boxes(moov, outer.start, outer.end) if box.kind == b"trak"]
    if not 1 <= len(traks) <= MAX_TRACKS:
        raise BadBoxes(f"{len(traks)} tracks")
    return tuple(_read_track(moov, trak, defaults) for trak in traks)


def _read_defaults(moov: bytes, outer: Box) -> dict[int, tuple[int, int]]:
    """Return each track's default duration and flags (`trex`)."""
    extends = find_box(moov, outer.start, outer.end, b"mvex")
    if extends is None:
        raise BadBoxes("not fragmented")
    return {
        read_uint32(moov, box.start + 4): (
            read_uint32(moov, box.start + 12),
            read_uint32(moov, box.start + 20),
        )
        for box in iterate_boxes(moov, extends.start, extends.end)
        if box.kind == b"trex"
    }


def _read_track(moov: bytes, trak: Box, defaults: dict[int, tuple[int, int]]) -> Track:
    header = _need(moov, trak, b"tkhd")
    media_header = _need(moov, trak, b"mdia", b"mdhd")
    handler = _need(moov, trak, b"mdia", b"hdlr")
    track_id = read_uint32(moov, header.start + (20 if moov[header.start] else 12))
    timescale = read_uint32(moov, media_header.start + (20 if moov[media_header.start] else 12))
    if not 1 <= timescale <= _MAX_TIMESCALE:
        raise BadBoxes(f"{timescale} units a second")
    is_video = moov[handler.start + 8 : handler.start + 12] == _VIDEO_HANDLER
    width, height = _read_size(moov, trak) if is_video else (0, 0)
    try:
        codec = read_codec_string(moov[trak.start : trak.end])
    except (ValueError, IndexError) as error:
        raise BadBoxes("a track that no browser plays") from error
    duration, flags = defaults.get(track_id, (0, 0))
    return Track(track_id, is_video, timescale, codec, width, height, duration, flags)


def _read_size(moov: bytes, trak: Box) -> tuple[int, int]:
    table = _need(moov, trak, b"mdia", b"minf", b"stbl", b"stsd")
    entry = next(iterate_boxes(moov, table.start + 8, table.end), None)
    if entry is None:
        raise BadBoxes("a track without a description")
    both = read_uint32(moov, entry.start + _SIZE_OFFSET)
    return both >> 16, both & 0xFFFF


def _need(moov: bytes, trak: Box, *path: bytes) -> Box:
    box = find_box(moov, trak.start, trak.end, *path)
    if box is None or box.start >= box.end:
        raise BadBoxes(f"no {b'/'.join(path).decode()}")
    return box
