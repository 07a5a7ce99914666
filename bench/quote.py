"""How fast a basket of three lines is priced with its best coupon, against a bare Flask route.

.venv/bin/python -m bench.quote [--seconds 5] [--people 1000] [--database sqlite|postgres|both]
"""

import argparse
import itertools
import json
from pathlib import Path
from statistics import median
from typing import Any

from bench.basket import prepare_market
from bench.serving import (
    ROUNDS,
    WARM_UP_SECONDS,
    YARDSTICK,
    ask,
    build_post,
    greet,
    measure_databases,
    ratio,
    serving,
)


def main() -> None:
    """Measure both databases and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="length of one run (seconds)")
    parser.add_argument("--people", type=int, default=1_000, help="how many people ask in turns (count)")
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    options = parser.parse_args()
    measured = measure_databases(
        options.database, lambda home, url: measure(home, url, options.people, options.seconds)
    )
    ratios = [part["ratio"] for part in measured.values()]
    print(json.dumps({"bench": "quote", "ratio": min(ratios), "yardstick": "bare Flask route", **measured}))


def measure(home: Path, database_url: str, people: int, seconds: float) -> dict[str, Any]:
    """Measure one database, in turns with the yardstick."""
    market = prepare_market(home, database_url, people)
    # In turns: one person may only ask so often in a minute.
    turns = itertools.cycle(market.buyers)
    bare, quotes = [], []
    with (
        serving(home, market.environment, YARDSTICK) as bare_port,
        serving(home, market.environment) as port,
    ):

        def make_request(_: int) -> bytes:
            return build_post("/api/v1/quotes", next(turns), market.quote_body)

        ask(port, make_request, WARM_UP_SECONDS)
        for _ in range(ROUNDS):
            bare.append(greet(bare_port, seconds).per_second)
            outcome = ask(port, make_request, seconds)
            assert set(outcome.statuses) == {200}, outcome.statuses
            quotes.append(outcome.per_second)
    return {
        "ratio": ratio(quotes, bare),
        "quotes_per_second": round(median(quotes)),
        "bare_per_second": round(median(bare)),
    }


if __name__ == "__main__":
    main()
