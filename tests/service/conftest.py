"""Fixtures of service tests: the application on each stack, in the test's own process."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app import create_app
from kernel import runtime
from kernel.config import Config
from tests.conftest import Stack
from tests.market import ApiClient, api_as
from tests.services.schema import bring_up


@pytest.fixture(scope="module")
def app(stack: Stack) -> Iterator[Flask]:
    """Run the application on a stack whose database has been migrated."""
    config = Config.from_env(stack.environment)
    bring_up(config.database_url)
    application = create_app(config)
    yield application
    runtime.stop()


@pytest.fixture
def api(app: Flask) -> Callable[..., ApiClient]:
    """Make API clients: `api()` is nobody, `api(person.id)` is that person."""
    return lambda user_id=None: api_as(app, user_id)
