"""How far behind a connection is, for who sends streams that have no use with holes in them."""

from typing import Any

from kernel.fanout.manager import FanoutManager


def backlog_bytes(server: Any, namespace: str, sid: str) -> int:
    """Return how much waits for a connection to read on; 0 where it is served the stock way."""
    manager = server.manager
    viewer = manager.find_viewer(namespace, sid) if isinstance(manager, FanoutManager) else None
    return viewer.backlog_bytes if viewer is not None else 0
