"""Videos: made of an upload, changed, cancelled, retried, removed and brought back by their creator.

What happens to one between its upload and the feed is in `transcoding` (the worker) and `release` (review).
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from accounts import identity, people
from accounts.roles import Role
from content import tags as product_tags
from content import uploads
from content.errors import NoSuchPoster, NoSuchVideo, OriginalGone, WrongState
from content.models import Video as VideoRow
from content.states import VideoState, move
from content.tags import Tag
from kernel import jobs
from kernel.clock import now
from kernel.errors import N_
from kernel.ids import new_id
from kernel.paging import DEFAULT_LIMIT, Page, cut_page, decode_cursor
from kernel.transaction import after_commit

TRANSCODE_JOB = "content.jobs.transcode_video"
MEDIA_QUEUE = "media"
CANCELLED_SENTENCE = N_("You cancelled the processing of this video.")
#: A failed video's original is kept so long for another try.
RETRY_DAYS = 7


@dataclass(frozen=True)
class Video:
    """A video as its row says. `set_name` and `playlist` name what can be played now, if anything can."""

    id: uuid.UUID
    creator_id: uuid.UUID
    upload_id: uuid.UUID
    title: str
    description: str
    state: VideoState
    failure: str | None
    job_id: uuid.UUID | None
    set_name: str | None
    playlist: str | None
    is_growing: bool
    width: int | None
    height: int | None
    duration_seconds: float | None
    renditions: Sequence[Mapping[str, Any]]
    posters: Sequence[Mapping[str, Any]]
    poster_file: str | None
    removed_by: str | None
    published_at: dt.datetime | None
    created_at: dt.datetime


def create_video(
    session: Session,
    *,
    creator_id: uuid.UUID,
    upload_id: uuid.UUID,
    title: str,
    description: str,
    tags: Sequence[Tag],
) -> Video:
    """Make a video of a complete upload and have it processed. Whoever posts a video is a creator.

    Raises NoSuchUpload, UploadNotReady, BadTag, BadTagTime.
    """
    uploads.use(session, upload_id, creator_id)
    video_id = new_id()
    row = {
        "id": video_id,
        "creator_id": creator_id,
        "upload_id": upload_id,
        "title": title,
        "description": description,
        "state": VideoState.PROCESSING,
        "is_growing": False,
        "renditions": [],
        "posters": [],
        "job_id": enqueue_transcode(session, video_id),
        "created_at": now(),
    }
    session.execute(insert(VideoRow).values(row))
    product_tags.set_tags(session, video_id, tags, duration_seconds=None)
    _make_creator(session, creator_id)
    return get_video(session, video_id)


def get_video(session: Session, video_id: uuid.UUID) -> Video:
    """Return a video in whatever state; whether the viewer may see it is the caller's question.

    Raises NoSuchVideo.
    """
    return _one(session, VideoRow.id == video_id)


def get_own_video(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID) -> Video:
    """Return a video of this creator.

    Raises NoSuchVideo: there is none, or it is somebody else's.
    """
    return _one(session, VideoRow.id == video_id, VideoRow.creator_id == creator_id)


def get_visible_video(
    session: Session, video_id: uuid.UUID, *, viewer_id: uuid.UUID | None, is_moderator: bool
) -> Video:
    """Return a video that this viewer may see: published, or the viewer's own, or any for a moderator.

    Raises NoSuchVideo.
    """
    video = get_video(session, video_id)
    if video.state is VideoState.PUBLISHED or is_moderator or video.creator_id == viewer_id:
        return video
    raise NoSuchVideo


def list_own_videos(
    session: Session, creator_id: uuid.UUID, *, cursor: str | None = None, limit: int = DEFAULT_LIMIT
) -> Page[Video]:
    """Return a creator's videos in all states, newest first."""
    statement = select(VideoRow).where(VideoRow.creator_id == creator_id)
    if cursor is not None:
        statement = statement.where(VideoRow.id < decode_cursor(cursor))
    rows = session.scalars(statement.order_by(VideoRow.id.desc()).limit(limit + 1)).all()
    return cut_page(rows, limit, lambda row: row.id).map(_video)


def list_videos(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Video]:
    """Return the videos with these ids, in one query."""
    rows = session.scalars(select(VideoRow).where(VideoRow.id.in_(ids)))
    return {row.id: _video(row) for row in rows}


def change_video(
    session: Session,
    video_id: uuid.UUID,
    creator_id: uuid.UUID,
    *,
    title: str | None = None,
    description: str | None = None,
    tags: Sequence[Tag] | None = None,
    poster_number: int | None = None,
) -> Video:
    """Change what is given of a video; the rest stays.

    Raises NoSuchVideo, BadTag, BadTagTime, NoSuchPoster.
    """
    video = get_own_video(session, video_id, creator_id)
    values: dict[str, Any] = {"title": title, "description": description}
    if poster_number is not None:
        values["poster_file"] = _poster_file(video, poster_number)
    values = {name: value for name, value in values.items() if value is not None}
    if values:
        session.execute(update(VideoRow).where(VideoRow.id == video_id).values(**values))
    if tags is not None:
        product_tags.set_tags(session, video_id, tags, duration_seconds=video.duration_seconds)
    return get_video(session, video_id)


def cancel_video(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID) -> Video:
    """Stop the processing; the worker notices within a heartbeat. It can be retried.

    Raises NoSuchVideo. Raises WrongState: it is not being processed.
    """
    video = get_own_video(session, video_id, creator_id)
    values = {"failure": CANCELLED_SENTENCE, **forgotten_set(), "purge_at": retry_until()}
    if not move(session, video_id, VideoState.PROCESSING, VideoState.FAILED, **values):
        raise WrongState(state=video.state)
    stop_job(session, video)
    return get_video(session, video_id)


def retry_video(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID) -> Video:
    """Process a failed video again from its original.

    Raises NoSuchVideo, WrongState. Raises OriginalGone: it was collected.
    """
    video = get_own_video(session, video_id, creator_id)
    if uploads.find_original(session, video.upload_id) is None:
        raise OriginalGone
    job_id = enqueue_transcode(session, video_id)
    values = {"failure": None, "job_id": job_id, "purge_at": None}
    if not move(session, video_id, VideoState.FAILED, VideoState.PROCESSING, **values):
        raise WrongState(state=video.state)
    return get_video(session, video_id)


def stop_job(session: Session, video: Video) -> None:
    """Stop the job that processes a video, if one does, and have what it stored collected."""
    if video.job_id is not None:
        jobs.cancel(session, video.job_id)
    collect_sets_later(session, video.id)


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


def _make_creator(session: Session, user_id: uuid.UUID) -> None:
    if Role.CREATOR in people.get_person(session, user_id).roles:
        return
    people.add_roles(session, user_id, [Role.CREATOR])
    after_commit(session, identity.forget_all)


def _poster_file(video: Video, number: int) -> str:
    if not 0 <= number < len(video.posters):
        raise NoSuchPoster
    return str(video.posters[number]["file"])


def _one(session: Session, *conditions: Any) -> Video:
    statement = select(VideoRow).where(*conditions).execution_options(populate_existing=True)
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise NoSuchVideo
    return _video(row)


def _video(row: VideoRow) -> Video:
    return Video(
        id=row.id,
        creator_id=row.creator_id,
        upload_id=row.upload_id,
        title=row.title,
        description=row.description,
        state=VideoState(row.state),
        failure=row.failure,
        job_id=row.job_id,
        set_name=row.set_name,
        playlist=row.playlist,
        is_growing=row.is_growing,
        width=row.width,
        height=row.height,
        duration_seconds=row.duration_seconds,
        renditions=row.renditions,
        posters=row.posters,
        poster_file=row.poster_file,
        removed_by=row.removed_by,
        published_at=row.published_at,
        created_at=row.created_at,
    )
