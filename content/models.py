"""Tables of uploads, posts, their product tags, and what each person may still store."""

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id

_ZERO = text("0")


class UploadQuota(Base):
    """What a person has stored or announced. One conditional UPDATE of this row decides about one more."""

    __tablename__ = "upload_quotas"
    __table_args__ = (
        CheckConstraint("stored_bytes >= 0", name="stored_bytes"),
        CheckConstraint("in_flight_count >= 0", name="in_flight_count"),
    )

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    stored_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    in_flight_count: Mapped[int] = mapped_column(default=0)


class Upload(Base):
    """One file on its way from a browser, in parts. The storage's key is ours, never the file's name."""

    __tablename__ = "uploads"
    __table_args__ = (
        Index("ix_uploads_owner_id_id", "owner_id", "id"),
        Index("ix_uploads_state_expires_at", "state", "expires_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    file_name: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    part_size_bytes: Mapped[int]
    state: Mapped[str]
    storage_key: Mapped[str]
    storage_upload_id: Mapped[str]
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]


class Post(Base):
    """Something that a creator shows: a video, photos or an article.

    One table for all kinds: whatever happens to a post (review, removal, feed, likes, comments) is the same
    for each. The columns from `upload_id` to `edit` are a video's (what is in the last four say `tracks`,
    `covers` and `trims`), `blocks` are an article's;
    `mentions` are `{"handle", "person_id"}` as written. A draft publishes itself at `scheduled_at`. `feed_id`
    is set while everybody may see the post, and sorts the feed; so is `score`, which sorts what is
    recommended (see scores).
    The counts are kept in the transaction of the row that they count.
    """

    __tablename__ = "posts"
    __table_args__ = (
        # Not partial indexes: SQLite does not use one for a bound parameter.
        Index("uq_posts_feed_id", "feed_id", unique=True),
        Index("ix_posts_creator_id_id", "creator_id", "id"),
        Index("ix_posts_creator_id_feed_id", "creator_id", "feed_id"),
        Index("ix_posts_purge_at", "purge_at"),
        Index("ix_posts_scheduled_at", "scheduled_at"),
        Index("uq_posts_upload_id", "upload_id", unique=True),
        Index("ix_posts_score_feed_id", "score", "feed_id"),
        Index("ix_posts_score_due_at", "score_due_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    creator_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    title: Mapped[str]
    description: Mapped[str]
    state: Mapped[str]
    failure: Mapped[str | None]
    upload_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("uploads.id"))
    job_id: Mapped[uuid.UUID | None]
    set_name: Mapped[str | None]
    playlist: Mapped[str | None]
    is_growing: Mapped[bool] = mapped_column(default=False)
    width: Mapped[int | None]
    height: Mapped[int | None]
    duration_seconds: Mapped[float | None]
    renditions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    posters: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    poster_file: Mapped[str | None]
    captions: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    cover: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    trim: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    edit: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    blocks: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    mentions: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list, server_default=text("'[]'"))
    disclosure: Mapped[str] = mapped_column(default="none", server_default="none")
    scheduled_at: Mapped[dt.datetime | None]
    publish_id: Mapped[uuid.UUID | None]
    feed_id: Mapped[uuid.UUID | None]
    published_at: Mapped[dt.datetime | None]
    removed_by: Mapped[str | None]
    state_before_removal: Mapped[str | None]
    purge_at: Mapped[dt.datetime | None]
    likes_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    saves_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    shares_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    comments_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    views_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    score: Mapped[int | None] = mapped_column(BigInteger)
    score_due_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]


class ProductTag(Base):
    """A variant that a post shows: in a video, when (seconds of media time); on a picture, where.

    `x_permille` and `y_permille` are thousandths of the picture's width and height, from its upper left.
    """

    __tablename__ = "product_tags"
    __table_args__ = (Index("ix_product_tags_variant_id", "variant_id"),)

    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    variant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("variants.id"))
    start_seconds: Mapped[float]
    end_seconds: Mapped[float]
    picture_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("post_pictures.id"))
    x_permille: Mapped[int | None]
    y_permille: Mapped[int | None]


class PostPicture(Base):
    """A picture of a post, stored as `posts/<post id>/<id>/<width>.<ext>` for each of its widths."""

    __tablename__ = "post_pictures"
    __table_args__ = (Index("ix_post_pictures_post_id_position", "post_id", "position"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posts.id"))
    position: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    widths: Mapped[list[int]] = mapped_column(JSON)
    alt: Mapped[str]
    created_at: Mapped[dt.datetime]


class PostHashtag(Base):
    """A hashtag of a post, without its sign and folded, so that all spellings of it meet."""

    __tablename__ = "post_hashtags"
    __table_args__ = (Index("ix_post_hashtags_tag_post_id", "tag", "post_id"),)

    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)


class PostLike(Base):
    """A person likes a post."""

    __tablename__ = "post_likes"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    created_at: Mapped[dt.datetime]


class PostSave(Base):
    """A person keeps a post for later; `id` sorts what is kept, the latest last."""

    __tablename__ = "post_saves"
    __table_args__ = (Index("ix_post_saves_person_id_id", "person_id", "id"),)

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(default=new_id)


class PostViewer(Base):
    """What one viewer did with a post on one day (UTC), so that nothing counts twice. Kept for some days.

    A viewer is a person's id, or that of a signed cookie.
    """

    __tablename__ = "post_viewers"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    viewer_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    has_viewed: Mapped[bool]
    has_tapped: Mapped[bool]
    has_shared: Mapped[bool]
    watch_seconds: Mapped[int]


class PostDay(Base):
    """The figures of a post on one day (UTC). Likes and saves are those of the day that still stand."""

    __tablename__ = "post_days"

    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    views_count: Mapped[int] = mapped_column(default=0)
    watch_seconds: Mapped[int] = mapped_column(BigInteger, default=0)
    taps_count: Mapped[int] = mapped_column(default=0)
    likes_count: Mapped[int] = mapped_column(default=0)
    saves_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    shares_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))


class PostComment(Base):
    """What somebody said about a post, or in answer to that (`parent_id`; no deeper).

    It is shown while it is neither held, removed nor taken down. `mentions` are `{"handle", "person_id"}` as
    written; `replied_to_id` is whom an answer answers.
    """

    __tablename__ = "post_comments"
    __table_args__ = (
        Index("ix_post_comments_post_id_parent_id_id", "post_id", "parent_id", "id"),
        Index("ix_post_comments_parent_id_id", "parent_id", "id"),
        Index("ix_post_comments_author_id_id", "author_id", "id"),
        Index("ix_post_comments_top", "post_id", "parent_id", "likes_count", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posts.id"))
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("post_comments.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    replied_to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    text: Mapped[str]
    mentions: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    replies_count: Mapped[int] = mapped_column(default=0)
    likes_count: Mapped[int] = mapped_column(default=0, server_default=_ZERO)
    is_pinned: Mapped[bool] = mapped_column(default=False)
    held_at: Mapped[dt.datetime | None]
    removed_at: Mapped[dt.datetime | None]
    removed_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("users.id"))
    taken_down_at: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]


class CommentLike(Base):
    """A person likes a comment."""

    __tablename__ = "comment_likes"
    __table_args__ = (Index("ix_comment_likes_comment_id", "comment_id"),)

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    comment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("post_comments.id"), primary_key=True)
    created_at: Mapped[dt.datetime]


class PinnedPost(Base):
    """A post that its creator put on top of his page."""

    __tablename__ = "pinned_posts"
    __table_args__ = (Index("ix_pinned_posts_creator_id", "creator_id"),)

    post_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    creator_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("users.id"))
    pinned_at: Mapped[dt.datetime]
