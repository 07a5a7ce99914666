"""Fixtures of the tests of commissions."""

import pytest
from flask import Flask

from tests.service.orders.market_day import SandboxTeller


@pytest.fixture
def gateway(app: Flask) -> SandboxTeller:
    """Speak as the sandbox gateway."""
    return SandboxTeller(app)
