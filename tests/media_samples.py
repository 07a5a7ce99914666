"""Clips and pictures that tests make for themselves: with ffmpeg's own sources, or byte by byte."""

import struct
import subprocess
from pathlib import Path

import av

#: Quick to encode and small; tests ask about shape, not beauty.
H264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "60")
VP8 = ("-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "500k")
HEVC_HLG = (
    *("-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p10le", "-tag:v", "hvc1"),
    *("-x265-params", "log-level=none:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc"),
)
STEREO = "sine=frequency=440:sample_rate=48000,aformat=channel_layouts=stereo"
SURROUND = "sine=frequency=440:sample_rate=48000,aformat=channel_layouts=5.1"


def make_clip(
    ffmpeg: Path,
    path: Path,
    *,
    size: str = "180x320",
    seconds: float = 3,
    rate: int = 30,
    picture: str = "testsrc2",
    sound: str | None = STEREO,
    video: tuple[str, ...] = H264,
    extra: tuple[str, ...] = (),
) -> Path:
    """Write a clip; `picture` and `sound` are ffmpeg sources, `video` and `extra` its options."""
    sources = ["-f", "lavfi", "-i", f"{picture}{':' if '=' in picture else '='}s={size}:r={rate}"]
    if sound is not None:
        sources += ["-f", "lavfi", "-i", sound]
    argv = [
        str(ffmpeg),
        "-nostdin",
        "-v",
        "error",
        "-y",
        *sources,
        "-t",
        str(seconds),
        *video,
        *extra,
        str(path),
    ]
    subprocess.run(argv, check=True, timeout=120)
    return path


def convert(ffmpeg: Path, source: Path, target: Path, *options: str) -> Path:
    """Write `source` again with other options."""
    argv = [str(ffmpeg), "-nostdin", "-v", "error", "-y", "-i", str(source), *options, str(target)]
    subprocess.run(argv, check=True, timeout=120)
    return target


def mark_rotated(path: Path, degrees_clockwise: int) -> Path:
    """Write the matrix of the video track as a phone held otherwise does (ISO/IEC 14496-12, tkhd).

    Done in the bytes, because ffmpeg's option for it differs between versions.
    """
    one = 1 << 16
    turns = {90: (0, one, -one, 0), 180: (-one, 0, 0, -one), 270: (0, -one, one, 0)}
    a, b, c, d = turns[degrees_clockwise]
    content = bytearray(path.read_bytes())
    at = content.index(b"tkhd") + 44
    content[at : at + 36] = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(content)
    return path


def keyframe_times(folder: Path) -> list[float]:
    """Return when the keyframes of a finished rendition are shown, in seconds after its first frame."""
    whole = folder / "whole.mp4"
    parts = [folder / "init.mp4", *sorted(folder.glob("s*.m4s"))]
    whole.write_bytes(b"".join(part.read_bytes() for part in parts))
    with av.open(str(whole)) as container:
        packets = [p for p in container.demux(video=0) if p.pts is not None]
        first = min(p.pts for p in packets if p.pts is not None)
        base = container.streams.video[0].time_base
        times = [
            round(float((p.pts - first) * base), 2)
            for p in packets
            if p.is_keyframe and p.pts is not None and base
        ]
    whole.unlink()
    return times


def decode_fully(ffmpeg: Path, playlist: Path) -> None:
    """Play a multivariant playlist to its end; raises CalledProcessError at the first thing that is wrong."""
    argv = [
        str(ffmpeg),
        "-nostdin",
        "-v",
        "error",
        "-xerror",
        "-i",
        str(playlist),
        "-map",
        "0",
        "-f",
        "null",
        "-",
    ]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=True)
    assert not done.stderr


def mean_colour(path: Path, box: tuple[float, float, float, float]) -> tuple[float, ...]:
    """Return the mean red, green and blue of a part of a picture; the box is in shares of its sides."""
    from PIL import Image, ImageStat

    with Image.open(path) as opened:
        image = opened.convert("RGB")
    left, top, right, bottom = box
    area = (left * image.width, top * image.height, right * image.width, bottom * image.height)
    return tuple(ImageStat.Stat(image.crop(tuple(round(side) for side in area))).mean)  # type: ignore[arg-type]
