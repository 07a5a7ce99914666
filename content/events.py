"""What others may hear of content."""

import uuid
from dataclasses import dataclass

from kernel.events import Event


@dataclass(frozen=True)
class VideoPlayable(Event):
    """A first, provisional set of a video can be played by its creator and by moderators."""

    video_id: uuid.UUID


@dataclass(frozen=True)
class PostPublished(Event):
    """Everybody may see this post."""

    post_id: uuid.UUID
    creator_id: uuid.UUID


@dataclass(frozen=True)
class VideoChanged(Event):
    """A video that everybody may see shows another set or another cover than before."""

    video_id: uuid.UUID


@dataclass(frozen=True)
class PeopleMentioned(Event):
    """A public post names people whom it did not name before it was changed."""

    post_id: uuid.UUID
    creator_id: uuid.UUID
    person_ids: tuple[uuid.UUID, ...]


@dataclass(frozen=True)
class VideoFailed(Event):
    """A video could not be processed; `reason` is a sentence for its creator."""

    video_id: uuid.UUID
    creator_id: uuid.UUID
    reason: str


@dataclass(frozen=True)
class PostRemoved(Event):
    """Nobody but moderators may see this post any more."""

    post_id: uuid.UUID


@dataclass(frozen=True)
class PostLiked(Event):
    """A person likes a post of somebody, maybe their own."""

    post_id: uuid.UUID
    creator_id: uuid.UUID
    person_id: uuid.UUID


@dataclass(frozen=True)
class CommentAdded(Event):
    """Everybody may read a new comment; `replied_to_id` is whom it answers, `mentioned_ids` whom it names."""

    comment_id: uuid.UUID
    post_id: uuid.UUID
    creator_id: uuid.UUID
    author_id: uuid.UUID
    replied_to_id: uuid.UUID | None
    mentioned_ids: tuple[uuid.UUID, ...]


@dataclass(frozen=True)
class CommentLiked(Event):
    """A person likes a comment of somebody, maybe their own."""

    comment_id: uuid.UUID
    post_id: uuid.UUID
    author_id: uuid.UUID
    person_id: uuid.UUID


@dataclass(frozen=True)
class CommentRemoved(Event):
    """Nobody may read a comment any more: it was deleted or taken down."""

    comment_id: uuid.UUID
    post_id: uuid.UUID
