"""What the API of live takes."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import Field

from content.disclosure import Disclosure
from kernel.fields import Body, LongText, Moment, OneLine, PriceMinor, Reason, ShortText, Title
from kernel.paging import DEFAULT_LIMIT, MAX_LIMIT
from live.tray import MAX_ITEMS
from live.values import Audience, CommentState, RestrictionKind
from moderation.notices import NoticeCategory

#: The year 2255, in which these are somebody else's milliseconds.
MAX_MS = 9_000_000_000_000
MAX_BLOCKED_WORDS = 200

Cursor = Annotated[str, Field(max_length=100)]
Category = Annotated[str, OneLine, Field(max_length=40)]
MomentMs = Annotated[int, Field(ge=0, le=MAX_MS)]
Word = Annotated[str, OneLine, Field(min_length=1, max_length=40)]
Answer = Annotated[str, OneLine, Field(min_length=1, max_length=80)]
Line = Annotated[str, OneLine, Field(min_length=1, max_length=200)]


def moment_of(ms: int | None) -> dt.datetime | None:
    """Return the moment that a client named in unix milliseconds."""
    return None if ms is None else dt.datetime.fromtimestamp(ms / 1000, dt.UTC)


class CreateBroadcast(Body):
    """A broadcast to be announced; with `scheduled_at` for later, without for as soon as pictures come."""

    title: Title
    category: Category = ""
    disclosure: Disclosure = Disclosure.NONE
    audience: Audience = Audience.PUBLIC
    scheduled_at: Moment | None = None
    is_rehearsal: bool = False
    product_ids: Annotated[list[uuid.UUID], Field(max_length=MAX_ITEMS)] = Field(default_factory=list)


class ChangeBroadcast(Body):
    """Changes of a broadcast; what is left out stays. The last three only before it begins."""

    title: Title | None = None
    category: Category | None = None
    disclosure: Disclosure | None = None
    audience: Audience | None = None
    is_rehearsal: bool | None = None
    scheduled_at: Moment | None = None


class ListBroadcasts(Body):
    """Which broadcasts: on the air, planned, or over with a replay."""

    state: Literal["live", "scheduled", "ended"] = "live"
    cursor: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT


class PageQuery(Body):
    """Which part of a list."""

    cursor: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT


class Nothing(Body):
    """A body without anything in it."""


class WantedTrayItem(Body):
    """A product of the tray and the host's note about it."""

    product_id: uuid.UUID
    note: ShortText = ""


class SetTray(Body):
    """The whole tray in the order of the show."""

    items: Annotated[list[WantedTrayItem], Field(max_length=MAX_ITEMS)]


class PinProduct(Body):
    """The product to be explained; without a moment of the recording, from now on."""

    product_id: uuid.UUID
    program_time_ms: MomentMs | None = None


class OpenDeal(Body):
    """A live price: how much, how many, how many each, for how long, in how many seconds."""

    variant_id: uuid.UUID
    price_minor: PriceMinor
    quota_count: Annotated[int, Field(strict=True, ge=1, le=1_000_000)]
    per_buyer_limit: Annotated[int, Field(strict=True, ge=1, le=99)] = 1
    seconds: Annotated[int, Field(strict=True, ge=10, le=6 * 3600)]
    starts_in_seconds: Annotated[int, Field(strict=True, ge=0, le=3600)] = 0


class MakeAnnouncement(Body):
    """A line for everybody."""

    text: Line


class OpenPoll(Body):
    """A question with two to four answers."""

    question: Line
    options: Annotated[list[Answer], Field(min_length=2, max_length=4)]
    seconds: Annotated[int, Field(strict=True, ge=10, le=3600)] = 60


class Vote(Body):
    """The number of the chosen answer, from 0."""

    option: Annotated[int, Field(strict=True, ge=0, le=3)]


class ChangeChat(Body):
    """Changes of the chat's settings; what is left out stays."""

    slow_mode_seconds: Annotated[int, Field(strict=True, ge=0, le=600)] | None = None
    is_followers_only: bool | None = None
    links_allowed: bool | None = None
    blocked_words: Annotated[list[Word], Field(max_length=MAX_BLOCKED_WORDS)] | None = None
    holds_for_review: bool | None = None


class ListComments(PageQuery):
    """Which comments: a stretch of the recording (unix ms), or, for moderators, a state and words."""

    from_ms: MomentMs | None = None
    to_ms: MomentMs | None = None
    state: CommentState | Literal["all"] | None = None
    q: Annotated[str, OneLine, Field(max_length=120)] = ""


class RestrictPerson(Body):
    """Who may not talk or be there, and for how long; without `seconds` for good."""

    user_id: uuid.UUID
    kind: RestrictionKind
    seconds: Annotated[int, Field(strict=True, ge=10, le=365 * 86400)] | None = None


class ReportBroadcast(Body):
    """What is wrong with a broadcast, and at which moment of the recording (unix ms)."""

    category: NoticeCategory
    text: LongText = ""
    program_time_ms: MomentMs | None = None


class TapPin(Body):
    """The pin whose product a viewer opened."""

    pin_id: uuid.UUID


class Because(Body):
    """Why a moderator warns or stops; the host reads it."""

    reason: Annotated[Reason, Field(min_length=1)]
