"""Keyset pages: opaque cursors instead of page numbers, so that page 1,000 costs what page 1 costs."""

import base64
import binascii
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kernel.errors import N_, Malformed

T = TypeVar("T")
U = TypeVar("U")

DEFAULT_LIMIT = 20
MAX_LIMIT = 100


class BadCursor(Malformed):
    """The cursor was not made by this server."""

    title = N_("This page link is not valid any more. Please start from the first page.")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows and where the next ones start; `next_cursor` is None on the last page."""

    items: Sequence[T]
    next_cursor: str | None

    def map(self, convert: Callable[[T], U]) -> "Page[U]":
        """Return the same page with every item converted."""
        return Page([convert(item) for item in self.items], self.next_cursor)


def encode_cursor(last_id: uuid.UUID) -> str:
    """Return the cursor of the page after `last_id`."""
    return base64.urlsafe_b64encode(last_id.bytes).rstrip(b"=").decode()


def decode_cursor(cursor: str) -> uuid.UUID:
    """Return the id that a cursor stands for.

    Raises BadCursor: it is not one of ours.
    """
    try:
        return uuid.UUID(bytes=base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        raise BadCursor from None


def cut_page(rows: Sequence[T], limit: int, id_of: Callable[[T], uuid.UUID]) -> Page[T]:
    """Make a page of at most `limit` from a query that asked for `limit + 1` rows."""
    items = rows[:limit]
    more = len(rows) > limit
    return Page(items, encode_cursor(id_of(items[-1])) if more else None)
