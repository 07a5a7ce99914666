"""Cutting a video at its ends: asked for by its creator, taken back, tried again. `recutting` does it.

What is public stays so until what was cut is whole. It is not reviewed again: a cut only takes away.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from content import set_extras, uploads
from content.errors import BadSection, EditUnderWay, OriginalGone, WrongState
from content.models import Post as PostRow
from content.posts import Post, PostKind, get_own_post, get_post
from content.sets import is_final
from content.states import PostState
from content.tags import Tag, list_tags
from content.tracks import original_key, read_tracks
from content.trims import MIN_SECONDS, is_outside, section_of, shift, start_ms_of, start_seconds_of
from content.videos import MEDIA_QUEUE
from kernel import jobs, runtime
from media.captions import read_captions
from media.cues import cut_cues
from media.info import Section

RECUT_JOB = "content.jobs.recut_video"
#: A creator who wants all of it again says so by taking the cut back. Sliders round.
_ROUNDING_SECONDS = 0.05
_EDITABLE = frozenset({PostState.IN_REVIEW, PostState.PUBLISHED})


@dataclass(frozen=True)
class Loss:
    """What a cut would leave out: product tags, and captions by language."""

    tags: Sequence[Tag]
    captions: Mapping[str, int]


def trim_video(
    session: Session, video_id: uuid.UUID, creator_id: uuid.UUID, start_seconds: float, end_seconds: float
) -> Post:
    """Have everything before and after two moments of what is shown cut off.

    Raises NoSuchPost, WrongState, BadSection, OriginalGone. Raises EditUnderWay: one cut at a time.
    """
    video = _lock_editable(session, video_id, creator_id)
    section = _choose_section(video, start_seconds, end_seconds)
    return _ask(session, video, section)


def undo_trim(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID) -> Post:
    """Have all of the original shown again.

    Raises NoSuchPost, OriginalGone, EditUnderWay. Raises WrongState: nothing was cut off.
    """
    video = _lock_editable(session, video_id, creator_id)
    if video.trim is None:
        raise WrongState(state=video.state)
    return _ask(session, video, None)


def retry_edit(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID) -> Post:
    """Try a cut again that failed.

    Raises NoSuchPost, OriginalGone. Raises WrongState: none failed.
    """
    video = _lock_editable(session, video_id, creator_id)
    if video.edit is None or video.edit["failure"] is None:
        raise WrongState(state=video.state)
    return _ask(session, video, section_of(video.edit))


def find_loss(
    session: Session, video_id: uuid.UUID, creator_id: uuid.UUID, start_seconds: float, end_seconds: float
) -> Loss:
    """Return what of the tags and captions a cut would leave out.

    Raises NoSuchPost, WrongState, BadSection.
    """
    video = get_own_post(session, video_id, creator_id, kind=PostKind.VIDEO)
    _check_editable(video)
    section = _choose_section(video, start_seconds, end_seconds)
    moved = [shift(tag, -start_seconds) for tag in list_tags(session, [video_id]).get(video_id, [])]
    left_out = [tag for tag in moved if is_outside(tag, section.length_seconds)]
    return Loss(left_out, {language: count for language, count in _count_lost(video, section) if count})


def _count_lost(video: Post, section: Section) -> Sequence[tuple[str, int]]:
    """Return by language how many of the captions that are shown are outside a section."""
    start_ms = start_ms_of(video.trim)
    end_ms = start_ms + round((video.duration_seconds or 0) * 1000)
    moments = [(start_ms, end_ms), (round(section.start_seconds * 1000), round(section.end_seconds * 1000))]
    counts = []
    for track in read_tracks(video.captions):
        if track.removed_at is None:
            cues = read_captions(runtime.storage().read(original_key(video.id, track.revision)))
            shown, left = (
                len(cut_cues(cues, one - track.base_ms, end - track.base_ms)) for one, end in moments
            )
            counts.append((track.language, shown - left))
    return counts


def _choose_section(video: Post, start_seconds: float, end_seconds: float) -> Section:
    duration = video.duration_seconds or 0.0
    is_all = start_seconds <= _ROUNDING_SECONDS and end_seconds >= duration - _ROUNDING_SECONDS
    is_inside = start_seconds >= 0 and end_seconds <= duration + _ROUNDING_SECONDS
    if is_all or not is_inside or end_seconds - start_seconds < MIN_SECONDS:
        raise BadSection
    before = start_seconds_of(video.trim)
    return Section(round(before + start_seconds, 3), round(before + end_seconds, 3))


def _lock_editable(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID) -> Post:
    set_extras.lock(session, video_id)
    video = get_own_post(session, video_id, creator_id, kind=PostKind.VIDEO)
    _check_editable(video)
    if video.edit is not None and video.edit["failure"] is None:
        raise EditUnderWay
    return video


def _check_editable(video: Post) -> None:
    if video.state not in _EDITABLE or not is_final(video.playlist):
        raise WrongState(state=video.state)


def _ask(session: Session, video: Post, section: Section | None) -> Post:
    if uploads.find_original(session, video.upload_id) is None:
        raise OriginalGone
    job_id = jobs.enqueue(session, RECUT_JOB, {"video_id": str(video.id)}, queue=MEDIA_QUEUE)
    edit: dict[str, Any] = {
        "job_id": str(job_id),
        "start_seconds": section.start_seconds if section else None,
        "end_seconds": section.end_seconds if section else None,
        "failure": None,
    }
    session.execute(update(PostRow).where(PostRow.id == video.id).values(edit=edit))
    return get_post(session, video.id)
