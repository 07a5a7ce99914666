"""How many deliveries a second of processor time buys, against Node's Socket.IO server; what a tick costs.

Each server has a core of its own and a room of viewers. What counts is processor time for each delivery: that
does not depend on how fast the viewers are here, nor on who else uses the machine.

`ratio` is for more comments than Node can deliver; `one_by_one` for so few that each is written by itself.
"""

import argparse
import contextlib
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from kernel.config import Config
from tests.services.process import ROOT, Child, accepts_connections, free_port, running_child
from tests.viewers import Crowd, connect, masked, read_event

PATH = "/socket.io/?EIO=4&transport=websocket"
#: A comment is about 128 bytes on the wire.
COMMENT_BYTES = 60
#: Offered to a room: more than a core of Node can deliver to 1,000 viewers, and far less.
OVERLOAD, EASY = 400, 25
#: What 100 comments a second weigh in a tick of 100 ms.
TICK_BYTES = 1200
TICKS_A_SECOND = 10
COMMENTS_A_SECOND = 100
FROZEN = 20


@dataclass(frozen=True)
class Server:
    """A running server under test."""

    name: str
    child: Child
    port: int

    def cpu_seconds(self) -> float:
        """Return the processor time of all its threads so far."""
        tasks = Path(f"/proc/{self.child.pid}/task")
        return sum(int(task.joinpath("schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e9

    def resident_bytes(self) -> int:
        """Return how much memory it has."""
        return int(Path(f"/proc/{self.child.pid}/statm").read_text().split()[1]) * resource.getpagesize()

    def unsent_bytes(self) -> int:
        """Return what waits in the system's buffers for viewers to read on."""
        lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
        rows = [line.split() for line in lines]
        return sum(int(row[4].partition(":")[0], 16) for row in rows if row[1].endswith(f":{self.port:04X}"))


def main() -> None:
    """Measure and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--viewers", type=int, default=1000)
    parser.add_argument("--comments", type=int, default=400, help="in each run")
    parser.add_argument("--tick-viewers", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=10.0, help="of ticks")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="few viewers, one run: only that it works")
    options = parser.parse_args()
    if options.quick:
        options.viewers, options.comments, options.tick_viewers = 50, 40, 50
        options.seconds, options.runs = 1.0, 1
    allow_descriptors(options.tick_viewers + 200)
    leave_the_first_core()
    with tempfile.TemporaryDirectory(prefix="nightmarket-bench-") as folder:
        print(json.dumps(measure(Path(folder), options), allow_nan=False))


def measure(home: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Run the three parts; servers take turns, so that a machine that slows down slows all."""
    servers = {"node": serving_node, "eventlet": serving_ours, "gevent": serving_ours}
    rooms: dict[str, list[dict[str, Any]]] = {name: [] for name in servers}
    for _ in range(options.runs):
        for name, serving in servers.items():
            with serving(home, name) as server:
                rooms[name].append(measure_room(server, options.viewers, options.comments))
            print(name, rooms[name][-1], file=sys.stderr)
    ticks = {}
    for name, serving in servers.items():
        with serving(home, name) as server:
            ticks[name] = measure_ticks(server, options.tick_viewers, options.seconds)
    frozen = {}
    for name in ("eventlet", "gevent"):
        with serving_ours(home, name) as server:
            frozen[name] = measure_frozen(server, viewers=min(200, options.viewers))
    return report(rooms, ticks, frozen)


def report(
    rooms: dict[str, list[dict[str, Any]]], ticks: dict[str, Any], frozen: dict[str, Any]
) -> dict[str, Any]:
    """Put the parts together; a ratio is the median over the runs of one server's figure to Node's."""
    everything = [room for runs in rooms.values() for run in runs for room in run.values()]
    return {
        "bench": "fanout",
        "ratio": ratio(rooms, "eventlet", "overload"),
        "ratio_gevent": ratio(rooms, "gevent", "overload"),
        "yardstick": "Node socket.io 4.8",
        "one_by_one": {mode: ratio(rooms, mode, "easy") for mode in ("eventlet", "gevent")},
        "deliveries_per_cpu_second": {
            name: round(1e6 / median(run["overload"]["microseconds"] for run in runs))
            for name, runs in rooms.items()
        },
        "overload_p99_ms": {
            name: median(run["overload"]["p99_ms"] for run in runs) for name, runs in rooms.items()
        },
        "bytes_of_a_frozen_viewer": max(
            run["resident_bytes"] + run["buffered_bytes"] for run in frozen.values()
        ),
        "incomplete_viewers": sum(room["incomplete"] for room in everything),
        "broken_streams": sum(room["broken"] for room in everything),
        "tick": ticks,
        "frozen_viewer": frozen,
    }


def ratio(rooms: dict[str, list[dict[str, Any]]], mode: str, load: str) -> float:
    """Return how many of our deliveries cost as much as one of Node's."""
    pairs = zip(rooms[mode], rooms["node"], strict=True)
    costs = [theirs[load]["microseconds"] / ours[load]["microseconds"] for ours, theirs in pairs]
    return round(float(median(costs)), 2)


def measure_room(server: Server, viewers: int, comments: int) -> dict[str, Any]:
    """Emit comments to one room, many and few a second; return what each delivery cost."""
    loads = {"overload": (comments, OVERLOAD), "easy": (comments // 8, EASY)}
    return {load: measure_load(server, viewers, *wanted) for load, wanted in loads.items()}


def measure_load(server: Server, viewers: int, count: int, rate: int) -> dict[str, Any]:
    """Emit so many comments, so many a second."""
    with crowd(server, viewers) as room:
        begin(server, room, event="comment", count=10, rate=0, bytes=COMMENT_BYTES)  # warm
        before = server.cpu_seconds()
        begin(server, room, event="comment", count=count, rate=rate, bytes=COMMENT_BYTES)
        used = server.cpu_seconds() - before
        events = [(end, read_event(payload)) for end, payload in room.frames()]
        complete = [event["seq"] for _, event in events] == [*range(10), *range(count)]
        late = room.latencies_ms([(end, event["at"] / 1000) for end, event in events[10:]])
        return {
            "microseconds": used / (viewers * count) * 1e6,
            "p99_ms": percentile(late, 99),
            "incomplete": room.count_incomplete() if complete else viewers,
            "broken": room.broken_count,
        }


def measure_ticks(server: Server, viewers: int, seconds: float) -> dict[str, Any]:
    """Emit ticks for a while; return how late they are and the share of the core that they take."""
    with crowd(server, viewers) as room:
        count = round(seconds * TICKS_A_SECOND)
        before, began = server.cpu_seconds(), time.monotonic()
        begin(server, room, event="tick", count=count, rate=TICKS_A_SECOND, bytes=TICK_BYTES)
        used, lasted = server.cpu_seconds() - before, count / TICKS_A_SECOND
        sent = [(end, read_event(payload)["at"] / 1000) for end, payload in room.frames()]
        late = room.latencies_ms(sent)
        return {
            "viewers": viewers,
            "comments_per_second": COMMENTS_A_SECOND,
            "p50_ms": percentile(late, 50),
            "p99_ms": percentile(late, 99),
            "cpu_share": round(used / lasted, 3),
            "incomplete": room.count_incomplete(),
            "seconds": round(time.monotonic() - began, 1),
        }


def measure_frozen(server: Server, viewers: int) -> dict[str, Any]:
    """Let some viewers of a room stop reading; return what each costs, and how late the others' ticks are."""
    with crowd(server, viewers) as room:
        begin(server, room, event="tick", count=30, rate=30, bytes=TICK_BYTES)
        ends, times = zip(*[(end, read_event(p)["at"] / 1000) for end, p in room.frames()], strict=True)
        alone = room.latencies_ms(list(zip(ends, times, strict=True)))
        frozen = [connect(server.port, PATH) for _ in range(FROZEN)]
        memory, unsent = server.resident_bytes(), server.unsent_bytes()
        begin(server, room, event="tick", count=240, rate=30, bytes=8000)
        memory, unsent = server.resident_bytes() - memory, server.unsent_bytes() - unsent
        sent = [(end, read_event(payload)["at"] / 1000) for end, payload in room.frames()][30:]
        late = room.latencies_ms(sent)
        for connection in frozen:
            connection.close()
        return {
            "resident_bytes": round(max(0, memory) / FROZEN),
            "buffered_bytes": round(unsent / FROZEN),
            "p99_ms_alone": percentile(alone, 99),
            "p99_ms_beside": percentile(late, 99),
            "incomplete": room.count_incomplete(),
        }


def percentile(late: Any, percent: float) -> float | None:
    """Return how late (ms) so many of the deliveries are at most; None: not all of those came at all."""
    value = float(np.percentile(late, percent, method="higher"))
    return round(value, 1) if np.isfinite(value) else None


@contextlib.contextmanager
def crowd(server: Server, viewers: int) -> Iterator[Crowd]:
    """Fill the room."""
    room = Crowd(server.port, PATH)
    try:
        room.join(viewers)
        yield room
    finally:
        room.close()


def begin(server: Server, room: Crowd, **wanted: Any) -> None:
    """Let the server emit, and read until it has said that it is done and everything has come."""
    control = connect(server.port, PATH + "&control=1")
    control.setblocking(False)
    control.sendall(masked(f"42/bench,{json.dumps(['begin', wanted], separators=(',', ':'))}"))
    heard = bytearray()

    def has_ended() -> bool:
        with contextlib.suppress(BlockingIOError):
            heard.extend(control.recv(4096))
        return b'"ended"' in heard

    room.sweep_until(has_ended, pause_seconds=0.01)
    control.close()
    assert b'"ended"' in heard, f"{server.name} has not ended:\n{server.child.log_tail()}"


@contextlib.contextmanager
def serving_ours(home: Path, mode: str) -> Iterator[Server]:
    """Run our realtime process on the first core."""
    port = free_port()
    config = Config.from_env(
        {}, home=str(home / mode), realtime_port=port, realtime_mode=mode, log_level="error"
    )
    environment = {**os.environ, **config.to_env(), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bench.fanout_server"]
    with running_on_first_core(mode, command, home, environment, port) as server:
        yield server


@contextlib.contextmanager
def serving_node(home: Path, _name: str) -> Iterator[Server]:
    """Run Node's Socket.IO server on the first core."""
    node = shutil.which("node") or str(ROOT / ".tools" / "node-bin" / "node")
    port = free_port()
    command = [node, str(ROOT / "bench" / "fanout_node.mjs"), str(port)]
    with running_on_first_core("node", command, home, dict(os.environ), port) as server:
        yield server


@contextlib.contextmanager
def running_on_first_core(
    name: str, command: list[str], home: Path, environment: dict[str, str], port: int
) -> Iterator[Server]:
    """Run a server where nobody else of ours runs."""
    pinned = ["taskset", "--cpu-list", "0", *command] if (os.cpu_count() or 1) > 1 else command
    log = home / f"{name}.log"
    with running_child(name, pinned, log=log, directory=ROOT, environment=environment) as child:
        child.wait_until(lambda: accepts_connections(port))
        yield Server(name, child, port)


def leave_the_first_core() -> None:
    """Read on the other cores, where there are any."""
    others = set(range(os.cpu_count() or 1)) - {0}
    if others:
        os.sched_setaffinity(0, others)


def allow_descriptors(count: int) -> None:
    """Raise this process's limit of open files, which its children inherit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(max(count, 4096), hard), hard))


if __name__ == "__main__":
    main()
