"""Handing broadcasts out: playlists, parts and fragments. Runs in the realtime process.

`realtime.py` mounts `create_edge(config)` before Socket.IO, for every path that it `handles`. It runs on
whatever concurrency library that process has, and names none: threads, locks and sockets are green there.
"""

from kernel.config import Config
from live.edge.app import Edge
from live.edge.places import find_ingest
from live.edge.watched import Snapshot

__all__ = ["Edge", "Snapshot", "create_edge"]


def create_edge(config: Config) -> Edge:
    """Return this process's edge."""
    return Edge(config, find_ingest)
