"""What content's API takes and answers."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from content.cover_values import CoverKind
from content.disclosure import Disclosure
from content.feed import DEFAULT_LIMIT, MAX_LIMIT, FeedKind
from content.feed_items import Creator
from content.own_state import OwnState
from content.post_pictures import PostPicture
from content.posts import PostKind
from content.states import PostState
from content.tagged import TaggedOffer
from content.tags import MAX_TAGS
from content.tracks import ShownTrack
from content.uploads import UploadState
from kernel.fields import Body, LongText, OneLine, Reason, Title
from kernel.paging import MAX_LIMIT as MAX_PAGE
from moderation.reasons import Template
from moderation.reviews import ReviewState

Cursor = Annotated[str, Field(max_length=100)]
Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]


class StartUpload(Body):
    """A file that is going to be sent. What it really is, is found out when it has arrived."""

    file_name: Annotated[str, OneLine, Field(min_length=1, max_length=255)]
    size_bytes: Annotated[int, Field(strict=True, ge=1, le=1 << 50)]
    content_type: Annotated[str, Field(max_length=100, pattern=r"^[\w.+-]+/[\w.+-]+$")] = "video/mp4"


class PartUrl(BaseModel):
    """Where one part is PUT to."""

    number: int
    url: str


class StartedUpload(BaseModel):
    """An announced file; `parts` are the first ones, GET /uploads/{id}/parts/{number} gives the others."""

    id: uuid.UUID
    part_size_bytes: int
    parts_count: int
    parts: list[PartUrl]


class ReceivedPart(BaseModel):
    """A part that has arrived."""

    number: int
    etag: str
    size_bytes: int


class UploadAnswer(BaseModel):
    """How an upload stands; `parts` are URLs for parts that are missing."""

    id: uuid.UUID
    state: UploadState
    file_name: str
    size_bytes: int
    part_size_bytes: int
    parts_count: int
    received_parts: list[ReceivedPart]
    parts: list[PartUrl]


class SentPart(Body):
    """A part that was sent, with the ETag that it was answered with."""

    number: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    etag: Annotated[str, Field(min_length=1, max_length=100)]


class CompleteUpload(Body):
    """All parts of a file."""

    parts: Annotated[list[SentPart], Field(min_length=1, max_length=10_000)]


class NewTag(Body):
    """A variant to be shown for a stretch of the video."""

    variant_id: uuid.UUID
    start_seconds: Seconds
    end_seconds: Seconds


NewTags = Annotated[list[NewTag], Field(max_length=MAX_TAGS)]


class NewVideo(Body):
    """A video to be made of a finished upload."""

    upload_id: uuid.UUID
    title: Title
    description: LongText = ""
    product_tags: NewTags = Field(default=[])
    disclosure: Disclosure = Disclosure.NONE


class VideoChange(Body):
    """What to change of a video; what is left out stays."""

    title: Title | None = None
    description: LongText | None = None
    product_tags: NewTags | None = None
    poster_number: Annotated[int, Field(ge=0, le=20)] | None = None
    disclosure: Disclosure | None = None


class RenditionAnswer(BaseModel):
    """One size of a video (pixels, peak bits per second)."""

    name: str
    width: int
    height: int
    bandwidth_bps: int


class PosterAnswer(BaseModel):
    """A picture that can be chosen as the poster."""

    number: int
    time_seconds: float
    url: str
    is_chosen: bool


class KeptCaptions(BaseModel):
    """What was read of a file: so many captions, of which so many come after the end of the video."""

    language: str
    label: str
    cues_count: int
    hidden_count: int


class Moment(Body):
    """A moment of what a video shows."""

    seconds: Seconds


class Stretch(Body):
    """What to leave of a video, in times of what it shows now."""

    start_seconds: Seconds
    end_seconds: Seconds


class StretchQuery(Body):
    """What would be left of a video: from its beginning to its end, unless something else is said."""

    start_seconds: Seconds = 0.0
    end_seconds: Seconds = 86_400.0


class LossAnswer(BaseModel):
    """What a cut would leave out: so many product tags, and so many captions of each language."""

    product_tags_count: int
    captions_counts: dict[str, int]


class CoverAnswer(BaseModel):
    """Where a video's picture comes from; while it is pending, another one is shown."""

    kind: CoverKind
    is_pending: bool


class TrimAnswer(BaseModel):
    """What of the uploaded file is shown, in seconds of it."""

    start_seconds: float
    end_seconds: float


class EditAnswer(BaseModel):
    """A cut that is being made (progress 0 to 1), or has failed; without times, all of the file."""

    start_seconds: float | None
    end_seconds: float | None
    progress: float
    failure: str | None


class VideoAnswer(BaseModel):
    """A video as this viewer may see it; `failure`, `cover`, `trim` and `edit` are for its creator."""

    id: uuid.UUID
    state: PostState
    title: str
    description: str
    mentions: dict[str, str]
    creator: Creator
    progress: float
    failure: str | None
    playlist_url: str | None
    is_growing: bool
    poster_url: str | None
    sprite_url: str | None
    width: int | None
    height: int | None
    duration_seconds: float | None
    renditions: list[RenditionAnswer]
    posters: list[PosterAnswer]
    captions: list[ShownTrack]
    cover: CoverAnswer | None
    trim: TrimAnswer | None
    edit: EditAnswer | None
    product_tags: list[TaggedOffer]
    disclosure: Disclosure
    created_at: dt.datetime
    published_at: dt.datetime | None


class VideoPage(BaseModel):
    """Some videos."""

    items: list[VideoAnswer]
    next_cursor: str | None


class PageQuery(Body):
    """Which page is wanted."""

    cursor: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 20


class FeedQuery(Body):
    """Which page of which feed is wanted."""

    kind: FeedKind = FeedKind.FOR_YOU
    cursor: Cursor | None = None
    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT


class FeedItemAnswer(BaseModel):
    """A public post; `path` is its page. What only a video has is null in other kinds."""

    id: uuid.UUID
    kind: PostKind
    path: str
    title: str
    description: str
    mentions: dict[str, str]
    creator: Creator
    playlist_url: str | None
    poster_url: str | None
    width: int | None
    height: int | None
    duration_seconds: float | None
    captions: list[ShownTrack]
    pictures: list[PostPicture]
    product_tags: list[TaggedOffer]
    disclosure: Disclosure
    likes_count: int
    saves_count: int
    shares_count: int
    comments_count: int
    views_count: int


class FeedPage(BaseModel):
    """Some of the feed; `own` is the caller's part of it, null when nobody is signed in."""

    items: list[FeedItemAnswer]
    next_cursor: str | None
    own: OwnState | None


class ReviewQuery(PageQuery):
    """Which reviews are wanted."""

    state: ReviewState = ReviewState.OPEN


class ReviewItem(BaseModel):
    """A post that waits, or waited, for a moderator."""

    post_id: uuid.UUID
    kind: str
    state: ReviewState
    title: str
    description: str
    creator: Creator
    waiting_since: dt.datetime
    playlist_url: str | None
    poster_url: str | None
    duration_seconds: float | None
    product_tags: list[TaggedOffer]


class ReviewPage(BaseModel):
    """Some reviews, the longest waiting first."""

    items: list[ReviewItem]
    next_cursor: str | None


class DecideReview(Body):
    """A moderator's decision; a rejection needs a reason, which the creator reads."""

    decision: Literal["approve", "reject"]
    template: Template | None = None
    reason: Reason = ""


class Because(Body):
    """Why a moderator does something."""

    reason: Reason


class MaybeBecause(Body):
    """Why a moderator does something, if it needs saying."""

    reason: Reason = ""
