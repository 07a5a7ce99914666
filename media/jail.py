"""The jail round every child that reads a stranger's bytes, and the limits on what it may use.

Three kinds, best first: bubblewrap (sees one input file and one output folder, no network, own
process space), `unshare` (no network), none. Detected by trying, because a kernel or a container
may forbid what is installed. macOS has only the last.
"""

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

#: What a program needs from the system besides its own files. Nothing here holds anyone's data.
SYSTEM_DIRS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/nix/store")
SYSTEM_FILES = ("/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d")
DETECT_TIMEOUT_SECONDS = 10

#: The child gets nothing of the worker's environment: no secret can leak, no setting can change ffmpeg.
ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "AV_LOG_FORCE_NOCOLOR": "1",
    # glibc reserves 64 MiB of address space for each arena; few arenas keep the memory limit meaningful.
    "MALLOC_ARENA_MAX": "4",
}

#: Exit status of the launcher when its parent was already gone before it could ask to die with it.
PARENT_GONE = 125


class JailKind(StrEnum):
    """How far a child is shut in."""

    BUBBLEWRAP = "bubblewrap"
    UNSHARE = "unshare"
    NONE = "none"


@dataclass(frozen=True)
class Limits:
    """What one child may use. Sizes in bytes, times in seconds; `None` means no such limit.

    The memory limit counts address space, of which every thread reserves some: it grows with the
    cores (`memory_for_cores`), or ffmpeg would fail on large machines.
    """

    deadline_seconds: float
    memory_bytes: int
    cpu_seconds: int
    file_bytes: int
    stall_seconds: float | None = None
    output_seconds: float | None = None
    open_files: int = 256
    niceness: int = 10


@dataclass(frozen=True)
class Jail:
    """A kind that works here, and the programs that make it."""

    kind: JailKind
    program: Path | None = None
    setpriv: Path | None = None

    def wrap(
        self, argv: Sequence[str], *, limits: Limits, reads: Sequence[Path] = (), writes: Path | None = None
    ) -> list[str]:
        """Return the argument list that runs `argv` shut in, limited, and dying with this process.

        Paths are the same inside and outside, so `argv` does not depend on the kind.
        """
        inner = [*self._walls(reads, writes), *argv]
        launcher = ["/bin/sh", "-c", _launch_script(limits), "sh", *inner]
        # The exec chain keeps one process id, and the kernel's "die with your parent" mark, to the end.
        return [str(self.setpriv), "--pdeathsig", "KILL", "--", *launcher] if self.setpriv else launcher

    def _walls(self, reads: Sequence[Path], writes: Path | None) -> list[str]:
        if self.kind is JailKind.BUBBLEWRAP:
            return [str(self.program), *_bubblewrap_options(reads, writes), "--"]
        if self.kind is JailKind.UNSHARE:
            # Without root a network namespace can only be had inside a user namespace.
            return [str(self.program), "--net", *(() if os.geteuid() == 0 else ("--user", "--map-root-user"))]
        return []


def _launch_script(limits: Limits) -> str:
    """Return shell text that applies the limits and becomes the program ("$@").

    The first line closes the gap in which the parent dies before the death signal is asked for.
    `ulimit -f` counts blocks of 512 bytes, `-v` kilobytes (POSIX.1-2017, ulimit).
    """
    lines = [
        f'[ "$PPID" = {os.getpid()} ] || exit {PARENT_GONE}',
        "ulimit -c 0",
        f"ulimit -t {limits.cpu_seconds}",
        f"ulimit -f {limits.file_bytes // 512}",
        f"ulimit -n {limits.open_files}",
    ]
    if sys.platform == "linux":  # macOS knows no limit of address space
        lines.append(f"ulimit -v {limits.memory_bytes // 1024}")
    return " && ".join([*lines, f'exec nice -n {limits.niceness} "$@"'])


def _bubblewrap_options(reads: Sequence[Path], writes: Path | None) -> list[str]:
    options = ["--unshare-all", "--die-with-parent", "--cap-drop", "ALL"]
    for name in SYSTEM_DIRS:
        path = Path(name)
        if path.is_symlink():
            options += ["--symlink", str(path.readlink()), name]
        elif path.is_dir():
            options += ["--ro-bind", name, name]
    for name in SYSTEM_FILES:
        options += ["--ro-bind-try", name, name]
    options += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108 (its own, empty one)
    for path in reads:
        options += ["--ro-bind", str(path), str(path)]
    if writes is not None:
        options += ["--bind", str(writes), str(writes), "--chdir", str(writes)]
    return options


@functools.cache
def detect_jail(kinds: tuple[JailKind, ...] = tuple(JailKind)) -> Jail:
    """Return the first of `kinds` that really starts a program on this machine. Tried once."""
    setpriv = _find("setpriv") if sys.platform == "linux" else None
    programs = {JailKind.BUBBLEWRAP: _find("bwrap"), JailKind.UNSHARE: _find("unshare")}
    for kind in kinds:
        jail = Jail(kind, programs.get(kind), setpriv)
        if kind is JailKind.NONE or (jail.program and _starts(jail)):
            return jail
    return Jail(JailKind.NONE, None, setpriv)


def _find(name: str) -> Path | None:
    found = shutil.which(name)
    return Path(found) if found else None


def _starts(jail: Jail) -> bool:
    limits = Limits(
        deadline_seconds=DETECT_TIMEOUT_SECONDS, memory_bytes=1 << 30, cpu_seconds=5, file_bytes=1 << 20
    )
    try:
        done = subprocess.run(
            jail.wrap(["true"], limits=limits),
            capture_output=True,
            env=ENVIRONMENT,
            timeout=DETECT_TIMEOUT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def memory_for_cores(base_bytes: int) -> int:
    """Return `base_bytes` plus what the threads of further cores reserve (256 MiB a core beyond two)."""
    return base_bytes + max(0, (os.cpu_count() or 2) - 2) * (256 << 20)
