"""How fast a signed-in person's feed is, against a bare Flask route on the same server.

    .venv/bin/python -m bench.feed_user [--posts 100000] [--people 1000] [--database sqlite|postgres|both]

A page is what the market recommends, as bytes that all share, in the person's own order and with what the
person likes, keeps and follows, read anew for each page. Many people ask in turns; each follows some
creators, likes and keeps some posts and hides one person. `ratio` is the pages over the bare route, in turns
over as many connections.
"""

import argparse
import hashlib
import itertools
import json
import uuid
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from accounts.models import Follow, Mute, User
from bench.buyers import add_people
from bench.feed import prepare, request
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
from content.models import Post, PostLike, PostSave
from kernel.bulk import insert_rows
from kernel.clock import now
from kernel.ids import new_id
from tests.services.postgres import running_postgres

FOLLOWED, LIKED, SAVED, HIDDEN = 5, 3, 2, 1


def main() -> None:
    """Measure both databases and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="length of one run (seconds)")
    parser.add_argument("--posts", type=int, default=100_000, help="how many posts there are (count)")
    parser.add_argument("--people", type=int, default=1_000, help="how many people ask in turns (count)")
    parser.add_argument("--database", choices=["sqlite", "postgres", "both"], default="both")
    options = parser.parse_args()
    measured: dict[str, dict[str, Any]] = {}
    if options.database != "postgres":
        with temporary_home() as home:
            measured["sqlite"] = measure(home, f"sqlite:///{home / 'market.db'}", options)
    if options.database != "sqlite":
        with temporary_home() as home, running_postgres() as server:
            measured["postgres"] = measure(home, server.url(server.create_database()), options)
    print(
        json.dumps(
            {
                "bench": "feed-user",
                "ratio": min(part["ratio"] for part in measured.values()),
                "yardstick": "bare Flask route",
                "posts": options.posts,
                "people": options.people,
                **measured,
            }
        )
    )


def measure(home: Path, url: str, options: argparse.Namespace) -> dict[str, Any]:
    """Measure one database, in turns with the yardstick."""
    engine = prepare(home, url, options.posts)
    tokens = make_viewers(engine, options.people)
    engine.dispose()
    environment = build_environment(home, url)
    turns = itertools.cycle(tokens)
    bare, pages = [], []
    with serving(home, environment, YARDSTICK) as bare_port, serving(home, environment) as port:

        def page(seconds: float) -> float:
            return ask(port, lambda _: request("/api/v1/feed?kind=for_you", next(turns)), seconds).per_second

        page(WARM_UP_SECONDS)
        for _ in range(ROUNDS):
            bare.append(greet(bare_port, options.seconds).per_second)
            pages.append(page(options.seconds))
    return {
        "ratio": ratio(pages, bare),
        "pages_per_second": round(median(pages)),
        "bare_per_second": round(median(bare)),
    }


def make_viewers(engine: Engine, count: int) -> list[str]:
    """Make people who have something to do with what is recommended; return their bearer tokens."""
    with Session(engine) as session:
        creators = session.scalars(select(User.id)).all()
        posts = session.scalars(select(Post.id).order_by(Post.score.desc()).limit(30)).all()
        people = add_people(session, count)
        relate(session, list(people.values()), list(creators), list(posts))
        session.commit()
    return list(people)


def relate(
    session: Session, people: list[uuid.UUID], creators: list[uuid.UUID], posts: list[uuid.UUID]
) -> None:
    """Let everybody follow and hide some creators, like and keep some posts: different ones for each."""
    at = now()
    follows, mutes, likes, saves = [], [], [], []
    for person in people:
        first = int.from_bytes(hashlib.sha256(person.bytes).digest()[:4])
        of_creators = [creators[(first + step) % len(creators)] for step in range(FOLLOWED + HIDDEN)]
        of_posts = [posts[(first + step) % len(posts)] for step in range(LIKED + SAVED)]
        follows += [
            {"follower_id": person, "followed_id": id_, "created_at": at} for id_ in of_creators[:FOLLOWED]
        ]
        mutes += [{"muter_id": person, "muted_id": id_, "created_at": at} for id_ in of_creators[FOLLOWED:]]
        likes += [{"person_id": person, "post_id": id_, "created_at": at} for id_ in of_posts[:LIKED]]
        saves += [{"person_id": person, "post_id": id_, "id": new_id()} for id_ in of_posts[LIKED:]]
    for table, rows in ((Follow, follows), (Mute, mutes), (PostLike, likes), (PostSave, saves)):
        insert_rows(session, table.__table__, rows)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
