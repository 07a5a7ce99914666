"""Captions of videos: sent, replaced, deleted and brought back by their creator, language by language.

A file that was sent is kept as it is; each set of a video has its own WebVTT made of it (`set_extras`), which
fits what that set shows. Files are stored before the row names them, so a row never names what is not there.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from content import set_extras
from content.checking import check_words
from content.errors import BadCaptions, CaptionsBehindEnd, NoSuchCaptions, TooManyCaptions, UnknownLanguage
from content.languages import LANGUAGES
from content.models import Post as PostRow
from content.posts import Post, PostKind, get_own_post
from content.sets import is_final, key_of
from content.tracks import Track, find_track, is_kept, original_key, read_tracks, write_tracks
from content.trims import start_ms_of
from content.videos import collect_sets_later
from kernel import runtime
from kernel.clock import now
from kernel.ids import new_id
from kernel.transaction import after_commit, reading, transaction
from media.captions import read_captions
from media.cues import Cue
from media.errors import CaptionsRefused

MAX_LANGUAGES = 20
ORIGINAL_TYPE = "application/octet-stream"


@dataclass(frozen=True)
class Kept:
    """What came of a file: how many cues it holds, and how many of them lie behind the video's end."""

    track: Track
    cues_count: int
    hidden_count: int


def put_captions(video_id: uuid.UUID, creator_id: uuid.UUID, language: str, data: bytes) -> Kept:
    """Give a creator's video captions in a language, in place of those that it had. Safe to repeat.

    Opens its own transactions: nothing may be locked while files are stored.

    Raises NoSuchPost, UnknownLanguage, TooManyCaptions, Muted, TextRefused.
    Raises BadCaptions: with the line that is wrong. Raises CaptionsBehindEnd: all of it is behind the end.
    """
    with reading() as session:
        video = get_own_post(session, video_id, creator_id, kind=PostKind.VIDEO)
    if language not in LANGUAGES:
        raise UnknownLanguage
    cues = _read(data)
    with reading() as session:
        check_words(session, creator_id, "\n".join(cue.text for cue in cues))
    hidden_count = _count_hidden(cues, video)
    revision = new_id().hex
    runtime.storage().put_bytes(original_key(video_id, revision), data, ORIGINAL_TYPE)
    track = Track(language, revision, start_ms_of(video.trim), len(cues), is_default=False)

    def add(tracks: Sequence[Track]) -> Sequence[Track]:
        others = [one for one in tracks if one.language != language]
        if len(others) >= MAX_LANGUAGES:
            raise TooManyCaptions
        before = find_track(tracks, language)
        return [*others, replace(track, is_default=before is not None and before.is_default)]

    _change(video_id, creator_id, add, store=track)
    return Kept(track, len(cues), hidden_count)


def remove_captions(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID, language: str) -> None:
    """Delete a video's captions in a language; they can be brought back for some days.

    Raises NoSuchPost, NoSuchCaptions.
    """
    video = _lock(session, video_id, creator_id)
    tracks = read_tracks(video.captions)
    found = find_track(tracks, language)
    if found is None:
        raise NoSuchCaptions
    removed = replace(found, removed_at=now().isoformat(), is_default=False)
    others = [track for track in tracks if track.language != language]
    _write(session, video_id, [*others, removed])
    if video.set_name is not None:
        key = key_of(video_id, video.set_name, found.file)
        after_commit(session, lambda: runtime.storage().delete([key]))


def restore_captions(video_id: uuid.UUID, creator_id: uuid.UUID, language: str) -> None:
    """Bring deleted captions back. Opens its own transactions.

    Raises NoSuchPost. Raises NoSuchCaptions: none were deleted in this language, or too long ago.
    """
    with reading() as session:
        video = get_own_post(session, video_id, creator_id, kind=PostKind.VIDEO)
    found = find_track(read_tracks(video.captions), language, is_removed=True)
    if found is None or not is_kept(found, now()):
        raise NoSuchCaptions
    back = replace(found, removed_at=None)

    def bring_back(tracks: Sequence[Track]) -> Sequence[Track]:
        if found not in tracks:
            raise NoSuchCaptions
        return [back if track == found else track for track in tracks]

    _change(video_id, creator_id, bring_back, store=back)


def choose_default(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID, language: str) -> None:
    """Make one of a video's captions the one that is shown to people whose language has none.

    Raises NoSuchPost, NoSuchCaptions.
    """
    tracks = read_tracks(_lock(session, video_id, creator_id).captions)
    if find_track(tracks, language) is None:
        raise NoSuchCaptions
    _write(session, video_id, [replace(one, is_default=one.language == language) for one in tracks])


def read_original(video: Post, language: str) -> bytes:
    """Return the file that was sent.

    Raises NoSuchCaptions.
    """
    found = find_track(read_tracks(video.captions), language)
    if found is None:
        raise NoSuchCaptions
    return runtime.storage().read(original_key(video.id, found.revision))


def _lock(session: Session, video_id: uuid.UUID, creator_id: uuid.UUID) -> Post:
    set_extras.lock(session, video_id)
    return get_own_post(session, video_id, creator_id, kind=PostKind.VIDEO)


def _change(
    video_id: uuid.UUID,
    creator_id: uuid.UUID,
    work: Callable[[Sequence[Track]], Sequence[Track]],
    *,
    store: Track,
) -> None:
    """Store a track's file for the set that is shown, then change the row; again if the set was replaced."""
    while True:
        with reading() as session:
            video = get_own_post(session, video_id, creator_id, kind=PostKind.VIDEO)
        set_extras.store_track(video, store)
        with transaction() as session:
            locked = _lock(session, video_id, creator_id)
            if (locked.set_name, locked.playlist) != (video.set_name, video.playlist):
                continue
            at = now()
            kept = [track for track in read_tracks(locked.captions) if is_kept(track, at)]
            _write(session, video_id, work(kept))
            collect_sets_later(session, video_id)
            return


def _write(session: Session, video_id: uuid.UUID, tracks: Sequence[Track]) -> None:
    values: dict[str, Any] = {"captions": write_tracks(tracks)}
    session.execute(update(PostRow).where(PostRow.id == video_id).values(**values))


def _read(data: bytes) -> Sequence[Cue]:
    try:
        return read_captions(data)
    except CaptionsRefused as error:
        raise BadCaptions(error.reason, line=error.line) from error


def _count_hidden(cues: Sequence[Cue], video: Post) -> int:
    """Return how many cues begin behind the end of a video whose length is known.

    Raises CaptionsBehindEnd: all do.
    """
    if video.duration_seconds is None or not is_final(video.playlist):
        return 0
    end_ms = round(video.duration_seconds * 1000)
    hidden_count = sum(cue.start_ms >= end_ms for cue in cues)
    if hidden_count == len(cues):
        raise CaptionsBehindEnd
    return hidden_count
