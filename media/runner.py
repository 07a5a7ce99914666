"""Runs one jailed child: progress, deadline, stall timer, output cap, cancel.

`subprocess` and ffmpeg-python's own runner have none of these, and deadlock on pipes nobody reads.
"""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from media.errors import Cancelled, DeadlinePassed, OutputTooLong, Stalled, ToolFailed
from media.jail import ENVIRONMENT, Jail, Limits
from media.progress import ProgressReader

POLL_SECONDS = 0.1
#: ffmpeg closes its files on SIGTERM; what has not ended by then is killed.
TERMINATE_SECONDS = 3.0
STDERR_LINES = 60
LINE_BYTES = 4096


def _never() -> bool:
    return False


def _nothing() -> None:
    return None


class Run:
    """One child process from start to end."""

    def __init__(self, limits: Limits, on_line: Callable[[str], None] | None) -> None:
        self.limits = limits
        self.progress = ProgressReader()
        self._on_line = on_line
        self._stderr: deque[str] = deque(maxlen=STDERR_LINES)
        self._started = self._alive = time.monotonic()

    def follow(
        self, process: subprocess.Popen[bytes], on_poll: Callable[[], None], cancelled: Callable[[], bool]
    ) -> None:
        """Wait for the end, watching the limits. Raises as `run` does."""
        readers = [
            threading.Thread(target=self._read_stdout, args=(process.stdout,), daemon=True),
            threading.Thread(target=self._read_stderr, args=(process.stderr,), daemon=True),
        ]
        for reader in readers:
            reader.start()
        try:
            while not _ended(process):
                on_poll()
                self._check(cancelled)
        finally:
            _end_group(process)
            for reader in readers:
                reader.join(TERMINATE_SECONDS)
        on_poll()
        self._check_output()
        if process.returncode != 0:
            raise ToolFailed(process.returncode, tuple(self._stderr))

    def _check(self, cancelled: Callable[[], bool]) -> None:
        now = time.monotonic()
        if cancelled():
            raise Cancelled("cancelled")
        if now - self._started > self.limits.deadline_seconds:
            raise DeadlinePassed(f"not done after {self.limits.deadline_seconds:.0f} s")
        if self.limits.stall_seconds is not None and now - self._alive > self.limits.stall_seconds:
            raise Stalled(f"no progress for {self.limits.stall_seconds:.0f} s")
        self._check_output()

    def _check_output(self) -> None:
        longest = self.limits.output_seconds
        if longest is not None and self.progress.out_seconds > longest:
            raise OutputTooLong(f"more than {longest:.0f} s came out")

    def _read_stdout(self, pipe: IO[bytes]) -> None:
        for line in _lines(pipe):
            if self.progress.feed(line):
                self._alive = time.monotonic()
            if self._on_line is not None:
                self._on_line(line)

    def _read_stderr(self, pipe: IO[bytes]) -> None:
        self._stderr.extend(line[:500] for line in _lines(pipe))


def run(
    argv: Sequence[str],
    *,
    jail: Jail,
    limits: Limits,
    reads: Sequence[Path] = (),
    writes: Path | None = None,
    on_line: Callable[[str], None] | None = None,
    on_progress: Callable[[float], None] | None = None,
    on_poll: Callable[[], None] = _nothing,
    cancelled: Callable[[], bool] = _never,
) -> None:
    """Run `argv` in `jail` until it ends.

    It may read `reads` and write into the folder `writes`, which is also its working folder.
    `on_progress` gets the seconds of media written so far; it, `on_poll` and `cancelled` are called
    in this thread about ten times a second, `on_line` (a line of standard output) in another.

    Raises Cancelled, DeadlinePassed, Stalled, OutputTooLong: and the whole process group is gone.
    Raises ToolFailed: the child ended with another status than 0.
    """
    following = Run(limits, on_line)

    def poll() -> None:
        on_poll()
        if on_progress is not None:
            on_progress(following.progress.out_seconds)

    process = subprocess.Popen(
        jail.wrap(argv, limits=limits, reads=reads, writes=writes),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=writes or "/",
        env=ENVIRONMENT,
        start_new_session=True,
    )
    with process:
        following.follow(process, poll, cancelled)


def _lines(pipe: IO[bytes]) -> Iterator[str]:
    # A bounded readline: a child that never ends its line must not fill our memory.
    while line := pipe.readline(LINE_BYTES):
        yield line.decode("utf-8", "replace").rstrip()


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started. Safe when it has ended already."""
    if process.poll() is None:
        _signal_group(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(TERMINATE_SECONDS)
    _signal_group(process, signal.SIGKILL)
    process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    # PermissionError: macOS's answer for a group of which only zombies are left.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
