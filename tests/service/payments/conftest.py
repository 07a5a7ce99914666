"""Fixtures of the tests of Stripe: a local Stripe, and the market with it as its gateway."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.serving import make_server

from kernel import runtime
from tests.service.payments.stripe_day import StripeDay, forget_work
from tests.services.stripe import SECRET_KEY, WEBHOOK_SECRET, StripeServer, running_stripe


@pytest.fixture
def server() -> Iterator[StripeServer]:
    """Run an empty Stripe."""
    with running_stripe() as running:
        yield running


@pytest.fixture
def listening(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Serve the application on a real port, at which the sandbox's webhooks arrive."""
    forget_work()
    http = make_server("127.0.0.1", 0, app, threaded=True)
    here = replace(runtime.config(), internal_url=f"http://127.0.0.1:{http.server_port}")
    monkeypatch.setattr(runtime, "config", lambda: here)
    thread = threading.Thread(target=http.serve_forever, args=(0.02,))
    thread.start()
    yield
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def day(app: Flask, server: StripeServer, monkeypatch: pytest.MonkeyPatch) -> StripeDay:
    """Let the market take its payments through Stripe; its webhook secret is just being replaced."""
    config = replace(
        runtime.config(),
        payment_gateway="stripe",
        stripe_secret_key=SECRET_KEY,
        stripe_webhook_secrets=f"whsec_the_old_one,{WEBHOOK_SECRET}",
        stripe_api_url=server.url,
        public_url="https://market.example",
    )
    monkeypatch.setattr(runtime, "config", lambda: config)
    forget_work()
    return StripeDay(app, server)
