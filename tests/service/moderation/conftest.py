"""Fixtures of the tests of moderation."""

from collections.abc import Iterator

import pytest
from flask import Flask

from kernel import realtime
from tests.service.live.studio import Heard


@pytest.fixture
def heard(app: Flask) -> Iterator[Heard]:
    """Hear what rooms are told from now on."""
    listener, kept = Heard(), realtime._publisher
    realtime.publish_through(listener)
    yield listener
    realtime.publish_through(kept)
