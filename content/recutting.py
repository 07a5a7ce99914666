"""Makes what a creator cut a video to: a whole new set of the original, which replaces the old one at once.

As in `transcoding`, no transaction is open meanwhile and the job's token fences the end: until then, the old
set is shown, whatever becomes of this attempt.
"""

import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from content import covers, set_extras, sets, tags, uploads
from content.attempts import (
    GIVEN_UP_SENTENCE,
    attempt_of,
    describe_poster,
    describe_set,
    fence,
    own_tools,
)
from content.cover_values import CoverKind, frame_cover, kind_of
from content.events import VideoChanged
from content.models import Post as PostRow
from content.posts import Post, PostKind, get_post
from content.progress import ProgressTeller, announce_edit
from content.states import PostState
from content.trims import move_tags, section_of, write_trim
from content.videos import collect_sets_later
from content.workfolders import remove_stale_folders, work_folder
from kernel import runtime
from kernel.events import publish
from kernel.jobs import JobCancelled, PermanentFailure, RunningJob
from kernel.transaction import reading, transaction
from media.info import Section
from media.probe import probe
from media.transcode import TranscodeResult, recut


def recut_video(job: RunningJob, video_id: uuid.UUID) -> None:
    """Cut a video as its row says; one that is not to be cut (any more) is left alone.

    Raises PermanentFailure: with a sentence for the creator. Raises LeaseLost, JobCancelled.
    Publishes VideoChanged.
    """
    remove_stale_folders()
    with reading() as session:
        video = get_post(session, video_id, kind=PostKind.VIDEO)
        original = uploads.find_original(session, video.upload_id)
    if not _is_wanted(video, job):
        return
    if original is None:
        raise PermanentFailure(GIVEN_UP_SENTENCE)
    with (
        attempt_of(job),
        work_folder(job) as folder,
        runtime.storage().as_file(original.storage_key, folder) as source,
    ):
        _Attempt(job, video, folder, section_of(video.edit)).run(source)


def fail_edit(session: Session, video_id: uuid.UUID, reason: str) -> None:
    """Give a cut up whose job was; what is shown stays. `reason` is a sentence for the creator."""
    video = set_extras.lock(session, video_id)
    if video.edit is None:
        return
    values = {"edit": {**video.edit, "failure": reason}}
    session.execute(update(PostRow).where(PostRow.id == video_id).values(**values))
    collect_sets_later(session, video_id)
    announce_edit(session, video.creator_id, video_id, "failed", 0.0)


@dataclass
class _Attempt:
    """One claim's work on one cut."""

    job: RunningJob
    video: Post
    folder: Path
    section: Section | None

    def run(self, source: Path) -> None:
        """Make the set, store it and show it."""
        tools = own_tools()
        info = probe(source, tools.jail, cancelled=self.job.is_stopped)
        workdir, staging = self.folder / "media", self.folder / "staging"
        workdir.mkdir()
        staging.mkdir()
        result = recut(
            source,
            workdir,
            info,
            tools=tools,
            section=self.section,
            cover_seconds=self._cover_seconds(self.video),
            on_progress=ProgressTeller(self.job, self._tell_progress).tell,
            cancelled=self.job.is_stopped,
        )
        sets.SetStore(self.video.id, self._set_name, workdir, staging).store_final(result)
        while not self._publish(result):
            pass  # captions or a cover came while we stored those that were there

    @property
    def _set_name(self) -> str:
        return sets.name_of_set(self.job)

    def _cover_seconds(self, video: Post) -> float | None:
        """Return the moment of the section that was chosen as cover, if it is inside."""
        if kind_of(video.cover) is not CoverKind.FRAME or video.cover is None:
            return None
        start = self.section.start_seconds if self.section else 0.0
        seconds = float(video.cover["seconds"]) - start
        is_inside = seconds >= 0 and (self.section is None or seconds <= self.section.length_seconds)
        return seconds if is_inside else None

    def _tell_progress(self, session: Session, progress: float) -> None:
        announce_edit(session, self.video.creator_id, self.video.id, "running", progress)

    def _length_of(self, result: TranscodeResult) -> float:
        """Return how long the section is; the last picture of a set stays a moment longer."""
        made = result.rendition_set.duration_seconds
        return min(made, self.section.length_seconds) if self.section else made

    def _publish(self, result: TranscodeResult) -> bool:
        """Show the set in place of the old one; tell whether it has all that the creator gave meanwhile."""
        seconds = self._length_of(result)
        start_ms = round((self.section.start_seconds if self.section else 0.0) * 1000)
        with reading() as session:
            given = get_post(session, self.video.id)
        set_extras.store_for_set(given, self._set_name, start_ms, start_ms + round(seconds * 1000))
        with transaction() as session:
            fence(session, self.job)
            if set_extras.have_changed(session, given):
                return False
            if not _is_wanted(given, self.job):
                raise JobCancelled
            self._show(session, given, result)
        return True

    def _show(self, session: Session, video: Post, result: TranscodeResult) -> None:
        seconds = self._length_of(result)
        shown, left_out = move_tags(
            tags.list_tags(session, [video.id]).get(video.id, []), video.trim, self.section, seconds
        )
        tags.replace_tags(session, video.id, shown)
        values = describe_set(self._set_name, result.rendition_set)
        values |= self._pictures(session, video, result)
        values |= {"trim": write_trim(self.section, left_out), "edit": None}
        session.execute(update(PostRow).where(PostRow.id == video.id).values(**values))
        collect_sets_later(session, video.id)
        announce_edit(session, video.creator_id, video.id, "done", 1.0)
        if video.state is PostState.PUBLISHED:
            publish(session, VideoChanged(video.id))

    def _pictures(self, session: Session, video: Post, result: TranscodeResult) -> dict[str, Any]:
        """Return the values of posters and cover: what the creator chose, or the best if that is cut off."""
        posters = [describe_poster(poster) for poster in result.posters]
        best = posters[0]["file"] if posters else None
        values = {"posters": posters, "poster_file": best, "cover": None}
        if kind_of(video.cover) is CoverKind.PICTURE and video.cover is not None:
            return values | {"poster_file": video.cover["file"], "cover": video.cover}
        seconds = self._cover_seconds(video)
        if seconds is None or video.cover is None:
            return values
        if result.cover is None or seconds != self._cover_seconds(self.video):  # chosen while this was made
            job_id = covers.enqueue_cover(session, video.id, seconds)
            return values | {"cover": frame_cover(video.cover["seconds"], None, job_id)}
        file = result.cover.images[0].file
        return values | {"poster_file": file, "cover": frame_cover(video.cover["seconds"], file)}


def _is_wanted(video: Post, job: RunningJob) -> bool:
    if video.edit is None or video.edit["job_id"] != str(job.id) or video.edit["failure"] is not None:
        return False
    return video.state in {PostState.IN_REVIEW, PostState.PUBLISHED}
