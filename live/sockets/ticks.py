"""Ticks: one message per room and tenth of a second with what has changed, and when the next one is due."""

from collections.abc import Sequence
from typing import Any

Payload = dict[str, Any]

#: Nobody can read more in a tick; of the rest only the number is told.
MAX_COMMENTS = 15
CALM_SECONDS = 0.1
#: Fewer, larger ticks while this process is short of time.
BUSY_SECONDS = 0.25
LATE_SECONDS = 0.05
#: Share of one processor above which the process counts as busy: there is no second one for it.
BUSY_CPU_SHARE = 0.8
#: So many good measurements in a row before ticks become quick again.
CALM_COUNT = 20


def choose_comments(pending: Sequence[Payload]) -> tuple[list[Payload], int]:
    """Return what goes into a tick, in the order in which it was said, and how many were left out.

    What host and moderators say goes first, then the newest of the others.
    """
    if len(pending) <= MAX_COMMENTS:
        return list(pending), 0
    ranked = sorted(
        range(len(pending)),
        key=lambda at: (pending[at]["is_host"] or pending[at]["is_moderator"], at),
        reverse=True,
    )
    chosen = sorted(ranked[:MAX_COMMENTS])
    return [pending[at] for at in chosen], len(pending) - MAX_COMMENTS


class Pace:
    """How long to wait until the next tick, from how late the last ones came and how busy the process is."""

    def __init__(self) -> None:
        self.seconds = CALM_SECONDS
        self._calm_count = 0

    def measure(self, late_seconds: float, cpu_share: float) -> None:
        """Note how much later than asked for the ticker woke up, and the process's share of one processor."""
        if late_seconds > LATE_SECONDS or cpu_share > BUSY_CPU_SHARE:
            self.seconds, self._calm_count = BUSY_SECONDS, 0
            return
        self._calm_count += 1
        if self._calm_count >= CALM_COUNT:
            self.seconds = CALM_SECONDS
