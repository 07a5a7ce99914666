"""The realtime process's end of the recorder: a line into a pipe for everything that must be kept.

A pipe outlives the process that filled it: what was written is read and stored by the child also when this
process is killed at once. And this process keeps every line until the child says that it is stored, for a new
child, should that one die. So what `record` took is lost only if both are killed within the same moment.
"""

import fcntl
import io
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from kernel.config import Config
from kernel.logs import log

#: What may wait in the pipe for a child that is starting again or waits for the database; Linux's limit.
PIPE_BYTES = 1 << 20
#: A write of so many bytes goes into a pipe whole or not at all. Source: POSIX, PIPE_BUF of Linux.
MAX_LINE_BYTES = 4096
RESTART_SECONDS = 0.5
_ROOT = Path(__file__).parents[2]


class Recorder:
    """Starts the child, keeps it alive, and hands it lines without ever waiting."""

    def __init__(self, server: Any, config: Config) -> None:
        self._server = server
        self._config = config
        self._number = 0
        #: Lines that are not stored yet, oldest first. The pipe and the child's own limit bound it.
        self._unconfirmed: deque[tuple[int, bytes]] = deque()
        self._pipe: io.FileIO | None = None
        self._pipe_ends: list[int] = []
        self._is_catching_up = False

    def record(self, line: Mapping[str, Any]) -> bool:
        """Hand a line to the recorder; False: there is no room at the moment, and it was not taken."""
        if self._pipe is None or self._is_catching_up:
            return False
        number = self._number + 1
        data = orjson.dumps({"number": number, **line}) + b"\n"
        if not self._write(data):
            return False
        self._number = number
        self._unconfirmed.append((number, data))
        return True

    def start(self) -> None:
        """Start the child and see to it for as long as this process lives."""
        confirmations, child = self._start_child()
        self._server.start_background_task(self._keep_running, confirmations, child)

    def _keep_running(self, confirmations: socket.socket, child: "subprocess.Popen[bytes]") -> None:
        while True:
            self._listen(confirmations)
            confirmations.close()
            child.kill()
            log.warning("recorder_ended", status=child.wait(), unconfirmed_count=len(self._unconfirmed))
            self._server.sleep(RESTART_SECONDS)
            confirmations, child = self._start_child()
            self._send_again()

    def _start_child(self) -> tuple[socket.socket, "subprocess.Popen[bytes]"]:
        self._is_catching_up = bool(self._unconfirmed)
        self._close_pipe()
        read_end, write_end = os.pipe()
        if hasattr(fcntl, "F_SETPIPE_SZ"):  # elsewhere than on Linux a pipe is as large as it is
            fcntl.fcntl(write_end, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        os.set_blocking(write_end, False)
        ours, theirs = socket.socketpair()
        environment = {**os.environ, **self._config.to_env()}  # noqa: TID251  (a child's own environment)
        child = subprocess.Popen(
            [sys.executable, "-m", "live.recorder", str(theirs.fileno())],
            cwd=_ROOT,
            env=environment,
            stdin=read_end,
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # what kills all of a group must leave it the time to finish
        )
        theirs.close()
        # Kept open here, so that lines have somewhere to go while there is no child.
        self._pipe_ends = [read_end]
        # Unbuffered and straight to the system: the concurrency library would wait where we must not.
        self._pipe = io.FileIO(write_end, "wb")
        return ours, child

    def _close_pipe(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        for descriptor in self._pipe_ends:
            os.close(descriptor)
        self._pipe, self._pipe_ends = None, []

    def _write(self, data: bytes) -> bool:
        if len(data) > MAX_LINE_BYTES:
            raise ValueError(f"a line of {len(data)} bytes would not be written in one piece")
        return self._pipe is not None and self._pipe.write(data) is not None

    def _listen(self, confirmations: socket.socket) -> None:
        """Forget lines as they are stored, until the child ends."""
        received = b""
        while data := confirmations.recv(4096):
            *lines, received = (received + data).split(b"\n")
            stored = int(lines[-1]) if lines else 0
            while self._unconfirmed and self._unconfirmed[0][0] <= stored:
                self._unconfirmed.popleft()

    def _send_again(self) -> None:
        """Hand the new child what the old one had not stored; a comment that it had is not stored twice."""
        for _, data in list(self._unconfirmed):
            while not self._write(data):
                self._server.sleep(0.05)
        self._is_catching_up = False
