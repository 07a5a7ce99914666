"""Tokens: what opens one broadcast opens no other, and nothing for ever."""

import hashlib
import time
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from kernel import runtime
from kernel.config import Config
from live import tokens
from tests.conftest import SECRET_KEY

BROADCAST, OTHER, HOST = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()


@pytest.fixture(autouse=True)
def market(tmp_path: Path) -> None:
    """Give the process a secret key."""
    start(tmp_path, SECRET_KEY)


def start(home: Path, secret_key: str) -> None:
    """Become a process of the market with this secret key."""
    runtime.start(Config.from_env({}, environment="test", home=str(home), secret_key=secret_key))


def token_of(path: str) -> str:
    """Return the token in a signed path."""
    return path.rpartition("/")[2]


def test_a_signed_path_opens_its_broadcast() -> None:
    path = tokens.sign_path(BROADCAST)

    assert path.startswith(f"/hls/{BROADCAST}/")
    assert tokens.read_path_token(BROADCAST, token_of(path))


def test_a_path_lives_at_least_as_long_as_asked_and_not_much_longer() -> None:
    expires = int(token_of(tokens.sign_path(BROADCAST, seconds=600)).partition(".")[0])

    assert 600 <= expires - time.time() + 1 <= 701


def test_viewers_of_the_same_hour_share_an_address() -> None:
    assert tokens.sign_path(BROADCAST) == tokens.sign_path(BROADCAST)


def test_nginx_computes_the_same_digest() -> None:
    expires, _, digest = token_of(tokens.sign_path(BROADCAST)).partition(".")

    by_hand = hashlib.md5(f"{expires}{BROADCAST} {tokens.path_secret()}".encode(), usedforsecurity=False)

    assert digest == urlsafe_b64encode(by_hand.digest()).rstrip(b"=").decode()


def test_a_token_opens_no_other_broadcast() -> None:
    assert not tokens.read_path_token(OTHER, token_of(tokens.sign_path(BROADCAST)))


def test_an_expired_token_opens_nothing() -> None:
    assert not tokens.read_path_token(BROADCAST, token_of(tokens.sign_path(BROADCAST, seconds=-5)))


def test_a_token_can_not_be_made_to_live_longer() -> None:
    expires, _, digest = token_of(tokens.sign_path(BROADCAST)).partition(".")

    assert not tokens.read_path_token(BROADCAST, f"{int(expires) + 1}.{digest}")


@pytest.mark.parametrize(
    "token", ["", ".", "x.y", "99999999999.", "²³.abc", "1" * 5000 + ".a", "9999999999.ä"]
)
def test_what_is_no_token_opens_nothing(token: str) -> None:
    assert not tokens.read_path_token(BROADCAST, token)


def test_a_ticket_says_who_may_publish_what() -> None:
    ticket = tokens.sign_ticket(BROADCAST, HOST)

    assert tokens.read_ticket(ticket) == tokens.Ticket(BROADCAST, HOST)


def test_the_passes_are_good_for_their_own_purpose_only() -> None:
    ticket, feed = tokens.sign_ticket(BROADCAST, HOST), tokens.sign_feed()

    assert tokens.read_feed(feed)
    assert not tokens.read_feed(ticket)
    assert tokens.read_ticket(feed) is None
    assert tokens.read_ticket("ä.b") is None


def test_a_pass_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "FEED_SECONDS", -1)
    monkeypatch.setattr(tokens, "TICKET_SECONDS", -1)

    assert not tokens.read_feed(tokens.sign_feed())
    assert tokens.read_ticket(tokens.sign_ticket(BROADCAST, HOST)) is None


def test_a_moderator_s_pass_opens_its_broadcast_and_a_viewer_s_is_none() -> None:
    token = tokens.sign_evidence(BROADCAST)

    assert tokens.read_evidence(BROADCAST, token)
    assert not tokens.read_evidence(OTHER, token)
    assert not tokens.read_evidence(BROADCAST, token_of(tokens.sign_path(BROADCAST)))
    assert not tokens.read_path_token(BROADCAST, token)


def test_another_market_s_passes_are_refused(tmp_path: Path) -> None:
    path, feed, ticket = tokens.sign_path(BROADCAST), tokens.sign_feed(), tokens.sign_ticket(BROADCAST, HOST)

    start(tmp_path, SECRET_KEY[::-1])

    assert not tokens.read_path_token(BROADCAST, token_of(path))
    assert not tokens.read_feed(feed)
    assert tokens.read_ticket(ticket) is None
