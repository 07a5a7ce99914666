"""How long every page takes in a large market, against the same page in a small one. Prints one JSON line.

    .venv/bin/python -m bench.pages [--posts 100000] [--people 10000] [--database sqlite|postgres|both]

Each GET route that answers 200 is asked for in this process, without a network, as whoever may see it; kept
pages are forgotten before. `ratio` is the slowest page among many over the slowest among few.
"""

import argparse
import json
import time
from pathlib import Path
from statistics import median
from typing import Any

from app import create_app
from bench.serving import temporary_home
from content.recommended import forget_windows
from kernel import migrate, runtime
from kernel.config import Config
from kernel.web.pagecache import clear_all
from tests.conftest import SECRET_KEY
from tests.crowd import Size, grow
from tests.every_get import asking, counting_statements
from tests.service.access.world import build_world
from tests.services.postgres import running_postgres

GOAL_MS = 200
#: How much smaller the small market is.
SHARE = 100
ASKED = 5
#: What is handed over as a file is streamed: its length is its owner's affair.
FILES = {"text/csv", "image/svg+xml", "image/webp", "text/css"}
SHOWN = 5


def main() -> None:
    """Measure both databases and print the line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000, help="how many posts there are (count)")
    parser.add_argument("--people", type=int, default=10_000, help="how many people there are (count)")
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    options = parser.parse_args()
    sizes = [Size(options.posts // SHARE, options.people // SHARE), Size(options.posts, options.people)]
    measured: dict[str, dict[str, Any]] = {}
    if options.database != "postgres":
        measured["sqlite"] = compare([measure_on_sqlite(size) for size in sizes])
    if options.database != "sqlite":
        measured["postgres"] = compare([measure_on_postgres(size) for size in sizes])
    print(
        json.dumps(
            {
                "bench": "pages",
                "ratio": max(part["ratio"] for part in measured.values()),
                "yardstick": f"the same pages with 1/{SHARE} of it",
                "goal_ms": GOAL_MS,
                "posts": options.posts,
                "people": options.people,
                **measured,
            }
        )
    )


def measure_on_sqlite(size: Size) -> dict[str, tuple[float, int]]:
    """Measure one size in a file of its own."""
    with temporary_home() as home:
        return measure(home, f"sqlite:///{home / 'market.db'}", size)


def measure_on_postgres(size: Size) -> dict[str, tuple[float, int]]:
    """Measure one size on a server of its own."""
    with temporary_home() as home, running_postgres() as server:
        return measure(home, server.url(server.create_database()), size)


def measure(home: Path, url: str, size: Size) -> dict[str, tuple[float, int]]:
    """Return the milliseconds and statements of each route."""
    config = Config.from_env(
        {}, environment="test", home=home, secret_key=SECRET_KEY, database_url=url, log_level="error"
    )
    migrate.upgrade(config.database_url)
    app = create_app(config)
    try:
        world = build_world(app)
        grow(world, size)
        visitor = asking(app, world)
        found = {}
        for rule in visitor.rules():
            answer = visitor.ask(rule)
            if answer is None or answer.mimetype in FILES:
                continue
            times = []
            for _ in range(ASKED):
                clear_all()
                forget_windows()
                began = time.perf_counter()
                with counting_statements() as sent:
                    visitor.ask(rule)
                times.append((time.perf_counter() - began) * 1000)
            found[rule.rule] = (median(times), len(sent))
        return found
    finally:
        runtime.stop()


def compare(sizes: list[dict[str, tuple[float, int]]]) -> dict[str, Any]:
    """Put the two sizes beside each other."""
    few, many = sizes
    slowest = sorted(many, key=lambda rule: many[rule][0], reverse=True)
    return {
        "ratio": round(many[slowest[0]][0] / max(ms for ms, _ in few.values()), 2),
        "pages_count": len(many),
        "over_goal": {rule: round(ms) for rule, (ms, _) in many.items() if ms > GOAL_MS},
        "slowest_ms": {rule: round(many[rule][0], 1) for rule in slowest[:SHOWN]},
        "median_ms": round(median(ms for ms, _ in many.values()), 1),
        "most_statements": max(count for _, count in many.values()),
    }


if __name__ == "__main__":
    main()
