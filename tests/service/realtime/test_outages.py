"""What screens notice when the realtime process, Redis or the database goes away for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from accounts import sessions
from kernel.transaction import transaction
from tests.factories import make_person
from tests.service.realtime.conftest import KINDS, Market
from tests.service.realtime.test_screens import cookie_of, marked, tell, token_of
from tests.services.postgres import PostgresServer
from tests.waiting import wait_until


def test_a_killed_realtime_process_is_found_again_and_news_go_on(market: Market) -> None:
    person = make_person()
    screen = market.open_screen(cookie=cookie_of(person))

    market.kill("realtime")
    screen.wait_for("disconnect")
    market.start("realtime")
    screen.wait_for("connect", 2)
    marked(screen)
    tell(f"user:{person.id}", "order_changed", {"order_id": "1"})

    assert screen.wait_for("order_changed") == {"order_id": "1"}


def test_news_go_on_after_redis_was_away_and_no_screen_was_lost(market: Market) -> None:
    person = make_person()
    screen, ended = market.open_screen(cookie=cookie_of(person)), market.open_screen(token=token_of(person))

    if market.has_redis:
        market.kill("redis")
    with transaction() as session:
        sessions.revoke_token(session, person.id, sessions.list_tokens(session, person.id)[0].id)
    if market.has_redis:
        market.start("redis")
    ended.wait_for("disconnect")
    told = [0]

    def arrives() -> bool:
        told[0] += 1
        tell(f"user:{person.id}", "order_changed", {"number": told[0]})
        return bool(screen.heard("order_changed"))

    wait_until(arrives)

    numbers = [payload["number"] for payload in screen.heard("order_changed")]
    assert numbers == sorted(set(numbers))
    assert screen.heard("disconnect") == []


@pytest.mark.parametrize("market", [kind for kind in KINDS if kind[0] == "cluster"], indirect=True)
def test_a_screen_that_could_not_be_identified_comes_back_by_itself(
    market: Market, postgres_server: PostgresServer
) -> None:
    person = make_person()
    cookie = cookie_of(person)

    with closed_database(postgres_server, market.config.database_url.rpartition("/")[2]):
        screen = market.screens.open(market.url, cookie=cookie, connected=False)
        screen.wait_for("disconnect")
        assert screen.heard("connect") == []
    screen.wait_for("connect")
    tell(f"user:{person.id}", "order_changed", {"order_id": "1"})

    assert screen.wait_for("order_changed") == {"order_id": "1"}


@contextmanager
def closed_database(server: PostgresServer, name: str) -> Iterator[None]:
    """End every connection to a database and let no new one in until the block ends."""
    with server.connect() as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        yield
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'.encode())
