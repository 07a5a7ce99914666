"""Run one command until standard input ends: a process that cannot outlive whoever started it.

The caller keeps the writing end of our standard input. When it stops us, or dies in whatever way,
the pipe ends; the command is asked to stop with a signal and, if it lingers, killed with its group.

Usage: leash.py PID_FD STOP_SIGNAL USER COMMAND...   (USER may be empty; PID_FD receives the command's pid)
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from typing import Any

GRACE_SECONDS = 5.0


def main(pid_fd: int, stop_signal: int, user: str, command: list[str]) -> int:
    """Run the command and return its exit status (negative: the signal that ended it)."""
    identity: dict[str, Any] = {"user": user, "group": _group_of(user), "extra_groups": []} if user else {}
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True, **identity)
    os.write(pid_fd, f"{child.pid}\n".encode())
    os.close(pid_fd)
    threading.Thread(target=_stop_at_end_of_input, args=(child, stop_signal), daemon=True).start()
    status = child.wait()
    _kill_group(child.pid)
    return status


def _group_of(user: str) -> int:
    import pwd

    return pwd.getpwnam(user).pw_gid


def _stop_at_end_of_input(child: subprocess.Popen[bytes], stop_signal: int) -> None:
    while os.read(0, 4096):
        pass
    child.send_signal(stop_signal)
    try:
        child.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        _kill_group(child.pid)


def _kill_group(group: int) -> None:
    # Nobody of the group may be left; macOS says so with EPERM.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:]) & 0xFF)
