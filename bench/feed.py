"""How fast the feed is, against a bare Flask route on the same server, and how it grows with the posts.

    .venv/bin/python -m bench.feed [--posts 1000000] [--database sqlite|postgres|both]

`ratio` is the anonymous page (kept as bytes) over the bare route, in turns over the same connections. The
uncached figures are a signed-in person's, whose pages are made anew each time. `growth` is the time of one
uncached page with many posts over that with 1,000: two databases asked in turns, at random places.
"""

import argparse
import json
import random
import time
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from accounts import people, sessions
from bench.posts import fill
from bench.serving import (
    ROUNDS,
    WARM_UP_SECONDS,
    YARDSTICK,
    ask,
    build_environment,
    greet,
    ratio,
    serving,
    temporary_home,
)
from content.feed import FeedKind, list_feed
from kernel import migrate, runtime, transaction
from kernel.config import Config
from kernel.db import READ_ONLY
from kernel.paging import encode_cursor
from tests.services.postgres import running_postgres

FEW_POSTS = 1_000
PAGES = 400


def main() -> None:
    """Measure and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="length of one run (seconds)")
    parser.add_argument("--posts", type=int, default=1_000_000, help="how many are many (count)")
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    options = parser.parse_args()
    measured: dict[str, dict[str, Any]] = {}
    if options.database != "postgres":
        with temporary_home() as home:
            urls = [f"sqlite:///{home / name}" for name in ("few.db", "many.db")]
            measured["sqlite"] = measure(home, urls, options.posts, options.seconds)
    if options.database != "sqlite":
        with temporary_home() as home, running_postgres() as server:
            urls = [server.url(server.create_database()) for _ in range(2)]
            measured["postgres"] = measure(home, urls, options.posts, options.seconds)
    growth = max(part["growth"] for part in measured.values())
    print(
        json.dumps(
            {
                "bench": "feed",
                "ratio": min(part["ratio"] for part in measured.values()),
                "yardstick": "bare Flask route",
                "growth": growth,
                "posts": options.posts,
                **measured,
            }
        )
    )


def measure(home: Path, urls: list[str], posts: int, seconds: float) -> dict[str, Any]:
    """Measure one database: the one with few posts and the one with many."""
    few, many = (prepare(home, url, count) for url, count in zip(urls, (FEW_POSTS, posts), strict=True))
    few_ms, many_ms = time_pages(few, many, posts)
    token = make_token(many)
    for engine in (few, many):
        engine.dispose()
    served = serve(home, urls[1], token, posts, seconds)
    return {
        **served,
        "growth": round(many_ms / few_ms, 3),
        "page_of_few_ms": round(few_ms, 3),
        "page_of_many_ms": round(many_ms, 3),
    }


def prepare(home: Path, url: str, posts: int) -> Engine:
    """Make a database with so many posts."""
    migrate.upgrade(url)
    runtime.start(Config.from_env({}, home=home, database_url=url))
    engine = transaction.engine()
    fill(engine, posts)
    return engine


def time_pages(few: Engine, many: Engine, posts: int) -> tuple[float, float]:
    """Return the median milliseconds of a page at a random place, with few posts and with many."""
    times: dict[Engine, list[float]] = {few: [], many: []}
    for number in range(2 * PAGES):
        for engine, count in ((few, FEW_POSTS), (many, posts)):
            took = time_page(engine, random_cursor(count))
            if number >= PAGES:  # the first half warms both up
                times[engine].append(took)
    return median(times[few]), median(times[many])


def time_page(engine: Engine, cursor: str) -> float:
    """Return how many milliseconds one page takes, from the query to the finished values."""
    with Session(engine.execution_options(**{READ_ONLY: True})) as session:
        began = time.perf_counter()
        page = list_feed(session, FeedKind.NEWEST, cursor=cursor)
        took = time.perf_counter() - began
    assert len(page.items) == 10
    return took * 1000


def random_cursor(posts: int) -> str:
    """Return where some full page begins."""
    return encode_cursor(uuid.UUID(int=random.randint(12, posts)))


def make_token(engine: Engine) -> str:
    """Return a bearer token of a viewer."""
    with Session(engine) as session:
        viewer = people.sign_up(
            session, email="viewer@bench.test", password="correct horse battery", display_name="Viewer"
        )
        token = sessions.create_token(session, viewer.id, "bench")
        session.commit()
    return token


def serve(home: Path, url: str, token: str, posts: int, seconds: float) -> dict[str, Any]:
    """Compare the pages as they are served with the bare route, in turns."""
    environment = build_environment(home, url)
    kept: Callable[[int], bytes] = lambda _: request("/api/v1/feed")  # noqa: E731
    anew: Callable[[int], bytes] = lambda _: request(  # noqa: E731
        f"/api/v1/feed?kind=newest&cursor={random_cursor(posts)}", token
    )
    rates: Mapping[str, list[float]] = {"bare": [], "kept": [], "anew": []}
    with serving(home, environment, YARDSTICK) as bare_port, serving(home, environment) as port:
        for make_request in (kept, anew):
            ask(port, make_request, WARM_UP_SECONDS)
        for _ in range(ROUNDS):
            rates["bare"].append(greet(bare_port, seconds).per_second)
            rates["kept"].append(ask(port, kept, seconds).per_second)
            rates["anew"].append(ask(port, anew, seconds).per_second)
    return {
        "ratio": ratio(rates["kept"], rates["bare"]),
        "uncached_ratio": ratio(rates["anew"], rates["bare"]),
        "pages_per_second": round(median(rates["kept"])),
        "uncached_pages_per_second": round(median(rates["anew"])),
        "bare_per_second": round(median(rates["bare"])),
    }


def request(path: str, token: str = "") -> bytes:
    """Return a GET request, as a signed-in person if there is a token."""
    credential = f"Authorization: Bearer {token}\r\n" if token else ""
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n{credential}\r\n".encode()


if __name__ == "__main__":
    main()
