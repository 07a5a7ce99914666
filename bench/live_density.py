"""What a broadcast costs, in CPU seconds per second of media. Prints one JSON line.

    .venv/bin/python -m bench.live_density [--seconds 20] [--broadcasts 4]

Sends recordings of 720x1280 with 30 frames a second at 2.5 Mb/s into publications as the ingest process has
them (encoder, parts, spool, storage, window, thumbnails), at the speed at which they would come: first RTMP,
then a browser's (whose sound is encoded). Then makes each rendition of the parts that came out, as fast as it
can. Counts this process and its children, who go without the jail here: bubblewrap does not hand on what they
used. `ratio` is the copy-only RTMP broadcast against a bare ffmpeg that copies the same into fragments, fed
at the same speed; what is above 1 is the packager. CPU time does not mind a busy machine much.
"""

import argparse
import asyncio
import json
import resource
import subprocess
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from kernel.config import Config
from kernel.storage import make_storage
from live.ingest.budget import CpuBudget
from live.ingest.registry import Publications
from live.ingest.renditions import build_command
from media.jail import JailKind, detect_jail
from media.live_commands import build_copy_command
from media.live_events import InitAdded, MediaEvent, PartAdded
from media.live_inputs import InputKind
from media.tools import MediaTools, find_tools

PICTURE = "testsrc2=s=720x1280:r=30,noise=alls=6:allf=t,format=yuv420p"
X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-b:v", "2500k", "-g", "30")
PIECES_A_SECOND = 10
SECRET = "only-for-this-benchmark-and-long-enough"
RENDITIONS = ("audio", "360", "540")
MEMORY = Path("/dev/shm")
#: Of a machine's cores, what broadcasts may use.
BUDGET = 0.7


def main() -> None:
    """Run everything and print the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--broadcasts", type=int, default=4)
    options = parser.parse_args()
    tools = find_tools(jail=detect_jail((JailKind.NONE,)))
    seconds = options.seconds
    flv, webm = make_recording(tools, "flv", seconds), make_recording(tools, "matroska", seconds)
    count = options.broadcasts
    media_seconds = seconds * count
    bare = measure(partial(run_bare, tools, flv, seconds, options.broadcasts)) / media_seconds
    events: list[MediaEvent] = []
    ours = partial(run_ours, tools, seconds=seconds, count=count)
    copy = measure(partial(ours, data=flv, kind="flv", events=events)) / media_seconds
    browser = measure(partial(ours, data=webm, kind="webm", events=[])) / media_seconds
    added = {
        name: round(measure(partial(run_rendition, tools, name, events)) / seconds, 3) for name in RENDITIONS
    }
    print(
        json.dumps(
            {
                "bench": "live-density",
                "ratio": round(copy / bare, 2),
                "yardstick": "bare ffmpeg, the same copy",
                "bare_cpu_seconds_per_second": round(bare, 4),
                "copy_cpu_seconds_per_second": round(copy, 4),
                "browser_cpu_seconds_per_second": round(browser, 4),
                "copy_broadcasts_per_core": int(BUDGET / copy),
                "browser_broadcasts_per_core": int(BUDGET / browser),
                "added_cpu_seconds_per_second": added,
                "media_seconds": seconds,
                "broadcasts": options.broadcasts,
                "ffmpeg": tools.version,
            }
        )
    )


def make_recording(tools: MediaTools, container: str, seconds: int) -> bytes:
    """Return what an encoder sends."""
    sound = ("-c:a", "aac" if container == "flv" else "libopus", "-b:a", "128k")
    argv = [
        *(str(tools.ffmpeg), "-v", "error", "-f", "lavfi", "-i", PICTURE),
        *("-f", "lavfi", "-i", "anoisesrc=a=0.05:c=pink,aformat=channel_layouts=stereo"),
        *("-t", str(seconds), *X264, *sound, "-f", container, "pipe:1"),
    ]
    return subprocess.run(argv, check=True, stdout=subprocess.PIPE).stdout


def measure(run: Callable[[], Coroutine[Any, Any, None]]) -> float:
    """Return the CPU seconds that this process and its children used meanwhile."""
    before = used_seconds()
    asyncio.run(run())
    return used_seconds() - before


def used_seconds() -> float:
    """Return user and system time so far, of this process and of all children that have ended."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, who))


async def run_ours(
    tools: MediaTools, *, data: bytes, kind: InputKind, seconds: int, count: int, events: list[MediaEvent]
) -> None:
    """Publish `count` broadcasts at once, from the first byte to the journal in the storage."""
    stored: list[uuid.UUID] = []
    ids = [uuid.uuid4() for _ in range(count)]
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        config = Config.from_env({}, home=Path(name), environment="test", secret_key=SECRET)
        publications = Publications(
            config,
            tools,
            on_event=lambda broadcast_id, event: events.append(event) if broadcast_id == ids[0] else None,
            on_stored=stored.append,
            storage=make_storage(config),
            budget=CpuBudget(70, read_percent=lambda: 100.0),
        )

        async def publish(broadcast_id: uuid.UUID) -> None:
            publication = await publications.open(broadcast_id)
            captured_at = time.time() if kind == "webm" else None
            await publication.open_input(kind, input_id="bench", captured_at=captured_at)
            await at_its_speed(data, seconds, publication.write)
            await publication.end("host")

        await asyncio.gather(*(publish(broadcast_id) for broadcast_id in ids))
        while len(stored) < count:
            await asyncio.sleep(0.05)
        await publications.close()


async def run_rendition(tools: MediaTools, name: str, events: Sequence[MediaEvent]) -> None:
    """Make a rendition of everything that was published."""
    init = next(event for event in events if isinstance(event, InitAdded))
    data = init.data + b"".join(event.data for event in events if isinstance(event, PartAdded))
    argv = build_command(tools, name, init)
    await asyncio.to_thread(subprocess.run, argv, input=data, check=True, capture_output=True)


async def run_bare(tools: MediaTools, data: bytes, seconds: int, count: int) -> None:
    """Let bare ffmpegs copy the same at the same speed; nobody looks at what comes out."""
    argv = build_copy_command(tools.ffmpeg, "flv", audio_codec="aac")

    async def copy() -> None:
        process = await asyncio.create_subprocess_exec(
            *argv, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL
        )
        pipe = process.stdin
        assert pipe is not None

        async def write(piece: bytes) -> None:
            pipe.write(piece)
            await pipe.drain()

        await at_its_speed(data, seconds, write)
        pipe.close()
        await process.wait()

    await asyncio.gather(*(copy() for _ in range(count)))


async def at_its_speed(data: bytes, seconds: int, write: Callable[[bytes], Awaitable[None]]) -> None:
    """Write a recording piece by piece as it would come."""
    began, pieces = time.monotonic(), seconds * PIECES_A_SECOND
    for number in range(pieces):
        await write(data[number * len(data) // pieces : (number + 1) * len(data) // pieces])
        await asyncio.sleep(max(0.0, began + (number + 1) / PIECES_A_SECOND - time.monotonic()))


if __name__ == "__main__":
    main()
