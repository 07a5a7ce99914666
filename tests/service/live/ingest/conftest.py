"""An ingest process on each stack, with the means to break it, and broadcasts to send to it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

import wiring
from kernel import runtime
from kernel.config import Config
from kernel.events import subscribe
from tests.conftest import Stack
from tests.service.live.ingest.running import Ingest
from tests.services.process import LOOPBACK, free_port
from tests.services.schema import bring_up


@pytest.fixture(scope="module")
def ingest(stack: Stack) -> Iterator[Ingest]:
    """Run an ingest process; this process works on the same database, as the web does."""
    config = Config.from_env(stack.environment, ingest_port=free_port(), rtmp_port=free_port())
    config = replace(config, public_url=f"http://{LOOPBACK}:{free_port()}")
    bring_up(config.database_url)
    runtime.start(config)
    subscribe(wiring.SUBSCRIPTIONS)
    ingest = Ingest(config)
    try:
        ingest.start()
        yield ingest
    finally:
        ingest.stop()
        runtime.stop()
