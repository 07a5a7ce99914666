"""The pages of many posts: the feed, and what somebody keeps; and the code that leads to one."""

import io
import uuid

import segno
from flask import Response, request

from content import posts, reactions
from content.addresses import path_of
from content.feed import Feed, FeedKind, list_feed, list_these
from kernel import runtime
from kernel.transaction import reading
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import find_actor, get_actor
from kernel.web.routes import Pages
from kernel.web.templates import render, render_shared

pages = Pages("feed", __name__)
#: Few, so that the first one is on the screen soon; the script asks for the others.
FIRST_COUNT = 4
SAVED_COUNT = 24
KEEP_SECONDS = 1
#: Source: ISO/IEC 18004 asks for four modules around a code.
QUIET_ZONE = 4


@pages.page("/", access=ANYONE)
def show_feed() -> Response:
    """Show the feed: posts to swipe through."""
    actor = find_actor()
    kind = _kind()
    viewer_id = actor.user_id if actor else None
    found = Feed([], None, None)
    if kind is not FeedKind.FOLLOWING or viewer_id is not None:
        with reading() as session:
            found = list_feed(
                session, kind, viewer_id=viewer_id, cursor=request.args.get("cursor"), limit=FIRST_COUNT
            )
    return render_shared("content/feed.html", seconds=KEEP_SECONDS, kind=kind, feed=found)


@pages.page("/saved", access=SIGNED_IN)
def show_saved() -> Response:
    """Show what a person keeps, the latest first."""
    person_id = get_actor().user_id
    with reading() as session:
        found = reactions.list_saves(session, person_id, cursor=request.args.get("cursor"), limit=SAVED_COUNT)
        entries = list_these(session, found.items) if found.items else []
    return render(
        "content/saved.html", posts=[entry.item for entry in entries], next_cursor=found.next_cursor
    )


@pages.page("/posts/<uuid:post_id>/qr.svg", access=ANYONE)
def show_post_code(post_id: uuid.UUID) -> Response:
    """Answer the QR code of a public post's address."""
    with reading() as session:
        post = posts.get_visible_post(session, post_id, viewer_id=None, is_moderator=False)
    picture = io.BytesIO()
    address = f"{runtime.config().public_url}{path_of(post.kind, post.id)}"
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", scale=8, border=QUIET_ZONE, light="#fff", xmldecl=False
    )
    return Response(picture.getvalue(), mimetype="image/svg+xml")


def _kind() -> FeedKind:
    try:
        return FeedKind(request.args.get("kind", FeedKind.FOR_YOU))
    except ValueError:
        return FeedKind.FOR_YOU
