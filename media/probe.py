"""Learns what a clip is, without the caller's process ever reading it.

One way on every machine: PyAV in a jailed child (`media.probe_child`). ffprobe would be a second way, and is
missing where imageio-ffmpeg brings the ffmpeg. Measured: 0.16 s a file with bubblewrap, ffprobe the same.
"""

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kernel.errors import N_
from media import gate
from media.errors import DeadlinePassed, Rejected, ToolFailed
from media.info import AudioInfo, MediaInfo
from media.jail import Jail, Limits
from media.runner import run
from media.sniff import Demuxer, sniff

_CHILD = Path(__file__).with_name("probe_child.py")
_LIMITS = Limits(
    deadline_seconds=20, memory_bytes=1 << 30, cpu_seconds=15, file_bytes=1 << 20, open_files=64, niceness=0
)

_DAMAGED = N_("This video is damaged or incomplete, and cannot be read.")
#: ITU-T H.273 transfer characteristics, by ffmpeg's names.
_HDR_TRANSFERS = {16: "smpte2084", 18: "arib-std-b67"}
#: Of these only the square-pixel size counts, and 0:1 means "not said".
_MAX_PIXEL_ASPECT = 4


def probe(path: Path, jail: Jail, *, cancelled: Callable[[], bool] | None = None) -> MediaInfo:
    """Return what the clip is, having held it against the policy (`media.gate`).

    Raises Rejected: not a clip, damaged, or against the policy.
    """
    size_bytes = gate.check_size(path)
    demuxer = sniff(path)
    answer = _ask_child(path.resolve(), demuxer, jail, cancelled)
    info = _parse(answer, demuxer, size_bytes)
    gate.check(info)
    return info


def _ask_child(
    path: Path, demuxer: Demuxer, jail: Jail, cancelled: Callable[[], bool] | None
) -> dict[str, Any]:
    # The real interpreter, not the virtual environment's link to it: the jail shows only what is needed.
    python = Path(sys.executable).resolve()
    site_packages = _site_packages()
    argv = [str(python), "-I", "-S", "-B", str(_CHILD), str(site_packages), str(path), demuxer.value]
    reads = [Path(sys.base_prefix).resolve(), _CHILD, site_packages / "av", path]
    libraries = site_packages / "av.libs"
    lines: list[str] = []
    try:
        run(
            [*argv, demuxer.whitelist, str(gate.MAX_AREA_PX)],
            jail=jail,
            limits=_LIMITS,
            reads=[*reads, libraries] if libraries.is_dir() else reads,
            on_line=lambda line: lines.append(line) if not lines else None,
            cancelled=cancelled or (lambda: False),
        )
        answer = json.loads(lines[0])
    except (ToolFailed, DeadlinePassed, IndexError, ValueError) as error:
        raise Rejected(_DAMAGED) from error
    assert isinstance(answer, dict)
    return answer


def _site_packages() -> Path:
    spec = importlib.util.find_spec("av")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).resolve().parent.parent


def _parse(answer: dict[str, Any], demuxer: Demuxer, size_bytes: int) -> MediaInfo:
    video = answer["video"]
    if video is None:
        raise Rejected(N_("There is no video in this file."))
    if video["codec"] is None:
        raise Rejected(_DAMAGED)
    width, height, is_square = _displayed_size(video)
    return MediaInfo(
        demuxer=demuxer,
        size_bytes=size_bytes,
        stream_count=answer["stream_count"],
        duration_seconds=answer["duration_seconds"],
        bits_per_second=answer["bits_per_second"] or video["bits_per_second"],
        width=width,
        height=height,
        rotation=video["rotation"],
        square_pixels=is_square,
        frames_per_second=video["frames_per_second"],
        video_codec=video["codec"],
        video_profile=video["profile"],
        pixel_format=video["pixel_format"] or "unknown",
        bit_depth=video.get("bit_depth", 8),
        hdr_transfer=_HDR_TRANSFERS.get(video["transfer"]),
        keyframe_gap_seconds=video["keyframe_gap_seconds"],
        audio=_choose_audio(answer["audio"]),
    )


def _displayed_size(video: dict[str, Any]) -> tuple[int, int, bool]:
    """Return width and height with square pixels and after rotation, and whether pixels were square."""
    width, height = video["width"], video["height"]
    across, down = video["aspect"]
    is_square = across == down or not (across and down)
    if not is_square:
        ratio = min(max(across / down, 1 / _MAX_PIXEL_ASPECT), _MAX_PIXEL_ASPECT)
        width = round(width * ratio)
    if video["rotation"] % 180 == 90:
        width, height = height, width
    return width, height, is_square


def _choose_audio(streams: list[dict[str, Any]]) -> AudioInfo | None:
    for position, stream in enumerate(streams):
        if stream["codec"] in gate.AUDIO_CODECS and stream["channels"] > 0:
            return AudioInfo(position=position, **stream)
    return None
