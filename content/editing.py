"""Photo posts and articles: begun as drafts, changed piece by piece, published by and by.

A draft may be as unfinished as it likes. What is public, under review or scheduled stays presentable: a
change that would take its title or all there is to see is refused.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from content.blocks import has_words, ids_in, texts_of
from content.checking import check_words, words_of
from content.disclosure import Disclosure
from content.errors import BadTagPlace, NoSuchPost, PicturesDiffer, Unfinished, WrongState
from content.models import Post as PostRow
from content.post_pictures import (
    NewPicture,
    PostPicture,
    add_picture,
    arrange_pictures,
    list_pictures,
    remove_picture,
)
from content.posts import Post, PostKind, get_own_post, get_post, make_creator
from content.release import release
from content.states import PostState
from content.tags import Tag, place_tags
from content.words import index_words
from kernel.clock import now
from kernel.ids import new_id

EDITED_KINDS = frozenset({PostKind.PHOTO, PostKind.ARTICLE})
_EDITABLE = frozenset({PostState.DRAFT, PostState.IN_REVIEW, PostState.PUBLISHED})


@dataclass(frozen=True)
class PostChange:
    """What to change of a post; None leaves it. `alts` describes its pictures, in their new order."""

    title: str | None = None
    description: str | None = None
    disclosure: Disclosure | None = None
    alts: Mapping[uuid.UUID, str] | None = None
    tags: Sequence[Tag] | None = None
    blocks: Sequence[Mapping[str, Any]] | None = None


def create_post(session: Session, creator_id: uuid.UUID, kind: PostKind, words: PostChange) -> Post:
    """Begin a photo post or an article as a draft. Whoever posts is a creator.

    Raises BadTag, BadTagPlace, PicturesDiffer.
    """
    if kind not in EDITED_KINDS:
        raise ValueError(f"a {kind} is not made here")
    post_id = new_id()
    row = {
        "id": post_id,
        "kind": kind,
        "creator_id": creator_id,
        "title": "",
        "description": "",
        "state": PostState.DRAFT,
        "is_growing": False,
        "renditions": [],
        "posters": [],
        "created_at": now(),
    }
    session.execute(insert(PostRow).values(row))
    make_creator(session, creator_id)
    return change_post(session, post_id, creator_id, words)


def change_post(session: Session, post_id: uuid.UUID, creator_id: uuid.UUID, wanted: PostChange) -> Post:
    """Change what is given of a photo post or an article; the rest stays.

    Raises NoSuchPost, PicturesDiffer, BadTag, BadTagPlace. Raises Unfinished: too little would be left.
    """
    post = get_editable(session, post_id, creator_id)
    if wanted.alts is not None:
        arrange_pictures(session, post_id, wanted.alts)
    _write(session, post, wanted)
    post = get_post(session, post_id)
    if wanted.tags is not None and post.kind is PostKind.PHOTO:
        _tag_pictures(session, post_id, wanted.tags)
    if wanted.blocks is not None and post.kind is PostKind.ARTICLE:
        _show_products(session, post)
    index_words(session, post_id, creator_id, [post.title, post.description, *texts_of(post.blocks)])
    _keep_presentable(session, post)
    return get_post(session, post_id)


def add_picture_to(
    session: Session, post_id: uuid.UUID, creator_id: uuid.UUID, new: NewPicture
) -> PostPicture:
    """Put a stored picture behind the others of a creator's post.

    Raises NoSuchPost, TooManyPictures.
    """
    post = get_editable(session, post_id, creator_id)
    return add_picture(session, post_id, post.kind, new)


def remove_picture_from(
    session: Session, post_id: uuid.UUID, picture_id: uuid.UUID, creator_id: uuid.UUID
) -> None:
    """Remove a picture from a creator's post.

    Raises NoSuchPost, NoSuchPicture. Raises WrongState: an article shows it. Raises Unfinished: it is the
    last one of a post that is no draft.
    """
    post = get_editable(session, post_id, creator_id)
    if picture_id in ids_in(post.blocks, "picture_id"):
        raise WrongState(state=post.state)
    remove_picture(session, post_id, picture_id)
    _keep_presentable(session, post)


def publish_post(session: Session, post_id: uuid.UUID, creator_id: uuid.UUID) -> Post:
    """Make a draft public, or have it reviewed first.

    Raises NoSuchPost, Unfinished, Muted, TextRefused. Raises WrongState: it is no draft (any more).
    Publishes PostPublished, unless it has to wait for a review.
    """
    post = get_editable(session, post_id, creator_id)
    check_finished(session, post)
    check_words(session, creator_id, *words_of(post))
    if release(session, post, PostState.DRAFT, scheduled_at=None) is None:
        raise WrongState(state=post.state)
    return get_post(session, post_id)


def get_editable(session: Session, post_id: uuid.UUID, creator_id: uuid.UUID) -> Post:
    """Return a creator's photo post or article that can be changed.

    Raises NoSuchPost: it is somebody else's, a video, or removed.
    """
    post = get_own_post(session, post_id, creator_id)
    if post.kind not in EDITED_KINDS or post.state not in _EDITABLE:
        raise NoSuchPost
    return post


def check_finished(session: Session, post: Post) -> None:
    """Check that a photo post or an article has all it needs to be public.

    Raises Unfinished.
    """
    has_content = (
        bool(_picture_ids(session, post.id)) if post.kind is PostKind.PHOTO else has_words(post.blocks)
    )
    if not post.title or not has_content:
        raise Unfinished


def _write(session: Session, post: Post, wanted: PostChange) -> None:
    given = {
        "title": wanted.title,
        "description": wanted.description,
        "disclosure": wanted.disclosure,
        "blocks": None if wanted.blocks is None or post.kind is PostKind.PHOTO else list(wanted.blocks),
    }
    values = {name: value for name, value in given.items() if value is not None}
    if values:
        session.execute(update(PostRow).where(PostRow.id == post.id).values(**values))


def _tag_pictures(session: Session, post_id: uuid.UUID, tags: Sequence[Tag]) -> None:
    if any(tag.picture_id is None for tag in tags):
        raise BadTagPlace
    place_tags(session, post_id, tags, picture_ids=_picture_ids(session, post_id))


def _show_products(session: Session, post: Post) -> None:
    """Tag what an article's blocks show, so that products know their articles."""
    if not _picture_ids(session, post.id) >= set(ids_in(post.blocks, "picture_id")):
        raise PicturesDiffer
    tags = [Tag(variant_id) for variant_id in ids_in(post.blocks, "variant_id")]
    place_tags(session, post.id, tags, picture_ids=())


def _picture_ids(session: Session, post_id: uuid.UUID) -> set[uuid.UUID]:
    return {picture.id for picture in list_pictures(session, [post_id]).get(post_id, [])}


def _keep_presentable(session: Session, post: Post) -> None:
    if post.state is not PostState.DRAFT or post.scheduled_at is not None:
        check_finished(session, post)
