"""What ffmpeg says of its progress on `-progress pipe:1`."""

from dataclasses import dataclass, field

#: Lines whose change proves that work goes on.
_SIGNS_OF_LIFE = ("out_time_us", "frame", "total_size")


@dataclass
class ProgressReader:
    """Follows the key=value lines; `out_seconds` is how much media has come out so far."""

    out_seconds: float = 0.0
    _seen: dict[str, str] = field(default_factory=dict)

    def feed(self, line: str) -> bool:
        """Take one line; return whether it shows that work went on."""
        key, _, value = line.strip().partition("=")
        if key not in _SIGNS_OF_LIFE or self._seen.get(key) == value:
            return False
        self._seen[key] = value
        # "N/A" before the first packet, negative while the encoder fills up.
        if key == "out_time_us" and value.isdigit():
            # The furthest of all outputs; ffmpeg 7 and later name a lagging one at times.
            self.out_seconds = max(self.out_seconds, int(value) / 1_000_000)
        return True
