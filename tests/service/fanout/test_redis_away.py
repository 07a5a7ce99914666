"""Two realtime processes and a Redis that freezes and dies: nobody is disturbed on his own process."""

import os
import secrets
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.deploy.cluster import running_redis_at
from tests.service.fanout.conftest import MODES, Server, running_server
from tests.service.fanout.test_crowds import numbers_of, say
from tests.service.realtime.screens import Screens
from tests.services.process import LOOPBACK, free_port
from tests.viewers import Crowd
from tests.waiting import wait_until

FREEZE_SECONDS = 10.0


@pytest.fixture(params=MODES)
def one_and_other(
    request: pytest.FixtureRequest, screens: Screens, tmp_path: Path
) -> Iterator[tuple[Server, Server, int]]:
    """Run two processes that talk through Redis; give its port, too."""
    port = free_port()
    url = f"redis://{LOOPBACK}:{port}/0"
    with (
        running_server(tmp_path / "one", request.param, screens, redis_url=url) as one,
        running_server(tmp_path / "other", request.param, screens, redis_url=url) as other,
    ):
        yield one, other, port
        one.close_what_was_opened()
        other.close_what_was_opened()


def test_a_redis_that_freezes_and_dies_disturbs_nobody_on_his_own_process(
    one_and_other: tuple[Server, Server, int],
) -> None:
    one, other, port = one_and_other
    room = secrets.token_hex(4)
    near, far = one.crowd(room), other.crowd(room)
    near.join(20)
    far.join(5)

    with running_redis_at(port) as redis:
        wait_until(lambda: is_told(one, far, room))
        heard = len(far.stream)
        os.kill(redis.pid, signal.SIGSTOP)
        began = time.monotonic()
        is_said = say(one, room=room, event="near", count=200, rate=20, peers=1)
        near.sweep_until(is_said, pause_seconds=0.02)
        took_seconds = time.monotonic() - began
        os.kill(redis.pid, signal.SIGCONT)
    with running_redis_at(port):
        wait_until(lambda: is_told(one, far, room))

    told = [number for number in numbers_of(near) if number]
    assert told == list(range(1, 200))
    assert took_seconds >= FREEZE_SECONDS
    assert len(far.stream) > heard
    assert far.broken_count == 0
    assert one.count()["lost_peer_messages"] > 0


def is_told(one: Server, far: Crowd, room: str) -> bool:
    """Tell the other process something; tell whether its viewers have heard anything new."""
    before = len(far.stream)
    is_said = say(one, room=room, peers=1)
    wait_until(is_said)
    far.sweep()
    return len(far.stream) > before
