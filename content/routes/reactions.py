"""The API of likes, saves, shares and views."""

import uuid
from typing import Annotated

from flask import Response
from pydantic import Field

from content import reactions, views
from content.routes.viewer import get_viewer, remember_viewer
from content.views import MAX_BATCH, Watched
from kernel.fields import Body
from kernel.transaction import transaction
from kernel.web.access import ANYONE, SIGNED_IN
from kernel.web.actor import get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Api

api = Api("reactions", __name__)


class WatchedPost(Body):
    """What a page says of one post since it last said so; `has_tapped`: a product was opened."""

    post_id: uuid.UUID
    watched_seconds: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
    has_tapped: bool = False


class WatchedPosts(Body):
    """What was watched on a page."""

    items: Annotated[list[WatchedPost], Field(min_length=1, max_length=MAX_BATCH)]


@api.put("/posts/<uuid:post_id>/like", access=SIGNED_IN, status=204)
@limiter.limit("60/minute")
def like_post(post_id: uuid.UUID) -> None:
    """Like a post."""
    with transaction() as session:
        reactions.like(session, post_id, get_actor().user_id)


@api.delete("/posts/<uuid:post_id>/like", access=SIGNED_IN, status=204)
@limiter.limit("60/minute")
def unlike_post(post_id: uuid.UUID) -> None:
    """Take one's like back."""
    with transaction() as session:
        reactions.unlike(session, post_id, get_actor().user_id)


@api.put("/posts/<uuid:post_id>/save", access=SIGNED_IN, status=204)
@limiter.limit("60/minute")
def save_post(post_id: uuid.UUID) -> None:
    """Keep a post for later."""
    with transaction() as session:
        reactions.save(session, post_id, get_actor().user_id)


@api.delete("/posts/<uuid:post_id>/save", access=SIGNED_IN, status=204)
@limiter.limit("60/minute")
def unsave_post(post_id: uuid.UUID) -> None:
    """Keep a post no longer."""
    with transaction() as session:
        reactions.unsave(session, post_id, get_actor().user_id)


@api.post("/posts/<uuid:post_id>/shares", access=ANYONE, status=204, csrf="origin")
@limiter.limit("30/minute")
def share_post(post_id: uuid.UUID) -> Response:
    """Tell that one shared a post; a viewer counts once a day."""
    viewer_id = get_viewer()
    with transaction() as session:
        views.record_share(session, viewer_id, post_id)
    return remember_viewer(Response(status=204), viewer_id)


@api.post("/posts/views", access=ANYONE, body=WatchedPosts, status=204, csrf="origin")
@limiter.limit("60/minute")
def count_views(body: WatchedPosts) -> Response:
    """Tell what was watched on a page; a viewer counts once a day for each post."""
    viewer_id = get_viewer()
    watched = [Watched(item.post_id, item.watched_seconds, item.has_tapped) for item in body.items]
    with transaction() as session:
        views.record_views(session, viewer_id, watched)
    return remember_viewer(Response(status=204), viewer_id)
