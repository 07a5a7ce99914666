"""A folder for each running transcode on this machine, and the end of those whose worker died.

A worker holds a lock on its folder's lock file for as long as it lives: the kernel lets go of it however the
process ends, so what can be locked belongs to nobody.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from kernel import runtime
from kernel.jobs import RunningJob

_LOCK_NAME = "lock"


@contextmanager
def work_folder(job: RunningJob) -> Iterator[Path]:
    """Give an empty folder for this claim of this job, gone afterwards."""
    folder = _root() / f"{job.id}-{job.token}"
    folder.mkdir(parents=True)
    with (folder / _LOCK_NAME).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            _remove(folder)


def remove_stale_folders() -> int:
    """Remove the folders of dead workers; return how many there were. Safe beside running workers."""
    root = _root()
    stale = [folder for folder in root.iterdir() if folder.is_dir()] if root.is_dir() else []
    return sum(_remove_if_dead(folder) for folder in stale)


def _remove_if_dead(folder: Path) -> bool:
    try:
        with (folder / _LOCK_NAME).open("r+") as lock:
            if not _can_lock(lock):
                return False
            _remove(folder)
    except FileNotFoundError:
        # Killed before the lock was made or after it was removed, or it is being made at this moment: the
        # folder is empty, and its maker would fail and try again.
        try:
            folder.rmdir()
        except OSError:
            return False
    return True


def _remove(folder: Path) -> None:
    """Remove a folder, its lock last: a worker killed meanwhile leaves one that is known to be nobody's."""
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry, ignore_errors=True)
        elif entry.name != _LOCK_NAME:
            entry.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)


def _can_lock(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _root() -> Path:
    return runtime.config().home / "work"
