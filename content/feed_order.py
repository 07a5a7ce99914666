"""The order of what is recommended: by score, whom one follows put up, nobody three times in a row.

Pure: it knows scores and creators, no database.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

#: What following somebody is worth to their posts, as freshness (hours).
FOLLOWED_HOURS = 24
_FOLLOWED_MS = FOLLOWED_HOURS * 3_600_000
#: At most so many posts of one creator in a row.
MOST_IN_A_ROW = 2


class Scored(Protocol):
    """Something of a creator that has a score (milliseconds)."""

    @property
    def creator_id(self) -> uuid.UUID: ...

    @property
    def score(self) -> int: ...


T = TypeVar("T", bound=Scored)
_NOBODY = uuid.UUID(int=0)


@dataclass(frozen=True)
class Run:
    """Whose posts stood last, and how many of them in a row."""

    creator_id: uuid.UUID = _NOBODY
    length: int = 0

    def then(self, creator_id: uuid.UUID) -> "Run":
        """Return the run after one more post."""
        return Run(creator_id, self.length + 1) if creator_id == self.creator_id else Run(creator_id, 1)


def arrange(
    window: Sequence[T],
    *,
    followed: Collection[uuid.UUID] = (),
    hidden: Collection[uuid.UUID] = (),
    before: Run = Run(),
) -> tuple[list[T], list[T]]:
    """Return the posts of a window in the order to show them, and those that are too many of one creator.

    `before` is how what was shown before ended.
    """
    waiting = [post for post in window if post.creator_id not in hidden] if hidden else list(window)
    if followed:
        waiting.sort(key=lambda p: p.score + (_FOLLOWED_MS if p.creator_id in followed else 0), reverse=True)
    shown: list[T] = []
    creator_id, length = before.creator_id, before.length
    while (place := _next_place(waiting, creator_id, length)) is not None:
        chosen = waiting.pop(place)
        shown.append(chosen)
        length = length + 1 if chosen.creator_id == creator_id else 1
        creator_id = chosen.creator_id
    return shown, waiting


def _next_place(waiting: Sequence[Scored], creator_id: uuid.UUID, length: int) -> int | None:
    """Return which post comes after `length` posts of a creator, or None: all are of the same one."""
    if length < MOST_IN_A_ROW:
        return 0 if waiting else None
    for place, post in enumerate(waiting):
        if post.creator_id != creator_id:
            return place
    return None


def run_of(shown: Sequence[Scored], before: Run) -> Run:
    """Return the run that these posts end with."""
    for post in shown[-MOST_IN_A_ROW:]:
        before = before.then(post.creator_id)
    return before
