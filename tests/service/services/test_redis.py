"""The Redis of the tests is the real thing, wherever its program comes from."""

from collections.abc import Iterator

import pytest
from redis import Redis

from tests.conftest import required
from tests.services.redis import RedisServer, running_redis, wheel_binary


@pytest.fixture(scope="module", params=["shared", "wheel"])
def server(request: pytest.FixtureRequest) -> Iterator[RedisServer]:
    """Give the session's server, then one from the wheel."""
    if request.param == "shared":
        yield request.getfixturevalue("redis_server")
        return
    with required():
        binary = wheel_binary()
    with running_redis(binary=binary) as started:
        yield started


def test_a_published_message_reaches_a_subscriber(server: RedisServer) -> None:
    with (
        Redis.from_url(server.url) as publisher,
        Redis.from_url(server.url) as client,
        client.pubsub() as listener,
    ):
        listener.subscribe("room")
        listener.get_message(timeout=5)

        publisher.publish("room", b"hello")

        message = listener.get_message(timeout=5)
    assert message is not None
    assert message["data"] == b"hello"


def test_clear_removes_every_key_and_scripts_run_on_the_server(server: RedisServer) -> None:
    with Redis.from_url(server.url) as client:
        client.eval("redis.call('SET', KEYS[1], ARGV[1])", 1, "lantern", "red")
        assert client.get("lantern") == b"red"

        server.clear()

        assert client.get("lantern") is None
