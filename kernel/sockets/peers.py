"""Tells the other realtime processes something at once, without a database and without ever waiting.

What is told goes into a bounded queue that a greenlet of its own empties into Redis. A Redis that hangs costs
that greenlet a second for each message; when the queue is full, the oldest is lost and counted.
"""

import secrets
from collections import deque
from collections.abc import Mapping
from typing import Any

import orjson

from kernel.config import Config
from kernel.logs import log

QUEUE_MESSAGES = 1000
TIMEOUT_SECONDS = 1.0
#: How long the greenlet sleeps when there is nothing to tell; what is told waits at most so long.
IDLE_SECONDS = 0.02


class Peers:
    """The way from this process to the others. Without Redis there are none, and telling does nothing."""

    CHANNEL = "nightmarket:peers"

    def __init__(self, config: Config) -> None:
        #: Says which process a message came from; none hears its own.
        self.origin = secrets.token_hex(8)
        self.lost_messages_count = 0
        self._redis_url = config.redis_url
        self._queue: deque[bytes] = deque()

    def tell(self, room: str, message: str, payload: Mapping[str, Any]) -> None:
        """Hand a message to the listeners (`News.listen`) of all other realtime processes; it may be lost."""
        if not self._redis_url:
            return
        if len(self._queue) >= QUEUE_MESSAGES:
            self._queue.popleft()
            self.lost_messages_count += 1
        told = {"origin": self.origin, "room": room, "message": message, "payload": dict(payload)}
        self._queue.append(orjson.dumps(told))

    def keep_telling(self, server: Any) -> None:
        """Empty the queue into Redis for as long as the process lives."""
        if not self._redis_url:
            return
        client = _connect(self._redis_url)
        is_away = False
        while True:
            if not self._queue:
                server.sleep(IDLE_SECONDS)
                continue
            try:
                client.publish(self.CHANNEL, self._queue.popleft())
                is_away = False
            except Exception:  # noqa: BLE001  (not sent again: it may have arrived, and would be told twice)
                self.lost_messages_count += 1
                if not is_away:
                    log.warning("peers_not_told", exc_info=True)
                is_away = True
                server.sleep(IDLE_SECONDS)


def _connect(url: str) -> Any:
    # The embedded stack has no Redis client installed.
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    return redis.Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )
