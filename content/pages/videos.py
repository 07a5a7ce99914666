"""The pages of content: a video, a person's profile, the studio."""

import uuid

from flask import Response
from flask_babel import get_locale

from content import posts
from content.errors import NoSuchPost
from content.languages import list_languages
from content.posts import PostKind
from content.presentation import present_videos
from content.previews import describe_video
from content.reactions import get_reactions
from content.states import PostState
from kernel import runtime
from kernel.transaction import reading
from kernel.web.access import ANYONE, CREATORS, MODERATORS
from kernel.web.actor import find_actor, get_actor
from kernel.web.routes import Pages
from kernel.web.templates import render
from products import shops

pages = Pages("content", __name__)


@pages.page("/v/<uuid:video_id>", access=ANYONE)
def show_video(video_id: uuid.UUID) -> Response:
    """Show one video: to everybody when it is published, before that to its creator and moderators."""
    actor = find_actor()
    viewer_id, is_moderator = (actor.user_id if actor else None), MODERATORS.admits(actor)
    with reading() as session:
        video = posts.get_visible_post(
            session, video_id, viewer_id=viewer_id, is_moderator=is_moderator, kind=PostKind.VIDEO
        )
        [answer] = present_videos(session, [video], viewer_id=viewer_id, is_moderator=is_moderator)
        reactions = get_reactions(session, video_id, viewer_id)
    return render(
        "content/video.html",
        video=answer.model_dump(mode="json"),
        reactions=reactions,
        is_own=video.creator_id == viewer_id,
        is_moderator=is_moderator,
        removed_by=video.removed_by,
        origin=runtime.config().public_url,
        page_url=f"{runtime.config().public_url}/v/{video_id}",
        linked_data=describe_video(answer, runtime.config().public_url),
    )


@pages.page("/studio/upload", access=CREATORS)
def show_upload() -> Response:
    """Show where clips are chosen, described and sent."""
    return render("content/upload.html", shops=_own_shops())


@pages.page("/studio/videos/<uuid:video_id>", access=CREATORS)
def show_editor(video_id: uuid.UUID) -> Response:
    """Show where a creator changes a video's words, products, picture, length and captions."""
    viewer_id = get_actor().user_id
    with reading() as session:
        video = posts.get_own_post(session, video_id, viewer_id, kind=PostKind.VIDEO)
        if video.state is PostState.REMOVED:
            raise NoSuchPost
        [answer] = present_videos(session, [video], viewer_id=viewer_id, is_moderator=False)
    languages = [(language.tag, language.name) for language in list_languages(str(get_locale()))]
    return render(
        "content/editor.html", video=answer.model_dump(mode="json"), shops=_own_shops(), languages=languages
    )


def _own_shops() -> list[str]:
    """Return the ids of the person's own shops: what a creator sells is what is usually tagged."""
    with reading() as session:
        return [str(shop.id) for shop in shops.list_shops_of(session, get_actor().user_id)]
