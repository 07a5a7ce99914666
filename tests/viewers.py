"""A crowd of websocket viewers for tests and benchmarks, in one thread of plain Python.

Nobody waits on a socket: the crowd sweeps over all of them again and again. A viewer who is woken up for each
frame would be paid for by the server, which on different machines is not so.

All viewers of a room get the same bytes, so each stream is compared with that of whoever is furthest, and in
the end that one is taken apart: any lost, doubled or broken frame of anybody is noticed, for little work.
"""

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

PING = b"\x81\x012"
_PONG = b"\x81\x81\x00\x00\x00\x003"
_READ_BYTES = 1 << 18


@dataclass
class Viewer:
    """One connection, where it is in the common stream, and when it got there."""

    socket: socket.socket
    position: int = 0
    carried: bytes = b""
    times: list[float] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)


class Crowd:
    """Viewers of one room, and the stream that they have in common."""

    def __init__(self, port: int, path: str, namespace: str = "/bench") -> None:
        self._address = (port, path, namespace)
        self.viewers: list[Viewer] = []
        self.stream = bytearray()
        self.broken_count = 0
        self._next_frame = 0

    def join(self, count: int) -> None:
        """Connect so many viewers, one after the other; each is in the room when it is told its id."""
        for _ in range(count):
            connection = connect(*self._address)
            connection.setblocking(False)
            self.viewers.append(Viewer(connection, position=len(self.stream)))
            if len(self.viewers) % 100 == 0:
                self.sweep()  # answers the pings of those who came first

    def sweep(self) -> int:
        """Read what has come for anybody; return how many bytes."""
        total = 0
        for viewer in self.viewers:
            try:
                data = viewer.socket.recv(_READ_BYTES)
            except BlockingIOError:
                continue
            except OSError:
                data = b""
            if not data:
                continue
            total += len(data)
            self._compare(viewer, data)
            viewer.times.append(time.time())
            viewer.positions.append(viewer.position)
        return total

    def sweep_until(self, is_done: Any, *, pause_seconds: float, give_up_seconds: float = 180.0) -> None:
        """Sweep until `is_done()` and then until nothing has come for a second."""
        deadline = time.monotonic() + give_up_seconds
        quiet_since = time.monotonic()
        while time.monotonic() < deadline:
            if self.sweep():
                quiet_since = time.monotonic()
            elif is_done() and time.monotonic() - quiet_since > 1.0:
                return
            time.sleep(pause_seconds)

    def frames(self) -> Iterator[tuple[int, bytes]]:
        """Yield the common stream's frames, each with the position after it."""
        position = 0
        while position < len(self.stream):
            header, length = read_header(self.stream, position) or (0, 0)
            if not header:
                return
            yield (
                position + header + length,
                bytes(self.stream[position + header : position + header + length]),
            )
            position += header + length

    def latencies_ms(self, sent: list[tuple[int, float]]) -> Any:
        """Return how long each frame took to each viewer; `sent` says where each one ends, and its time."""
        ends = np.array([end for end, _ in sent])
        times = np.array([at for _, at in sent])
        taken = []
        for viewer in self.viewers:
            reached = np.searchsorted(np.array(viewer.positions), ends)
            arrived = np.array([*viewer.times, np.inf])[reached]
            taken.append((arrived - times) * 1000)
        return np.concatenate(taken)

    def count_incomplete(self) -> int:
        """Return how many viewers did not get everything."""
        return sum(viewer.position != len(self.stream) or viewer.carried != b"" for viewer in self.viewers)

    def close(self) -> None:
        """Close every connection."""
        for viewer in self.viewers:
            viewer.socket.close()

    def _compare(self, viewer: Viewer, data: bytes) -> None:
        data = viewer.carried + data
        held = max((size for size in (1, 2) if data.endswith(PING[:size])), default=0)
        data, viewer.carried = data[: len(data) - held], data[len(data) - held :]  # it may be half a ping
        while data:
            known = bytes(self.stream[viewer.position : viewer.position + len(data)])
            if data.startswith(known):
                viewer.position += len(known)
                data = self._extend(viewer, data[len(known) :])
            else:
                data = self._skip_ping(viewer, data, count_same(data, known))

    def _skip_ping(self, viewer: Viewer, data: bytes, same: int) -> bytes:
        """Go on after a ping, which only one viewer gets; anything else that differs is a broken stream."""
        for start in range(same, max(-1, same - len(PING)), -1):
            if data[start : start + len(PING)] == PING:
                viewer.position += start
                viewer.socket.send(_PONG)
                return data[start + len(PING) :]
        self.broken_count += 1
        return b""

    def _extend(self, viewer: Viewer, data: bytes) -> bytes:
        """Let the viewer who is furthest lengthen the common stream, without pings."""
        if not data:
            return b""
        missing = self._next_frame - len(self.stream)
        if not missing:
            if data.startswith(PING):
                viewer.socket.send(_PONG)
                return data[len(PING) :]
            header = read_header(data, 0)
            if header is None:
                viewer.carried = data + viewer.carried
                return b""
            missing = sum(header)
            self._next_frame += missing
        self.stream += data[:missing]
        viewer.position += len(data[:missing])
        return data[missing:]


def connect(port: int, path: str, namespace: str = "/bench") -> socket.socket:
    """Open a websocket and join a namespace of Socket.IO; return when the server has said so."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection.sendall(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    received = b""
    while b'"pingTimeout"' not in received:
        received += _receive(connection)
    connection.sendall(masked(f"40{namespace},"))
    while b'"sid"' not in received[received.index(b"pingTimeout") :]:
        received += _receive(connection)
    return connection


def masked(text: str) -> bytes:
    """Return a client's frame; its mask is zero, which changes nothing."""
    payload = text.encode()
    assert len(payload) < 126
    return bytes((0x81, 0x80 | len(payload))) + bytes(4) + payload


def read_header(data: bytes | bytearray, at: int) -> tuple[int, int] | None:
    """Return how long a server's frame's header and payload are, or None when that has not come yet."""
    if len(data) < at + 2:
        return None
    size_bytes = {126: 2, 127: 8}.get(data[at + 1], 0)
    if len(data) < at + 2 + size_bytes:
        return None
    length = int.from_bytes(data[at + 2 : at + 2 + size_bytes], "big") if size_bytes else data[at + 1]
    return 2 + size_bytes, length


def count_same(one: bytes, other: bytes) -> int:
    """Return how many bytes are the same before the first that differs."""
    length = min(len(one), len(other))
    different = np.frombuffer(one[:length], np.uint8) != np.frombuffer(other[:length], np.uint8)
    return int(different.argmax()) if different.any() else length


def read_event(payload: bytes) -> Any:
    """Return the first argument of an event's packet."""
    return json.loads(payload[payload.index(b"[") :])[1]


def _receive(connection: socket.socket) -> bytes:
    data = connection.recv(4096)
    if not data:
        raise ConnectionError("the server refused a viewer")
    return data
