"""The feed's API. The anonymous feed is the same for everybody, so it is kept as bytes for a second.

A signed-in person's page is made of the same posts' bytes, in the person's order, and of what is their own.
"""

import orjson
from flask import Response

from content.feed import FeedKind, list_feed
from content.schemas import FeedPage, FeedQuery
from kernel.transaction import reading
from kernel.web.access import ANYONE
from kernel.web.actor import find_actor
from kernel.web.routes import Api

api = Api("feed", __name__)
KEEP_SECONDS = 1


@api.get("/feed", access=ANYONE, query=FeedQuery, answer=FeedPage)
def get_feed(query: FeedQuery) -> Response:
    """Return public posts: recommended ones, those of people one follows, or the newest.

    `own` says which of them the caller likes, keeps, or follows the creators of.
    """
    actor = find_actor()
    with reading() as session:
        page = list_feed(
            session,
            query.kind,
            viewer_id=actor.user_id if actor else None,
            cursor=query.cursor,
            limit=query.limit,
        )
    # Straight to bytes: the items are our own values, so validating them again would only cost time.
    body = orjson.dumps(
        {
            "items": [entry.body for entry in page.entries],
            "next_cursor": page.next_cursor,
            "own": page.own,
        }
    )
    response = Response(body, mimetype="application/json")
    if actor is None and query.kind is not FeedKind.FOLLOWING:
        response.headers["Cache-Control"] = f"public, max-age={KEEP_SECONDS}"
        response.headers["Vary"] = "Cookie, Authorization"
    return response
