"""What is recommended, in pages: windows of the highest scores, arranged for whoever asks.

A window is a stretch of the index on the score. It is the same for everybody and kept for a second, as is the
JSON of its posts; who reads decides only what is left out and what moves up within it (`feed_order`). A
cursor names the window, the place in it and how the window before ended, so that pages meet without a gap.
"""

import base64
import binascii
import functools
import struct
import threading
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BigInteger, Select, Uuid, bindparam, select, tuple_
from sqlalchemy.orm import Session

from content.feed_items import ITEM_COLUMNS, FeedEntry, build_entries, collect, with_tags
from content.feed_order import MOST_IN_A_ROW, Run, arrange, run_of
from content.models import Post
from content.own_state import Asked, Relations, ask_about, read_relations
from kernel.paging import BadCursor
from moderation.limits import select_limited

WINDOW = 30
#: A window keeps what is too much of one creator if less than this would be left without it.
FEWEST = 10
#: So many windows in which a viewer hides everybody are skipped for one page.
MOST_WINDOWS = 4
KEEP_SECONDS = 1.0
MAX_KEPT = 64
_CURSOR = struct.Struct(">q16sB16sB")
_posts = Post.__table__.c


@dataclass(frozen=True)
class _Place:
    """Where a page begins: in which window, how far in it, and what stood before the window."""

    score: int
    feed_id: uuid.UUID
    offset: int
    before: Run


_TOP = _Place((1 << 63) - 1, uuid.UUID(int=(1 << 128) - 1), 0, Run())


@dataclass(frozen=True)
class _Window:
    entries: Sequence[FeedEntry]
    has_more: bool

    @functools.cached_property
    def asked(self) -> Asked:
        """Return what is asked about it for each viewer."""
        return ask_about(self.entries)


@dataclass(frozen=True)
class Recommended:
    """One page of what is recommended, and what the viewer has to do with it."""

    entries: Sequence[FeedEntry]
    next_cursor: str | None
    relations: Relations


def list_recommended(
    session: Session, *, viewer_id: uuid.UUID | None, cursor: str | None, limit: int
) -> Recommended:
    """Return one page, of at most `limit`.

    Raises BadCursor.
    """
    place = _decode(cursor) if cursor is not None else _TOP
    for _ in range(MOST_WINDOWS):
        window = _find_window(session, place.score, place.feed_id)
        relations = Relations()
        if viewer_id is not None and window.entries:
            relations = read_relations(viewer_id, window.asked)
        order = _arrange(window, relations, place.before)
        shown = order[place.offset : place.offset + limit]
        following = _next(place, window, order, limit)
        if shown or following is None:
            break
        place = following
    return Recommended(shown, _encode(following) if following else None, relations)


def _arrange(window: _Window, relations: Relations, before: Run) -> Sequence[FeedEntry]:
    shown, left = arrange(window.entries, followed=relations.followed, hidden=relations.hidden, before=before)
    is_dropped = window.has_more and len(shown) >= FEWEST
    return shown if is_dropped else [*shown, *left]


def _next(place: _Place, window: _Window, order: Sequence[FeedEntry], limit: int) -> _Place | None:
    if place.offset + limit < len(order):
        return replace(place, offset=place.offset + limit)
    if not window.has_more:
        return None
    last = window.entries[-1]
    return _Place(last.score, last.feed_id, 0, run_of(order, place.before))


@functools.cache
def build_window_query() -> Select[Any]:
    """Return the query for the posts of one window, and one more."""
    start = tuple_(bindparam("score", type_=BigInteger()), bindparam("feed_id", type_=Uuid()))
    page = select(*ITEM_COLUMNS).where(
        tuple_(_posts.score, _posts.feed_id) < start,
        _posts.feed_id.is_not(None),
        _posts.id.not_in(select_limited()),
    )
    cut = page.order_by(_posts.score.desc(), _posts.feed_id.desc()).limit(WINDOW + 1)
    return with_tags(cut, "score", "feed_id")


_kept: dict[tuple[int, uuid.UUID], tuple[float, _Window]] = {}
_lock = threading.Lock()
_generation = 0


def forget_windows() -> None:
    """Read every window anew: something public has changed and must be seen now."""
    global _generation  # noqa: PLW0603  (one cache per process)
    with _lock:
        _generation += 1
        _kept.clear()


def _find_window(session: Session, score: int, feed_id: uuid.UUID) -> _Window:
    key, at = (score, feed_id), time.monotonic()
    kept = _kept.get(key)
    if kept is not None and kept[0] > at:
        return kept[1]
    generation = _generation
    if kept is not None:
        with _lock:
            if generation == _generation:  # one reads it anew; the others take what is there meanwhile
                _kept[key] = (at + KEEP_SECONDS, kept[1])
    window = _load(session, score, feed_id)
    with _lock:
        if generation == _generation:  # nothing was forgotten while we looked
            if len(_kept) >= MAX_KEPT:
                _kept.clear()
            _kept[key] = (at + KEEP_SECONDS, window)
    return window


def _load(session: Session, score: int, feed_id: uuid.UUID) -> _Window:
    found = session.execute(build_window_query(), {"score": score, "feed_id": feed_id})
    rows, tags = collect(found)
    return _Window(build_entries(session, rows[:WINDOW], tags), len(rows) > WINDOW)


def _encode(place: _Place) -> str:
    packed = _CURSOR.pack(
        place.score, place.feed_id.bytes, place.offset, place.before.creator_id.bytes, place.before.length
    )
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def _decode(cursor: str) -> _Place:
    try:
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        score, feed_id, offset, creator_id, length = _CURSOR.unpack(packed)
    except (ValueError, binascii.Error, struct.error):
        raise BadCursor from None
    if offset > WINDOW or length > MOST_IN_A_ROW:
        raise BadCursor
    return _Place(score, uuid.UUID(bytes=feed_id), offset, Run(uuid.UUID(bytes=creator_id), length))
