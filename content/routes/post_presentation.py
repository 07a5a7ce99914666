"""Photo posts and articles as a certain viewer may see them, with today's offers."""

import uuid
from collections.abc import Mapping, Sequence

from flask_babel import gettext
from sqlalchemy.orm import Session

from accounts import people
from content.addresses import path_of
from content.earning import Showing, add_clicks, disclose
from content.post_pictures import list_pictures
from content.posts import Post
from content.presentation import describe_creator
from content.routes.post_schemas import PictureAnswer, PostAnswer
from content.tagged import TaggedOffer, list_tagged_offers


def present_posts(
    session: Session, posts: Sequence[Post], *, viewer_id: uuid.UUID | None, is_moderator: bool
) -> list[PostAnswer]:
    """Return what this viewer may know of these posts, which the caller found that he may see."""
    ids = [post.id for post in posts]
    pictures, offers = list_pictures(session, ids), _list_offers(session, posts)
    creators = people.list_people(session, {post.creator_id for post in posts})
    return [
        PostAnswer(
            id=post.id,
            kind=post.kind,
            path=path_of(post.kind, post.id),
            state=post.state,
            title=post.title,
            description=post.description,
            disclosure=disclose(post.disclosure, offers.get(post.id, [])),
            creator=describe_creator(creators[post.creator_id]),
            pictures=[PictureAnswer.model_validate(one) for one in pictures.get(post.id, [])],
            blocks=[dict(block) for block in post.blocks],
            product_tags=list(offers.get(post.id, [])),
            failure=_failure(post) if is_moderator or post.creator_id == viewer_id else None,
            scheduled_at=post.scheduled_at,
            created_at=post.created_at,
            published_at=post.published_at,
        )
        for post in posts
    ]


def _list_offers(session: Session, posts: Sequence[Post]) -> Mapping[uuid.UUID, Sequence[TaggedOffer]]:
    showings = [Showing(post.id, post.kind, post.creator_id) for post in posts]
    return add_clicks(session, showings, list_tagged_offers(session, [post.id for post in posts]))


def _failure(post: Post) -> str | None:
    return gettext(post.failure) if post.failure else None
