"""How many watch a room: counted in this process, added up over all from what the others tell.

A person counts once in a process however many screens he has open; whoever is not signed in counts by the
connection. The host is nobody's viewer. Somebody with screens in two processes counts twice.
"""

from collections import Counter

#: What another process told counts for so long (seconds); it tells again well before.
EXPIRY_SECONDS = 15.0


class Presence:
    """The viewers of one room. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._screens: dict[str, str] = {}
        self._viewers: Counter[str] = Counter()
        self._elsewhere: dict[str, tuple[int, float]] = {}

    @property
    def here_count(self) -> int:
        """Return how many watch through this process."""
        return len(self._viewers)

    def enter(self, sid: str, viewer: str) -> None:
        """Count a screen of a viewer: a person's id, or anything that is this connection's alone."""
        self.leave(sid)
        self._screens[sid] = viewer
        self._viewers[viewer] += 1

    def leave(self, sid: str) -> None:
        """Count a screen no more."""
        viewer = self._screens.pop(sid, None)
        if viewer is None:
            return
        self._viewers[viewer] -= 1
        if not self._viewers[viewer]:
            del self._viewers[viewer]

    def hear(self, process: str, viewers_count: int, at: float) -> None:
        """Note how many watch through another process."""
        self._elsewhere[process] = (viewers_count, at + EXPIRY_SECONDS)

    def count(self, at: float) -> int:
        """Return how many watch, as far as this process knows."""
        self._forget_silent(at)
        return self.here_count + sum(count for count, _ in self._elsewhere.values())

    def others(self, at: float) -> set[str]:
        """Return the other processes that have spoken of this room lately."""
        self._forget_silent(at)
        return set(self._elsewhere)

    def _forget_silent(self, at: float) -> None:
        for process in [name for name, (_, until) in self._elsewhere.items() if until <= at]:
            del self._elsewhere[process]
