"""Waiting for what another process does."""

import time
from collections.abc import Callable


def wait_for(is_so: Callable[[], bool], *, seconds: float = 30.0) -> None:
    """Return as soon as `is_so()`; fail when `seconds` went by."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"it was not so within {seconds:.0f} s"
        time.sleep(0.05)
