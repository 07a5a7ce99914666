"""What sold: posts and broadcasts by their titles, with what was watched and opened of the merchant's own."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from content import figures as content_figures
from content import posts
from content.addresses import path_of
from content.states import PostState
from live import broadcasts, pin_log
from live import figures as live_figures
from live.values import PinEntry
from orders.figures.reading import SourceTrade, Span
from products.titles import list_titles


@dataclass(frozen=True)
class Sold:
    """A post, a broadcast or a pin, and what came of it. Without `path` it is not there any more.

    Views and taps are None where they are not the merchant's to see. Those of a broadcast are of all of it.
    """

    kind: str
    title: str
    path: str | None
    views_count: int | None
    taps_count: int | None
    trade: SourceTrade

    @property
    def orders_per_tap(self) -> float | None:
        """Return how many orders came of a tap on the average, if taps are known."""
        return self.trade.orders_count / self.taps_count if self.taps_count else None

    @property
    def taps_per_view(self) -> float | None:
        """Return how many taps came of a view on the average, if both are known."""
        if not self.views_count or self.taps_count is None:
            return None
        return self.taps_count / self.views_count


def name_sources(
    session: Session, found: Sequence[SourceTrade], span: Span, *, owner_id: uuid.UUID
) -> Sequence[Sold]:
    """Return what posts and broadcasts are called that sold something, in the same order."""
    ids = [one.source_id for one in found]
    shown = {
        key: post for key, post in posts.list_posts(session, ids).items() if post.state is PostState.PUBLISHED
    }
    shows = broadcasts.list_broadcasts(session, [key for key in ids if key not in shown])
    own_posts = [key for key, post in shown.items() if post.creator_id == owner_id]
    seen = content_figures.sum_seen(session, own_posts, span.first, span.last)
    own_shows = [key for key, show in shows.items() if show.creator_id == owner_id]
    taps = live_figures.count_taps(session, own_shows)
    sold = []
    for one in found:
        key = one.source_id
        if key in shown:
            views, opened = seen.get(key, (0, 0)) if key in own_posts else (None, None)
            post = shown[key]
            sold.append(Sold(post.kind, post.title, path_of(post.kind, key), views, opened, one))
        elif key in shows:
            opened = taps.get(key, 0) if key in own_shows else None
            sold.append(Sold("broadcast", shows[key].title, f"/live/{key}", None, opened, one))
        else:
            sold.append(Sold("gone", "", None, None, None, one))
    return sold


def name_pins(session: Session, found: Sequence[SourceTrade], *, owner_id: uuid.UUID) -> Sequence[Sold]:
    """Return what pins explained that sold something, in the same order; of own broadcasts with taps."""
    entries = pin_log.list_entries(session, [one.pin_id for one in found if one.pin_id])
    titles = list_titles(session, {entry.product_id for entry in entries.values()})
    shows = broadcasts.list_broadcasts(session, {one.source_id for one in found})
    own = [
        key
        for key, entry in entries.items()
        if (show := shows.get(entry.broadcast_id)) and show.creator_id == owner_id
    ]
    taps = live_figures.count_pin_taps(session, own)
    return [_name_pin(one, entries, titles, taps if one.pin_id in own else None) for one in found]


def _name_pin(
    one: SourceTrade,
    entries: Mapping[uuid.UUID, PinEntry],
    titles: Mapping[uuid.UUID, str],
    taps: Mapping[uuid.UUID, int] | None,
) -> Sold:
    entry = entries.get(one.pin_id) if one.pin_id else None
    if entry is None:
        return Sold("gone", "", None, None, None, one)
    opened = None if taps is None else taps.get(entry.id, 0)
    title = titles.get(entry.product_id, "")
    return Sold("pin", title, f"/live/{one.source_id}", None, opened, one)
