"""The review queue's API. Moderation knows who waits, content knows what it is."""

import uuid

from sqlalchemy.orm import Session

from accounts import people
from content.media_urls import find_folder_url
from content.posts import list_posts
from content.presentation import describe_creator
from content.schemas import DecideReview, ReviewItem, ReviewPage, ReviewQuery
from content.tagged import list_tagged_offers
from kernel.transaction import reading, transaction
from kernel.web.access import ADMINISTRATORS, MODERATORS
from kernel.web.actor import get_actor
from kernel.web.routes import Api
from moderation import reviews
from moderation.decisions import Action
from moderation.reviews import Review

api = Api("moderation", __name__)


@api.get("/moderation/reviews", access=MODERATORS, query=ReviewQuery, answer=ReviewPage)
def list_reviews(query: ReviewQuery) -> ReviewPage:
    """Return posts that wait for a moderator, the longest waiting first."""
    with reading() as session:
        page = reviews.list_reviews(session, query.state, cursor=query.cursor, limit=query.limit)
        return ReviewPage(items=_present(session, list(page.items)), next_cursor=page.next_cursor)


@api.post("/moderation/reviews/<uuid:post_id>", access=MODERATORS, body=DecideReview, status=204)
def decide_review(post_id: uuid.UUID, body: DecideReview) -> None:
    """Approve or reject a post that waits; a rejection needs a reason."""
    with transaction() as session:
        reviews.decide(
            session,
            post_id,
            moderator_id=get_actor().user_id,
            decision=Action(body.decision),
            reason=body.reason,
            template=body.template,
            is_administrator=ADMINISTRATORS.admits(get_actor()),
        )


def _present(session: Session, found: list[Review]) -> list[ReviewItem]:
    ids = [review.subject_id for review in found]
    videos = list_posts(session, ids)
    offers = list_tagged_offers(session, ids)
    creators = people.list_people(session, {review.owner_id for review in found})
    moderator_id = get_actor().user_id
    items = []
    for review in found:
        video = videos.get(review.subject_id)
        if video is None:  # a kind of post that another package knows
            continue
        folder = find_folder_url(video, moderator_id, is_moderator=True)
        items.append(
            ReviewItem(
                post_id=video.id,
                kind=review.subject_kind,
                state=review.state,
                title=video.title,
                description=video.description,
                creator=describe_creator(creators[review.owner_id]),
                waiting_since=review.opened_at,
                playlist_url=f"{folder}/{video.playlist}" if folder else None,
                poster_url=f"{folder}/{video.poster_file}" if folder and video.poster_file else None,
                duration_seconds=video.duration_seconds,
                product_tags=list(offers.get(video.id, [])),
            )
        )
    return items
