"""What the console's pages cost a shop with a year of orders behind it, on PostgreSQL.

Pages are asked for in this process, one after the other; files are read to their end and not kept. `cpu_ms`
is this process's part of a page, without the database's.
The books are checked with as many orders as are asked for, since each is posted at the end of one chain.
"""

import argparse
import contextlib
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import select

from accounts import sessions
from app import create_app
from bench.busy_shop import BusyShop, fill
from kernel import migrate
from kernel.config import Config
from kernel.transaction import engine, reading, transaction
from orders import bookkeeping
from orders.figures import commands
from orders.models import OrderRecord
from payments.ledger.commands import verify_books
from tests.every_get import counting_statements
from tests.services.postgres import running_postgres

ORDERS = 1_000_000
BOOKED = 2_000
ROUNDS = 3
SLOWEST = 8
GOAL_MS = 300


def main() -> None:
    """Measure, and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=ORDERS, help="orders of the year")
    parser.add_argument("--booked", type=int, default=BOOKED, help="orders that are in the books")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home, running_postgres(durable=False) as server:
        url = server.url(server.create_database())
        config = Config.from_env({"NIGHTMARKET_HOME": home, "NIGHTMARKET_DATABASE_URL": url})
        migrate.upgrade(url)
        app = create_app(config)
        print(json.dumps(measure(app, options.orders, options.booked)))


def measure(app: Flask, orders: int, booked: int) -> dict[str, Any]:
    """Fill the market, and measure what its merchant asks for."""
    with watch() as filling:
        shop = fill(engine(), orders)
    with watch() as counting:
        days = commands.count_all()
    pages = {path: ask(app, shop, path) for path in list_pages(shop)}
    slowest = sorted(pages, key=lambda path: -pages[path]["ms"])
    return {
        "bench": "year",
        "orders": orders,
        "slow_pages": sum(page["ms"] > GOAL_MS for page in pages.values()),
        "goal_ms": GOAL_MS,
        "slowest": {path: pages[path] for path in slowest[:SLOWEST]},
        "pages": len(pages),
        "files": {path: stream(app, shop, path) for path in list_files(shop)},
        "filled_seconds": round(filling[0], 1),
        "figures": {"days": days, "seconds": round(counting[0], 1)},
        "books": check_books(booked),
    }


def list_pages(shop: BusyShop) -> list[str]:
    """Return the addresses of the console's pages, with the choices that cost most."""
    own = f"/console/shops/{shop.shop_id}"
    return [
        "/console",
        "/console/orders",
        "/console/orders?state=all",
        "/console/orders?state=completed",
        "/console/orders?state=all&q=lantern 7",
        "/console/orders?state=all&q=Buyer 4321",
        "/console/orders?state=all&q=0000 0001",
        f"/console/orders/{shop.order_id}",
        f"/console/orders/slips?order={shop.order_id}",
        "/console/returns",
        "/console/money",
        f"{own}/figures?period=28",
        f"{own}/figures?period=365",
        f"{own}/figures?period=365&step=week",
        f"{own}/low-stock",
        f"{own}/low-stock?show=all",
        f"{own}/collections",
        f"{own}/coupons",
        f"/console/products/{shop.product_id}",
        f"/console/products/{shop.product_id}/stock",
    ]


def list_files(shop: BusyShop) -> list[str]:
    """Return the addresses of the console's files."""
    own = f"/console/shops/{shop.shop_id}"
    return [
        "/console/orders/to-ship.csv",
        "/console/money.csv",
        f"{own}/products.csv",
        f"{own}/figures.csv?what=sources&period=365",
    ]


def ask(app: Flask, shop: BusyShop, path: str) -> dict[str, Any]:
    """Return how long a page takes and how many statements, the median of some rounds."""
    times, own_times, count = [], [], 0
    for _ in range(ROUNDS):
        client, started = client_of(app, shop), time.process_time()
        with counting_statements() as sent, watch() as taken:
            answer = client.get(path)
        own_times.append((time.process_time() - started) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
        times.append(taken[0] * 1000)
        count = len(sent)
    return {"ms": round(median(times)), "cpu_ms": round(median(own_times)), "statements": count}


def stream(app: Flask, shop: BusyShop, path: str) -> dict[str, Any]:
    """Read a file to its end; return how fast it came, and by how much the process has grown."""
    before = peak_mib()
    length = 0
    with watch() as taken:
        answer = client_of(app, shop).get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        for piece in answer.response:
            length += len(piece)
    return {
        "kilobytes": length // 1000,
        "kilobytes_per_second": round(length / 1000 / taken[0]),
        "grown_mib": round(peak_mib() - before, 1),
    }


def check_books(booked: int) -> dict[str, Any]:
    """Post some orders, and return how long posting them and reading the chain takes."""
    query = select(OrderRecord.id).where(OrderRecord.paid_at.is_not(None)).order_by(OrderRecord.id)
    with reading() as session:
        order_ids = session.scalars(query.where(OrderRecord.state != "refunded").limit(booked)).all()
    with watch() as posting:
        for start in range(0, len(order_ids), 100):
            with transaction() as session:
                for order_id in order_ids[start : start + 100]:
                    bookkeeping.book_order(session, order_id)
    with watch() as verifying:
        outcome = verify_books()
    assert outcome.is_done, outcome.sentence
    return {
        "orders": len(order_ids),
        "posted_seconds": round(posting[0], 1),
        "verified_seconds": round(verifying[0], 2),
    }


def client_of(app: Flask, shop: BusyShop) -> Any:
    """Return a client of the shop's owner, signed in."""
    client = app.test_client(use_cookies=False)
    with transaction() as session:
        token = sessions.create_token(session, shop.owner_id, "bench")
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


@contextlib.contextmanager
def watch() -> Iterator[list[float]]:
    """Take the time of a block, in seconds."""
    taken = [0.0]
    started = time.perf_counter()
    try:
        yield taken
    finally:
        taken[0] = time.perf_counter() - started


def peak_mib() -> float:
    """Return the most memory that this process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
