"""The broadcasts that this process watches: opened by the first who asks, given up after the last."""

import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from live.edge.follower import Follower
from live.edge.places import BroadcastStopped
from live.edge.watched import WatchedBroadcast
from live.errors import NoSuchBroadcast

#: Nobody has asked for so long: the feed is closed (seconds).
IDLE_SECONDS = 30.0
#: An answer is repeated for so long without asking the database (seconds); so many are remembered (count).
REFUSAL_SECONDS = 1.0
ON_AIR_SECONDS = 2.0
STOPPED_SECONDS = 10.0
MAX_REMEMBERED = 1000


class WatchedBroadcasts:
    """Finds or opens the one feed of each broadcast."""

    def __init__(self, find_ingest: Callable[[uuid.UUID], str]) -> None:
        self._find_ingest = find_ingest
        self._lock = threading.Lock()
        self._watched: dict[uuid.UUID, WatchedBroadcast] = {}
        self._on_air_until: OrderedDict[uuid.UUID, float] = OrderedDict()
        self._refused: OrderedDict[uuid.UUID, tuple[float, type[NoSuchBroadcast]]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._watched)

    def find(self, broadcast_id: uuid.UUID) -> WatchedBroadcast:
        """Return a broadcast's present state, which may still be empty: it fills as the feed comes.

        Raises NoSuchBroadcast: it was refused a moment ago.
        """
        with self._lock:
            refusal = self._find_refusal(broadcast_id)
            if refusal is not None:
                raise refusal()
            watched = self._watched.get(broadcast_id)
            if watched is None:
                watched = self._open(broadcast_id)
            watched.last_asked_at = time.monotonic()
            return watched

    def check(self, broadcast_id: uuid.UUID) -> None:
        """Make sure that a broadcast is on the air, without opening its feed.

        Raises NoSuchBroadcast: it is not.
        """
        with self._lock:
            refusal = self._find_refusal(broadcast_id)
            is_known = broadcast_id in self._watched or self._is_on_air(broadcast_id)
        if refusal is not None:
            raise refusal()
        if not is_known:
            self._ask(broadcast_id)

    def stop(self, broadcast_id: uuid.UUID) -> None:
        """Hand nothing of a broadcast out any more, from now on."""
        with self._lock:
            self._remember(broadcast_id, BroadcastStopped, STOPPED_SECONDS)
            self._on_air_until.pop(broadcast_id, None)
            watched = self._watched.pop(broadcast_id, None)
        if watched is not None:
            watched.refuse(BroadcastStopped)

    def close(self) -> None:
        """Give everything up; the process ends."""
        with self._lock:
            watched = list(self._watched.values())
            self._watched.clear()
        for broadcast in watched:
            broadcast.refuse(NoSuchBroadcast)

    def _open(self, broadcast_id: uuid.UUID) -> WatchedBroadcast:
        watched = WatchedBroadcast(broadcast_id)
        self._watched[broadcast_id] = watched
        name = f"feed-{broadcast_id}"
        threading.Thread(target=self._follow, args=(watched,), name=name, daemon=True).start()
        return watched

    def _follow(self, watched: WatchedBroadcast) -> None:
        follower = Follower(watched, self._find_ingest, partial(self._give_up_if_idle, watched))
        try:
            follower.run()
        finally:
            self._forget(watched)

    def _give_up_if_idle(self, watched: WatchedBroadcast) -> bool:
        """Forget a broadcast for which nobody asks; tell whether that is so. Who asks next opens it anew."""
        with self._lock:
            if watched.is_wanted or time.monotonic() - watched.last_asked_at < IDLE_SECONDS:
                return False
            self._drop(watched)
        return True

    def _forget(self, watched: WatchedBroadcast) -> None:
        """Answer `no` for a moment, to everybody who waits and who comes."""
        refusal = watched.refusal or NoSuchBroadcast
        with self._lock:
            if self._drop(watched):
                self._remember(watched.broadcast_id, refusal, REFUSAL_SECONDS)
        watched.refuse(refusal)

    def _drop(self, watched: WatchedBroadcast) -> bool:
        if self._watched.get(watched.broadcast_id) is not watched:
            return False
        del self._watched[watched.broadcast_id]
        return True

    def _find_refusal(self, broadcast_id: uuid.UUID) -> type[NoSuchBroadcast] | None:
        until, refusal = self._refused.get(broadcast_id, (0.0, NoSuchBroadcast))
        return refusal if time.monotonic() < until else None

    def _is_on_air(self, broadcast_id: uuid.UUID) -> bool:
        return time.monotonic() < self._on_air_until.get(broadcast_id, 0.0)

    def _ask(self, broadcast_id: uuid.UUID) -> None:
        try:
            self._find_ingest(broadcast_id)
        except NoSuchBroadcast as gone:
            with self._lock:
                self._remember(broadcast_id, type(gone), REFUSAL_SECONDS)
            raise
        with self._lock:
            self._on_air_until[broadcast_id] = time.monotonic() + ON_AIR_SECONDS
            while len(self._on_air_until) > MAX_REMEMBERED:
                self._on_air_until.popitem(last=False)

    def _remember(self, broadcast_id: uuid.UUID, refusal: type[NoSuchBroadcast], seconds: float) -> None:
        self._refused[broadcast_id] = (time.monotonic() + seconds, refusal)
        self._refused.move_to_end(broadcast_id)
        while len(self._refused) > MAX_REMEMBERED:
            self._refused.popitem(last=False)
