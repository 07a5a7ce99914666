"""What benchmarks over HTTP share: gunicorn as in production, the yardstick's greeting, the ratio of both.

Ours and the yardstick are asked in turns over as many connections: a machine that slows down slows both.
"""

import contextlib
import http.client
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.closed_loop import Outcome, run_closed_loop
from kernel.config import Config
from tests.services.postgres import running_postgres
from tests.services.process import ROOT, accepts_connections, free_port, running_child

CONNECTIONS = 32
ROUNDS = 3
#: Long enough for every thread to have imported and connected what it needs.
WARM_UP_SECONDS = 3.0
YARDSTICK = "bench.bare_route:app"


@contextlib.contextmanager
def serving(home: Path, environment: Mapping[str, str], application: str = "") -> Iterator[int]:
    """Run gunicorn as it is configured for production; `application` replaces the market's own."""
    port = free_port()
    environment = {**environment, "NIGHTMARKET_PORT": str(port), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py")]
    with running_child(
        "gunicorn",
        [*command, application] if application else command,
        log=home / f"gunicorn-{port}.log",
        directory=ROOT,
        environment=environment,
    ) as child:
        # The master listens before its worker can answer.
        child.wait_until(lambda: accepts_connections(port) and _answers(port))
        yield port


def build_environment(home: Path, database_url: str) -> dict[str, str]:
    """Return the settings of a market with a thread for each connection."""
    values = {"HOME": str(home), "DATABASE_URL": database_url, "WEB_THREADS": str(CONNECTIONS)}
    environment = {f"NIGHTMARKET_{name}": value for name, value in values.items()}
    Config.from_env(environment)
    return environment


def ask(port: int, make_request: Callable[[int], bytes], seconds: float) -> Outcome:
    """Send requests over all connections."""
    return run_closed_loop(port, make_request, connections=CONNECTIONS, seconds=seconds)


def greet(port: int, seconds: float) -> Outcome:
    """Ask for the yardstick's greeting."""
    return ask(port, lambda _: b"GET /hello HTTP/1.1\r\nHost: bench\r\n\r\n", seconds)


def build_post(path: str, token: str, body: bytes, *headers: str) -> bytes:
    """Return the request of a JSON body by the bearer of a token."""
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: bench",
        "Content-Type: application/json",
        f"Authorization: Bearer {token}",
        f"Content-Length: {len(body)}",
        *headers,
        "\r\n",
    ]
    return "\r\n".join(lines).encode() + body


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the median of the rounds' ratios."""
    return round(median(one / other for one, other in zip(ours, theirs, strict=True)), 3)


def measure_databases(
    which: str, measure: Callable[[Path, str], dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """Call `measure(home, database_url)` for "sqlite", "postgres" or "both"; return the answers by name.

    PostgreSQL keeps every fsync here, as in production.
    """
    measured: dict[str, dict[str, Any]] = {}
    if which != "postgres":
        with temporary_home() as home:
            measured["sqlite"] = measure(home, f"sqlite:///{home / 'nightmarket.db'}")
    if which != "sqlite":
        with temporary_home() as home, running_postgres(durable=True) as server:
            measured["postgres"] = measure(home, server.url(server.create_database()))
    return measured


@contextlib.contextmanager
def temporary_home() -> Iterator[Path]:
    """Make a folder for one run and remove it."""
    with tempfile.TemporaryDirectory(prefix="nightmarket-bench-") as folder:
        yield Path(folder)


def _answers(port: int) -> bool:
    """Tell whether a worker answers at all; that there is nothing at this path does not matter."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    except OSError:
        return False
    finally:
        connection.close()
    return True
