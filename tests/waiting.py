"""Waiting for what another process does."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_until(find: Callable[[], T], *, seconds: float = 60) -> T:
    """Return what `find()` finds as soon as it is something; fail when it does not come about."""
    deadline = time.monotonic() + seconds
    while not (found := find()):
        assert time.monotonic() < deadline, f"this did not happen within {seconds} seconds"
        time.sleep(0.05)
    return found
