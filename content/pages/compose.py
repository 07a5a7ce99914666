"""The pages where photo posts and articles are made."""

import uuid

from flask import Response

from content import editing
from content.errors import NoSuchPost
from content.post_pictures import MAX_PICTURES_COUNT
from content.posts import PostKind
from content.routes.post_presentation import present_posts
from kernel.transaction import reading
from kernel.web.access import CREATORS
from kernel.web.actor import get_actor
from kernel.web.routes import Pages
from kernel.web.templates import render
from products import shops

pages = Pages("compose", __name__)
_TEMPLATES = {
    PostKind.PHOTO: "content/compose_photos.html",
    PostKind.ARTICLE: "content/compose_article.html",
}


@pages.page("/studio/photos/new", access=CREATORS)
def new_photos() -> Response:
    """Show where a photo post is begun. The draft is made with the first thing that goes into it."""
    return _show(PostKind.PHOTO, None)


@pages.page("/studio/photos/<uuid:photo_id>", access=CREATORS)
def edit_photos(photo_id: uuid.UUID) -> Response:
    """Show where a photo post is changed."""
    return _show(PostKind.PHOTO, photo_id)


@pages.page("/studio/articles/new", access=CREATORS)
def new_article() -> Response:
    """Show where an article is begun. The draft is made with the first thing that goes into it."""
    return _show(PostKind.ARTICLE, None)


@pages.page("/studio/articles/<uuid:article_id>", access=CREATORS)
def edit_article(article_id: uuid.UUID) -> Response:
    """Show where an article is changed."""
    return _show(PostKind.ARTICLE, article_id)


def _show(kind: PostKind, post_id: uuid.UUID | None) -> Response:
    viewer_id, answer = get_actor().user_id, None
    with reading() as session:
        own_shops = [str(shop.id) for shop in shops.list_shops_of(session, viewer_id)]
        if post_id is not None:
            post = editing.get_editable(session, post_id, viewer_id)
            if post.kind is not kind:
                raise NoSuchPost
            [answer] = present_posts(session, [post], viewer_id=viewer_id, is_moderator=False)
    return render(
        _TEMPLATES[kind],
        post=answer.model_dump(mode="json") if answer else None,
        shops=own_shops,
        max_count=MAX_PICTURES_COUNT[kind],
    )
