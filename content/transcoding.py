"""Turns a video's original into what viewers play. Runs in the worker, for minutes.

No transaction is open while ffmpeg runs. Files are stored under a name that carries the attempt, and one
short transaction at the end, fenced by the job's token, makes them the video's: a worker that was killed, or
was slow and lost its job, leaves files that nobody is shown, never half a video.
"""

import functools
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from content import sets, tags, uploads
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
from kernel.errors import N_
from kernel.events import publish
from kernel.jobs import JobCancelled, JobState, LeaseLost, PermanentFailure, RunningJob
from kernel.jobs.queue import heartbeat
from kernel.transaction import reading, transaction
from media.errors import Rejected
from media.posters import Poster
from media.probe import probe
from media.renditions import RenditionSet
from media.tools import MediaTools, find_tools
from media.transcode import TranscodeResult, transcode

MAX_ATTEMPTS = 8
GIVEN_UP_SENTENCE = N_("Something went wrong on our side while processing this video. Please try again.")


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
    try:
        with work_folder(job) as folder, runtime.storage().as_file(original.storage_key, folder) as source:
            _Attempt(job, video, folder).run(source)
    except Rejected as error:
        raise PermanentFailure(error.reason) from error
    except (JobCancelled, LeaseLost, PermanentFailure):
        raise
    except Exception as error:
        job.check()  # ffmpeg was stopped because the job was
        if job.attempt >= MAX_ATTEMPTS:
            raise PermanentFailure(GIVEN_UP_SENTENCE) from error
        raise


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


@functools.cache
def media_tools(ffmpeg: str, *, require_jail: bool) -> MediaTools:
    """Return what this process turns clips with. Found once."""
    return find_tools(ffmpeg or None, require_jail=require_jail)


@dataclass
class _Attempt:
    """One claim's work on one video."""

    job: RunningJob
    video: Post
    folder: Path
    _told_growing: bool | None = None

    def run(self, source: Path) -> None:
        config = runtime.config()
        tools = media_tools(config.ffmpeg, require_jail=config.require_jail or config.is_production)
        info = probe(source, tools.jail, cancelled=self.job.is_stopped)
        workdir, staging = self.folder / "media", self.folder / "staging"
        workdir.mkdir()
        staging.mkdir()
        store = sets.SetStore(self.video.id, sets.name_of_set(self.job), workdir, staging)

        def tell_ready(rendition_set: RenditionSet) -> None:
            store.store_growing(rendition_set)
            self._show_first(rendition_set)

        teller = ProgressTeller(self.job, self.video.id, self.video.creator_id)
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
        values = self._values_of(rendition_set)
        ours = update(PostRow).where(
            PostRow.id == self.video.id,
            PostRow.state == PostState.PROCESSING,
            PostRow.job_id == self.job.id,
        )
        with transaction() as session:
            self._fence(session)
            if change(session, ours.values(**values)) == 1:
                publish(session, VideoPlayable(self.video.id))
                announce_state(
                    session,
                    self.video.creator_id,
                    self.video.id,
                    PostState.PROCESSING,
                    self.job.progress,
                )

    def _finish(self, result: TranscodeResult) -> None:
        values = self._values_of(result.rendition_set)
        values |= {"posters": [_describe_poster(poster) for poster in result.posters]}
        values |= {"poster_file": values["posters"][0]["file"] if values["posters"] else None}
        with transaction() as session:
            self._fence(session)
            tags.clip_tags(session, self.video.id, result.rendition_set.duration_seconds)
            ours = PostRow.job_id == self.job.id
            state = release(session, self.video, PostState.PROCESSING, ours, **values)
            if state is None:
                raise JobCancelled
            collect_sets_later(session, self.video.id)
            announce_state(session, self.video.creator_id, self.video.id, state, 1.0)

    def _fence(self, session: Session) -> None:
        """Make sure that the job is still ours; its row stays locked until the transaction ends."""
        state = heartbeat(session, self.job)
        if state is not JobState.RUNNING:
            raise JobCancelled if state is JobState.CANCELLED else LeaseLost

    def _values_of(self, rendition_set: RenditionSet) -> dict[str, Any]:
        best = rendition_set.renditions[0]
        return {
            "set_name": sets.name_of_set(self.job),
            "playlist": rendition_set.playlist,
            "is_growing": rendition_set.is_growing,
            "width": best.width,
            "height": best.height,
            # While it grows, nobody knows how long it will be.
            "duration_seconds": None if rendition_set.is_growing else rendition_set.duration_seconds,
            "renditions": [
                {
                    "name": rendition.name,
                    "width": rendition.width,
                    "height": rendition.height,
                    "bandwidth_bps": rendition.bandwidth_bps,
                }
                for rendition in rendition_set.renditions
            ],
        }


def _describe_poster(poster: Poster) -> dict[str, Any]:
    largest = poster.images[0]
    return {
        "time_seconds": round(poster.time_seconds, 3),
        "file": largest.file,
        "width": largest.width,
        "height": largest.height,
    }
