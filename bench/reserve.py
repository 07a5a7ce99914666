"""How fast orders for one hot variant are placed, against a bare Flask route on the same server.

Both are served by gunicorn (one process, as many threads as there are connections) and asked over the same
connections in turns, so that a machine that slows down slows both.
"""

import argparse
import contextlib
import http.client
import json
import sys
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import uuid_utils.compat
from sqlalchemy import func, select

from accounts import people, sessions
from accounts.roles import Role
from bench.closed_loop import Outcome, run_closed_loop
from kernel import migrate, runtime
from kernel.config import Config
from kernel.transaction import reading, transaction
from orders.models import LineItemRecord
from products import catalogue, shops
from products.variants import NewVariant
from tests.services.postgres import running_postgres
from tests.services.process import ROOT, accepts_connections, free_port, running_child

CONNECTIONS = 32
ROUNDS = 3
PLENTY = 10_000_000
#: Fewer units than buyers: whether something is oversold is tried here.
SCARCE = 500
ADDRESS = {
    "name": "Mei Lin",
    "line1": "88 Raohe Street",
    "city": "Taipei",
    "postal_code": "105",
    "country": "TW",
    "phone": "+886 2 2763 5733",
}


@dataclass(frozen=True)
class Market:
    """A market to be bought from: its tokens of buyers, a variant with plenty of stock and a scarce one."""

    environment: Mapping[str, str]
    tokens: list[str]
    plenty: str
    scarce: str


def main() -> None:
    """Measure both databases and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="length of one run (seconds)")
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    options = parser.parse_args()
    measured: dict[str, dict[str, Any]] = {}
    if options.database != "postgres":
        with temporary_home() as home:
            measured["sqlite"] = measure(home, f"sqlite:///{home / 'nightmarket.db'}", options.seconds)
    if options.database != "sqlite":
        with temporary_home() as home, running_postgres(durable=True) as server:
            measured["postgres"] = measure(home, server.url(server.create_database()), options.seconds)
    print(json.dumps(report(measured)))


def report(measured: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Put the parts together; the ratio is that of the slower database."""
    return {
        "bench": "reserve",
        "ratio": min(part["ratio"] for part in measured.values()),
        "yardstick": "bare Flask route",
        **measured,
        "oversold": sum(part["oversold"] for part in measured.values()),
    }


def measure(home: Path, database_url: str, seconds: float) -> dict[str, Any]:
    """Measure one database, in turns with the yardstick."""
    market = prepare_market(home, database_url)
    bare, orders = [], []
    with serving(home, market, "bench.bare_route:app") as bare_port, serving(home, market, "") as port:
        buy(port, market, market.plenty, 1.0)
        for _ in range(ROUNDS):
            bare.append(greet(bare_port, seconds).per_second)
            outcome = buy(port, market, market.plenty, seconds)
            assert set(outcome.statuses) == {201}, outcome.statuses
            orders.append(outcome.per_second)
        rush = buy(port, market, market.scarce, seconds)
    assert set(rush.statuses) <= {201, 409}, rush.statuses
    return {
        "ratio": round(median(ours / theirs for ours, theirs in zip(orders, bare, strict=True)), 3),
        "orders_per_second": round(median(orders)),
        "bare_per_second": round(median(bare)),
        "oversold": count_oversold(market),
    }


def prepare_market(home: Path, database_url: str) -> Market:
    """Make the tables, the buyers and what they buy."""
    values = {"HOME": str(home), "DATABASE_URL": database_url, "WEB_THREADS": str(CONNECTIONS)}
    environment = {f"NIGHTMARKET_{name}": value for name, value in values.items()}
    config = Config.from_env(environment)
    runtime.start(config)
    migrate.upgrade(config.database_url)
    with transaction() as session:
        tokens = [
            sessions.create_token(session, make_person(session, number), "bench")
            for number in range(CONNECTIONS)
        ]
        merchant = make_person(session, CONNECTIONS, Role.MERCHANT)
        shop = shops.open_shop(session, owner_id=merchant, name="Bench")
        product = catalogue.create_product(
            session,
            shop.id,
            owner_id=merchant,
            title="Paper lantern",
            description="",
            currency="USD",
            variants=[
                NewVariant("PLENTY", {"Stock": "plenty"}, 1990, PLENTY),
                NewVariant("SCARCE", {"Stock": "scarce"}, 1990, SCARCE),
            ],
        )
        found = {variant.sku: str(variant.id) for variant in product.variants}
    runtime.stop()
    return Market(environment, tokens, found["PLENTY"], found["SCARCE"])


def make_person(session: Any, number: int, *roles: Role) -> Any:
    """Make a person and return the id."""
    person = people.sign_up(
        session,
        email=f"person{number}@bench.test",
        password="correct horse battery",
        display_name=f"Person {number}",
        roles=roles,
    )
    return person.id


def greet(port: int, seconds: float) -> Outcome:
    """Ask for the yardstick's greeting."""
    request = b"GET /hello HTTP/1.1\r\nHost: bench\r\n\r\n"
    return run_closed_loop(port, lambda _: request, connections=CONNECTIONS, seconds=seconds)


def buy(port: int, market: Market, variant_id: str, seconds: float) -> Outcome:
    """Order one unit over and over, each order with a key of its own."""
    body = json.dumps(
        {
            "line_items": [{"variant_id": variant_id, "quantity": 1}],
            "shipping_address": ADDRESS,
            "source": {"kind": "video", "id": variant_id, "media_time_seconds": 3.2},
        }
    ).encode()

    def make_request(number: int) -> bytes:
        head = (
            "POST /api/v1/orders HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {market.tokens[number]}\r\nContent-Length: {len(body)}\r\n"
            f"Idempotency-Key: {uuid_utils.compat.uuid7()}\r\n\r\n"
        )
        return head.encode() + body

    return run_closed_loop(port, make_request, connections=CONNECTIONS, seconds=seconds)


@contextlib.contextmanager
def serving(home: Path, market: Market, application: str) -> Iterator[int]:
    """Run gunicorn as it is configured for production; `application` replaces the market's own."""
    port = free_port()
    environment = {**market.environment, "NIGHTMARKET_PORT": str(port), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "gunicorn.conf.py")]
    with running_child(
        "gunicorn",
        [*command, application] if application else command,
        log=home / f"gunicorn-{port}.log",
        directory=ROOT,
        environment=environment,
    ) as child:
        # The master listens before its worker can answer.
        child.wait_until(lambda: accepts_connections(port) and answers(port))
        yield port


def answers(port: int) -> bool:
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


def count_oversold(market: Market) -> int:
    """Return how many units were sold that were never there."""
    config = Config.from_env(market.environment)
    runtime.start(config)
    of_scarce = LineItemRecord.variant_id == uuid.UUID(market.scarce)
    with reading() as session:
        sold = session.scalar(select(func.sum(LineItemRecord.quantity)).where(of_scarce)) or 0
    runtime.stop()
    return max(0, int(sold) - SCARCE)


@contextlib.contextmanager
def temporary_home() -> Iterator[Path]:
    """Make a folder for one run and remove it."""
    with tempfile.TemporaryDirectory(prefix="nightmarket-bench-") as folder:
        yield Path(folder)


if __name__ == "__main__":
    main()
