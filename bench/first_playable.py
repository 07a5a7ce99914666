"""How soon after its last byte a clip can be played. Prints one JSON line.

    .venv/bin/python -m bench.first_playable

Makes clips at 1080x1920: 30 s of H.264 as phones record it (goal: 1 s), 6 s of HEVC, and of HEVC in HDR
as iPhones record it (goal: 2.5 s; only their first seconds matter). Times probe and `media.transcode` to the
first set that it tells of, best of three, then cancels. `ratio` is the worst time over its goal. Wants a
calm machine.
"""

import contextlib
import json
import tempfile
import time
from pathlib import Path

from bench.clips import H264, HEVC, HEVC_HDR, make_clip
from media.errors import Cancelled
from media.probe import probe
from media.tools import MediaTools, find_tools
from media.transcode import transcode

CLIP_SECONDS = {"h264": 30, "hevc": 6, "hevc_hdr": 6}
RUNS = 3
GOALS_SECONDS = {"h264": 1.0, "hevc": 2.5, "hevc_hdr": 2.5}
ENCODERS = {"h264": H264, "hevc": HEVC, "hevc_hdr": HEVC_HDR}


def main() -> None:
    """Time each kind of clip and print the line."""
    tools = find_tools()
    seconds = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, encoder in ENCODERS.items():
            clip = make_clip(tools.ffmpeg, folder / f"{kind}.mp4", CLIP_SECONDS[kind], encoder)
            seconds[kind] = min(time_first_set(tools, clip, folder / f"{kind}{run}") for run in range(RUNS))
    print(
        json.dumps(
            {
                "bench": "first-playable",
                "ratio": round(max(seconds[kind] / goal for kind, goal in GOALS_SECONDS.items()), 3),
                "yardstick": "the goals: "
                + ", ".join(f"{kind} {goal} s" for kind, goal in GOALS_SECONDS.items()),
                **{f"{kind}_seconds": round(value, 3) for kind, value in seconds.items()},
                "ffmpeg": tools.version,
                "jail": tools.jail.kind.value,
            }
        )
    )


def time_first_set(tools: MediaTools, clip: Path, folder: Path) -> float:
    """Return the seconds from the bytes being there to the first set that plays."""
    folder.mkdir()
    ready: list[float] = []
    start = time.monotonic()
    with contextlib.suppress(Cancelled):
        transcode(
            clip,
            folder,
            probe(clip, tools.jail),
            tools=tools,
            on_ready=lambda _: ready.append(time.monotonic() - start),
            cancelled=lambda: bool(ready),
        )
    return ready[0]


if __name__ == "__main__":
    main()
