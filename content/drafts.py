"""Drafts: videos that were made for a creator, such as the clips of a broadcast.

Nothing happens to one until its creator publishes it; then it goes the way of every upload.
"""

import uuid
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from content import quotas
from content import tags as product_tags
from content.errors import WrongState
from content.models import Post as PostRow
from content.models import Upload as UploadRow
from content.posts import Post, PostKind, get_own_post, get_post
from content.sets import prefix_of
from content.states import PostState, move
from content.tags import Tag
from content.uploads import ORIGINAL_TYPE, UploadState
from content.videos import collect_sets_later, enqueue_transcode, forgotten_set
from content.words import index_words
from kernel import runtime
from kernel.clock import now
from kernel.ids import new_id, new_token
from kernel.transaction import transaction

#: Where a draft's picture lies until the worker makes a set of the video.
SET_NAME, POSTER_FILE = "draft", "poster.jpg"


def store_original(clip_id: uuid.UUID, path: Path) -> None:
    """Store the file of a draft to be made, moving it. Outside any transaction; safe to repeat."""
    runtime.storage().put_file(_key_of(clip_id), path, ORIGINAL_TYPE)


def delete_original(clip_id: uuid.UUID) -> None:
    """Delete a stored file of which no draft was made."""
    runtime.storage().delete([_key_of(clip_id)])


def has_draft(session: Session, clip_id: uuid.UUID) -> bool:
    """Tell whether a draft was made of this clip once, whatever became of it."""
    return session.get(UploadRow, clip_id) is not None


def create_draft(
    session: Session,
    creator_id: uuid.UUID,
    *,
    clip_id: uuid.UUID,
    size_bytes: int,
    duration_seconds: float,
    title: str,
    description: str,
    tags: Sequence[Tag],
) -> Post:
    """Put a video of a stored original among a creator's drafts. `clip_id` names the original, for good.

    Raises FileTooLarge, TooManyUploads, StorageFull, BadTag, BadTagTime.
    """
    quotas.reserve(session, creator_id, size_bytes)
    quotas.land(session, creator_id)
    at, video_id = now(), new_id()
    original = {
        "id": clip_id,
        "owner_id": creator_id,
        "file_name": "clip.mp4",
        "size_bytes": size_bytes,
        "part_size_bytes": size_bytes,
        "state": UploadState.USED,
        "storage_key": _key_of(clip_id),
        "storage_upload_id": new_token(),  # it never came in parts
        "created_at": at,
        "expires_at": at,
    }
    session.execute(insert(UploadRow).values(original))
    row = {
        "id": video_id,
        "kind": PostKind.VIDEO,
        "creator_id": creator_id,
        "upload_id": clip_id,
        "title": title,
        "description": description,
        "state": PostState.DRAFT,
        "is_growing": False,
        "duration_seconds": duration_seconds,
        "renditions": [],
        "posters": [],
        "created_at": at,
    }
    session.execute(insert(PostRow).values(row))
    product_tags.set_tags(session, video_id, tags, duration_seconds=duration_seconds)
    index_words(session, video_id, creator_id, [title, description])
    return get_post(session, video_id)


def add_poster(video_id: uuid.UUID, picture: bytes) -> None:
    """Store a JPEG by which a creator knows a draft again. Opens its own transaction; safe to repeat."""
    runtime.storage().put_bytes(f"{prefix_of(video_id)}/{SET_NAME}/{POSTER_FILE}", picture, "image/jpeg")
    draft = update(PostRow).where(PostRow.id == video_id, PostRow.state == PostState.DRAFT)
    with transaction() as session:
        session.execute(draft.values(set_name=SET_NAME, poster_file=POSTER_FILE))


def publish_draft(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID) -> Post:
    """Have a draft processed and released, as if its creator had just uploaded it.

    Raises NoSuchPost. Raises WrongState: it is no draft (any more).
    """
    video = get_own_post(session, video_id, creator_id, kind=PostKind.VIDEO)
    values = {"job_id": enqueue_transcode(session, video_id), **forgotten_set()}
    if not move(session, video_id, PostState.DRAFT, PostState.PROCESSING, **values):
        raise WrongState(state=video.state)
    collect_sets_later(session, video_id)
    return get_post(session, video_id)


def _key_of(clip_id: uuid.UUID) -> str:
    return f"uploads/{clip_id}/source"
