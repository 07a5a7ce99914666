"""How often somebody may do something: a bucket of tokens that fills up again with time."""

from dataclasses import dataclass, field


@dataclass
class TokenBucket:
    """Allows `burst_count` at once and then `per_second`. Times are monotonic seconds."""

    burst_count: float
    per_second: float
    _tokens: float = field(default=-1.0, init=False)
    _filled_at: float = field(default=0.0, init=False)

    def take(self, at: float, count: float = 1.0) -> float:
        """Take `count` tokens and return 0, or take none and return the seconds until there are so many."""
        if self._tokens < 0:
            self._tokens, self._filled_at = self.burst_count, at
        passed = max(0.0, at - self._filled_at)
        self._tokens = min(self.burst_count, self._tokens + passed * self.per_second)
        self._filled_at = max(at, self._filled_at)
        if count <= self._tokens + 1e-9:
            self._tokens = max(0.0, self._tokens - count)
            return 0.0
        return (count - self._tokens) / self.per_second
