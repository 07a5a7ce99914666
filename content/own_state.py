"""What a person has to do with the posts of a page: follows or hides their creators, likes and keeps them."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Uuid, bindparam, literal_column, select, true, union_all

from accounts.blocks import select_hidden
from accounts.follows import select_followed
from content.models import PostLike, PostSave
from kernel.quick import Quick, in_ids, write_ids


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
class Asked:
    """Posts and their creators, written once for all who ask about the same ones."""

    post_ids: str
    creator_ids: str


@dataclass(frozen=True)
class OwnState:
    """The viewer's own part of a page, by the posts' ids; `following`: their creators are followed."""

    liked: Sequence[uuid.UUID]
    saved: Sequence[uuid.UUID]
    following: Sequence[uuid.UUID]


def _build_query() -> Quick:
    person = bindparam("person_id", type_=Uuid())
    followed, hidden = (query.subquery() for query in (select_followed(person), select_hidden(person)))
    parts: tuple[tuple[str, Any, Any], ...] = (
        ("followed", followed.c[0], in_ids(followed.c[0], "creator_ids")),
        # Few people hide many: reading all of them costs less than looking for each creator three times.
        ("hidden", hidden.c[0], true()),
        ("liked", PostLike.post_id, (PostLike.person_id == person) & in_ids(PostLike.post_id, "post_ids")),
        ("saved", PostSave.post_id, (PostSave.person_id == person) & in_ids(PostSave.post_id, "post_ids")),
    )
    return Quick(
        union_all(
            *(
                select(literal_column(f"'{name}'").label("relation"), column.label("id")).where(condition)
                for name, column, condition in parts
            )
        )
    )


_QUERY = _build_query()


def ask_about(posts: Collection[OfCreator]) -> Asked:
    """Write down which posts are asked about."""
    return Asked(write_ids(post.id for post in posts), write_ids({post.creator_id for post in posts}))


def read_relations(person_id: uuid.UUID, asked: Asked) -> Relations:
    """Return what a person has to do with these posts and their creators, in one statement."""
    found: dict[str, set[uuid.UUID]] = {"followed": set(), "hidden": set(), "liked": set(), "saved": set()}
    for relation, id_ in _QUERY.all(
        person_id=person_id, creator_ids=asked.creator_ids, post_ids=asked.post_ids
    ):
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
