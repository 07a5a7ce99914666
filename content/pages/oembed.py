"""oEmbed: what other sites need to show a link to a post as a card.

No HTML to embed: our pages may not be framed. Photos are told as photos, the others as links with a picture.
Source: oEmbed 1.0, sections 2.2 to 2.4 (oembed.com).
"""

import re
import uuid
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy.orm import Session

from accounts import people
from content import posts
from content.addresses import kind_of
from content.cards import present_cards
from content.errors import NoSuchPost
from content.post_pictures import PostPicture, list_pictures
from content.posts import Post, PostKind
from kernel import runtime
from kernel.transaction import reading
from kernel.web.access import ANYONE
from kernel.web.routes import Pages

pages = Pages("oembed", __name__)
KEEP_SECONDS = 3600
_PATH = re.compile(r"(/[a-z]+)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@pages.page("/oembed", access=ANYONE)
def describe_link() -> Response:
    """Answer what the post at `url` is; only JSON, and only posts that everybody may see."""
    if request.args.get("format", "json") != "json":
        return Response(status=501)
    kind, post_id = _parse(request.args.get("url", ""))
    with reading() as session:
        post = posts.get_visible_post(session, post_id, viewer_id=None, is_moderator=False, kind=kind)
        answer = jsonify(_describe(session, post))
    answer.headers["Cache-Control"] = f"public, max-age={KEEP_SECONDS}"
    return answer


def _parse(url: str) -> tuple[PostKind, uuid.UUID]:
    origin = runtime.config().public_url
    found = _PATH.fullmatch(url.removeprefix(origin)) if url.startswith(f"{origin}/") else None
    kind = kind_of(found[1]) if found else None
    if found is None or kind is None:
        raise NoSuchPost
    return kind, uuid.UUID(found[2])


def _describe(session: Session, post: Post) -> dict[str, Any]:
    origin = runtime.config().public_url
    creator = people.get_person(session, post.creator_id)
    described: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "title": post.title,
        "author_name": creator.display_name,
        "author_url": f"{origin}/@{creator.handle}",
        "provider_name": "Nightmarket",
        "provider_url": origin,
    }
    pictures = list_pictures(session, [post.id]).get(post.id, [])
    if pictures:
        return described | _picture(post.kind, pictures[0], origin)
    [card] = present_cards(session, [post])
    if card.picture_url and post.width and post.height:
        described["thumbnail_url"] = f"{origin}{card.picture_url}"
        described |= {"thumbnail_width": post.width, "thumbnail_height": post.height}
    return described


def _picture(kind: PostKind, picture: PostPicture, origin: str) -> dict[str, Any]:
    """Return the widest stored size of a picture, with the size that it has there."""
    width = picture.widths[-1]
    size = {"width": width, "height": round(picture.height * width / picture.width)}
    url = f"{origin}{picture.folder_url}/{width}.jpg"
    if kind is PostKind.PHOTO:
        return {"type": "photo", "url": url, **size}
    return {"thumbnail_url": url} | {f"thumbnail_{name}": value for name, value in size.items()}
