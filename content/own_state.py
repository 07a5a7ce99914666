"""What a person has to do with the posts of a page: follows or hides their creators, likes and keeps them."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Uuid, bindparam, literal_column, select, union_all
from sqlalchemy.orm import Session

from accounts.blocks import select_hidden
from accounts.follows import select_followed
from content.models import PostLike, PostSave


class OfCreator(Protocol):
    """A post, as far as this module has to know."""

    @property
    def id(self) -> uuid.UUID: ...

    @property
    def creator_id(self) -> uuid.UUID: ...


@dataclass(frozen=True)
class Relations:
    """What one person has to do with some posts: `followed` and `hidden` are creators, the others posts."""

    followed: frozenset[uuid.UUID] = frozenset()
    hidden: frozenset[uuid.UUID] = frozenset()
    liked: frozenset[uuid.UUID] = frozenset()
    saved: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True)
class OwnState:
    """The viewer's own part of a page, by the posts' ids; `following`: their creators are followed."""

    liked: Sequence[uuid.UUID]
    saved: Sequence[uuid.UUID]
    following: Sequence[uuid.UUID]


def _build_query() -> Any:
    person = bindparam("person_id", type_=Uuid())
    creators = bindparam("creator_ids", expanding=True, type_=Uuid())
    posts = bindparam("post_ids", expanding=True, type_=Uuid())
    followed, hidden = (query.subquery() for query in (select_followed(person), select_hidden(person)))
    parts: tuple[tuple[str, Any, Any], ...] = (
        ("followed", followed.c[0], followed.c[0].in_(creators)),
        ("hidden", hidden.c[0], hidden.c[0].in_(creators)),
        ("liked", PostLike.post_id, (PostLike.person_id == person) & PostLike.post_id.in_(posts)),
        ("saved", PostSave.post_id, (PostSave.person_id == person) & PostSave.post_id.in_(posts)),
    )
    return union_all(
        *(
            select(literal_column(f"'{name}'").label("relation"), column.label("id")).where(condition)
            for name, column, condition in parts
        )
    )


_QUERY = _build_query()


def read_relations(session: Session, person_id: uuid.UUID, posts: Collection[OfCreator]) -> Relations:
    """Return what a person has to do with these posts and their creators, in one statement."""
    found: dict[str, set[uuid.UUID]] = {"followed": set(), "hidden": set(), "liked": set(), "saved": set()}
    values = {
        "person_id": person_id,
        "creator_ids": list({post.creator_id for post in posts}),
        "post_ids": [post.id for post in posts],
    }
    for relation, id_ in session.execute(_QUERY, values):
        found[relation].add(id_)
    return Relations(**{name: frozenset(ids) for name, ids in found.items()})


def own_state(relations: Relations, posts: Iterable[OfCreator]) -> OwnState:
    """Return the part of a page that is the viewer's own."""
    shown = list(posts)
    return OwnState(
        liked=[post.id for post in shown if post.id in relations.liked],
        saved=[post.id for post in shown if post.id in relations.saved],
        following=[post.id for post in shown if post.creator_id in relations.followed],
    )
