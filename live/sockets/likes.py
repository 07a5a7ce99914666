"""The likes of one room: what the database knew when it was opened, and what came since, here and elsewhere.

Every process tells how many it has counted since it opened the room, never how many were added: a message
that was lost costs nothing, one that comes twice does no harm. The sum never falls.
"""


class Likes:
    """A count that several processes add to."""

    def __init__(self, stored_count: int, opened_at_ms: int) -> None:
        self.opened_at_ms = opened_at_ms
        self.here_count = 0
        self._stored_count = stored_count
        self._shown_count = stored_count
        self._elsewhere: dict[str, int] = {}
        #: What a process had counted when this one first heard of it: that is in the stored count.
        self._known: dict[str, int] = {}

    @property
    def count(self) -> int:
        """Return how many likes there are, as far as this process knows."""
        known = sum(count - self._known[process] for process, count in self._elsewhere.items())
        self._shown_count = max(self._shown_count, self._stored_count + self.here_count + known)
        return self._shown_count

    def add(self, count: int) -> None:
        """Count likes that came in here."""
        self.here_count += count

    def hear(self, process: str, count: int, opened_at_ms: int) -> None:
        """Note what another process has counted since it opened the room at `opened_at_ms`."""
        if process not in self._known:
            self._known[process] = 0 if opened_at_ms >= self.opened_at_ms else count
        self._elsewhere[process] = max(count, self._elsewhere.get(process, 0))

    def catch_up(self, stored_count: int) -> None:
        """Note what the database knows now: it may have heard more than this process."""
        self._shown_count = max(self.count, stored_count)
