"""The PostgreSQL of the tests is the real thing, wherever its programs come from."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.conftest import required
from tests.services.postgres import PostgresServer, running_postgres, wheel_binaries


@pytest.fixture(scope="module", params=["shared", "wheel"])
def server(request: pytest.FixtureRequest) -> Iterator[PostgresServer]:
    """Give the session's server, then one from the wheel."""
    if request.param == "shared":
        yield request.getfixturevalue("postgres_server")
        return
    with required():
        binaries = wheel_binaries()
    with running_postgres(binaries=binaries) as started:
        yield started


def test_a_locked_row_is_skipped_by_the_next_reader(server: PostgresServer) -> None:
    database = server.create_database()
    with server.connect(database) as first, server.connect(database) as second:
        first.execute("CREATE TABLE job AS SELECT generate_series(1, 2) AS number")
        take = "SELECT number FROM job ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED"

        with first.transaction(), second.transaction():
            taken = [first.execute(take).fetchone(), second.execute(take).fetchone()]

    assert taken == [(1,), (2,)]


def test_a_database_made_from_a_template_holds_its_rows(server: PostgresServer) -> None:
    template = server.create_database()
    with server.connect(template) as connection:
        connection.execute("CREATE TABLE lantern AS SELECT 'red' AS colour")

    copy = server.create_database(template=template)

    with server.connect(copy) as connection:
        assert connection.execute("SELECT colour FROM lantern").fetchall() == [("red",)]


def test_a_dropped_database_cuts_whoever_is_connected(server: PostgresServer) -> None:
    database = server.create_database()
    with server.connect(database) as connected:
        server.drop_database(database)

        with pytest.raises(psycopg.OperationalError):
            connected.execute("SELECT 1")


def test_a_wrong_password_is_refused(server: PostgresServer) -> None:
    address = server.url("postgres").replace("+psycopg", "").replace(server.password, "wrong")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address)


def test_a_durable_server_waits_for_its_disk() -> None:
    with required(), running_postgres(durable=True) as server, server.connect() as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
