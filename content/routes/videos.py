"""The videos' API, for those who make them and those who watch over them."""

import uuid

from sqlalchemy.orm import Session

from content import drafts, posts, removal, videos
from content.posts import Post, PostKind
from content.presentation import present_videos
from content.schemas import (
    Because,
    MaybeBecause,
    NewTag,
    NewVideo,
    PageQuery,
    VideoAnswer,
    VideoChange,
    VideoPage,
)
from content.tags import Tag
from kernel.actor import Actor
from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, MODERATORS, SIGNED_IN
from kernel.web.actor import find_actor, get_actor
from kernel.web.routes import Api
from moderation import takedowns

api = Api("videos", __name__)


@api.post("/videos", access=SIGNED_IN, body=NewVideo, answer=VideoAnswer, status=201)
def create_video(body: NewVideo) -> VideoAnswer:
    """Make a video of a finished upload."""
    with transaction() as session:
        video = videos.create_video(
            session,
            creator_id=get_actor().user_id,
            upload_id=body.upload_id,
            title=body.title,
            description=body.description,
            tags=_tags(body.product_tags),
            disclosure=body.disclosure,
        )
        return answer_video(session, video)


@api.post("/videos/<uuid:video_id>/publish", access=SIGNED_IN, answer=VideoAnswer)
def publish_draft(video_id: uuid.UUID) -> VideoAnswer:
    """Publish one's own draft: it is processed and released like an upload."""
    with transaction() as session:
        return answer_video(session, drafts.publish_draft(session, video_id, get_actor().user_id))


@api.get("/videos/<uuid:video_id>", access=ANYONE, answer=VideoAnswer)
def get_video(video_id: uuid.UUID) -> VideoAnswer:
    """Return a video: published, or one's own; moderators see every one."""
    actor = find_actor()
    with reading() as session:
        video = posts.get_visible_post(
            session,
            video_id,
            viewer_id=actor.user_id if actor else None,
            is_moderator=_is_moderator(actor),
            kind=PostKind.VIDEO,
        )
        return answer_video(session, video)


@api.get("/me/videos", access=SIGNED_IN, query=PageQuery, answer=VideoPage)
def list_own_videos(query: PageQuery) -> VideoPage:
    """Return one's own videos in all states, newest first."""
    actor = get_actor()
    with reading() as session:
        page = posts.list_own_posts(
            session, actor.user_id, kind=PostKind.VIDEO, cursor=query.cursor, limit=query.limit
        )
        items = present_videos(session, page.items, viewer_id=actor.user_id, is_moderator=False)
    return VideoPage(items=items, next_cursor=page.next_cursor)


@api.patch("/videos/<uuid:video_id>", access=SIGNED_IN, body=VideoChange, answer=VideoAnswer)
def change_video(video_id: uuid.UUID, body: VideoChange) -> VideoAnswer:
    """Change a video's texts, tags or poster."""
    with transaction() as session:
        video = videos.change_video(
            session,
            video_id,
            get_actor().user_id,
            title=body.title,
            description=body.description,
            tags=None if body.product_tags is None else _tags(body.product_tags),
            poster_number=body.poster_number,
            disclosure=body.disclosure,
        )
        return answer_video(session, video)


@api.delete("/videos/<uuid:video_id>", access=SIGNED_IN, status=204)
def remove_video(video_id: uuid.UUID) -> None:
    """Remove one's own video; it can be brought back for some days."""
    with transaction() as session:
        removal.remove_own_post(session, video_id, get_actor().user_id)


@api.post("/videos/<uuid:video_id>/restore", access=SIGNED_IN, answer=VideoAnswer)
def restore_video(video_id: uuid.UUID) -> VideoAnswer:
    """Bring one's own removed video back."""
    with transaction() as session:
        return answer_video(session, removal.restore_own_post(session, video_id, get_actor().user_id))


@api.post("/videos/<uuid:video_id>/cancel", access=SIGNED_IN, answer=VideoAnswer)
def cancel_video(video_id: uuid.UUID) -> VideoAnswer:
    """Stop the processing of one's own video."""
    with transaction() as session:
        return answer_video(session, videos.cancel_video(session, video_id, get_actor().user_id))


@api.post("/videos/<uuid:video_id>/retry", access=SIGNED_IN, answer=VideoAnswer)
def retry_video(video_id: uuid.UUID) -> VideoAnswer:
    """Process one's own failed video again."""
    with transaction() as session:
        return answer_video(session, videos.retry_video(session, video_id, get_actor().user_id))


@api.post("/videos/<uuid:video_id>/takedown", access=MODERATORS, body=Because, answer=VideoAnswer)
def take_down_video(video_id: uuid.UUID, body: Because) -> VideoAnswer:
    """Take a video from everybody's sight, at once."""
    with transaction() as session:
        video = posts.get_post(session, video_id)
        takedowns.take_down(
            session,
            subject_kind="video",
            subject_id=video_id,
            owner_id=video.creator_id,
            moderator_id=get_actor().user_id,
            reason=body.reason,
        )
        return answer_video(session, posts.get_post(session, video_id))


@api.post("/videos/<uuid:video_id>/takedown/revert", access=MODERATORS, body=MaybeBecause, answer=VideoAnswer)
def revert_takedown(video_id: uuid.UUID, body: MaybeBecause) -> VideoAnswer:
    """Take a takedown back."""
    with transaction() as session:
        takedowns.revert(session, video_id, moderator_id=get_actor().user_id, reason=body.reason)
        return answer_video(session, posts.get_post(session, video_id))


def answer_video(session: Session, video: Post) -> VideoAnswer:
    """Return a video as the caller may see it."""
    actor = find_actor()
    viewer_id = actor.user_id if actor else None
    return present_videos(session, [video], viewer_id=viewer_id, is_moderator=_is_moderator(actor))[0]


def _is_moderator(actor: Actor | None) -> bool:
    return MODERATORS.admits(actor)


def _tags(tags: list[NewTag]) -> list[Tag]:
    return [Tag(tag.variant_id, tag.start_seconds, tag.end_seconds) for tag in tags]
