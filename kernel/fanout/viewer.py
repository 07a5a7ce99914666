"""The writing end of one websocket: never waits, never mixes frames, keeps little for who reads slowly.

A frame goes straight to the socket. What the socket does not take is kept, and a greenlet of its own writes
it as the viewer reads on. Whoever reads too slowly misses droppable frames first, and is cut off in the end.
"""

import socket
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

#: Never wait in a system call, and no signal when the other side is gone.
DONT_WAIT = socket.MSG_DONTWAIT | socket.MSG_NOSIGNAL
#: Buffers given to one `sendmsg`; the system takes at most 1,024.
_BUFFERS = 64


@dataclass(frozen=True)
class Limits:
    """What one viewer may cost."""

    #: Above this backlog droppable frames are left out (bytes).
    soft_backlog_bytes: int = 64 * 1024
    #: A viewer with a backlog above this, not counting the frame that it began with, is cut off (bytes).
    hard_backlog_bytes: int = 1024 * 1024
    #: A viewer with a backlog who takes nothing for so long is cut off (seconds).
    stuck_seconds: float = 20.0
    #: The system's buffer for each socket; Linux doubles it for its own bookkeeping (bytes).
    send_buffer_bytes: int = 128 * 1024
    #: Messages that a viewer may send at once, and per second after that (count).
    burst_messages: int = 200
    messages_per_second: int = 50


@dataclass
class Counts:
    """What has happened since the process started."""

    dropped_frames: int = 0
    cut_viewers: int = 0


@dataclass(frozen=True)
class Greenlets:
    """What a viewer needs of the concurrency library."""

    spawn: Callable[[Callable[[], None]], object]
    #: Waits until a descriptor can be written to. Raises OSError: not within so many seconds.
    wait_write: Callable[[int, float], None]
    #: Lets others run.
    pause: Callable[[], object]


class Room(Protocol):
    """What a viewer tells the rooms it is in."""

    def park(self, viewer: "Viewer") -> None:
        """Take note that the viewer has a backlog."""

    def resume(self, viewer: "Viewer") -> None:
        """Take note that the viewer has caught up."""

    def discard(self, viewer: "Viewer") -> None:
        """Forget the viewer."""


class Viewer:
    """One open websocket, as whoever writes to it sees it."""

    def __init__(self, raw: socket.socket, greenlets: Greenlets, limits: Limits, counts: Counts) -> None:
        #: The socket's own `send`; only for who knows that there is no backlog.
        self.send = raw.send
        self.is_open = True
        #: What waits for the viewer to read on.
        self.backlog_bytes = 0
        self.rooms: set[Room] = set()
        self._raw = raw
        self._greenlets = greenlets
        self._limits = limits
        self._counts = counts
        self._backlog: deque[memoryview] = deque()
        self._allowed_bytes = 0
        self._is_draining = False

    @property
    def has_backlog(self) -> bool:
        """Tell whether frames wait for this viewer to read on."""
        return bool(self._backlog)

    def offer(self, frame: bytes, *, is_droppable: bool) -> None:
        """Write a frame, or leave it out when it is droppable and the viewer is behind."""
        if (
            is_droppable
            and self._backlog
            and self.backlog_bytes + len(frame) > self._limits.soft_backlog_bytes
        ):
            self._counts.dropped_frames += 1
        else:
            self.write(frame)

    def write(self, frame: bytes) -> None:
        """Write a frame that must arrive; a viewer who is too far behind for it is cut off."""
        if not self.is_open:
            return
        if self._backlog:
            if self.backlog_bytes > self._allowed_bytes:
                self.cut_off()
            else:
                self._append(frame, 0)
            return
        try:
            sent = self.send(frame, DONT_WAIT)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.cut_off()
            return
        if sent != len(frame):
            self.keep(frame, sent)

    def keep(self, frame: bytes, sent: int) -> None:
        """Begin a backlog with what is left of a frame after its first `sent` bytes."""
        if not self.is_open:
            return
        self._append(frame, sent)
        self._allowed_bytes = self.backlog_bytes + self._limits.hard_backlog_bytes
        for room in self.rooms:
            room.park(self)
        if not self._is_draining:
            self._is_draining = True
            self._greenlets.spawn(self._drain)

    def cut_off(self) -> None:
        """End the connection because of its viewer; the greenlet that reads notices and cleans up."""
        if self.is_open:
            self._counts.cut_viewers += 1
            self.hang_up()

    def hang_up(self) -> None:
        """End the connection. It leaves its rooms first: its descriptor may soon be somebody else's."""
        self.is_open = False
        for room in list(self.rooms):
            room.discard(self)
        self.rooms.clear()
        self._backlog.clear()
        self.backlog_bytes = 0
        try:
            self._raw.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # it was gone before

    def wait_until_drained(self) -> None:
        """Return when no greenlet waits for the descriptor any more: only then may it be closed.

        gevent ends the process when a descriptor is closed that somebody waits for.
        """
        while self._is_draining:
            self._greenlets.pause()

    def _append(self, frame: bytes, sent: int) -> None:
        rest = memoryview(frame)[sent:]  # one frame is shared by everybody who is behind
        self._backlog.append(rest)
        self.backlog_bytes += len(rest)

    def _drain(self) -> None:
        """Write the backlog as the viewer reads on, until there is none."""
        descriptor = self._raw.fileno()
        try:
            while self._backlog:
                self._greenlets.wait_write(descriptor, self._limits.stuck_seconds)
                self._write_some()
        except OSError:
            self.cut_off()
        finally:
            self._is_draining = False

    def _write_some(self) -> None:
        if not self._backlog:
            return  # hung up meanwhile
        try:
            sent = self._raw.sendmsg(list(islice(self._backlog, _BUFFERS)), (), DONT_WAIT)
        except BlockingIOError:
            return
        self.backlog_bytes -= sent
        while sent:
            first = self._backlog.popleft()
            if sent < len(first):
                self._backlog.appendleft(first[sent:])
                break
            sent -= len(first)
        if not self._backlog:
            self.backlog_bytes = 0
            for room in self.rooms:
                room.resume(self)
