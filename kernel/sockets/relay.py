"""Brings announcements into this process: from the table, or from Redis where there is one."""

import socket
from typing import Any

import orjson

from kernel.config import Config
from kernel.logs import log
from kernel.realtime import CHANNEL, AnnouncementReader
from kernel.sockets.news import News
from kernel.sockets.peers import Peers
from kernel.transaction import reading

TICK_SECONDS = 0.1
RETRY_SECONDS = 1.0
#: A relay that hears nothing asks whether Redis is there (seconds of silence, between questions; count).
KEEPALIVE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}


def relay_announcements(server: Any, news: News, peers: Peers, config: Config) -> None:
    """Pass news on for as long as the process lives."""
    while True:
        try:
            if config.redis_url:
                _relay_from_redis(server, news, peers, config)
            else:
                _relay_from_table(server, news)
        except Exception:  # noqa: BLE001  (whatever is away will be back; screens stay connected meanwhile)
            log.exception("relay_interrupted")
            server.sleep(RETRY_SECONDS)


def _relay_from_table(server: Any, news: News) -> None:
    reader = AnnouncementReader()
    while True:
        with reading() as session:
            new = [(row.room, row.message, row.payload) for row in reader.read_new(session)]
        for room, message, payload in new:
            news.tell(room, message, payload)
        server.sleep(TICK_SECONDS)


def _relay_from_redis(server: Any, news: News, peers: Peers, config: Config) -> None:
    import redis

    client = redis.Redis.from_url(
        config.redis_url,
        socket_connect_timeout=1,
        socket_keepalive=True,
        socket_keepalive_options={
            getattr(socket, name): value for name, value in KEEPALIVE.items() if hasattr(socket, name)
        },
    )
    channel = client.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
    channel.subscribe(CHANNEL, peers.CHANNEL)
    server.start_background_task(news.tell_of_gap)
    for item in channel.listen():
        told = orjson.loads(item["data"])
        if item["channel"] == CHANNEL.encode():
            news.tell(told["room"], told["message"], told["payload"])
        elif told["origin"] != peers.origin:
            news.tell_listeners(told["room"], told["message"], told["payload"])
