"""Viewers over real pairs of sockets, whose other ends the tests read when they like."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kernel.fanout.viewer import Counts, Greenlets, Limits, Viewer

LIMITS = Limits(soft_backlog_bytes=10_000, hard_backlog_bytes=100_000)


@dataclass
class Pair:
    """A viewer, what was read at its other end, and what waits to be run for it."""

    viewer: Viewer
    other_end: socket.socket
    counts: Counts
    drains: list[Callable[[], None]]
    received: bytearray = field(default_factory=bytearray)

    def read(self) -> bytes:
        """Read on until nothing more comes, running what writes the backlog; return all that has come."""
        self._read_some()
        while self.drains:
            self.drains.pop()()
        self._read_some()
        return bytes(self.received)

    def fill(self) -> int:
        """Write to the viewer until the system takes no more; return how many bytes that was."""
        size = 0
        while not self.viewer.has_backlog:
            self.viewer.write(b"f" * 4096)
            size += 4096
        return size

    def wait_write(self, _descriptor: int, _seconds: float) -> None:
        """Read on, so that the viewer can be written to."""
        self._read_some()

    def _read_some(self) -> None:
        while True:
            try:
                data = self.other_end.recv(1 << 16)
            except BlockingIOError:
                return
            if not data:
                return
            self.received += data


@contextmanager
def pairs(count: int, limits: Limits = LIMITS) -> Iterator[list[Pair]]:
    """Make viewers, and close their sockets in the end."""
    made: list[Pair] = []
    sockets: list[socket.socket] = []
    for _ in range(count):
        near, far = socket.socketpair()
        near.setblocking(False)
        far.setblocking(False)
        drains: list[Callable[[], None]] = []
        counts = Counts()

        def wait_write(descriptor: int, seconds: float, number: int = len(made)) -> None:
            made[number].wait_write(descriptor, seconds)

        viewer = Viewer(near, Greenlets(drains.append, wait_write, lambda: None), limits, counts)
        made.append(Pair(viewer, far, counts, drains))
        sockets += [near, far]
    try:
        yield made
    finally:
        for one in sockets:
            one.close()
