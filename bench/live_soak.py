"""Many viewers of one broadcast for a long time. Prints one line of JSON.

    .venv/bin/python -m bench.live_soak [--minutes 30] [--viewers 200]

Runs a whole embedded market and an encoder that broadcasts to it over RTMP. Each viewer has a socket in the
room (the client library of browsers, in Node) and asks for the low-latency playlist and its parts as a player
does; twenty of them talk and like. `stalls` counts playlists that stood still for three seconds, `gaps`
missing ticks, `lost` comments that were acknowledged and never seen by the last viewer, `doubled` those that
came twice, `jumps` players that a busy machine left behind. Memory (MiB, shared pages in part) and
descriptors of each process are given after the first tenth of the time and at the end; `growth` is the
largest ratio of the memory of any process that is not tiny, `processes` their number.
"""

import argparse
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.soak_market import SoakMarket, running_soak_market

ROOT = Path(__file__).parents[1]
SAMPLE_SECONDS = 5.0
#: Viewers come one after the other, so far apart (`bench/soak_room.mjs`); then everybody has everything once.
ARRIVAL_SECONDS = 0.05
WARM_UP_SECONDS = 20.0
TINY_MIB = 10.0


@dataclass
class Usage:
    """What one process uses."""

    memory_mib: float
    descriptors_count: int


@dataclass
class Samples:
    """Memory and descriptors of each process over time."""

    taken: list[tuple[float, dict[str, Usage]]] = field(default_factory=list)

    def take(self, market: SoakMarket, at: float) -> None:
        """Measure every process of the market."""
        self.taken.append((at, {name: measure(pid) for name, pid in market.processes().items()}))

    def summarise(self, warm_up_seconds: float) -> dict[str, Any]:
        """Return memory and descriptors after the warm-up and at the end, by process."""
        late = self.taken[-1][1]
        early = next((usages for at, usages in self.taken if at >= warm_up_seconds), late)
        both = [name for name in early if name in late]
        large = [name for name in both if early[name].memory_mib > TINY_MIB]
        return {
            "memory_mib": {n: [round(early[n].memory_mib, 1), round(late[n].memory_mib, 1)] for n in both},
            "descriptors": {n: [early[n].descriptors_count, late[n].descriptors_count] for n in both},
            "growth": round(max(late[n].memory_mib / early[n].memory_mib for n in large), 3),
            "processes": [len(early), len(late)],
        }


def main() -> None:
    """Run and print the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--viewers", type=int, default=200)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="nightmarket-soak-") as name,
        running_soak_market(Path(name)) as market,
    ):
        print(json.dumps(soak(market, options.viewers, options.minutes * 60)))


def soak(market: SoakMarket, viewers_count: int, seconds: float) -> dict[str, Any]:
    """Let the viewers watch for so long; return the figures."""
    samples = Samples()
    with running_viewers(market, viewers_count) as viewers:
        started_at = time.monotonic()
        while (passed := time.monotonic() - started_at) < seconds:
            samples.take(market, passed)
            counted = ask(viewers, "count")
            print(f"{passed:.0f} s: {counted}", file=sys.stderr)
            time.sleep(min(SAMPLE_SECONDS, max(0.1, seconds - passed)))
        samples.take(market, passed)
        counted = ask(viewers, "finish")
    head = {"bench": "live-soak", "minutes": round(seconds / 60, 1), "viewers": viewers_count}
    warm_up_seconds = max(seconds / 10, WARM_UP_SECONDS + viewers_count * ARRIVAL_SECONDS)
    return {**head, **counted, **samples.summarise(warm_up_seconds)}


@contextlib.contextmanager
def running_viewers(market: SoakMarket, count: int) -> Iterator["subprocess.Popen[str]"]:
    """Run the viewers until the block ends."""
    wanted = {
        "url": market.realtime_url,
        "folder": market.folder_url(),
        "broadcast": str(market.broadcast_id),
        "tokens": market.tokens,
        "viewers": count,
    }
    process = subprocess.Popen(
        ["node", ROOT / "bench" / "soak_room.mjs", json.dumps(wanted)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def ask(viewers: "subprocess.Popen[str]", line: str) -> dict[str, Any]:
    """Ask the viewers what they have counted."""
    assert viewers.stdin is not None
    assert viewers.stdout is not None
    viewers.stdin.write(f"{line}\n")
    viewers.stdin.flush()
    counted: dict[str, Any] = json.loads(viewers.stdout.readline())
    return counted


def measure(pid: int) -> Usage:
    """Return what a process uses: its own memory, shared pages counted in part."""
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        pss_kib = next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
        return Usage(pss_kib / 1024, len(list(Path(f"/proc/{pid}/fd").iterdir())))
    return Usage(0.0, 0)


if __name__ == "__main__":
    main()
