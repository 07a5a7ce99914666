"""How fast orders for one hot variant are placed, against a bare Flask route on the same server.

Both are served by gunicorn (one process, as many threads as there are connections) and asked over the same
connections in turns, so that a machine that slows down slows both.
"""

import argparse
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import uuid_utils.compat
from sqlalchemy import func, select

from bench.buyers import ADDRESS, add_people
from bench.closed_loop import Outcome
from bench.serving import (
    CONNECTIONS,
    ROUNDS,
    YARDSTICK,
    ask,
    build_environment,
    build_post,
    greet,
    measure_databases,
    ratio,
    serving,
)
from kernel import migrate, runtime
from kernel.config import Config
from kernel.transaction import reading, transaction
from orders.models import LineItemRecord
from products import catalogue, shops
from products.variants import NewVariant

PLENTY = 10_000_000
#: Fewer units than buyers: whether something is oversold is tried here.
SCARCE = 500


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
    measured = measure_databases(options.database, lambda home, url: measure(home, url, options.seconds))
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
    with (
        serving(home, market.environment, YARDSTICK) as bare_port,
        serving(home, market.environment) as port,
    ):
        buy(port, market, market.plenty, 1.0)
        for _ in range(ROUNDS):
            bare.append(greet(bare_port, seconds).per_second)
            outcome = buy(port, market, market.plenty, seconds)
            assert set(outcome.statuses) == {201}, outcome.statuses
            orders.append(outcome.per_second)
        rush = buy(port, market, market.scarce, seconds)
    assert set(rush.statuses) <= {201, 409}, rush.statuses
    return {
        "ratio": ratio(orders, bare),
        "orders_per_second": round(median(orders)),
        "bare_per_second": round(median(bare)),
        "oversold": count_oversold(market),
    }


def prepare_market(home: Path, database_url: str) -> Market:
    """Make the tables, the buyers and what they buy."""
    environment = build_environment(home, database_url)
    config = Config.from_env(environment)
    runtime.start(config)
    migrate.upgrade(config.database_url)
    with transaction() as session:
        (merchant,) = add_people(session, 1, "merchant").values()
        tokens = list(add_people(session, CONNECTIONS))
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
        key = f"Idempotency-Key: {uuid_utils.compat.uuid7()}"
        return build_post("/api/v1/orders", market.tokens[number], body, key)

    return ask(port, make_request, seconds)


def count_oversold(market: Market) -> int:
    """Return how many units were sold that were never there."""
    config = Config.from_env(market.environment)
    runtime.start(config)
    of_scarce = LineItemRecord.variant_id == uuid.UUID(market.scarce)
    with reading() as session:
        sold = session.scalar(select(func.sum(LineItemRecord.quantity)).where(of_scarce)) or 0
    runtime.stop()
    return max(0, int(sold) - SCARCE)


if __name__ == "__main__":
    main()
