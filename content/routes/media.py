"""The files of posts: to everybody while a post is published, to its creator and moderators before that.

A video's files are asked for by players, which send no header: a token in the path says for whom they are.
Pictures are asked for by browsers and by programs that sign in, so those are simply asked who they are.

Every request asks whether the post may be seen, so a takedown ends all media at once. What browsers and
caches keep is chosen for that:

* segments and pictures never change under their name: a browser keeps them for an hour, for itself
  (`private`). A shared cache must not keep them, because it would go on handing them to new viewers after a
  takedown; behind nginx, nginx itself asks us for each and then sends the bytes (`storage_accel`).
* playlists are asked for anew each time (`no-cache`), so a browser that kept the segments can't start again.
* while a set grows, its playlists change every two seconds: nothing of a preview's playlists is kept.
"""

import uuid

from flask import Response

from content.media_urls import PREVIEW_PATH, PUBLIC_PATH, read_preview
from content.post_pictures import MEDIA_PATH, build_prefix
from content.routes.visibility import find_visibility
from content.sets import prefix_of
from kernel.errors import NotFound
from kernel.web.access import ANYONE, MODERATORS
from kernel.web.actor import find_actor
from kernel.web.objects import send_object
from kernel.web.routes import Pages

pages = Pages("media", __name__)
KEPT = "private, max-age=3600, immutable"
ASKED_AGAIN = "private, no-cache"
NEVER_KEPT = "private, no-store"


@pages.page(f"{PUBLIC_PATH}/<uuid:video_id>/<set_name>/<path:file>", access=ANYONE)
def public_file(video_id: uuid.UUID, set_name: str, file: str) -> Response:
    """Answer with a file of a published video."""
    visibility = find_visibility(video_id)
    if visibility is None or not visibility.is_public(set_name):
        raise NotFound
    cache_control = ASKED_AGAIN if file.endswith(".m3u8") else KEPT
    return send_object(f"{prefix_of(video_id)}/{set_name}/{file}", cache_control=cache_control)


@pages.page(f"{PREVIEW_PATH}/<token>/videos/<uuid:video_id>/<set_name>/<path:file>", access=ANYONE)
def preview_file(token: str, video_id: uuid.UUID, set_name: str, file: str) -> Response:
    """Answer with a file of a video that is not public, to whom the token was made for.

    The token is the credential, because players send no header. Whoever is signed in as somebody else is
    refused nevertheless: a link that was passed on does not open.
    """
    preview = read_preview(token)
    visibility = find_visibility(video_id)
    if preview is None or visibility is None or preview.video_id != video_id:
        raise NotFound
    actor = find_actor()
    if not visibility.admits(preview) or (actor is not None and actor.user_id != preview.viewer_id):
        raise NotFound
    cache_control = NEVER_KEPT if file.endswith(".m3u8") else KEPT
    return send_object(f"{prefix_of(video_id)}/{set_name}/{file}", cache_control=cache_control)


@pages.page(f"{MEDIA_PATH}/<uuid:photo_id>/<uuid:post_picture_id>/<name>", access=ANYONE)
def picture(photo_id: uuid.UUID, post_picture_id: uuid.UUID, name: str) -> Response:
    """Answer with one size of a picture of a post."""
    visibility, actor = find_visibility(photo_id), find_actor()
    if visibility is None or not visibility.shows(
        actor.user_id if actor else None, is_moderator=MODERATORS.admits(actor)
    ):
        raise NotFound
    return send_object(f"{build_prefix(photo_id, post_picture_id)}/{name}", cache_control=KEPT)
