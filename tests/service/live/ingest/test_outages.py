"""The database goes away for a while: what is on the air stays there, and the rows follow later."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from sqlalchemy.engine import make_url

from live.states import BroadcastState
from media.live_events import Ended, Interrupted
from tests.service.live.ingest.encoders import pushing
from tests.service.live.ingest.running import (
    Ingest,
    find_show,
    make_show,
    reading_feed,
    wait_for_show,
    wait_until,
)
from tests.services.postgres import PostgresServer


@pytest.fixture(scope="module")
def postgres(ingest: Ingest, request: pytest.FixtureRequest) -> PostgresServer | None:
    """Return the server of the cluster's database; SQLite is never away."""
    is_sqlite = urlsplit(ingest.config.database_url).scheme.startswith("sqlite")
    return None if is_sqlite else request.getfixturevalue("postgres_server")


def test_a_broadcast_goes_on_while_the_database_is_away(
    ingest: Ingest, postgres: PostgresServer | None, tmp_path: Path
) -> None:
    show = make_show()

    with reading_feed(ingest, show) as edge:
        with pushing(ingest.rtmp_url(show.key), tmp_path):
            wait_for_show(show, lambda it: it.state is BroadcastState.LIVE)
            with database_away(ingest, postgres):
                seen = edge.wait_for_parts(1)[-1]
                edge.wait_for_parts(15, after_msn=seen.msn)
        edge.wait_for(Interrupted)
        wait_for_show(show, lambda it: it.interrupted_at is not None)

    assert find_show(show).state is BroadcastState.LIVE


def test_what_happened_meanwhile_is_written_when_the_database_is_back(
    ingest: Ingest, postgres: PostgresServer | None, tmp_path: Path
) -> None:
    show = make_show()

    with pushing(ingest.rtmp_url(show.key), tmp_path) as encoder, reading_feed(ingest, show) as edge:
        edge.wait_for_parts(5)
        wait_for_show(show, lambda it: it.state is BroadcastState.LIVE)
        with database_away(ingest, postgres):
            wait_until(lambda: is_ready(ingest) is (postgres is None), "readiness is not told")
            encoder.kill()
            edge.wait_for(Ended)

    row = wait_for_show(show, lambda it: it.is_over)
    assert row.end_reason == "publisher_lost"
    assert is_ready(ingest)


def is_ready(ingest: Ingest) -> bool:
    """Tell what /readyz says."""
    return requests.get(f"{ingest.url}/readyz", timeout=30).status_code == 200


@contextlib.contextmanager
def database_away(ingest: Ingest, postgres: PostgresServer | None) -> Iterator[None]:
    """Cut everybody off from the database, and let nobody in, until the block ends."""
    if postgres is None:
        yield
        return
    name = make_url(ingest.config.database_url).database
    with postgres.connect() as connection:
        connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        try:
            yield
        finally:
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'.encode())
