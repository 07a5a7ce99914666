"""The pages of photo posts and articles, and all posts of a hashtag."""

import uuid

from flask import Response, request

from content import hashtags, posts
from content.addresses import path_of
from content.cards import present_cards
from content.hashtags import fold_tag
from content.posts import PostKind
from content.previews import describe_article, describe_photos
from content.reactions import get_reactions
from content.routes.post_presentation import present_posts
from content.wording import tell_disclosure
from content.words import link_words, list_handles
from kernel import runtime
from kernel.transaction import reading
from kernel.web.access import ANYONE, MODERATORS
from kernel.web.actor import find_actor
from kernel.web.routes import Pages
from kernel.web.templates import render

pages = Pages("posts", __name__)
pages.add_app_template_filter(link_words, "linked")
_SHOWN = {
    PostKind.PHOTO: ("content/photo.html", describe_photos),
    PostKind.ARTICLE: ("content/article.html", describe_article),
}


@pages.page("/photos/<uuid:photo_id>", access=ANYONE)
def show_photos(photo_id: uuid.UUID) -> Response:
    """Show a photo post: to everybody when it is published, before that to its creator and moderators."""
    return _show(photo_id, PostKind.PHOTO)


@pages.page("/articles/<uuid:article_id>", access=ANYONE)
def show_article(article_id: uuid.UUID) -> Response:
    """Show an article: to everybody when it is published, before that to its creator and moderators."""
    return _show(article_id, PostKind.ARTICLE)


@pages.page("/tags/<tag>", access=ANYONE)
def show_tag(tag: str) -> Response:
    """Show the posts of a hashtag, whatever their kind, the newest first."""
    actor = find_actor()
    with reading() as session:
        found = hashtags.list_tagged(
            session,
            tag,
            viewer_id=actor.user_id if actor else None,
            cursor=request.args.get("cursor"),
            limit=24,
        )
        cards = present_cards(session, found.items)
    return render("content/tag.html", tag=fold_tag(tag), cards=cards, next_cursor=found.next_cursor)


def _show(post_id: uuid.UUID, kind: PostKind) -> Response:
    actor = find_actor()
    viewer_id, is_moderator = (actor.user_id if actor else None), MODERATORS.admits(actor)
    with reading() as session:
        post = posts.get_visible_post(
            session, post_id, viewer_id=viewer_id, is_moderator=is_moderator, kind=kind
        )
        [answer] = present_posts(session, [post], viewer_id=viewer_id, is_moderator=is_moderator)
        handles = list_handles(session, post)
        reactions = get_reactions(session, post_id, viewer_id)
    origin = runtime.config().public_url
    template, describe = _SHOWN[kind]
    return render(
        template,
        post=answer,
        handles=handles,
        reactions=reactions,
        disclosure=tell_disclosure(answer.disclosure),
        is_own=post.creator_id == viewer_id,
        is_moderator=is_moderator,
        origin=origin,
        page_url=f"{origin}{path_of(kind, post_id)}",
        linked_data=describe(answer, origin),
    )
