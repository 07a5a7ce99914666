"""The moderators' pages: the review queue, and one post to watch and decide about."""

import uuid
from collections.abc import Sequence

from flask import Response, request
from sqlalchemy.orm import Session

from content import posts
from content.presentation import present_videos
from content.schemas import VideoAnswer
from content.states import PostState
from kernel.transaction import reading
from kernel.web.access import MODERATORS
from kernel.web.actor import get_actor
from kernel.web.routes import Pages, go_to
from kernel.web.templates import render
from moderation import reviews
from moderation.reviews import Review, ReviewState

pages = Pages("moderation", __name__)
#: How far to look for the next post; others may be deciding about the first ones.
LOOK_AHEAD = 100


@pages.page("/moderation", access=MODERATORS)
def show_queue() -> Response:
    """Show what waits for a moderator, the longest waiting first."""
    with reading() as session:
        found = reviews.list_reviews(session, ReviewState.OPEN, cursor=request.args.get("cursor"))
        answers = _answers(session, found.items)
    waiting = [(review, answers[review.subject_id]) for review in found.items]
    return render("content/review_queue.html", waiting=waiting, next_cursor=found.next_cursor)


@pages.page("/moderation/reviews/<uuid:post_id>", access=MODERATORS)
def show_review(post_id: uuid.UUID) -> Response:
    """Show one post with all that is needed to decide about it; one that is decided shows what it became."""
    with reading() as session:
        video = posts.get_post(session, post_id)
        if video.state is not PostState.IN_REVIEW:
            return go_to(f"/v/{post_id}")
        [answer] = present_videos(session, [video], viewer_id=get_actor().user_id, is_moderator=True)
        following = _next_after(session, post_id)
    return render("content/review.html", video=answer.model_dump(mode="json"), next_id=following)


def _answers(session: Session, found: Sequence[Review]) -> dict[uuid.UUID, VideoAnswer]:
    by_id = posts.list_posts(session, [review.subject_id for review in found])
    shown = present_videos(session, list(by_id.values()), viewer_id=get_actor().user_id, is_moderator=True)
    return {answer.id: answer for answer in shown}


def _next_after(session: Session, post_id: uuid.UUID) -> uuid.UUID | None:
    """Return the post that has waited longest after this one, else the longest waiting other one."""
    ids = [one.subject_id for one in reviews.list_reviews(session, ReviewState.OPEN, limit=LOOK_AHEAD).items]
    at = ids.index(post_id) if post_id in ids else -1
    others = [*ids[at + 1 :], *ids[: max(0, at)]]
    return others[0] if others else None
