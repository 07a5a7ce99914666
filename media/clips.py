"""A clip cut out of a broadcast: whole segments, copied into one file that begins at time 0."""

from pathlib import Path

from media.jail import Limits
from media.runner import run
from media.tools import MediaTools

POSTER_WIDTH_PX = 360
#: A minute is copied in a moment; the rest is for a machine that has other things to do.
_LIMITS = Limits(
    deadline_seconds=120, memory_bytes=2 << 30, cpu_seconds=60, file_bytes=2 << 30, stall_seconds=60
)


def build_clip_command(program: Path, source: Path, target: Path) -> list[str]:
    """Return the arguments that copy our own fragmented MP4 into a plain one that begins at time 0."""
    return [
        *(str(program), "-nostdin", "-hide_banner", "-v", "warning", "-progress", "pipe:1"),
        *("-protocol_whitelist", "file", "-format_whitelist", "mov,mp4,m4a,3gp,3g2,mj2", "-f", "mp4"),
        *("-i", f"file:{source}", "-map", "0:V:0", "-map", "0:a:0?", "-c", "copy"),
        *("-map_metadata", "-1", "-map_chapters", "-1", "-avoid_negative_ts", "make_zero"),
        *("-movflags", "+faststart", "-f", "mp4", "-y", f"file:{target}"),
    ]


def build_poster_command(program: Path, clip: Path, target: Path) -> list[str]:
    """Return the arguments that make a small JPEG of a clip's first picture."""
    return [
        *(str(program), "-nostdin", "-hide_banner", "-v", "warning", "-progress", "pipe:1"),
        *("-protocol_whitelist", "file", "-format_whitelist", "mov,mp4,m4a,3gp,3g2,mj2", "-f", "mp4"),
        *("-i", f"file:{clip}", "-map", "0:V:0", "-frames:v", "1", "-vf", f"scale={POSTER_WIDTH_PX}:-2"),
        *("-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p", "-map_metadata", "-1"),
        *("-f", "image2", "-update", "1", "-y", f"file:{target}"),
    ]


def take_poster(clip: Path, target: Path, tools: MediaTools) -> None:
    """Make a still picture of a clip.

    Raises ToolFailed, DeadlinePassed, Stalled.
    """
    command = build_poster_command(tools.ffmpeg, clip, target)
    run(command, jail=tools.jail, limits=_LIMITS, reads=[clip], writes=target.parent)


def cut_clip(source: Path, target: Path, tools: MediaTools) -> None:
    """Copy a section and its segments, one after another in `source`, into a plain MP4.

    Raises ToolFailed, DeadlinePassed, Stalled.
    """
    command = build_clip_command(tools.ffmpeg, source, target)
    run(command, jail=tools.jail, limits=_LIMITS, reads=[source], writes=target.parent)
