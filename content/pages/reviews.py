"""The moderators' pages: the review queue, and one post to look at and decide about."""

import uuid
from collections.abc import Sequence

from flask import Response, request
from sqlalchemy.orm import Session

from content import post_pictures, posts
from content.addresses import path_of
from content.posts import Post, PostKind
from content.presentation import present_videos
from content.routes.post_presentation import present_posts
from content.routes.post_schemas import PostAnswer
from content.schemas import VideoAnswer
from content.states import PostState
from kernel.transaction import reading
from kernel.web.access import ADMINISTRATORS, MODERATORS
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, go_to
from kernel.web.templates import render
from moderation import reviews
from moderation.reviews import Review, ReviewState
from moderation.wording import kind_words, template_choices

pages = Pages("moderation", __name__)
#: How far to look for the next post; others may be deciding about the first ones.
LOOK_AHEAD = 100


@pages.page("/moderation", access=MODERATORS)
def show_queue() -> Response:
    """Show what waits for a moderator, the longest waiting first."""
    with reading() as session:
        found = reviews.list_reviews(session, ReviewState.OPEN, cursor=request.args.get("cursor"))
        ids = [review.subject_id for review in found.items]
        answers = _answers(session, ids)
        pictures = post_pictures.list_pictures(session, ids)
    waiting = [(review, answers[review.subject_id]) for review in found.items if review.subject_id in answers]
    return render(
        "content/review_queue.html",
        waiting=waiting,
        thumbs={post_id: group[0].thumb_url for post_id, group in pictures.items() if group},
        next_cursor=found.next_cursor,
        kinds=kind_words(),
    )


@pages.page("/moderation/reviews/<uuid:post_id>", access=MODERATORS)
def show_review(post_id: uuid.UUID) -> Response:
    """Show one post with all that is needed to decide about it; one that is decided shows what it became."""
    with reading() as session:
        post = posts.get_post(session, post_id)
        if post.state is not PostState.IN_REVIEW:
            return go_to(path_of(post.kind, post_id))
        answer = _present(session, post)
        queue = reviews.list_reviews(session, ReviewState.OPEN, limit=LOOK_AHEAD).items
    previous_id, next_id = _neighbours(queue, post_id)
    is_escalated = any(one.subject_id == post_id and one.escalated_by_id for one in queue)
    return render(
        "content/review.html",
        post=answer.model_dump(mode="json"),
        kind=post.kind,
        previous_id=previous_id,
        next_id=next_id,
        is_escalated=is_escalated,
        may_decide=not is_escalated or ADMINISTRATORS.admits(get_actor()),
        templates=template_choices(),
        kinds=kind_words(),
    )


def _answers(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, VideoAnswer]:
    by_id = posts.list_posts(session, ids)
    shown = present_videos(session, list(by_id.values()), viewer_id=get_actor().user_id, is_moderator=True)
    return {answer.id: answer for answer in shown}


def _present(session: Session, post: Post) -> VideoAnswer | PostAnswer:
    viewer_id = get_actor().user_id
    if post.kind is PostKind.VIDEO:
        return present_videos(session, [post], viewer_id=viewer_id, is_moderator=True)[0]
    return present_posts(session, [post], viewer_id=viewer_id, is_moderator=True)[0]


def _neighbours(queue: Sequence[Review], post_id: uuid.UUID) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """Return the posts before and after this one in the queue; after the last one comes the first."""
    ids = [one.subject_id for one in queue]
    at = ids.index(post_id) if post_id in ids else -1
    others = [*ids[at + 1 :], *ids[: max(0, at)]]
    return (ids[at - 1] if at > 0 else None), (others[0] if others else None)
