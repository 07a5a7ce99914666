"""Posts of all kinds as small cards: a picture, a title, who made it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from accounts import people
from content.addresses import path_of
from content.feed_items import Creator
from content.media_urls import find_folder_url
from content.post_pictures import list_pictures
from content.posts import Post, PostKind


@dataclass(frozen=True)
class PostCard:
    """A post in a list; `picture_url` is None when there is nothing to show (yet)."""

    id: uuid.UUID
    kind: PostKind
    path: str
    title: str
    creator: Creator
    picture_url: str | None


def present_cards(
    session: Session, posts: Sequence[Post], *, viewer_id: uuid.UUID | None = None
) -> Sequence[PostCard]:
    """Return cards of posts that this viewer may see, in two queries."""
    pictures = list_pictures(session, [post.id for post in posts if post.kind is not PostKind.VIDEO])
    creators = people.list_people(session, {post.creator_id for post in posts})
    cards = []
    for post in posts:
        person = creators[post.creator_id]
        shown = pictures.get(post.id, [])
        cards.append(
            PostCard(
                id=post.id,
                kind=post.kind,
                path=path_of(post.kind, post.id),
                title=post.title,
                creator=Creator(person.handle, person.display_name, person.avatar_url),
                picture_url=shown[0].thumb_url if shown else _poster_url(post, viewer_id),
            )
        )
    return cards


def _poster_url(post: Post, viewer_id: uuid.UUID | None) -> str | None:
    folder = find_folder_url(post, viewer_id, is_moderator=False)
    return f"{folder}/{post.poster_file}" if folder and post.poster_file else None
