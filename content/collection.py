"""Deletes what nobody needs any more: abandoned uploads, originals, replaced and orphaned sets.

Each first marks the row in a short transaction and deletes the bytes after it: a process that dies between
leaves bytes, never a row that promises what is gone. What is deleted twice does not matter.
"""

import datetime as dt
import uuid

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from content import post_pictures, set_extras, sets, uploads
from content.editing import EDITED_KINDS
from content.models import Post as PostRow
from content.posts import Post, get_post
from content.removal import BY_CREATOR
from content.states import PostState
from content.uploads import Upload
from content.videos import forgotten_set
from kernel import jobs, runtime
from kernel.clock import now
from kernel.transaction import AfterCommit, after_commit, reading
from moderation.cases import select_kept

BATCH = 50
#: Captions and covers are stored before their row is written; that takes seconds.
BEING_STORED = dt.timedelta(minutes=10)


def collect_abandoned_uploads(session: Session) -> None:
    """Drop uploads that were not finished, or not used, within the configured days."""
    for upload in uploads.list_abandoned(session, BATCH):
        if uploads.drop(session, upload):
            after_commit(session, _deleting(upload))


def collect_removed_posts(session: Session) -> None:
    """Forget the media of posts that their creators removed, or that failed, long enough ago.

    What was reported is evidence, and kept.
    """
    due = (
        select(PostRow.id, PostRow.upload_id, PostRow.kind)
        .where(
            PostRow.purge_at < now(),
            PostRow.id.not_in(select_kept()),
            or_(
                PostRow.state == PostState.FAILED,
                and_(PostRow.state == PostState.REMOVED, PostRow.removed_by == BY_CREATOR),
            ),
        )
        .limit(BATCH)
    )
    for row in session.execute(due).all():
        values = {
            "purge_at": None,
            **forgotten_set(),
            **set_extras.forgotten(),
            "renditions": [],
            "posters": [],
        }
        session.execute(update(PostRow).where(PostRow.id == row.id).values(**values))
        if row.kind in EDITED_KINDS:
            post_pictures.drop_all(session, row.id)
            continue
        original = uploads.drop_original(session, row.upload_id)
        if original is not None:
            after_commit(session, _deleting(original))
        jobs.enqueue(session, "content.jobs.collect_sets", {"video_id": str(row.id)})


def collect_sets(video_id: uuid.UUID) -> None:
    """Delete the stored files that a video does not need any more."""
    # Listed before the video is looked at: a set that is begun after that is not in the list.
    keys = list(runtime.storage().list_keys(sets.prefix_of(video_id)))
    with reading() as session:
        video = get_post(session, video_id)
    needed = sets.Needed(
        video.set_name,
        is_final=sets.is_final(video.playlist),
        running=_running_of(video),
        extras=set_extras.names_of(video),
        stored_since=now() - BEING_STORED,
    )
    runtime.storage().delete(sets.choose_collectable(keys, video_id, needed))


def _running_of(video: Post) -> tuple[str, ...]:
    """Return what the names of the sets begin with that a worker may be making."""
    running = [video.job_id] if video.state is PostState.PROCESSING else []
    running += [uuid.UUID(video.edit["job_id"])] if video.edit else []
    return tuple(job_id.hex for job_id in running if job_id is not None)


def _deleting(upload: Upload) -> AfterCommit:
    return lambda: uploads.delete_stored(upload)
