"""Covers that creators choose for their videos: a moment, a picture of their own, the market's choice."""

import uuid
from pathlib import Path
from typing import IO, Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from content import set_extras
from content.attempts import attempt_of, fence, own_tools
from content.cover_values import FOLDER, frame_cover, is_pending, picture_cover, sent_prefix
from content.errors import BadPicture, NoSuchMoment, WrongState
from content.events import VideoChanged
from content.models import Post as PostRow
from content.posts import Post, PostKind, get_own_post, get_post
from content.progress import announce_edit
from content.sets import is_final, key_of
from content.states import PostState
from content.trims import start_seconds_of
from content.videos import MEDIA_QUEUE, collect_sets_later
from content.workfolders import work_folder
from kernel import jobs, runtime
from kernel.events import publish
from kernel.ids import new_id
from kernel.jobs import RunningJob
from kernel.transaction import reading, transaction
from media.encode import INIT_NAME, PLAYLIST_NAME
from media.errors import Rejected
from media.moments import take_frame
from media.picture_store import kept_picture
from media.playlists import parse_media_playlist
from media.posters import PosterImage, locate

COVER_JOB = "content.jobs.take_cover"
#: The widest that a page shows a cover in.
WIDTH_PX = 960


def choose_moment(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID, seconds: float) -> Post:
    """Have the picture of a moment of what is shown taken as the cover; the worker does it soon.

    Raises NoSuchPost, WrongState, NoSuchMoment.
    """
    video = _lock_whole(session, video_id, creator_id)
    if not 0 <= seconds <= (video.duration_seconds or 0):
        raise NoSuchMoment
    job_id = enqueue_cover(session, video_id, seconds)
    cover = frame_cover(start_seconds_of(video.trim) + seconds, None, job_id)
    session.execute(update(PostRow).where(PostRow.id == video_id).values(cover=cover))
    return get_post(session, video_id)


def enqueue_cover(session: Session, video_id: uuid.UUID, seconds: float) -> uuid.UUID | None:
    """Have the worker take the picture of a moment of what is shown; return the job's id."""
    args = {"video_id": str(video_id), "seconds": seconds}
    return jobs.enqueue(session, COVER_JOB, args, queue=MEDIA_QUEUE)


def put_picture(video_id: uuid.UUID, creator_id: uuid.UUID, stream: IO[bytes]) -> Post:
    """Make an uploaded picture the cover of a video. It takes seconds, and opens its own transactions.

    Raises NoSuchPost, WrongState. Raises BadPicture: no JPEG, PNG or WebP, damaged, or too large.
    """
    with reading() as session:
        _check_whole(get_own_post(session, video_id, creator_id, kind=PostKind.VIDEO))
    picture_id = new_id()
    try:
        with kept_picture(runtime.storage(), sent_prefix(video_id, picture_id), stream) as stored:
            width = max((one for one in stored.widths if one <= WIDTH_PX), default=min(stored.widths))
            while True:
                changed = _show_picture(video_id, creator_id, picture_cover(picture_id, width))
                if changed is not None:
                    return changed
    except Rejected as error:
        raise BadPicture(error.reason) from error


def reset_cover(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID) -> Post:
    """Show the picture again that the market chose.

    Raises NoSuchPost, WrongState.
    """
    _show_automatic(session, _lock_whole(session, video_id, creator_id))
    return get_post(session, video_id)


def take_cover(job: RunningJob, video_id: uuid.UUID, seconds: float) -> None:
    """Take the picture of a moment of what a video shows, and make it the cover, if it is still wanted.

    Raises PermanentFailure, LeaseLost, JobCancelled. Publishes VideoChanged.
    """
    with reading() as session:
        video = get_post(session, video_id, kind=PostKind.VIDEO)
    if not _is_wanted(video, job):
        return
    with attempt_of(job), work_folder(job) as folder:
        images = _take(job, video, seconds, folder / "media")
        for image in images:
            key = key_of(video_id, str(video.set_name), image.file)
            runtime.storage().put_file(key, folder / "media" / image.file, image.content_type)
        _finish(job, video, images)


def give_up_cover(session: Session, video_id: uuid.UUID) -> None:
    """Go back to the picture that the market chose: the one that was asked for can't be taken."""
    video = set_extras.lock(session, video_id)
    if is_pending(video.cover):
        _show_automatic(session, video)


def _take(job: RunningJob, video: Post, seconds: float, workdir: Path) -> tuple[PosterImage, ...]:
    workdir.mkdir()
    storage, best = runtime.storage(), video.renditions[0]["name"]

    def read(name: str) -> bytes:
        return storage.read(key_of(video.id, str(video.set_name), f"{best}/{name}"))

    playlist = parse_media_playlist(read(PLAYLIST_NAME).decode())
    index, offset = locate(seconds, [segment.duration_seconds for segment in playlist.segments])
    clip = read(INIT_NAME) + read(playlist.segments[index].uri)
    stem = f"{FOLDER}/{job.id.hex}"
    return take_frame(workdir, clip, offset, own_tools(), stem=stem, cancelled=job.is_stopped)


def _finish(job: RunningJob, before: Post, images: tuple[PosterImage, ...]) -> None:
    with transaction() as session:
        fence(session, job)
        video = set_extras.lock(session, before.id)
        # Cut meanwhile: that took a picture of this moment, too.
        if video.cover is None or not _is_wanted(video, job) or video.set_name != before.set_name:
            return
        file = images[0].file
        _show(session, video, {**video.cover, "file": file, "job_id": None}, file)


def _is_wanted(video: Post, job: RunningJob) -> bool:
    return video.cover is not None and video.cover.get("job_id") == str(job.id) and is_final(video.playlist)


def _show_picture(video_id: uuid.UUID, creator_id: uuid.UUID, cover: dict[str, Any]) -> Post | None:
    """Store a picture in the set that is shown and name it; None when the set was replaced meanwhile."""
    with reading() as session:
        video = get_own_post(session, video_id, creator_id, kind=PostKind.VIDEO)
    set_extras.store_cover(video, cover, str(video.set_name))
    with transaction() as session:
        locked = _lock_whole(session, video_id, creator_id)
        if locked.set_name != video.set_name:
            return None
        _show(session, locked, cover, cover["file"])
        return get_post(session, video_id)


def _show_automatic(session: Session, video: Post) -> None:
    _show(session, video, None, video.posters[0]["file"] if video.posters else None)


def _show(session: Session, video: Post, cover: dict[str, Any] | None, file: str | None) -> None:
    values = {"cover": cover, "poster_file": file}
    session.execute(update(PostRow).where(PostRow.id == video.id).values(**values))
    collect_sets_later(session, video.id)
    announce_edit(session, video.creator_id, video.id, "done", 1.0)
    if video.state is PostState.PUBLISHED:
        publish(session, VideoChanged(video.id))


def _lock_whole(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID) -> Post:
    set_extras.lock(session, video_id)
    video = get_own_post(session, video_id, creator_id, kind=PostKind.VIDEO)
    _check_whole(video)
    return video


def _check_whole(video: Post) -> None:
    if video.state not in {PostState.IN_REVIEW, PostState.PUBLISHED} or not is_final(video.playlist):
        raise WrongState(state=video.state)
