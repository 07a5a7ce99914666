"""Splits the fragmented MP4 that ffmpeg writes into a pipe: initialisation sections and fragments.

ffmpeg reads a stranger's bytes, so what comes out of it is believed as little as they are: lengths are
checked, memory is bounded, and anything odd is `BadBoxes`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from media.boxes import (
    HEADER_BYTES,
    LONG_HEADER_BYTES,
    BadBoxes,
    Box,
    iterate_boxes,
    read_uint32,
    read_uint64,
)
from media.tracks import Track, read_tracks

#: Two seconds at twice the highest admitted rate have 6 MB; a `moov` has about 1 kB.
MAX_BOX_BYTES = 16 << 20
MAX_MOOV_BYTES = 1 << 20
MAX_FRAMES = 10_000
#: What `tfhd` and `trun` may hold, in the order in which it stands there (ISO/IEC 14496-12, 8.8.7 and 8.8.8).
_TFHD_FIELDS = ((0x1, 8, ""), (0x2, 4, ""), (0x8, 4, "duration"), (0x10, 4, ""), (0x20, 4, "flags"))
_TRUN_DATA_OFFSET, _TRUN_FIRST_FLAGS = 0x1, 0x4
_TRUN_DURATION, _TRUN_SIZE, _TRUN_FLAGS, _TRUN_COMPOSITION = 0x100, 0x200, 0x400, 0x800
_IS_NO_KEY_FRAME = 0x10000
_TOP_LEVEL = frozenset(
    {b"ftyp", b"moov", b"moof", b"mdat", b"styp", b"sidx", b"free", b"mfra", b"prft", b"emsg"}
)


@dataclass(frozen=True)
class Init:
    """An initialisation section: `data` is what players need before any fragment."""

    data: bytes
    tracks: tuple[Track, ...]

    @property
    def video(self) -> Track | None:
        """Return the picture's track."""
        return next((track for track in self.tracks if track.is_video), None)

    @property
    def codecs(self) -> str:
        """Return the CODECS attribute (RFC 6381)."""
        return ",".join(track.codec for track in self.tracks)

    @property
    def reference(self) -> Track:
        """Return the track whose times count: the picture's, or the sound's where there is no picture."""
        return self.video or self.tracks[0]


@dataclass(frozen=True)
class Fragment:
    """One `moof` and its `mdat`. Times are those of the init's reference track.

    `start_seconds` is when the first frame is shown. No frames and no duration: the fragment holds only
    what accompanies the reference track.
    """

    data: bytes
    start_seconds: float
    duration_seconds: float
    frame_count: int
    longest_frame_seconds: float
    is_key_frame: bool
    first_frame_at: int = 0

    @property
    def first_frame(self) -> bytes:
        """Return the bytes from the first frame of the reference track on."""
        return self.data[self.first_frame_at :] if self.first_frame_at else b""


@dataclass
class _Run:
    """What the fragment holds of the reference track, added up."""

    start: int | None = None
    duration: int = 0
    frame_count: int = 0
    longest: int = 0
    first_flags: int = 0
    first_frame_at: int = 0


class FragmentSplitter:
    """Takes bytes in any pieces, gives sections and fragments."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._file_type = b""
        self._moof = b""
        self.init: Init | None = None

    def feed(self, data: bytes) -> Iterator[Init | Fragment]:
        """Yield what is complete now.

        Raises BadBoxes: this is no fragmented MP4; nothing more can be read.
        """
        self._buffer += data
        while (box := self._take_box()) is not None:
            found = self._read_box(box)
            if found is not None:
                yield found

    def _take_box(self) -> bytes | None:
        if len(self._buffer) < HEADER_BYTES:
            return None
        head = bytes(self._buffer[:LONG_HEADER_BYTES])
        size, kind = read_uint32(head, 0), head[4:8]
        if size == 1 and len(head) == LONG_HEADER_BYTES:
            size = read_uint64(head, HEADER_BYTES)
        most = MAX_MOOV_BYTES if kind == b"moov" else MAX_BOX_BYTES
        if kind not in _TOP_LEVEL or (size != 1 and not HEADER_BYTES <= size <= most):
            raise BadBoxes(f"{kind!r} of {size} bytes")
        if size == 1 or len(self._buffer) < size:
            return None
        box = bytes(self._buffer[:size])
        del self._buffer[:size]
        return box

    def _read_box(self, box: bytes) -> Init | Fragment | None:
        kind = box[4:8]
        if kind == b"ftyp":
            self._file_type = box
        elif kind == b"moov":
            self.init = Init(self._file_type + box, read_tracks(box))
            return self.init
        elif kind == b"moof":
            self._moof = box
        elif kind == b"mdat" and self._moof:
            moof, self._moof = self._moof, b""
            return self._read_fragment(moof, box)
        return None

    def _read_fragment(self, moof: bytes, mdat: bytes) -> Fragment:
        if self.init is None:
            raise BadBoxes("a fragment before its initialisation section")
        track, run = self.init.reference, _Run()
        outer = next(iterate_boxes(moof, 0, len(moof)))
        for box in iterate_boxes(moof, outer.start, outer.end):
            if box.kind == b"traf":
                _read_track_fragment(moof, box, track, run)
        if run.duration and run.start is None:
            raise BadBoxes("a fragment without a time")
        return Fragment(
            data=moof + mdat,
            start_seconds=(run.start or 0) / track.timescale,
            duration_seconds=run.duration / track.timescale,
            frame_count=run.frame_count,
            longest_frame_seconds=run.longest / track.timescale,
            is_key_frame=run.frame_count > 0 and not run.first_flags & _IS_NO_KEY_FRAME,
            first_frame_at=run.first_frame_at,
        )


def _read_track_fragment(moof: bytes, traf: Box, track: Track, run: _Run) -> None:
    """Add one `traf` to `run`, if it is the reference track's."""
    defaults, base = (track.default_duration, track.default_flags), None
    for box in iterate_boxes(moof, traf.start, traf.end):
        if box.kind == b"tfhd":
            if read_uint32(moof, box.start + 4) != track.track_id:
                return
            defaults = _read_defaults(moof, box, defaults)
        elif box.kind == b"tfdt":
            base = (read_uint64 if moof[box.start] else read_uint32)(moof, box.start + 4)
        elif box.kind == b"trun":
            _read_run(moof, box, run, base, defaults)


def _read_defaults(moof: bytes, box: Box, defaults: tuple[int, int]) -> tuple[int, int]:
    """Return the duration and flags of frames that name none (`tfhd` over `trex`)."""
    present, at = read_uint32(moof, box.start), box.start + 8
    values = dict(zip(("duration", "flags"), defaults, strict=True))
    for bit, size, name in _TFHD_FIELDS:
        if present & bit:
            if name:
                values[name] = read_uint32(moof, at)
            at += size
    return values["duration"], values["flags"]


def _read_run(moof: bytes, box: Box, run: _Run, base: int | None, defaults: tuple[int, int]) -> None:
    present, count = read_uint32(moof, box.start), read_uint32(moof, box.start + 4)
    at = box.start + 8 + (4 if present & _TRUN_DATA_OFFSET else 0)
    duration, first_flags = defaults
    if present & _TRUN_FIRST_FLAGS:
        first_flags, at = read_uint32(moof, at), at + 4
    columns = [c for c in (_TRUN_DURATION, _TRUN_SIZE, _TRUN_FLAGS, _TRUN_COMPOSITION) if present & c]
    width = 4 * len(columns)
    if count > MAX_FRAMES or at + count * width > box.end:
        raise BadBoxes(f"{count} frames in a fragment")
    if not count:
        return
    places = {column: at + 4 * position for position, column in enumerate(columns)}
    if run.frame_count == 0:
        if _TRUN_FLAGS in places and not present & _TRUN_FIRST_FLAGS:
            first_flags = read_uint32(moof, places[_TRUN_FLAGS])
        shift = read_uint32(moof, places[_TRUN_COMPOSITION]) if _TRUN_COMPOSITION in places else 0
        # Version 1 has signed shifts.
        shift -= (1 << 32) if moof[box.start] and shift >> 31 else 0
        # Counted from the `moof` on, as our ffmpeg writes it (default-base-is-moof).
        run.first_frame_at = read_uint32(moof, box.start + 8) if present & _TRUN_DATA_OFFSET else 0
        run.first_flags, run.start = first_flags, None if base is None else base + shift
    durations = [duration] * count
    if _TRUN_DURATION in places:
        durations = [read_uint32(moof, places[_TRUN_DURATION] + number * width) for number in range(count)]
    run.frame_count += count
    run.duration += sum(durations)
    run.longest = max(run.longest, *durations)
