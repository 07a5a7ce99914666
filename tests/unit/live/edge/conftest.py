"""An edge on real threads, with a real feed over HTTP."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from kernel import runtime
from kernel.config import Config
from live.edge import Edge
from tests.conftest import SECRET_KEY
from tests.live_feed import FeedServer, running_feed
from tests.unit.live.edge.viewer import OnAir, Viewer


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Make this process one of the market's."""
    config = Config.from_env({}, environment="test", home=str(tmp_path), secret_key=SECRET_KEY)
    runtime.start(config)
    return config


@pytest.fixture
def feed(config: Config) -> Iterator[FeedServer]:
    """Run a feed."""
    with running_feed() as server:
        yield server


@pytest.fixture
def on_air(feed: FeedServer) -> OnAir:
    """Say that every broadcast is on the air, until a test says otherwise."""
    return OnAir(feed)


@pytest.fixture
def edge(config: Config, on_air: OnAir) -> Iterator[Edge]:
    """Run an edge."""
    edge = Edge(config, on_air.find)
    yield edge
    edge.close()


@pytest.fixture
def viewer(edge: Edge) -> Viewer:
    """Watch a broadcast that no other test has."""
    return Viewer(edge, uuid.uuid4())
