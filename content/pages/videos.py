"""The pages of content: a video, a person's profile, the studio."""

import uuid
from typing import Any

from flask import Response, request

from accounts import follows, people
from content import feed, posts
from content.errors import NoSuchPost
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


@pages.page("/@<handle>", access=ANYONE)
def show_profile(handle: str) -> Response:
    """Show a person, their videos and their shops."""
    actor = find_actor()
    viewer_id = actor.user_id if actor else None
    with reading() as session:
        person = people.get_person_by_handle(session, handle)
        context: dict[str, Any] = {
            "person": person,
            "videos": feed.list_of_creator(session, person.id, cursor=request.args.get("cursor"), limit=24),
            "shops": [shop for shop in shops.list_shops_of(session, person.id) if shop.is_open],
            "followers_count": follows.count_followers(session, person.id),
            "is_following": viewer_id is not None and follows.is_following(session, viewer_id, person.id),
            "is_own": person.id == viewer_id,
        }
    return render("content/profile.html", **context)


@pages.page("/studio/upload", access=CREATORS)
def show_upload() -> Response:
    """Show where clips are chosen, described and sent."""
    return render("content/upload.html", shops=_own_shops())


@pages.page("/studio/videos/<uuid:video_id>", access=CREATORS)
def show_editor(video_id: uuid.UUID) -> Response:
    """Show where a creator changes a video's texts, tags and poster."""
    viewer_id = get_actor().user_id
    with reading() as session:
        video = posts.get_own_post(session, video_id, viewer_id, kind=PostKind.VIDEO)
        if video.state is PostState.REMOVED:
            raise NoSuchPost
        [answer] = present_videos(session, [video], viewer_id=viewer_id, is_moderator=False)
    return render("content/editor.html", video=answer.model_dump(mode="json"), shops=_own_shops())


def _own_shops() -> list[str]:
    """Return the ids of the person's own shops: what a creator sells is what is usually tagged."""
    with reading() as session:
        return [str(shop.id) for shop in shops.list_shops_of(session, get_actor().user_id)]
