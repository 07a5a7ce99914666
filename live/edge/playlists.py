"""Playlists over HTTP, held back until what was asked for is in them (blocking reload, RFC 8216bis 6.2.5.2).

What hls.js forgives and what it does not is why each time below is what it is; all of it was met in practice.
"""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs

from kernel.errors import Malformed, Unavailable
from live.edge.answers import Answer, Environ, answer_playlist
from live.edge.names import PlaylistName
from live.edge.track import Track
from live.edge.watched import WatchedBroadcast
from media.live_events import SOURCE

#: A playlist without a segment or part is a fatal error for hls.js, so the first one waits (seconds).
FIRST_SECONDS = 8.0
MAX_NUMBER_DIGITS = 9


def answer_master(environ: Environ, watched: WatchedBroadcast) -> Answer:
    """Answer what renditions there are, each with parts."""
    _wait_for_first(watched, SOURCE, Track.has_parts)
    return answer_playlist(environ, watched.multivariant(low_latency=True))


def answer_plain(environ: Environ, watched: WatchedBroadcast) -> Answer:
    """Answer what renditions there are, for players without low latency."""
    _wait_for_first(watched, SOURCE, Track.has_segments)
    return answer_playlist(environ, watched.multivariant(low_latency=False))


def answer_dvr(environ: Environ, watched: WatchedBroadcast) -> Answer:
    """Answer everything that can be wound back to."""
    _wait_for_first(watched, SOURCE, Track.has_segments)
    return answer_playlist(environ, watched.dvr())


def answer_rendition(environ: Environ, watched: WatchedBroadcast, name: PlaylistName) -> Answer:
    """Answer a rendition's playlist, after what `_HLS_msn` and `_HLS_part` ask for is there.

    Who asks for what does not come in time gets the playlist as it is: a time-out would cost his player more.

    Raises Malformed: they can't be read, or ask for what is too far ahead.
    Raises Unavailable: nothing has come in time for a first answer.
    """
    msn, part = _read_directives(environ.get("QUERY_STRING", ""))
    _wait_for_first(watched, name.rendition, Track.has_segments if name.is_plain else Track.has_parts)
    if msn is not None:
        if watched.is_too_far_ahead(name.rendition, msn, part):
            raise Malformed
        patience = watched.read(name.rendition, lambda track: track.patience_seconds)
        watched.wait_for(name.rendition, lambda track: track.has(msn, part), seconds=patience)
    return answer_playlist(environ, watched.playlist(name.rendition, low_latency=not name.is_plain))


def _wait_for_first(watched: WatchedBroadcast, rendition: str, is_there: Callable[[Track], bool]) -> None:
    if not watched.wait_for(rendition, is_there, seconds=FIRST_SECONDS):
        raise Unavailable


def _read_directives(query: str) -> tuple[int | None, int | None]:
    """Return `_HLS_msn` and `_HLS_part`.

    Raises Malformed: one is no number, or the part comes without its segment.
    """
    if "_HLS_" not in query:
        return None, None
    values = parse_qs(query, keep_blank_values=True)
    msn, part = _read_number(values, "_HLS_msn"), _read_number(values, "_HLS_part")
    if part is not None and msn is None:
        raise Malformed
    return msn, part


def _read_number(values: Mapping[str, list[str]], name: str) -> int | None:
    if name not in values:
        return None
    text = values[name][-1]
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_NUMBER_DIGITS):
        raise Malformed
    return int(text)


#: The playlists of a whole broadcast.
WHOLE: Mapping[str, Callable[[Environ, WatchedBroadcast], Answer]] = {
    "master.m3u8": answer_master,
    "plain.m3u8": answer_plain,
    "dvr.m3u8": answer_dvr,
}
