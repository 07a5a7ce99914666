"""Smaller renditions of a finished broadcast, encoded stretch by stretch from its stored segments.

A stretch is cut where the source was cut, with the source's own times: what was made in many runs, by
workers that came and went, plays as if one had made it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from media.follower import Follower
from media.fragments import Fragment, FragmentSplitter, Init
from media.jail import Limits, memory_for_cores
from media.live_commands import TIMESCALE, LiveRung, fit
from media.live_events import MediaEvent
from media.live_journal import JournalSegment
from media.runner import run
from media.segmenter import Boundary
from media.tools import MediaTools

_READ_BYTES = 1 << 20
_FLAGS = "+empty_moov+default_base_moof+frag_keyframe+skip_trailer+frag_discont"


@dataclass(frozen=True)
class Stretch:
    """Segments of the source that follow each other and need the same section."""

    segments: Sequence[JournalSegment]

    @property
    def duration_seconds(self) -> float:
        """Return how long it is."""
        return sum(segment.duration_seconds for segment in self.segments)


def choose_stretches(segments: Sequence[JournalSegment], *, most: int) -> list[Stretch]:
    """Return all segments in stretches of at most `most`."""
    stretches: list[list[JournalSegment]] = []
    for segment in segments:
        last = stretches[-1] if stretches else []
        follows = bool(last) and (last[-1].msn + 1, last[-1].init_number) == (
            segment.msn,
            segment.init_number,
        )
        if follows and len(last) < most:
            last.append(segment)
        else:
            stretches.append([segment])
    return [Stretch(stretch) for stretch in stretches]


def build_stretch_command(
    program: Path, source: Path, target: Path, rung: LiveRung, *, width: int, height: int
) -> list[str]:
    """Return the arguments that encode a stretch smaller: its own times, its own key frames."""
    size = fit(width, height, rung.short_side_px)
    return [
        *(str(program), "-nostdin", "-hide_banner", "-v", "warning", "-progress", "pipe:1", "-copyts"),
        *("-protocol_whitelist", "file", "-format_whitelist", "mov,mp4,m4a,3gp,3g2,mj2", "-f", "mp4"),
        *("-i", f"file:{source}", "-map", "0:V:0", "-map", "0:a:0?", "-c:a", "copy"),
        *("-vf", f"scale={size[0]}:{size[1]}:flags=bicubic,setsar=1", "-fps_mode", "passthrough"),
        *("-enc_time_base", f"1:{TIMESCALE}", "-c:v", "libx264", "-preset", "veryfast", "-bf", "0"),
        *("-profile:v", "main", "-pix_fmt", "yuv420p", "-crf", str(rung.crf)),
        *("-maxrate", f"{rung.max_kbps}k", "-bufsize", f"{2 * rung.max_kbps}k"),
        *("-force_key_frames", "source", "-sc_threshold", "0", "-g", "600"),
        *("-map_metadata", "-1", "-map_chapters", "-1", "-avoid_negative_ts", "disabled"),
        *("-f", "mp4", "-movflags", _FLAGS, "-use_editlist", "0", "-video_track_timescale", str(TIMESCALE)),
        *("-y", f"file:{target}"),
    ]


def encode_stretch(
    source: Path,
    target: Path,
    rung: LiveRung,
    tools: MediaTools,
    *,
    width: int,
    height: int,
    duration_seconds: float,
    cancelled: Callable[[], bool],
) -> None:
    """Encode one stretch, a section and its segments one after another in `source`.

    Raises Cancelled, ToolFailed, DeadlinePassed, Stalled.
    """
    # Forty times slower than it is long, or the machine is broken.
    limits = Limits(
        deadline_seconds=600 + 40 * duration_seconds,
        memory_bytes=memory_for_cores(2 << 30),
        cpu_seconds=600 + 40 * int(duration_seconds),
        file_bytes=4 << 30,
        stall_seconds=120,
    )
    command = build_stretch_command(tools.ffmpeg, source, target, rung, width=width, height=height)
    run(command, jail=tools.jail, limits=limits, reads=[source], writes=target.parent, cancelled=cancelled)


def read_boundaries(stretch: Stretch, init: bytes, datas: Sequence[bytes]) -> list[Boundary]:
    """Return where each segment of the source begins; `datas` are their bytes.

    Raises BadBoxes: this is no fragmented MP4.
    """
    splitter = FragmentSplitter()
    list(splitter.feed(init))
    boundaries = []
    for segment, data in zip(stretch.segments, datas, strict=True):
        fragments = [found for found in splitter.feed(data) if isinstance(found, Fragment)]
        start = next(found.start_seconds for found in fragments if found.duration_seconds > 0)
        boundaries.append(
            Boundary(segment.msn, start, segment.program_time, segment.init_number, segment.is_discontinuity)
        )
    return boundaries


def is_same_decoder(one: bytes, other: bytes) -> bool:
    """Tell whether two sections set a decoder up alike. Only noted bit rates differ between stretches."""
    return _picture_settings(one) == _picture_settings(other)


def cut_encoded(rendition: str, encoded: Path, boundaries: Sequence[Boundary]) -> Iterator[MediaEvent]:
    """Yield the section, parts and segments of an encoded stretch, cut where the source was.

    Raises BadBoxes: this is no fragmented MP4.
    """
    follower, splitter = Follower(rendition), FragmentSplitter()
    for boundary in boundaries:
        follower.add_boundary(boundary)
    with encoded.open("rb") as file:
        while data := file.read(_READ_BYTES):
            for found in splitter.feed(data):
                if isinstance(found, Init):
                    follower.take_init(found)
                else:
                    yield from follower.take(found)
    yield from follower.close()


def _picture_settings(init: bytes) -> bytes:
    """Return the `avcC` box: what the decoder has to know (ISO/IEC 14496-15, 5.3.3)."""
    at = init.index(b"avcC")
    return init[at : at - 4 + int.from_bytes(init[at - 4 : at], "big")]
