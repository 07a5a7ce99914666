"""Child processes for tests: free ports, start on a leash, wait until ready, stop surely."""

import contextlib
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOOPBACK = "127.0.0.1"
READY_SECONDS = 60.0
_LEASH = Path(__file__).with_name("leash.py")


class ServiceUnavailable(Exception):
    """This machine has no way to run the server that a test needs. The text says what to install."""


class ServiceFailed(Exception):
    """A server did not come up. The text carries the end of its log."""


@dataclass(frozen=True)
class Child:
    """A running program with its log file."""

    name: str
    pid: int
    log: Path
    _leash: subprocess.Popen[bytes]

    def is_alive(self) -> bool:
        """Say whether the program still runs."""
        return self._leash.poll() is None

    def kill(self) -> None:
        """End the program at once with SIGKILL, as a crash would, and wait until it is gone."""
        os.kill(self.pid, signal.SIGKILL)
        self._leash.wait()

    def stop(self) -> int:
        """Ask the program to stop, kill what lingers, and return its exit status (modulo 256)."""
        assert self._leash.stdin is not None
        self._leash.stdin.close()
        return self._leash.wait()

    def wait_until(self, is_ready: Callable[[], bool], *, seconds: float = READY_SECONDS) -> None:
        """Return as soon as `is_ready()` is true.

        Raises ServiceFailed: the program ended first, or `seconds` went by.
        """
        deadline = time.monotonic() + seconds
        while not is_ready():
            if not self.is_alive():
                raise ServiceFailed(f"{self.name} ended before it was ready:\n{self.log_tail()}")
            if time.monotonic() > deadline:
                raise ServiceFailed(f"{self.name} was not ready after {seconds:.0f} s:\n{self.log_tail()}")
            time.sleep(0.02)

    def log_tail(self) -> str:
        """Return the last 4,000 characters that the program wrote."""
        return self.log.read_text(errors="replace")[-4000:]


@contextlib.contextmanager
def running_child(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    directory: Path | None = None,
    environment: Mapping[str, str] | None = None,
    user: str = "",
    stop_signal: signal.Signals = signal.SIGTERM,
) -> Iterator[Child]:
    """Run a command as a child that ends with the block, or with this process if that is killed.

    `environment` replaces ours when given; `user` (root only) is whom the command runs as.
    """
    read_fd, write_fd = os.pipe()
    leash = [sys.executable, "-I", "-S", str(_LEASH), str(write_fd), str(int(stop_signal)), user]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*leash, *map(str, command)],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=directory,
            env=environment,
            pass_fds=(write_fd,),
            start_new_session=True,
        )
    os.close(write_fd)
    with os.fdopen(read_fd) as pipe:
        answer = pipe.readline()
    child = Child(name=name, pid=int(answer or 0), log=log, _leash=process)
    try:
        if not answer:
            raise ServiceFailed(f"{name} could not be started:\n{child.log_tail()}")
        yield child
    finally:
        child.stop()


def free_port() -> int:
    """Return a TCP port of the loopback interface that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def accepts_connections(port: int) -> bool:
    """Say whether something listens on a loopback port."""
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True


def first_existing_user(*names: str) -> str:
    """Return the first of these system users that exists.

    Raises ServiceUnavailable: none of them does.
    """
    known = {entry.pw_name for entry in pwd.getpwall()}
    for name in names:
        if name in known:
            return name
    raise ServiceUnavailable(f"None of the users {', '.join(names)} exists on this system.")
