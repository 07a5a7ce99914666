"""The API of posts: photo posts and articles, and what can be done with a post of every kind."""

import uuid

from flask import request
from sqlalchemy.orm import Session

from content import editing, post_pictures, posts, removal, schedule
from content.errors import BadPicture
from content.posts import Post
from content.routes.post_presentation import present_posts
from content.routes.post_schemas import ChangePost, NewPost, PictureAnswer, PostAnswer, PublishAt
from kernel.errors import N_
from kernel.transaction import reading, transaction
from kernel.web.access import ANYONE, MODERATORS, SIGNED_IN
from kernel.web.actor import find_actor, get_actor
from kernel.web.limits import limiter
from kernel.web.routes import Api

api = Api("posts", __name__)


def _me() -> uuid.UUID:
    return get_actor().user_id


@api.post("/posts", access=SIGNED_IN, body=NewPost, answer=PostAnswer, status=201)
@limiter.limit("60/hour")
def create_post(body: NewPost) -> PostAnswer:
    """Begin a photo post or an article as a draft."""
    with transaction() as session:
        return _answer(session, editing.create_post(session, _me(), body.kind, body.to_change()))


@api.get("/posts/<uuid:post_id>", access=ANYONE, answer=PostAnswer)
def get_post(post_id: uuid.UUID) -> PostAnswer:
    """Return what posts of all kinds have in common: published, or one's own; moderators see every one."""
    actor = find_actor()
    viewer_id, is_moderator = (actor.user_id if actor else None), MODERATORS.admits(actor)
    with reading() as session:
        post = posts.get_visible_post(session, post_id, viewer_id=viewer_id, is_moderator=is_moderator)
        return _answer(session, post)


@api.patch("/posts/<uuid:post_id>", access=SIGNED_IN, body=ChangePost, answer=PostAnswer)
def change_post(post_id: uuid.UUID, body: ChangePost) -> PostAnswer:
    """Change what is given of one's own photo post or article."""
    with transaction() as session:
        return _answer(session, editing.change_post(session, post_id, _me(), body.to_change()))


@api.delete("/posts/<uuid:post_id>", access=SIGNED_IN, status=204)
def remove_post(post_id: uuid.UUID) -> None:
    """Remove one's own post of any kind; it can be brought back for some days."""
    with transaction() as session:
        removal.remove_own_post(session, post_id, _me())


@api.post("/posts/<uuid:post_id>/restore", access=SIGNED_IN, status=204)
def restore_post(post_id: uuid.UUID) -> None:
    """Bring one's own removed post of any kind back."""
    with transaction() as session:
        removal.restore_own_post(session, post_id, _me())


@api.post("/posts/<uuid:post_id>/publish", access=SIGNED_IN, answer=PostAnswer)
def publish_post(post_id: uuid.UUID) -> PostAnswer:
    """Make one's own draft public, or have it reviewed first."""
    with transaction() as session:
        return _answer(session, editing.publish_post(session, post_id, _me()))


@api.put("/posts/<uuid:post_id>/schedule", access=SIGNED_IN, body=PublishAt, status=204)
def schedule_post(post_id: uuid.UUID, body: PublishAt) -> None:
    """Have one's own draft of any kind published later by itself."""
    with transaction() as session:
        schedule.schedule_post(session, post_id, _me(), body.at)


@api.delete("/posts/<uuid:post_id>/schedule", access=SIGNED_IN, status=204)
def unschedule_post(post_id: uuid.UUID) -> None:
    """Let a scheduled draft wait for its creator again."""
    with transaction() as session:
        schedule.unschedule_post(session, post_id, _me())


@api.post("/posts/<uuid:post_id>/pictures", access=SIGNED_IN, answer=PictureAnswer, status=201, key="own")
@limiter.limit("200/hour")
def add_picture(post_id: uuid.UUID) -> PictureAnswer:
    """Add a picture, sent as the file `picture` of a multipart form, to one's own post."""
    file = request.files.get("picture")
    if file is None or not file.filename:
        raise BadPicture(N_("Send the picture as the file named picture."))
    with reading() as session:
        post = editing.get_editable(session, post_id, _me())
        post_pictures.check_room(session, post_id, post.kind)
    with post_pictures.stored_picture(post_id, file.stream) as stored, transaction() as session:
        added = editing.add_picture_to(session, post_id, _me(), stored)
        return PictureAnswer.model_validate(added)


@api.delete("/posts/<uuid:post_id>/pictures/<uuid:picture_id>", access=SIGNED_IN, status=204)
def remove_picture(post_id: uuid.UUID, picture_id: uuid.UUID) -> None:
    """Remove a picture from one's own post."""
    with transaction() as session:
        editing.remove_picture_from(session, post_id, picture_id, _me())


def _answer(session: Session, post: Post) -> PostAnswer:
    actor = find_actor()
    viewer_id = actor.user_id if actor else None
    [answer] = present_posts(session, [post], viewer_id=viewer_id, is_moderator=MODERATORS.admits(actor))
    return answer
