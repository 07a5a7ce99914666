"""What a creator gives a video that every set carries: a cover, and captions that fit what the set shows."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from content.cover_values import CoverKind, kind_of, names_of_cover, sent_prefix
from content.models import Post as PostRow
from content.posts import Post, get_post
from content.sets import CONTENT_TYPES, is_final, key_of
from content.tracks import Track, is_kept, original_key, read_tracks
from content.trims import start_ms_of
from kernel import runtime
from kernel.clock import now
from media.captions import read_captions
from media.cues import cut_cues, render_webvtt


def store_track(video: Post, track: Track) -> None:
    """Store the captions for the set that a video shows; without a whole set there is nothing to do yet."""
    if video.set_name is None or video.duration_seconds is None or not is_final(video.playlist):
        return
    start_ms = start_ms_of(video.trim)
    _store(video, track, video.set_name, start_ms, start_ms + round(video.duration_seconds * 1000))


def store_for_set(video: Post, set_name: str, start_ms: int, end_ms: int) -> None:
    """Store all that goes with a new set, which shows what lies between two moments of the original."""
    for track in read_tracks(video.captions):
        if track.removed_at is None:
            _store(video, track, set_name, start_ms, end_ms)
    if kind_of(video.cover) is CoverKind.PICTURE and video.cover is not None:
        store_cover(video, video.cover, set_name)


def store_cover(video: Post, cover: Mapping[str, Any], set_name: str) -> None:
    """Store a picture that was sent for a set."""
    storage = runtime.storage()
    sent = storage.read(f"{sent_prefix(video.id, uuid.UUID(cover['id']))}/{cover['source']}")
    storage.put_bytes(key_of(video.id, set_name, cover["file"]), sent, CONTENT_TYPES[".webp"])


def lock(session: Session, video_id: uuid.UUID) -> Post:
    """Lock a video, so that its set and what goes with it stay as they are. Raises NoSuchPost."""
    session.execute(select(PostRow.id).where(PostRow.id == video_id).with_for_update(key_share=True))
    return get_post(session, video_id)


def have_changed(session: Session, before: Post) -> bool:
    """Lock a video; tell whether its creator has given it something else than it had `before`."""
    current = lock(session, before.id)
    return (current.captions, current.cover) != (before.captions, before.cover)


def names_of(video: Post) -> tuple[str, ...]:
    """Return what the names begin with of all that is needed of what the creator gave: sent, and in a set."""
    kept = [track for track in read_tracks(video.captions) if is_kept(track, now())]
    captions = tuple(name for track in kept for name in (track.file, f"captions/{track.revision}."))
    return (*captions, *names_of_cover(video.cover))


def forgotten() -> dict[str, Any]:
    """Return the values of a video whose files are deleted for good."""
    return {"captions": [], "cover": None, "trim": None, "edit": None}


def _store(video: Post, track: Track, set_name: str, start_ms: int, end_ms: int) -> None:
    cues = read_captions(runtime.storage().read(original_key(video.id, track.revision)))
    shown = cut_cues(cues, start_ms - track.base_ms, end_ms - track.base_ms)
    data = render_webvtt(shown).encode()
    runtime.storage().put_bytes(key_of(video.id, set_name, track.file), data, CONTENT_TYPES[".vtt"])
