"""Limits on how often something may be done."""

from collections.abc import Iterator

import pytest
from flask import Flask, Response

from kernel.config import MIN_PASSWORD_MEMORY_KIB, Config
from kernel.web.actor import Identification
from kernel.web.languages import install_languages
from kernel.web.limits import by_address, install_limits, limiter
from tests.conftest import Stack


@pytest.fixture
def limited(stack: Stack) -> Iterator[Flask]:
    """Make an application with one limited and one free route, in an environment that keeps limits."""
    app = Flask(__name__)
    app.extensions["nightmarket.identify"] = Identification(lambda _: None, lambda _: None, lambda _: None)
    install_languages(app, "translations")
    changes = {"ENVIRONMENT": "development", "PASSWORD_MEMORY_KIB": str(MIN_PASSWORD_MEMORY_KIB)}
    changed = {f"NIGHTMARKET_{name}": value for name, value in changes.items()}
    install_limits(app, Config.from_env({**stack.environment, **changed}))

    @app.get("/rare")
    @limiter.limit("2/minute", key_func=by_address)
    def rare() -> Response:
        return Response("rare")

    @app.get("/free")
    def free() -> Response:
        return Response("free")

    yield app
    limiter.enabled = False


def test_a_route_with_a_limit_refuses_what_is_beyond_it_and_others_do_not(limited: Flask) -> None:
    client = limited.test_client()

    rare = [client.get("/rare", headers={"Accept": "application/json"}).status_code for _ in range(3)]
    free = [client.get("/free").status_code for _ in range(3)]

    assert rare == [200, 200, 429]
    assert free == [200, 200, 200]
