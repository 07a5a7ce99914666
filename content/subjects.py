"""Posts and comments as moderation sees them: what they say, whose they are, where they are."""

import uuid

from sqlalchemy.orm import Session

from content import post_pictures
from content.addresses import path_of
from content.comments import is_shown
from content.errors import NoSuchPost
from content.media_urls import find_folder_url
from content.models import PostComment
from content.posts import Post, PostKind, get_post
from content.states import PostState
from moderation.subjects import Subject

TITLE_CHARACTERS = 80


def find_post(session: Session, post_id: uuid.UUID, moderator_id: uuid.UUID | None) -> Subject | None:
    """Return a post of any kind as a subject."""
    try:
        post = get_post(session, post_id)
    except NoSuchPost:
        return None
    return Subject(
        kind=post.kind,
        id=post.id,
        owner_id=post.creator_id,
        title=post.title,
        text=post.description,
        path=path_of(post.kind, post.id),
        is_public=post.state is PostState.PUBLISHED,
        picture_url=_find_picture(session, post, moderator_id),
    )


def find_comment(session: Session, comment_id: uuid.UUID, _moderator_id: uuid.UUID | None) -> Subject | None:
    """Return a comment on a post as a subject."""
    row = session.get(PostComment, comment_id)
    if row is None:
        return None
    post = get_post(session, row.post_id)
    return Subject(
        kind="comment",
        id=row.id,
        owner_id=row.author_id,
        title=row.text[:TITLE_CHARACTERS],
        text=row.text,
        path=path_of(post.kind, post.id),
        is_public=is_shown(row) and post.state is PostState.PUBLISHED,
    )


def _find_picture(session: Session, post: Post, moderator_id: uuid.UUID | None) -> str | None:
    if post.kind is not PostKind.VIDEO:
        pictures = post_pictures.list_pictures(session, [post.id]).get(post.id, [])
        return pictures[0].thumb_url if pictures else None
    folder = find_folder_url(post, moderator_id, is_moderator=moderator_id is not None)
    return f"{folder}/{post.poster_file}" if folder and post.poster_file else None
