"""Keeps a watched broadcast supplied: one connection, opened again whenever it breaks."""

import time
import uuid
from collections.abc import Callable

from kernel.logs import log
from live.edge.feed_client import FeedLost, read_feed_of
from live.edge.places import BroadcastStopped
from live.edge.watched import WatchedBroadcast
from live.errors import NoSuchBroadcast

#: What has ended is kept this long, so that players get the last of it (seconds).
ENDED_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 0.1
LONGEST_PAUSE_SECONDS = 2.0


class Follower:
    """Follows one broadcast until it is over, stopped, or given up because nobody asks for it any more.

    `find_ingest` raises NoSuchBroadcast when there is nothing to follow; `gives_up` is asked again and again.
    """

    def __init__(
        self,
        watched: WatchedBroadcast,
        find_ingest: Callable[[uuid.UUID], str],
        gives_up: Callable[[], bool],
    ) -> None:
        self._watched = watched
        self._find_ingest = find_ingest
        self._gives_up = gives_up
        self._pause_seconds = FIRST_PAUSE_SECONDS

    def run(self) -> None:
        """Follow. Returns when there is nothing more to follow, and its end has been handed out."""
        while not self._is_over() and not self._gives_up():
            try:
                self._read(self._find_ingest(self._watched.broadcast_id))
            except NoSuchBroadcast as gone:
                self._watched.end(type(gone))
            except FeedLost as lost:
                log.info("feed_lost", broadcast_id=str(self._watched.broadcast_id), reason=str(lost))
            except Exception:  # noqa: BLE001  (the database may be away; viewers wait as for a lost publisher)
                log.exception("feed_not_found")
            if not self._is_over():
                self._pause()
        self._linger()

    def _read(self, origin: str) -> None:
        for events in read_feed_of(origin, self._watched.broadcast_id):
            self._pause_seconds = FIRST_PAUSE_SECONDS
            for event in events:
                self._watched.apply(event)
            if self._is_over() or self._gives_up():
                return

    def _is_over(self) -> bool:
        return self._watched.is_ended or self._watched.refusal is not None

    def _pause(self) -> None:
        time.sleep(self._pause_seconds)
        self._pause_seconds = min(2 * self._pause_seconds, LONGEST_PAUSE_SECONDS)

    def _linger(self) -> None:
        """Let players have the end of what they watched, unless a moderator ended it."""
        until = time.monotonic() + ENDED_SECONDS
        while self._watched.is_ended and self._watched.refusal is None and time.monotonic() < until:
            if self._is_stopped():
                return
            time.sleep(2)

    def _is_stopped(self) -> bool:
        try:
            self._find_ingest(self._watched.broadcast_id)
        except BroadcastStopped:
            return True
        except Exception:  # noqa: BLE001  (not on the air any more, or nobody knows: the announcement tells)
            return False
        return False
