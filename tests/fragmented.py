"""Fragmented MP4 built byte by byte, as ffmpeg writes it: for many hours of it, and for odd pieces."""

import struct

TIMESCALE = 48_000
NO_KEY_FRAME = 0x10000
#: High profile, level 3.1.
AVC_CONFIG = bytes.fromhex("0164001fffe100046764001f01000468ee3c80")
#: An elementary stream descriptor of AAC LC.
AAC_DESCRIPTOR = bytes.fromhex("0319000200041140150000000001f4000001f40005021190060102")


def box(kind: bytes, *contents: bytes) -> bytes:
    """Return a box."""
    content = b"".join(contents)
    return struct.pack(">I4s", 8 + len(content), kind) + content


def full_box(kind: bytes, flags: int, *contents: bytes, version: int = 0) -> bytes:
    """Return a box with version and flags."""
    return box(kind, struct.pack(">I", version << 24 | flags), *contents)


def make_init(*, width: int = 720, height: int = 1280, has_audio: bool = True) -> bytes:
    """Return an initialisation section: H.264, and AAC if wanted."""
    picture = box(
        b"avc1",
        bytes(24),
        struct.pack(">HH", width, height),
        bytes(50),
        box(b"avcC", AVC_CONFIG),
    )
    sound = box(b"mp4a", bytes(28), full_box(b"esds", 0, AAC_DESCRIPTOR))
    traks = [_trak(1, b"vide", picture), *([_trak(2, b"soun", sound)] if has_audio else [])]
    numbers = range(1, 1 + len(traks))
    extends = [full_box(b"trex", 0, struct.pack(">5I", number, 1, 0, 0, 0)) for number in numbers]
    return box(b"ftyp", b"iso5", bytes(4)) + box(b"moov", *traks, box(b"mvex", *extends))


def make_fragment(
    start_seconds: float,
    *,
    frame_count: int = 6,
    frame_seconds: float = 1 / 30,
    is_key_frame: bool = False,
    size_bytes: int = 1000,
) -> bytes:
    """Return a fragment with a picture; without frames it holds only sound."""
    runs = []
    if frame_count:
        duration = round(frame_seconds * TIMESCALE)
        base = full_box(b"tfdt", 0, struct.pack(">Q", round(start_seconds * TIMESCALE)), version=1)
        first_flags = 0 if is_key_frame else NO_KEY_FRAME
        durations = struct.pack(f">{frame_count}I", *[duration] * frame_count)
        run = full_box(
            b"trun", 0x1 | 0x4 | 0x100, struct.pack(">III", frame_count, 0, first_flags), durations
        )
        runs.append(box(b"traf", full_box(b"tfhd", 0x20000, struct.pack(">I", 1)), base, run))
    sound = full_box(b"trun", 0x1 | 0x100, struct.pack(">II9I", 9, 0, *[1024] * 9))
    base = full_box(b"tfdt", 0, struct.pack(">Q", round(start_seconds * TIMESCALE)), version=1)
    runs.append(box(b"traf", full_box(b"tfhd", 0x20000, struct.pack(">I", 2)), base, sound))
    return box(b"moof", *runs) + box(b"mdat", bytes(size_bytes))


def _trak(number: int, handler: bytes, entry: bytes) -> bytes:
    table = box(b"stbl", full_box(b"stsd", 0, struct.pack(">I", 1), entry))
    header = full_box(b"mdhd", 0, struct.pack(">IIII", 0, 0, TIMESCALE, 0))
    media = box(b"mdia", header, full_box(b"hdlr", 0, bytes(4), handler, bytes(12)), box(b"minf", table))
    return box(b"trak", full_box(b"tkhd", 0, struct.pack(">III", 0, 0, number), bytes(68)), media)
