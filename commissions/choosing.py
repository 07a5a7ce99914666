"""Who earns by a line of an order: pure. Of all touches that count, the last one."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commissions.clicks import TouchKind


@dataclass(frozen=True)
class Touch:
    """That somebody came upon a creator's product, and when; of a follow there is no source."""

    creator_id: uuid.UUID
    kind: TouchKind
    touched_at: dt.datetime
    source_kind: str | None = None
    source_id: uuid.UUID | None = None
    pin_id: uuid.UUID | None = None
    media_ms: int | None = None


@dataclass(frozen=True)
class Windows:
    """How long a touch of each kind holds."""

    live: dt.timedelta
    content: dt.timedelta
    follow: dt.timedelta

    def of(self, kind: TouchKind) -> dt.timedelta:
        """Return how long touches of this kind hold."""
        by_kind: Mapping[TouchKind, dt.timedelta] = {
            TouchKind.LIVE: self.live,
            TouchKind.CONTENT: self.content,
            TouchKind.FOLLOW: self.follow,
        }
        return by_kind[kind]


@dataclass(frozen=True)
class Sold:
    """Who buys of whom, when, and the rates of those who promote it (basis points, by creator)."""

    buyer_id: uuid.UUID
    shop_owner_id: uuid.UUID
    at: dt.datetime
    rates: Mapping[uuid.UUID, int]


def choose_touch(touches: Iterable[Touch], sold: Sold, windows: Windows) -> Touch | None:
    """Return the touch that a sale is owed to, or None: nobody earns by it.

    Nobody earns by what he buys or sells himself. A tie goes to the kind that holds shortest, then to
    the smaller id, so that the same touches always give the same answer.
    """
    counting = [one for one in touches if _counts(one, sold, windows)]
    order = (TouchKind.FOLLOW, TouchKind.CONTENT, TouchKind.LIVE)
    return max(
        counting,
        key=lambda one: (one.touched_at, order.index(one.kind), -one.creator_id.int),
        default=None,
    )


def _counts(touch: Touch, sold: Sold, windows: Windows) -> bool:
    return (
        touch.creator_id not in {sold.buyer_id, sold.shop_owner_id}
        and sold.rates.get(touch.creator_id, 0) > 0
        and touch.touched_at <= sold.at <= touch.touched_at + windows.of(touch.kind)
    )
