"""Videos: made of an upload, changed, cancelled, retried, removed and brought back by their creator.

What happens to one between its upload and the feed is in `transcoding` (the worker) and `release` (review).
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from content import tags as product_tags
from content import uploads
from content.checking import check_words
from content.cover_values import frame_cover
from content.disclosure import Disclosure
from content.errors import NoSuchPoster, OriginalGone, WrongState
from content.models import Post as PostRow
from content.posts import Post, PostKind, get_own_post, get_post, make_creator
from content.progress import announce_edit
from content.states import PostState, move
from content.tags import Tag
from content.trims import start_seconds_of
from content.words import index_words
from kernel import jobs
from kernel.clock import now
from kernel.errors import N_
from kernel.ids import new_id

TRANSCODE_JOB = "content.jobs.transcode_video"
MEDIA_QUEUE = "media"
CANCELLED_SENTENCE = N_("You cancelled the processing of this video.")
#: A failed video's original is kept so long for another try.
RETRY_DAYS = 7


def create_video(
    session: Session,
    *,
    creator_id: uuid.UUID,
    upload_id: uuid.UUID,
    title: str,
    description: str,
    tags: Sequence[Tag],
    disclosure: Disclosure = Disclosure.NONE,
) -> Post:
    """Make a video of a complete upload and have it processed. Whoever posts a video is a creator.

    Raises NoSuchUpload, UploadNotReady, BadTag, BadTagTime, Muted, TextRefused.
    """
    check_words(session, creator_id, title, description)
    uploads.use(session, upload_id, creator_id)
    video_id = new_id()
    row = {
        "id": video_id,
        "kind": PostKind.VIDEO,
        "creator_id": creator_id,
        "upload_id": upload_id,
        "title": title,
        "description": description,
        "disclosure": disclosure,
        "state": PostState.PROCESSING,
        "is_growing": False,
        "renditions": [],
        "posters": [],
        "job_id": enqueue_transcode(session, video_id),
        "created_at": now(),
    }
    session.execute(insert(PostRow).values(row))
    product_tags.set_tags(session, video_id, tags, duration_seconds=None)
    index_words(session, video_id, creator_id, [title, description])
    make_creator(session, creator_id)
    return get_post(session, video_id)


def change_video(
    session: Session,
    video_id: uuid.UUID,
    creator_id: uuid.UUID,
    *,
    title: str | None = None,
    description: str | None = None,
    tags: Sequence[Tag] | None = None,
    poster_number: int | None = None,
    disclosure: Disclosure | None = None,
) -> Post:
    """Change what is given of a video; the rest stays.

    Raises NoSuchPost, BadTag, BadTagTime, NoSuchPoster.
    """
    video = get_own_post(session, video_id, creator_id, kind=PostKind.VIDEO)
    values: dict[str, Any] = {"title": title, "description": description, "disclosure": disclosure}
    if poster_number is not None:
        values |= _choose_poster(video, poster_number)
    values = {name: value for name, value in values.items() if value is not None}
    if values:
        session.execute(update(PostRow).where(PostRow.id == video_id).values(**values))
    if tags is not None:
        product_tags.set_tags(session, video_id, tags, duration_seconds=video.duration_seconds)
    video = get_post(session, video_id)
    index_words(session, video_id, creator_id, [video.title, video.description])
    return get_post(session, video_id)


def cancel_video(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID) -> Post:
    """Stop the processing, or the cut that is being made; the worker notices within a heartbeat.

    Raises NoSuchPost. Raises WrongState: nothing is being made of it.
    """
    video = get_own_post(session, video_id, creator_id, kind=PostKind.VIDEO)
    if stop_edit(session, video):
        return get_post(session, video_id)
    values = {"failure": CANCELLED_SENTENCE, **forgotten_set(), "purge_at": retry_until()}
    if not move(session, video_id, PostState.PROCESSING, PostState.FAILED, **values):
        raise WrongState(state=video.state)
    stop_job(session, video)
    return get_post(session, video_id)


def retry_video(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID) -> Post:
    """Process a failed video again from its original.

    Raises NoSuchPost, WrongState. Raises OriginalGone: it was collected.
    """
    video = get_own_post(session, video_id, creator_id, kind=PostKind.VIDEO)
    if uploads.find_original(session, video.upload_id) is None:
        raise OriginalGone
    job_id = enqueue_transcode(session, video_id)
    values = {"failure": None, "job_id": job_id, "purge_at": None}
    if not move(session, video_id, PostState.FAILED, PostState.PROCESSING, **values):
        raise WrongState(state=video.state)
    return get_post(session, video_id)


def stop_job(session: Session, video: Post) -> None:
    """Stop the job that processes a video, if one does, and have what it stored collected."""
    if video.job_id is not None:
        jobs.cancel(session, video.job_id)
    collect_sets_later(session, video.id)


def stop_edit(session: Session, video: Post) -> bool:
    """Stop the job that cuts a video, if one does, and tell whether one did; what is shown stays."""
    if video.edit is None or video.edit["failure"] is not None:
        return False
    jobs.cancel(session, uuid.UUID(video.edit["job_id"]))
    session.execute(update(PostRow).where(PostRow.id == video.id).values(edit=None))
    collect_sets_later(session, video.id)
    announce_edit(session, video.creator_id, video.id, "cancelled", 0.0)
    return True


def collect_sets_later(session: Session, video_id: uuid.UUID) -> None:
    """Have every stored file that the video does not need any more deleted.

    Not at once: a viewer may be playing the set that was just replaced, and a worker that lost its job may
    still be writing.
    """
    run_at = now() + dt.timedelta(minutes=10)
    jobs.enqueue(session, "content.jobs.collect_sets", {"video_id": str(video_id)}, run_at=run_at)


def forgotten_set() -> dict[str, Any]:
    """Return the values of a video of which nothing can be played."""
    return {"set_name": None, "playlist": None, "is_growing": False, "poster_file": None}


def retry_until() -> dt.datetime:
    """Return until when the original of a video that failed now is kept."""
    return now() + dt.timedelta(days=RETRY_DAYS)


def enqueue_transcode(session: Session, video_id: uuid.UUID) -> uuid.UUID | None:
    """Have a video processed by the worker; return the job's id."""
    return jobs.enqueue(session, TRANSCODE_JOB, {"video_id": str(video_id)}, queue=MEDIA_QUEUE)


def _choose_poster(video: Post, number: int) -> dict[str, Any]:
    """Return the values of a video that shows one of the offered pictures; another set will have it too."""
    if not 0 <= number < len(video.posters):
        raise NoSuchPoster
    poster = video.posters[number]
    seconds = start_seconds_of(video.trim) + poster["time_seconds"]
    return {"poster_file": poster["file"], "cover": frame_cover(seconds, poster["file"])}
