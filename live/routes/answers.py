"""What the API of live answers. Where a room tells the same thing, the fields are the same."""

import datetime as dt
import uuid

from pydantic import BaseModel

from content.disclosure import Disclosure
from live.states import BroadcastState
from live.values import Audience, CommentState, PinKind, Replay, RestrictionKind


class AuthorAnswer(BaseModel):
    """Who hosts or said something."""

    id: uuid.UUID
    name: str
    handle: str
    avatar_url: str | None


class DealAnswer(BaseModel):
    """A live price; `is_open` says whether it holds now, `left_count` how many can still have it.

    `was_minor` is the earlier price that may be shown, if any may.
    """

    id: uuid.UUID
    variant_id: uuid.UUID
    product_id: uuid.UUID
    price_minor: int
    list_price_minor: int
    was_minor: int | None
    currency: str
    quota_count: int
    left_count: int
    per_buyer_limit: int
    starts_at_ms: int
    ends_at_ms: int
    is_open: bool


class CardAnswer(BaseModel):
    """A product with what it costs now; `was_minor` is the earlier price that may be shown, if any may.

    `click` is there if opening it may earn its host something; it goes to `POST /api/v1/touches` then.
    """

    product_id: uuid.UUID
    title: str
    picture_url: str | None
    price_minor: int
    list_price_minor: int
    was_minor: int | None
    currency: str
    available_count: int
    is_on_sale: bool
    variant_ids: list[uuid.UUID]
    deal: DealAnswer | None
    click: str | None = None


class TrayItemAnswer(CardAnswer):
    """A product of the tray; the note is there for those who run the show."""

    note: str | None = None


class TrayAnswer(BaseModel):
    """The tray in the order of the show."""

    items: list[TrayItemAnswer]


class PinAnswer(CardAnswer):
    """The product that is explained, and from which moment of the recording on."""

    pin_id: uuid.UUID
    program_time_ms: int


class PollAnswer(BaseModel):
    """A question, its answers and how often each was chosen; `voted` is what the asker chose."""

    id: uuid.UUID
    question: str
    options: list[str]
    votes: list[int]
    closes_at_ms: int
    is_open: bool
    voted: int | None = None


class ChatAnswer(BaseModel):
    """How the chat is kept; the blocked words are there for those who keep the peace."""

    slow_mode_seconds: int
    is_followers_only: bool
    links_allowed: bool
    holds_for_review: bool
    blocked_words: list[str] | None = None


class MediaAnswer(BaseModel):
    """Where a running broadcast plays: low latency, plain, and winding back."""

    master_url: str
    plain_url: str
    dvr_url: str


class MeAnswer(BaseModel):
    """What the asker can do here."""

    user_id: uuid.UUID | None
    can_watch: bool
    can_host: bool
    can_moderate: bool
    is_following: bool
    has_reminder: bool


class BroadcastItem(BaseModel):
    """A broadcast in a list."""

    id: uuid.UUID
    state: BroadcastState
    title: str
    category: str
    disclosure: Disclosure
    audience: Audience
    is_rehearsal: bool
    creator: AuthorAnswer
    cover_url: str | None
    thumb_url: str | None
    scheduled_at: dt.datetime | None
    started_at: dt.datetime | None
    ended_at: dt.datetime | None
    replay: Replay | None
    viewers_count: int
    peak_viewers_count: int
    likes_count: int


class BroadcastAnswer(BroadcastItem):
    """A broadcast as somebody who may know of it sees it."""

    is_interrupted: bool
    end_reason: str | None
    media_started_at: dt.datetime | None
    media: MediaAnswer | None
    replay_url: str | None
    tray: list[TrayItemAnswer]
    pin: PinAnswer | None
    deal: DealAnswer | None
    poll: PollAnswer | None
    chat: ChatAnswer
    reminders_count: int
    me: MeAnswer
    server_time_ms: int


class BroadcastPage(BaseModel):
    """Some broadcasts, and where the next ones start."""

    items: list[BroadcastItem]
    next_cursor: str | None


class CreatedAnswer(BaseModel):
    """A new broadcast. The key, which encoders send to `rtmp_url`, is not told to a repeated request."""

    id: uuid.UUID
    state: BroadcastState
    stream_key: str | None
    rtmp_url: str
    playlist_url: str


class KeyAnswer(BaseModel):
    """A new stream key. It is shown this once."""

    stream_key: str
    rtmp_url: str


class TicketAnswer(BaseModel):
    """What a page publishes with; an empty `url` is the page's own origin."""

    ticket: str
    url: str
    path: str


class CommentAnswer(BaseModel):
    """What somebody said, when, and at which moment of the recording."""

    id: uuid.UUID
    author: AuthorAnswer
    text: str
    state: CommentState
    is_host: bool
    is_moderator: bool
    at_ms: int
    program_time_ms: int


class CommentPage(BaseModel):
    """Some comments, and where the next ones start."""

    items: list[CommentAnswer]
    next_cursor: str | None


class RestrictionAnswer(BaseModel):
    """What somebody may not do, and until when; for good without a time."""

    user_id: uuid.UUID
    kind: RestrictionKind
    until_ms: int | None


class LogEntryAnswer(BaseModel):
    """One entry of the pin log: with the price it had then, and for a pin the product as it is today."""

    id: uuid.UUID
    kind: PinKind
    product_id: uuid.UUID
    variant_id: uuid.UUID | None
    deal_id: uuid.UUID | None
    pin_id: uuid.UUID | None
    at_ms: int
    program_time_ms: int | None
    price_minor: int | None
    currency: str | None
    disclosure: Disclosure


class LogAnswer(BaseModel):
    """The whole pin log, oldest first, and its products as they are today."""

    items: list[LogEntryAnswer]
    products: list[CardAnswer]


class SampleAnswer(BaseModel):
    """How many watched at a moment, and how many likes there were until then."""

    at: dt.datetime
    viewers_count: int
    likes_count: int


class MoneyAnswer(BaseModel):
    """An amount in minor units."""

    currency: str
    amount_minor: int


class PinFiguresAnswer(BaseModel):
    """What a pin brought: viewers, who opened the product, orders placed and paid, units, revenue."""

    pin_id: uuid.UUID
    product_id: uuid.UUID
    title: str
    picture_url: str | None
    at: dt.datetime
    until: dt.datetime | None
    seconds: float
    program_time_ms: int | None
    viewers_count: int
    taps_count: int
    carts_count: int
    orders_count: int
    units_count: int
    revenue_minor: int
    currency: str


class FiguresAnswer(BaseModel):
    """All figures of a broadcast: over time, together, and per pin."""

    viewers: list[SampleAnswer]
    viewers_count: int
    peak_viewers_count: int
    likes_count: int
    comments_count: int
    taps_count: int
    carts_count: int
    orders_count: int
    revenue: list[MoneyAnswer]
    pins: list[PinFiguresAnswer]


class ReceiptAnswer(BaseModel):
    """That a report was received, under which number."""

    id: uuid.UUID


class WallItemAnswer(BroadcastItem):
    """A broadcast on the air as moderators see it."""

    media: MediaAnswer | None
    reports_count: int
    held_comments_count: int
    is_interrupted: bool


class WallAnswer(BaseModel):
    """Everything on the air: the most reported first, then the most watched."""

    items: list[WallItemAnswer]
