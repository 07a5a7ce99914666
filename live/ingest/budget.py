"""How busy the machine is, and which broadcast gets another rendition or must give one up.

The source is never touched: it costs next to nothing (measured: 0.005 to 0.03 of a core).
"""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from live.ingest.renditions import COSTS

#: How fast the mean follows: about five readings, one a second.
SMOOTHING = 0.3
#: A new rendition must show in the figures before the next one is decided (seconds).
SETTLE_SECONDS = 8.0
#: After one had to go, none comes for so long (seconds).
PAUSE_SECONDS = 60.0
#: The machine may be over its limit for so long before one goes (seconds).
PATIENCE_SECONDS = 4.0


@dataclass(frozen=True)
class Change:
    """A rendition that comes (`is_added`) or goes; `key` is its broadcast's."""

    key: object
    rendition: str
    is_added: bool


class CpuBudget:
    """The machine's processors, `limit_percent` of which may be used."""

    def __init__(
        self,
        limit_percent: float,
        *,
        read_percent: Callable[[], float] | None = None,
        cores: int | None = None,
    ) -> None:
        self._limit_percent = limit_percent
        self._read_percent = read_percent or CpuReader().read_percent
        self._cores = cores or os.cpu_count() or 1
        self._over_since: float | None = None
        self._quiet_until = 0.0
        self._added: list[tuple[object, str]] = []
        self._used_percent: float | None = None

    @property
    def used_percent(self) -> float:
        """Return the mean of the last readings."""
        if self._used_percent is None:
            self.measure()
        return self._used_percent or 0.0

    def has_room(self, cores: float) -> bool:
        """Tell whether something that costs this much fits."""
        return self.used_percent + 100 * cores / self._cores <= self._limit_percent

    def measure(self) -> None:
        """Take a reading; once a second."""
        now, before = self._read_percent(), self._used_percent
        self._used_percent = now if before is None else before + SMOOTHING * (now - before)

    def choose(
        self, running: Mapping[object, Sequence[str]], missing: Mapping[object, Sequence[str]], now: float
    ) -> Change | None:
        """Return what should change now, given what runs and what could run besides, by broadcast."""
        self._added = [(key, name) for key, name in self._added if name in running.get(key, ())]
        if self.used_percent > self._limit_percent:
            return self._choose_drop(running, now)
        self._over_since = None
        return self._choose_addition(running, missing, now) if now >= self._quiet_until else None

    def _choose_drop(self, running: Mapping[object, Sequence[str]], now: float) -> Change | None:
        self._over_since = now if self._over_since is None else self._over_since
        if now - self._over_since < PATIENCE_SECONDS:
            return None
        listed = [(key, name) for key, names in running.items() for name in names]
        if not listed:
            return None
        # What helps is what costs; of those, the one that came last.
        order = {added: position for position, added in enumerate(self._added)}
        key, name = max(listed, key=lambda item: (COSTS[item[1]], order.get(item, -1)))
        self._over_since, self._quiet_until = now, now + PAUSE_SECONDS
        return Change(key, name, is_added=False)

    def _choose_addition(
        self, running: Mapping[object, Sequence[str]], missing: Mapping[object, Sequence[str]], now: float
    ) -> Change | None:
        # Whoever has least comes first, and the cheapest of what it lacks.
        for key in sorted(missing, key=lambda key: len(running.get(key, ()))):
            for name in missing[key]:
                if self.has_room(COSTS[name]):
                    self._quiet_until = now + SETTLE_SECONDS
                    self._added.append((key, name))
                    return Change(key, name, is_added=True)
        return None


class CpuReader:
    """Reads how busy all processors were since the last reading."""

    _STAT = Path("/proc/stat")

    def __init__(self) -> None:
        self._last = self._read() if self._STAT.exists() else None

    def read_percent(self) -> float:
        """Return the share of all processors' time that was used (%)."""
        if self._last is None:  # not Linux
            return min(100.0, 100 * os.getloadavg()[0] / (os.cpu_count() or 1))
        busy, whole = self._read()
        busy_before, whole_before = self._last
        if whole == whole_before:
            return 0.0
        self._last = busy, whole
        return 100 * (busy - busy_before) / (whole - whole_before)

    def _read(self) -> tuple[int, int]:
        """Return the ticks that were used and all ticks (proc(5): user nice system idle iowait irq …)."""
        ticks = [int(text) for text in self._STAT.read_text().split("\n", 1)[0].split()[1:9]]
        return sum(ticks) - ticks[3] - ticks[4], sum(ticks)
