"""What this process works with: its configuration, database, object storage and news bus.

An entry point calls `start` once. Everything else asks here, so that no package opens its own.
"""

from dataclasses import dataclass

from sqlalchemy import Engine

from kernel import realtime, transaction
from kernel.config import Config
from kernel.db import make_engine
from kernel.logs import configure_logs
from kernel.storage import Storage, make_storage


@dataclass(frozen=True)
class _Runtime:
    config: Config
    engine: Engine
    storage: Storage
    publisher: realtime.Publisher | None


_runtime: _Runtime | None = None


def start(config: Config, *, logs_in_background: bool = False) -> None:
    """Connect this process to what the configuration names; a second call replaces the first."""
    global _runtime  # noqa: PLW0603  (one per process, set at start)
    configure_logs(config.log_level, in_background=logs_in_background)
    engine = make_engine(config.database_url, pool_size=config.database_pool_size)
    transaction.bind(engine)
    publisher = _redis(config.redis_url) if config.redis_url else None
    realtime.publish_through(publisher)
    _runtime = _Runtime(config, engine, make_storage(config), publisher)


def config() -> Config:
    """Return the configuration of this process."""
    return _started().config


def storage() -> Storage:
    """Return the object storage of this process."""
    return _started().storage


def stop() -> None:
    """Close every connection of this process."""
    started = _started()
    started.engine.dispose()
    started.storage.close()
    if started.publisher is not None:
        started.publisher.close()


def _started() -> _Runtime:
    if _runtime is None:
        raise RuntimeError("kernel.runtime.start() has not been called")
    return _runtime


def _redis(url: str) -> realtime.Publisher:
    # The embedded stack has no Redis client installed.
    import redis

    # A frozen Redis must not stall whoever sends news. Source: docs/adr/0002-processes.md
    client: realtime.Publisher = redis.Redis.from_url(url, socket_timeout=1, socket_connect_timeout=1)
    return client
