"""Switching Stripe on: what the start refuses, and that nobody else needs its library."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from kernel.config import Config, ConfigError
from tests.unit.layout.source_tree import ROOT

KEY, SECRETS = "sk_live_1234567890", "whsec_one, whsec_two"


def settings(home: Path, **changes: str) -> dict[str, str]:
    """Return a configuration that takes real money, with changes."""
    values = {
        "home": str(home),
        "environment": "production",
        "secret_key": "k" * 48,
        "public_url": "https://market.example",
        "payment_gateway": "stripe",
        "stripe_secret_key": KEY,
        "stripe_webhook_secrets": SECRETS,
        **changes,
    }
    return {f"NIGHTMARKET_{name.upper()}": value for name, value in values.items()}


def test_a_market_with_stripe_may_be_in_production(tmp_path: Path) -> None:
    config = Config.from_env(settings(tmp_path))

    assert (config.payment_gateway, config.stripe_api_url) == ("stripe", "")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"stripe_secret_key": ""}, "STRIPE_SECRET_KEY and .* are needed"),
        ({"stripe_webhook_secrets": ""}, "STRIPE_WEBHOOK_SECRETS are needed"),
        ({"stripe_secret_key": "pk_live_1234"}, "must look like sk_live"),
        ({"stripe_secret_key": "sk_test_1234"}, "is a test key"),
        ({"stripe_webhook_secrets": "secret"}, "must be whsec_"),
        ({"stripe_webhook_secrets": "whsec_one,"}, "must be whsec_"),
        ({"stripe_api_url": "http://127.0.0.1:1234"}, "must be https in production"),
        ({"stripe_api_url": "https://api.stripe.com/v1"}, "must be an origin"),
        ({"payment_gateway": "sandbox"}, "refused in production"),
        ({"payment_gateway": "stipe"}, "must be one of"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_a_sentence(
    tmp_path: Path, changes: dict[str, str], words: str
) -> None:
    with pytest.raises(ConfigError, match=words) as refusal:
        Config.from_env(settings(tmp_path, **changes))

    assert KEY not in str(refusal.value)


def test_without_the_library_the_start_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    with pytest.raises(ConfigError, match=r"requirements/stripe\.txt"):
        Config.from_env(settings(tmp_path))


def test_a_market_without_stripe_does_without_its_library() -> None:
    code = "import sys; sys.modules['stripe'] = None; import app, media_worker; print('started')"

    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert ended.stdout == "started\n", ended.stderr
