"""Fixtures for every test: real servers, started when first asked for, and the two stacks they make up."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import pytest
from playwright.sync_api import Browser

from tests.services.chromium import running_chromium
from tests.services.postgres import PostgresServer, running_postgres
from tests.services.process import ROOT, ServiceUnavailable
from tests.services.redis import RedisServer, running_redis
from tests.services.s3 import S3Server, running_s3

SECRET_KEY = "tests-only-secret-key-of-enough-characters"
#: Tests make thousands of people; guessing their passwords may be cheap.
PASSWORD_MEMORY_KIB = 64
#: Compiled once for all tests: a template that has changed is noticed.
TEMPLATE_CACHE = ROOT / ".tools" / "templates"


@dataclass(frozen=True)
class Stack:
    """What the application is configured with to run on one of its two stacks, all of it empty."""

    name: str
    home: Path
    database_url: str
    storage_url: str
    redis_url: str
    environment: Mapping[str, str]


def in_ci() -> bool:
    """Say whether these tests run where nothing may be skipped."""
    return bool(os.environ.get("CI"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say why a run with skipped tests failed in CI."""
    if in_ci() and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("Tests were skipped. In CI that is a failure.", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run that skipped tests in CI, whoever skipped them."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if in_ci() and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@contextlib.contextmanager
def required() -> Iterator[None]:
    """Turn a missing server into a failure in CI and into a skip, with its reason, elsewhere."""
    try:
        yield
    except ServiceUnavailable as missing:
        if in_ci():
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Run one PostgreSQL for the whole session; tests make databases of their own in it."""
    with contextlib.ExitStack() as stack:
        with required():
            server = stack.enter_context(running_postgres())
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """Run one Redis for the whole session."""
    with contextlib.ExitStack() as stack:
        with required():
            server = stack.enter_context(running_redis())
        yield server


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """Run one S3 server for the whole session; tests make buckets of their own in it."""
    with contextlib.ExitStack() as stack:
        with required():
            server = stack.enter_context(running_s3())
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run one Chromium for the tests of a file.

    Not for the session: Playwright keeps an event loop running in this thread as long as it lives, and
    later tests may want one of their own.
    """
    with contextlib.ExitStack() as stack:
        with required():
            chromium = stack.enter_context(running_chromium())
        yield chromium


@pytest.fixture(scope="module", params=["embedded", "cluster"])
def stack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Give the tests of a file an empty stack, and run each of them on both kinds."""
    make = {"embedded": embedded_stack, "cluster": cluster_stack}[request.param]
    with make(request, tmp_path_factory.mktemp(request.param)) as made:
        yield made


@contextlib.contextmanager
def embedded_stack(_request: pytest.FixtureRequest, home: Path) -> Iterator[Stack]:
    """Lay out the stack without any service: SQLite and files in one folder."""
    yield build_stack(
        "embedded",
        home,
        database_url=f"sqlite:///{home / 'nightmarket.db'}",
        storage_url=f"file://{home / 'media'}",
    )


@contextlib.contextmanager
def cluster_stack(request: pytest.FixtureRequest, home: Path) -> Iterator[Stack]:
    """Lay out the stack of services: a database and a bucket of its own, and Redis without a key in it."""
    postgres: PostgresServer = request.getfixturevalue("postgres_server")
    s3: S3Server = request.getfixturevalue("s3_server")
    redis: RedisServer = request.getfixturevalue("redis_server")
    redis.clear()
    database = postgres.create_database()
    try:
        yield build_stack(
            "cluster",
            home,
            database_url=postgres.url(database),
            storage_url=s3.storage_url(s3.create_bucket()),
            redis_url=redis.url,
            s3_access_key=s3.access_key,
            s3_secret_key=s3.secret_key,
        )
    finally:
        postgres.drop_database(database)


def build_stack(
    name: str, home: Path, *, database_url: str, storage_url: str, redis_url: str = "", **settings: str
) -> Stack:
    """Put a stack's addresses into the variables that the application reads."""
    settings |= {"environment": "test", "home": str(home), "secret_key": SECRET_KEY}
    settings |= {"password_memory_kib": str(PASSWORD_MEMORY_KIB), "template_cache": str(TEMPLATE_CACHE)}
    settings |= {"database_url": database_url, "storage_url": storage_url, "redis_url": redis_url}
    environment = {f"NIGHTMARKET_{key.upper()}": value for key, value in settings.items() if value}
    return Stack(name, home, database_url, storage_url, redis_url, MappingProxyType(environment))
