"""A whole checkout over HTTP against the same rows written by raw SQL.

    .venv/bin/python -m bench.checkout [--seconds 5] [--people 1000] [--database sqlite|postgres|both]

`POST /api/v1/orders` with three lines, a signed quote that counts on a coupon, and a creator who earns by it.
The yardstick is what one such order leaves in the database, one transaction each, without HTTP or a rule.
"""

import argparse
import itertools
import json
import time
from pathlib import Path
from statistics import median
from typing import Any

import uuid_utils.compat

import wiring
from bench.basket import BasketMarket, prepare_market
from bench.buyers import ADDRESS
from bench.raw_rows import Change, record, write_again
from bench.serving import ROUNDS, WARM_UP_SECONDS, ask, build_post, measure_databases, ratio, serving
from kernel import runtime, transaction
from kernel.config import Config
from kernel.events import subscribe
from kernel.transaction import reading
from orders.checkout import place_order
from orders.quotes import read_quote, sign_quote
from orders.quoting import quote_purchase

SETTLE_SECONDS = 2.0


def main() -> None:
    """Measure both databases and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="length of one run (seconds)")
    parser.add_argument("--people", type=int, default=1_000, help="how many people buy in turns (count)")
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    options = parser.parse_args()
    measured = measure_databases(
        options.database, lambda home, url: measure(home, url, options.people, options.seconds)
    )
    ratios = [part["ratio"] for part in measured.values()]
    print(json.dumps({"bench": "checkout", "ratio": min(ratios), "yardstick": "raw SQL", **measured}))


def measure(home: Path, database_url: str, people: int, seconds: float) -> dict[str, Any]:
    """Measure one database, in turns with the yardstick."""
    market = prepare_market(home, database_url, people)
    runtime.start(Config.from_env(market.environment))
    subscribe(wiring.SUBSCRIPTIONS)
    quotes = {token: make_quote(market, token) for token in market.buyers}
    changes = record_order(market, quotes)
    turns = itertools.cycle(quotes.items())
    raw, orders = [], []
    with serving(home, market.environment) as port:

        def make_request(_: int) -> bytes:
            token, quote = next(turns)
            key = f"Idempotency-Key: {uuid_utils.compat.uuid7()}"
            return build_post("/api/v1/orders", token, market.order_body(quote), key)

        ask(port, make_request, WARM_UP_SECONDS)
        for _ in range(ROUNDS):
            # What was asked for last is still being written.
            time.sleep(SETTLE_SECONDS)
            raw.append(write_again(transaction.engine(), changes, seconds))
            outcome = ask(port, make_request, seconds)
            assert set(outcome.statuses) == {201}, outcome.statuses
            orders.append(outcome.per_second)
    runtime.stop()
    return {
        "ratio": ratio(orders, raw),
        "orders_per_second": round(median(orders)),
        "raw_per_second": round(median(raw)),
        "statements": len(changes),
    }


def make_quote(market: BasketMarket, token: str) -> str:
    """Return a signed quote of the basket for a buyer, with the coupon."""
    quantities = dict.fromkeys(market.variant_ids, 1)
    with reading() as session:
        check = quote_purchase(session, market.buyers[token], quantities)
    assert check.quote.coupon_ids == {market.coupon_id}
    return sign_quote(check.quote)


def record_order(market: BasketMarket, quotes: dict[str, str]) -> list[Change]:
    """Place one order in this process and return what it left in the database."""
    token, quote = next(iter(quotes.items()))
    body = json.loads(market.order_body(quote))
    return record(
        transaction.engine(),
        lambda: place_order(
            buyer_id=market.buyers[token],
            key=str(uuid_utils.compat.uuid7()),
            request_hash="0" * 64,
            quantities=dict.fromkeys(market.variant_ids, 1),
            shipping_address=ADDRESS,
            source=body["source"],
            quote=read_quote(quote),
        ),
    )


if __name__ == "__main__":
    main()
