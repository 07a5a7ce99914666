"""The whole making of a clip against ffmpeg run by hand. Prints one JSON line.

    .venv/bin/python -m bench.vod [--seconds 30]

Makes a 1080x1920 clip, then times: probe and `media.transcode` with stream copy, ladder, posters and
sprite; the best hand-run ffmpeg (one process, cascade, the same encoder settings, nothing else); one ffmpeg
per rendition, one after the other. `ratio` is ours over the hand-run (goal: at most 1.05);
`to_one_per_rendition` is ours over the last (goal: at most 0.7). Wants a calm machine: the
worker's ffmpeg gives way to others (nice 10), the yardsticks do not.
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.clips import make_clip
from media.probe import probe
from media.tools import MediaTools, find_tools
from media.transcode import transcode

#: Short side, CRF, cap in kb/s, profile: written out again, so that the yardstick uses none of our code.
LADDER = ((1080, 23, 5000, "high"), (720, 23, 2800, "high"), (540, 23, 1500, "high"), (360, 21, 700, "main"))
HLS = (
    *("-f", "hls", "-hls_time", "2", "-hls_playlist_type", "event", "-hls_segment_type", "fmp4"),
    *("-hls_list_size", "0", "-hls_flags", "independent_segments+temp_file"),
    *("-hls_fmp4_init_filename", "init.mp4", "-hls_segment_filename", "%v/s%05d.m4s"),
)


def main() -> None:
    """Run the three and print the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=30)
    seconds = parser.parse_args().seconds
    tools = find_tools()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clip = make_clip(tools.ffmpeg, folder / "clip.mp4", seconds)
        by_hand_before = timed(lambda: run_by_hand(tools.ffmpeg, clip, folder / "hand1"))
        ours = timed(lambda: run_ours(tools, clip, folder / "ours"))
        by_hand_after = timed(lambda: run_by_hand(tools.ffmpeg, clip, folder / "hand2"))
        each = timed(lambda: run_one_per_rendition(tools.ffmpeg, clip, folder / "each"))
    # Before and after, so that a machine that grows busier or calmer favours neither.
    by_hand = (by_hand_before + by_hand_after) / 2
    print(
        json.dumps(
            {
                "bench": "vod",
                "ratio": round(ours / by_hand, 3),
                "yardstick": "hand-run ffmpeg, one pass",
                "ours_seconds": round(ours, 2),
                "by_hand_seconds": [round(by_hand_before, 2), round(by_hand_after, 2)],
                "one_per_rendition_seconds": round(each, 2),
                "to_one_per_rendition": round(ours / each, 3),
                "clip_seconds": seconds,
                "ours_to_clip": round(ours / seconds, 3),
                "ffmpeg": tools.version,
                "jail": tools.jail.kind.value,
            }
        )
    )


def timed(work: Callable[[], None]) -> float:
    """Return how many seconds it took."""
    start = time.monotonic()
    work()
    return time.monotonic() - start


def run_ours(tools: MediaTools, clip: Path, folder: Path) -> None:
    """Do everything that the worker does with a clip."""
    folder.mkdir()
    transcode(clip, folder, probe(clip, tools.jail), tools=tools)


def run_by_hand(ffmpeg: Path, clip: Path, folder: Path) -> None:
    """Encode all renditions in one process."""
    folder.mkdir()
    graph = (
        "[0:v:0]scale=1080:-2,split[v0][n0];[n0]scale=720:-2,split[v1][n1];"
        "[n1]scale=540:-2,split[v2][n2];[n2]scale=360:-2[v3]"
    )
    maps = [part for number in range(len(LADDER)) for part in ("-map", f"[v{number}]")]
    encoders = [
        option for number, rung in enumerate(LADDER) for option in encoder_options(rung, f":v:{number}")
    ]
    streams = " ".join(f"v:{number},agroup:a,name:{rung[0]}" for number, rung in enumerate(LADDER))
    sound = ["-map", "0:a:0", "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000"]
    named = [
        "-var_stream_map",
        f"{streams} a:0,agroup:a,name:audio,default:yes",
        "-master_pl_name",
        "main.m3u8",
    ]
    call(
        ffmpeg,
        clip,
        folder,
        ["-filter_complex", graph, *maps, *encoders, *sound, *HLS, *named, "%v/index.m3u8"],
    )


def run_one_per_rendition(ffmpeg: Path, clip: Path, folder: Path) -> None:
    """Encode one rendition after the other, as PeerTube and MediaCMS do."""
    folder.mkdir()
    for rung in LADDER:
        picture = ["-map", "0:v:0", "-vf", f"scale={rung[0]}:-2", *encoder_options(rung, ":v:0")]
        named = ["-var_stream_map", f"v:0,name:{rung[0]}"]
        call(ffmpeg, clip, folder, [*picture, *HLS, *named, "%v/index.m3u8"])
    sound = ["-map", "0:a:0", "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000"]
    call(ffmpeg, clip, folder, [*sound, *HLS, "-var_stream_map", "a:0,name:audio", "%v/index.m3u8"])


def encoder_options(rung: tuple[int, int, int, str], stream: str) -> list[str]:
    """Return x264's options for one rendition."""
    _, crf, kbps, profile = rung
    return [
        *(f"-c{stream}", "libx264", f"-preset{stream}", "veryfast", f"-profile{stream}", profile),
        *(f"-crf{stream}", str(crf), f"-maxrate{stream}", f"{kbps}k", f"-bufsize{stream}", f"{2 * kbps}k"),
        *("-force_key_frames", "expr:gte(t,n_forced*2)", "-sc_threshold", "0", "-pix_fmt", "yuv420p"),
    ]


def call(ffmpeg: Path, clip: Path, folder: Path, arguments: list[str]) -> None:
    """Run ffmpeg with nothing round it."""
    argv = [str(ffmpeg), "-nostdin", "-v", "error", "-i", str(clip), "-map_metadata", "-1", *arguments]
    subprocess.run(argv, cwd=folder, check=True, timeout=1800)


if __name__ == "__main__":
    main()
