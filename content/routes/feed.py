"""The feed's API. The anonymous feed is the same for everybody, so it is kept as bytes for a second."""

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
    """Return published videos, newest first; `following` only those of people one follows."""
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
    body = orjson.dumps({"items": page.items, "next_cursor": page.next_cursor})
    response = Response(body, mimetype="application/json")
    if actor is None and query.kind is not FeedKind.FOLLOWING:
        response.headers["Cache-Control"] = f"public, max-age={KEEP_SECONDS}"
        response.headers["Vary"] = "Cookie, Authorization"
    return response
