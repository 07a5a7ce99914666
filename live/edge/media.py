"""Parts, segments, inits and the thumbnail over HTTP: from the window in memory, older ones from files."""

import uuid

from kernel.errors import NotFound
from live.edge.answers import (
    PART_CACHING,
    SEGMENT_CACHING,
    THUMB_CACHING,
    Answer,
    Environ,
    answer_media,
    answer_not_modified,
)
from live.edge.names import MediaName
from live.edge.stored import find_stored
from live.edge.track import Track
from live.edge.watched import WatchedBroadcast

#: A part that the preload hint names comes within this, or its segment ended without it (seconds).
PART_SECONDS = 6.0
FIRST_SECONDS = 8.0
THUMB = "thumb.jpg"
SEGMENT_TYPE = "video/iso.segment"
INIT_TYPE = "video/mp4"


def answer_media_file(environ: Environ, watched: WatchedBroadcast, name: MediaName) -> Answer:
    """Answer a part, segment or init; wait for the part that comes next.

    Raises NotFound: there is none, or not any more.
    """
    caching = PART_CACHING if name.kind == "part" else SEGMENT_CACHING
    if environ.get("HTTP_IF_NONE_MATCH") == name.etag:
        return answer_not_modified(name.etag, caching)
    content_type = INIT_TYPE if name.kind == "init" else SEGMENT_TYPE
    data = _find_in_window(watched, name)
    if data is not None:
        return answer_media([data], len(data), content_type=content_type, caching=caching, etag=name.etag)
    stored = find_stored(watched.broadcast_id, name.path)
    if stored is None:
        raise NotFound
    return answer_media(
        stored.pieces, stored.length, content_type=content_type, caching=caching, etag=name.etag
    )


def answer_thumb(broadcast_id: uuid.UUID) -> Answer:
    """Answer the latest small picture of a broadcast.

    Raises NotFound: there is none yet.
    """
    stored = find_stored(broadcast_id, THUMB)
    if stored is None:
        raise NotFound
    return answer_media(stored.pieces, stored.length, content_type="image/jpeg", caching=THUMB_CACHING)


def _find_in_window(watched: WatchedBroadcast, name: MediaName) -> bytes | None:
    """Return the bytes from memory, or None when they are older than that."""
    if not watched.wait_for(name.rendition, Track.has_parts, seconds=FIRST_SECONDS):
        raise NotFound
    if name.kind == "part":
        _wait_for_part(watched, name)
    return watched.read(name.rendition, lambda track: track.find_bytes(name))


def _wait_for_part(watched: WatchedBroadcast, name: MediaName) -> None:
    if watched.is_too_far_ahead(name.rendition, name.number, name.index):
        raise NotFound
    watched.wait_for(name.rendition, lambda track: track.has(name.number, name.index), seconds=PART_SECONDS)
