"""The present state of one room, as this process knows it. Nothing here reads, writes or sends anything."""

import math
import time
import uuid
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from live.sockets.acceptance import Speaker
from live.sockets.comment_ring import CommentRing, SaidComment
from live.sockets.likes import Likes
from live.sockets.presence import Presence
from live.sockets.purchases import Purchases
from live.sockets.ticks import Payload, choose_comments
from live.values import Broadcast, CommentState, Restriction

#: A number of viewers that changes all the time is told this often at most (seconds).
VIEWERS_SECONDS = 1.0
#: The other processes hear of a room at least so often (seconds), also when nothing happens in it.
HEARTBEAT_SECONDS = 5.0
#: Whose speed is remembered; who comes after that was silent for long.
MAX_SPEAKERS = 5000


@dataclass(frozen=True)
class RoomState:
    """What the database knows of a room; `stock` is what can be bought now, by variant."""

    broadcast: Broadcast
    pin: Payload | None
    deal: Payload | None
    poll: Payload | None
    tray: Sequence[Payload]
    stock: Mapping[str, int]
    comments: Sequence[SaidComment]
    restrictions: Mapping[uuid.UUID, Restriction]
    removed_ids: Sequence[uuid.UUID] = ()


@dataclass
class _Told:
    """What the last tick said."""

    likes_count: int
    viewers_count: int = -1
    viewers_at: float = -math.inf


@dataclass
class _Batches:
    """What the other processes were told."""

    number: int = 0
    told_at: float = -math.inf
    likes_count: int = 0
    viewers_count: int = 0


@dataclass
class Room:
    """A room with viewers. Times are monotonic seconds where nothing else is said."""

    state: RoomState
    opened_at_ms: int
    seq: int = 0
    #: Counts what was changed from outside, so that an older read of the database is noticed.
    version: int = 0
    ring: CommentRing = field(default_factory=CommentRing)
    presence: Presence = field(default_factory=Presence)
    purchases: Purchases = field(default_factory=Purchases)

    def __post_init__(self) -> None:
        for comment in self.state.comments:
            self.ring.take(comment)
        self.likes = Likes(self.state.broadcast.likes_count, self.opened_at_ms)
        self.stock = dict(self.state.stock)
        self._pending: list[Payload] = []
        self._outgoing: list[SaidComment] = []
        self._changed_stock: dict[str, int] = {}
        self._told = _Told(self.likes.count)
        self._batches = _Batches()
        self._heard_numbers: dict[str, int] = {}
        self._screens: set[str] = set()
        self._speakers: OrderedDict[uuid.UUID, Speaker] = OrderedDict()
        self._recorded_likes_count = 0

    @property
    def id(self) -> uuid.UUID:
        """Return the broadcast's id."""
        return self.state.broadcast.id

    @property
    def is_empty(self) -> bool:
        """Tell whether no screen of this process is in the room."""
        return not self._screens

    @property
    def unrecorded_likes_count(self) -> int:
        """Return how many likes of this process wait for the recorder."""
        return self.likes.here_count - self._recorded_likes_count

    def mark_likes_recorded(self, count: int) -> None:
        """Note that the recorder took so many likes."""
        self._recorded_likes_count += count

    def enter(self, sid: str, viewer: str | None) -> None:
        """Let a screen in; without a `viewer` it is not counted: the host's."""
        self._screens.add(sid)
        if viewer is not None:
            self.presence.enter(sid, viewer)

    def leave(self, sid: str) -> None:
        """Let a screen out."""
        self._screens.discard(sid)
        self.presence.leave(sid)

    def speaker(self, user_id: uuid.UUID) -> Speaker:
        """Return how fast a person has been talking here, whichever of his screens he used."""
        speaker = self._speakers.setdefault(user_id, Speaker())
        self._speakers.move_to_end(user_id)
        if len(self._speakers) > MAX_SPEAKERS:
            self._speakers.popitem(last=False)
        return speaker

    def note_purchase(self, product_id: str, quantity: int, name: str | None) -> None:
        """Count a purchase; it is told with the next tick, added up."""
        self.purchases.add(product_id, quantity, name, time.monotonic())

    def say(self, comment: SaidComment) -> None:
        """Take in what somebody said here: it goes into the next tick, and to the other processes."""
        if self.take(comment):
            self._outgoing.append(comment)

    def take(self, comment: SaidComment) -> bool:
        """Take in a comment from elsewhere; False: it is known already."""
        is_new = self.ring.take(comment)
        if is_new and comment.state is CommentState.SHOWN:
            self._pending.append(comment.payload)
        return is_new

    def remove_comment(self, comment_id: uuid.UUID) -> None:
        """Take a comment off, also one that waits for the next tick."""
        self.ring.remove(comment_id)
        self._pending = [payload for payload in self._pending if payload["id"] != str(comment_id)]

    def set_stock(self, variant_id: str, count: int) -> bool:
        """Note how many of a variant can be bought; True: this was the last one."""
        before = self.stock.get(variant_id)
        if before == count or (before is None and variant_id not in self._variants()):
            return False
        self.stock[variant_id] = self._changed_stock[variant_id] = count
        return count == 0 and before != 0

    def product_ids(self) -> set[str]:
        """Return the products whose stock is shown here."""
        cards = [*self.state.tray, *([self.state.pin] if self.state.pin else [])]
        return {str(card["product_id"]) for card in cards}

    def hear_batch(self, process: str, batch: Mapping[str, Any], at: float) -> bool:
        """Take in what another process told but its comments; False: something before it was lost."""
        expected = self._heard_numbers.get(process, batch["number"] - 1) + 1
        self._heard_numbers[process] = max(batch["number"], expected - 1)
        self.presence.hear(process, batch["viewers_count"], at)
        self.likes.hear(process, batch["likes_count"], batch["opened_at_ms"])
        return bool(batch["number"] <= expected)

    def cut_tick(self, at: float) -> Payload | None:
        """Return the next tick, or None when nothing has changed."""
        likes_count, viewers_count = self.likes.count, self.presence.count(at)
        told = self._told
        is_viewers_due = viewers_count != told.viewers_count and at - told.viewers_at >= VIEWERS_SECONDS
        if not (self._pending or self._changed_stock or likes_count != told.likes_count or is_viewers_due):
            return None
        viewers_at = told.viewers_at if viewers_count == told.viewers_count else at
        self._told = _Told(likes_count, viewers_count, viewers_at)
        comments, more = choose_comments(self._pending)
        stock, self._changed_stock, self._pending = self._changed_stock, {}, []
        self.seq += 1
        return {
            "seq": self.seq,
            "comments": comments,
            "more": more,
            "likes_count": likes_count,
            "viewers_count": viewers_count,
            "stock": stock,
        }

    def cut_batch(self, at: float) -> Payload | None:
        """Return what the other processes should hear, or None when there is nothing new."""
        last, viewers_count = self._batches, self.presence.here_count
        is_due = at - last.told_at >= HEARTBEAT_SECONDS
        is_viewers_due = viewers_count != last.viewers_count and at - last.told_at >= VIEWERS_SECONDS
        if not (self._outgoing or self.likes.here_count != last.likes_count or is_viewers_due or is_due):
            return None
        comments, self._outgoing = self._outgoing, []
        self._batches = _Batches(last.number + 1, at, self.likes.here_count, viewers_count)
        return {
            "number": self._batches.number,
            "opened_at_ms": self.opened_at_ms,
            "likes_count": self.likes.here_count,
            "viewers_count": viewers_count,
            "comments": [write_comment(one) for one in comments],
        }

    def refresh(self, state: RoomState) -> list[uuid.UUID]:
        """Take in what the database knows now; return the comments that were removed meanwhile."""
        self.state = state
        self.likes.catch_up(state.broadcast.likes_count)
        for variant_id, count in state.stock.items():
            self.set_stock(variant_id, count)
        for comment in state.comments:
            self.take(comment)
        removed = [one for one in state.removed_ids if self.ring.find(one) is not None]
        for comment_id in removed:
            self.remove_comment(comment_id)
        return removed

    def _variants(self) -> set[str]:
        return {variant for card in self.state.tray for variant in card["variant_ids"]}


def write_comment(comment: SaidComment) -> Payload:
    """Return a comment as processes tell each other."""
    return {"author_id": str(comment.author_id), "state": str(comment.state), "payload": comment.payload}


def read_comment(told: Mapping[str, Any]) -> SaidComment:
    """Return a comment that another process told."""
    payload = dict(told["payload"])
    return SaidComment(
        uuid.UUID(payload["id"]), uuid.UUID(told["author_id"]), CommentState(told["state"]), payload
    )
