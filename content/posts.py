"""Posts: what creators show, of every kind, looked up and listed.

How each kind is made is in a module of its own (`videos`, `editing` for photos and articles); what happens
to any post is in `release` (review), `removal` and `feed`.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import blocks, identity, people
from accounts.roles import Role
from content.disclosure import Disclosure
from content.errors import NoSuchPost
from content.models import Post as PostRow
from content.states import PostState
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from kernel.transaction import after_commit


class PostKind(StrEnum):
    """What a post is; moderation knows it as its subject's kind by the same word."""

    VIDEO = "video"
    PHOTO = "photo"
    ARTICLE = "article"


POST_KINDS = frozenset(PostKind)


@dataclass(frozen=True)
class Post:
    """A post as its row says. What only a video or only an article has is empty in other kinds.

    `set_name` and `playlist` name what can be played now, if anything can.
    """

    id: uuid.UUID
    kind: PostKind
    creator_id: uuid.UUID
    title: str
    description: str
    state: PostState
    failure: str | None
    upload_id: uuid.UUID | None
    job_id: uuid.UUID | None
    set_name: str | None
    playlist: str | None
    is_growing: bool
    width: int | None
    height: int | None
    duration_seconds: float | None
    renditions: Sequence[Mapping[str, Any]]
    posters: Sequence[Mapping[str, Any]]
    poster_file: str | None
    captions: Sequence[Mapping[str, Any]]
    cover: Mapping[str, Any] | None
    trim: Mapping[str, Any] | None
    edit: Mapping[str, Any] | None
    blocks: Sequence[Mapping[str, Any]]
    mentions: Sequence[Mapping[str, str]]
    disclosure: Disclosure
    scheduled_at: dt.datetime | None
    removed_by: str | None
    published_at: dt.datetime | None
    created_at: dt.datetime


def get_post(session: Session, post_id: uuid.UUID, *, kind: PostKind | None = None) -> Post:
    """Return a post in whatever state; whether the viewer may see it is the caller's question.

    Raises NoSuchPost: there is none, or not of this kind.
    """
    return _one(session, kind, PostRow.id == post_id)


def get_own_post(
    session: Session, post_id: uuid.UUID, creator_id: uuid.UUID, *, kind: PostKind | None = None
) -> Post:
    """Return a post of this creator.

    Raises NoSuchPost: there is none (of this kind), or it is somebody else's.
    """
    return _one(session, kind, PostRow.id == post_id, PostRow.creator_id == creator_id)


def get_visible_post(
    session: Session,
    post_id: uuid.UUID,
    *,
    viewer_id: uuid.UUID | None,
    is_moderator: bool,
    kind: PostKind | None = None,
) -> Post:
    """Return a post that this viewer may see: published, or the viewer's own, or any for a moderator.

    A block between its creator and the viewer hides it from the viewer, by address as well. A mute does not:
    it keeps things from lists, and who goes to an address wants to see what is there.
    Raises NoSuchPost.
    """
    post = get_post(session, post_id, kind=kind)
    if is_moderator or post.creator_id == viewer_id:
        return post
    is_hidden = viewer_id is not None and blocks.are_parted(session, viewer_id, post.creator_id)
    if post.state is not PostState.PUBLISHED or is_hidden:
        raise NoSuchPost
    return post


def list_own_posts(
    session: Session,
    creator_id: uuid.UUID,
    *,
    kind: PostKind | None = None,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[Post]:
    """Return a creator's posts in all states, newest first."""
    statement = select(PostRow).where(PostRow.creator_id == creator_id)
    if kind is not None:
        statement = statement.where(PostRow.kind == kind)
    if cursor is not None:
        statement = statement.where(PostRow.id < decode_cursor(cursor))
    rows = session.scalars(statement.order_by(PostRow.id.desc()).limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: row.id).map(_post)


def list_posts(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Post]:
    """Return the posts with these ids, in one query."""
    rows = session.scalars(select(PostRow).where(PostRow.id.in_(ids)))
    return {row.id: _post(row) for row in rows}


def make_creator(session: Session, user_id: uuid.UUID) -> None:
    """Give who posts for the first time what creators may do."""
    if Role.CREATOR in people.get_person(session, user_id).roles:
        return
    people.add_roles(session, user_id, [Role.CREATOR])
    after_commit(session, identity.forget_all)


def _one(session: Session, kind: PostKind | None, *conditions: Any) -> Post:
    statement = select(PostRow).where(*conditions).execution_options(populate_existing=True)
    row = session.scalars(statement).one_or_none()
    if row is None or kind not in {None, row.kind}:
        raise NoSuchPost
    return _post(row)


def _post(row: PostRow) -> Post:
    return Post(
        id=row.id,
        kind=PostKind(row.kind),
        creator_id=row.creator_id,
        title=row.title,
        description=row.description,
        state=PostState(row.state),
        failure=row.failure,
        upload_id=row.upload_id,
        job_id=row.job_id,
        set_name=row.set_name,
        playlist=row.playlist,
        is_growing=row.is_growing,
        width=row.width,
        height=row.height,
        duration_seconds=row.duration_seconds,
        renditions=row.renditions,
        posters=row.posters,
        poster_file=row.poster_file,
        captions=row.captions,
        cover=row.cover,
        trim=row.trim,
        edit=row.edit,
        blocks=row.blocks,
        mentions=row.mentions,
        disclosure=Disclosure(row.disclosure),
        scheduled_at=row.scheduled_at,
        removed_by=row.removed_by,
        published_at=row.published_at,
        created_at=row.created_at,
    )
