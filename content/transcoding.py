"""Turns a video's original into what viewers play. Runs in the worker, for minutes.

No transaction is open while ffmpeg runs. Files are stored under a name that carries the attempt, and one
short transaction at the end, fenced by the job's token, makes them the video's: a worker that was killed, or
was slow and lost its job, leaves files that nobody is shown, never half a video.
"""

import uuid
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.orm import Session

from content import set_extras, sets, tags, uploads
from content.attempts import GIVEN_UP_SENTENCE, attempt_of, describe_poster, describe_set, fence, own_tools
from content.events import VideoFailed, VideoPlayable
from content.models import Post as PostRow
from content.posts import Post, PostKind, get_post
from content.progress import ProgressTeller, announce_state
from content.release import release
from content.states import PostState, move
from content.videos import collect_sets_later, forgotten_set, retry_until
from content.workfolders import remove_stale_folders, work_folder
from kernel import runtime
from kernel.db import change
from kernel.events import publish
from kernel.jobs import JobCancelled, PermanentFailure, RunningJob
from kernel.transaction import reading, transaction
from media.probe import probe
from media.renditions import RenditionSet
from media.transcode import TranscodeResult, transcode


def transcode_video(job: RunningJob, video_id: uuid.UUID) -> None:
    """Process a video that waits for it; one that does not (done, cancelled, removed) is left alone.

    Raises PermanentFailure: with a sentence for the creator. Raises LeaseLost, JobCancelled: nothing of
    this attempt will be shown. Publishes VideoPlayable, PostPublished.
    """
    remove_stale_folders()
    with reading() as session:
        video = get_post(session, video_id, kind=PostKind.VIDEO)
        original = uploads.find_original(session, video.upload_id)
    if video.state is not PostState.PROCESSING or video.job_id != job.id:
        return
    if original is None:
        raise PermanentFailure(GIVEN_UP_SENTENCE)
    with (
        attempt_of(job),
        work_folder(job) as folder,
        runtime.storage().as_file(original.storage_key, folder) as source,
    ):
        _Attempt(job, video, folder).run(source)


def fail_video(session: Session, video_id: uuid.UUID, reason: str) -> None:
    """Give a video up whose job was; `reason` is a sentence for its creator.

    Publishes VideoFailed.
    """
    video = get_post(session, video_id)
    values = {"failure": reason, **forgotten_set(), "purge_at": retry_until()}
    if not move(session, video_id, PostState.PROCESSING, PostState.FAILED, **values):
        return
    collect_sets_later(session, video_id)
    announce_state(session, video.creator_id, video_id, PostState.FAILED, 0.0)
    publish(session, VideoFailed(video_id, video.creator_id, reason))


@dataclass
class _Attempt:
    """One claim's work on one video."""

    job: RunningJob
    video: Post
    folder: Path
    _told_growing: bool | None = None

    def run(self, source: Path) -> None:
        tools = own_tools()
        info = probe(source, tools.jail, cancelled=self.job.is_stopped)
        workdir, staging = self.folder / "media", self.folder / "staging"
        workdir.mkdir()
        staging.mkdir()
        store = sets.SetStore(self.video.id, sets.name_of_set(self.job), workdir, staging)

        def tell_ready(rendition_set: RenditionSet) -> None:
            store.store_growing(rendition_set)
            self._show_first(rendition_set)

        teller = ProgressTeller(self.job, self._tell_progress)
        result = transcode(
            source,
            workdir,
            info,
            tools=tools,
            on_ready=tell_ready,
            on_progress=teller.tell,
            cancelled=self.job.is_stopped,
        )
        store.store_final(result)
        self._finish(result)

    def _show_first(self, rendition_set: RenditionSet) -> None:
        """Let creator and moderators play the first set from now on; its playlist grows by itself."""
        if self._told_growing == rendition_set.is_growing:
            return
        self._told_growing = rendition_set.is_growing
        values = describe_set(sets.name_of_set(self.job), rendition_set)
        ours = update(PostRow).where(
            PostRow.id == self.video.id,
            PostRow.state == PostState.PROCESSING,
            PostRow.job_id == self.job.id,
        )
        with transaction() as session:
            fence(session, self.job)
            if change(session, ours.values(**values)) == 1:
                publish(session, VideoPlayable(self.video.id))
                announce_state(
                    session,
                    self.video.creator_id,
                    self.video.id,
                    PostState.PROCESSING,
                    self.job.progress,
                )

    def _tell_progress(self, session: Session, progress: float) -> None:
        announce_state(session, self.video.creator_id, self.video.id, PostState.PROCESSING, progress)

    def _finish(self, result: TranscodeResult) -> None:
        while not self._publish(result):
            pass  # captions or a cover came while we stored those that were there

    def _publish(self, result: TranscodeResult) -> bool:
        """Make the set the video's; tell whether it has all that its creator gave the video meanwhile."""
        set_name, seconds = sets.name_of_set(self.job), result.rendition_set.duration_seconds
        with reading() as session:
            given = get_post(session, self.video.id)
        set_extras.store_for_set(given, set_name, 0, round(seconds * 1000))
        posters = [describe_poster(poster) for poster in result.posters]
        values = describe_set(set_name, result.rendition_set)
        values |= {"posters": posters, "poster_file": posters[0]["file"] if posters else None}
        with transaction() as session:
            fence(session, self.job)
            if set_extras.have_changed(session, given):
                return False
            tags.clip_tags(session, self.video.id, seconds)
            ours = PostRow.job_id == self.job.id
            state = release(session, self.video, PostState.PROCESSING, ours, **values)
            if state is None:
                raise JobCancelled
            collect_sets_later(session, self.video.id)
            announce_state(session, self.video.creator_id, self.video.id, state, 1.0)
        return True
