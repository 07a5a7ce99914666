"""What others get to see of live: frozen values, never table rows."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from commissions.clicks import Click
from content.disclosure import Disclosure
from live.states import BroadcastState
from promotions.values import Deal


class Audience(StrEnum):
    """Who may watch. `private`: the host and the room's moderators."""

    PUBLIC = "public"
    FOLLOWERS = "followers"
    PRIVATE = "private"


class Replay(StrEnum):
    """Whether an ended broadcast can be played again; `removed` by its host, `hidden` by a moderator."""

    READY = "ready"
    REMOVED = "removed"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class ChatSettings:
    """How the chat of a broadcast is kept. Blocked words are as the host wrote them."""

    slow_mode_seconds: int = 0
    is_followers_only: bool = False
    links_allowed: bool = False
    blocked_words: Sequence[str] = ()
    holds_for_review: bool = False


@dataclass(frozen=True)
class Broadcast:
    """A live show. `media_started_at` is the program time of its first picture."""

    id: uuid.UUID
    creator_id: uuid.UUID
    title: str
    category: str
    disclosure: Disclosure
    audience: Audience
    is_rehearsal: bool
    state: BroadcastState
    scheduled_at: dt.datetime | None
    started_at: dt.datetime | None
    interrupted_at: dt.datetime | None
    ended_at: dt.datetime | None
    end_reason: str | None
    media_started_at: dt.datetime | None
    ingest_url: str | None
    cover_key: str | None
    replay: Replay | None
    pin_id: uuid.UUID | None
    likes_count: int
    viewers_count: int
    peak_viewers_count: int
    chat: ChatSettings
    created_at: dt.datetime

    @property
    def cover_url(self) -> str | None:
        """Return where the cover is served, or None when there is none."""
        return f"/media/{self.cover_key}.webp" if self.cover_key else None

    @property
    def is_live(self) -> bool:
        """Tell whether it is on the air, be its publisher lost for a moment or not."""
        return self.state is BroadcastState.LIVE

    @property
    def is_over(self) -> bool:
        """Tell whether nothing new will come of it."""
        return self.state in {BroadcastState.ENDED, BroadcastState.STOPPED}

    @property
    def is_listed(self) -> bool:
        """Tell whether strangers may know that it exists."""
        return self.audience is Audience.PUBLIC and not self.is_rehearsal


@dataclass(frozen=True)
class NewBroadcast:
    """A broadcast as its host describes it."""

    title: str
    category: str = ""
    disclosure: Disclosure = Disclosure.NONE
    audience: Audience = Audience.PUBLIC
    scheduled_at: dt.datetime | None = None
    is_rehearsal: bool = False


@dataclass(frozen=True)
class Card:
    """A product as a room shows it: its deal's variant, or its cheapest one, with what that costs now.

    `was_minor` and `deal_was_minor` are the earlier prices that may be shown, if any may.
    """

    product_id: uuid.UUID
    shop_owner_id: uuid.UUID
    title: str
    picture_url: str | None
    price_minor: int
    list_price_minor: int
    was_minor: int | None
    currency: str
    available_count: int
    is_on_sale: bool
    variant_ids: Sequence[uuid.UUID]
    deal: Deal | None
    deal_was_minor: int | None
    #: What opening it counts as, if its host earns something by it.
    click: Click | None = None


@dataclass(frozen=True)
class TrayItem:
    """A product of the tray; `note` is for the eyes of the host and the room's moderators."""

    card: Card
    note: str


class PinKind(StrEnum):
    """What an entry of the pin log tells."""

    LIST = "list"
    PIN = "pin"
    PRICE_OPEN = "price_open"
    PRICE_CLOSE = "price_close"
    STOCK = "stock"
    SOLD_OUT = "sold_out"
    UNPIN = "unpin"
    DELIST = "delist"


@dataclass(frozen=True)
class PinEntry:
    """One entry of the pin log. `pin_id` names the pin that an unpin ends."""

    id: uuid.UUID
    broadcast_id: uuid.UUID
    kind: PinKind
    product_id: uuid.UUID
    variant_id: uuid.UUID | None
    deal_id: uuid.UUID | None
    pin_id: uuid.UUID | None
    actor_id: uuid.UUID | None
    at: dt.datetime
    program_time: dt.datetime | None
    price_minor: int | None
    currency: str | None
    viewers_count: int
    disclosure: Disclosure = Disclosure.NONE


class CommentState(StrEnum):
    """Where a comment is. `held` waits for a moderator, `removed` was taken away; both are kept."""

    SHOWN = "shown"
    HELD = "held"
    REMOVED = "removed"


@dataclass(frozen=True)
class NewComment:
    """A comment as the realtime process accepted it; the id decides whether it is there already."""

    id: uuid.UUID
    broadcast_id: uuid.UUID
    author_id: uuid.UUID
    text: str
    at: dt.datetime
    program_time: dt.datetime | None = None
    state: CommentState = CommentState.SHOWN


@dataclass(frozen=True)
class Author:
    """Who said something."""

    id: uuid.UUID
    name: str
    handle: str
    avatar_url: str | None


@dataclass(frozen=True)
class Comment:
    """What somebody said, and who he is in this room."""

    id: uuid.UUID
    broadcast_id: uuid.UUID
    author: Author
    text: str
    state: CommentState
    is_host: bool
    is_moderator: bool
    at: dt.datetime
    program_time: dt.datetime


class RestrictionKind(StrEnum):
    """What somebody may not do: talk, or be there at all."""

    MUTE = "mute"
    BAN = "ban"


@dataclass(frozen=True)
class Restriction:
    """What somebody may not do in a room; for good without `until`."""

    user_id: uuid.UUID
    kind: RestrictionKind
    until: dt.datetime | None


@dataclass(frozen=True)
class Poll:
    """A question, its answers and how often each was chosen."""

    id: uuid.UUID
    broadcast_id: uuid.UUID
    question: str
    options: Sequence[str]
    votes: Sequence[int]
    opened_at: dt.datetime
    closes_at: dt.datetime
    is_open: bool


@dataclass(frozen=True)
class Sample:
    """How many watched at a moment, and how many likes there were until then."""

    at: dt.datetime
    viewers_count: int
    likes_count: int
