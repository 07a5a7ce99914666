"""The last comments of a room, each once, however many ways it comes in."""

import uuid
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from live.sockets.comment_ids import read_mark
from live.values import CommentState

#: What a viewer gets who joins or has missed something.
LAST_COUNT = 30
KEPT_COUNT = 300
#: Ids that are remembered longer than their comments: a late copy must not look new.
REMEMBERED_COUNT = 5000


@dataclass
class SaidComment:
    """A comment with who may see it; `payload` is what goes over the wire."""

    id: uuid.UUID
    author_id: uuid.UUID
    state: CommentState
    payload: dict[str, Any]

    def is_visible_to(self, user_id: uuid.UUID | None, *, is_moderator: bool) -> bool:
        """Tell whether somebody may see it: one that is held is for its author and the moderators."""
        if self.state is CommentState.SHOWN:
            return True
        return self.state is CommentState.HELD and (is_moderator or self.author_id == user_id)


class CommentRing:
    """Takes in comments and says which are new."""

    def __init__(self) -> None:
        self._comments: OrderedDict[uuid.UUID, SaidComment] = OrderedDict()
        self._marks: OrderedDict[int, uuid.UUID] = OrderedDict()

    def __iter__(self) -> Iterator[SaidComment]:
        return iter(self._comments.values())

    def take(self, comment: SaidComment) -> bool:
        """Keep a comment; False: it was here before, and stays as it was."""
        mark = read_mark(comment.id)
        if mark in self._marks:
            return False
        self._marks[mark] = comment.id
        self._comments[comment.id] = comment
        if len(self._comments) > KEPT_COUNT:
            self._comments.popitem(last=False)
        if len(self._marks) > REMEMBERED_COUNT:
            self._marks.popitem(last=False)
        return True

    def find_by_mark(self, mark: int) -> uuid.UUID | None:
        """Return the id of the comment with this mark, if it has been here."""
        return self._marks.get(mark)

    def find(self, comment_id: uuid.UUID) -> SaidComment | None:
        """Return a comment that is still kept."""
        return self._comments.get(comment_id)

    def remove(self, comment_id: uuid.UUID) -> None:
        """Show a comment to nobody any more; it must not come back either."""
        self._marks[read_mark(comment_id)] = comment_id
        self._comments.pop(comment_id, None)

    def release(self, comment: SaidComment) -> None:
        """Show a comment that was held or removed."""
        self._marks[read_mark(comment.id)] = comment.id
        self._comments[comment.id] = comment

    def last(self, user_id: uuid.UUID | None, *, is_moderator: bool) -> list[dict[str, Any]]:
        """Return the payloads of what this person sees of the last comments, oldest first."""
        visible = [one for one in self if one.is_visible_to(user_id, is_moderator=is_moderator)]
        return [one.payload for one in sorted(visible, key=lambda one: one.id)[-LAST_COUNT:]]
