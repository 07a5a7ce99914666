"""Waiting for what another process does."""

import time
from collections.abc import Callable


def wait_until(is_so: Callable[[], object], *, seconds: float = 60) -> None:
    """Return as soon as `is_so()` is true; fail when it does not come about."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"this did not happen within {seconds} seconds"
        time.sleep(0.05)
