"""How a broadcast's input does: figures for the host, and one sentence of advice.

Times are given by the caller, so that a long broadcast can be tried in a short time.
"""

import statistics
from collections import deque
from dataclasses import dataclass

from live.ingest.advice import Situation, choose_advice
from media.fragments import Fragment

#: Figures are of the last seconds: of arrival for what comes in, of media time for what is in it. After an
#: outage a browser sends at once what it kept, and that is nobody's fault.
WINDOW_SECONDS = 4.0
#: Rates are judged when at least this much was measured (seconds).
MIN_SPAN_SECONDS = 1.5
#: A frame is missing where one is shown for this many times as long as usual.
_GAP_SHARE = 1.75


@dataclass(frozen=True)
class Health:
    """What a host's page shows. `advice` is empty when all is well."""

    bitrate_kbps: int
    frame_rate: float
    dropped_count: int
    key_frame_gap_seconds: float
    latency_ms: int
    advice: str


@dataclass(frozen=True)
class _Sample:
    at: float
    size_bytes: int = 0
    frame_count: int = 0
    lost_count: int = 0
    duration_seconds: float = 0.0


class HealthMeter:
    """Measures one input."""

    def __init__(self) -> None:
        self._received: deque[_Sample] = deque()
        self._shown: deque[_Sample] = deque()
        self._shown_seconds = 0.0
        self._shown_at = float("-inf")
        self._frame_seconds: deque[float] = deque(maxlen=50)
        self._began_at: float | None = None
        self._last_key_frame: float | None = None
        self._newest_seconds = 0.0
        self._key_frame_gap = 0.0
        self._latency_seconds = 0.0
        self._dropped_count = 0

    def take_bytes(self, count: int, now: float) -> None:
        """Note what came from the publisher."""
        self._began_at = now if self._began_at is None else self._began_at
        self._received.append(_Sample(now, size_bytes=count))
        _forget(self._received, now)

    def take_fragment(self, fragment: Fragment, program_end: float | None, now: float) -> None:
        """Note what came out of the encoder; its last frame is from `program_end` (unix seconds)."""
        if fragment.frame_count == 0:
            return
        lost = self._count_lost(fragment)
        self._dropped_count += lost
        size, frames, seconds = len(fragment.data), fragment.frame_count, fragment.duration_seconds
        self._shown.append(_Sample(now, size, frames, lost, seconds))
        self._shown_seconds += seconds
        self._shown_at = now
        while self._shown_seconds - self._shown[0].duration_seconds >= WINDOW_SECONDS:
            self._shown_seconds -= self._shown.popleft().duration_seconds
        self._take_key_frame(fragment)
        if program_end is not None:
            self._latency_seconds = max(0.0, now - program_end)

    def frame_rate(self) -> float:
        """Return the frames per second of media time, 0 while too little is measured."""
        frames = sum(sample.frame_count for sample in self._shown)
        return frames / self._shown_seconds if self._shown_seconds >= MIN_SPAN_SECONDS else 0.0

    def media_bits_per_second(self) -> float:
        """Return the rate of the media itself, 0 while too little is measured."""
        size = sum(sample.size_bytes for sample in self._shown)
        return 8 * size / self._shown_seconds if self._shown_seconds >= MIN_SPAN_SECONDS else 0.0

    def bits_per_second(self, now: float) -> float:
        """Return what comes in, 0 while too little is measured."""
        _forget(self._received, now)
        if self._began_at is None or now - self._began_at < MIN_SPAN_SECONDS:
            return 0.0
        span = min(WINDOW_SECONDS, now - self._began_at)
        return 8 * sum(sample.size_bytes for sample in self._received) / span

    def read(self, now: float, *, is_spool_full: bool, is_interrupted: bool, is_encoded: bool) -> Health:
        """Return the figures of this moment."""
        rate, bits = self.frame_rate(), self.bits_per_second(now)
        lost = sum(sample.lost_count for sample in self._shown)
        frames = sum(sample.frame_count for sample in self._shown)
        advice = choose_advice(
            Situation(
                is_interrupted=is_interrupted,
                is_spool_full=is_spool_full,
                is_encoded=is_encoded,
                has_picture=now - self._shown_at < WINDOW_SECONDS,
                latency_seconds=self._latency_seconds,
                key_frame_gap_seconds=self._key_frame_gap,
                lost_share=lost / max(1, lost + frames),
                frame_rate=rate,
                bits_per_second=self.media_bits_per_second(),
            )
        )
        return Health(
            bitrate_kbps=round(bits / 1000),
            frame_rate=round(rate, 1),
            dropped_count=self._dropped_count,
            key_frame_gap_seconds=round(self._key_frame_gap, 2),
            latency_ms=round(1000 * self._latency_seconds),
            advice=advice,
        )

    def _count_lost(self, fragment: Fragment) -> int:
        usual = statistics.median(self._frame_seconds) if len(self._frame_seconds) >= 5 else None
        self._frame_seconds.append(fragment.duration_seconds / fragment.frame_count)
        if not usual or fragment.longest_frame_seconds < _GAP_SHARE * usual:
            return 0
        return max(0, round(fragment.duration_seconds / usual) - fragment.frame_count)

    def _take_key_frame(self, fragment: Fragment) -> None:
        self._newest_seconds = fragment.start_seconds + fragment.duration_seconds
        if fragment.is_key_frame:
            if self._last_key_frame is not None:
                self._key_frame_gap = max(0.0, fragment.start_seconds - self._last_key_frame)
            self._last_key_frame = fragment.start_seconds
        elif self._last_key_frame is not None:
            self._key_frame_gap = max(self._key_frame_gap, self._newest_seconds - self._last_key_frame)


def _forget(samples: deque[_Sample], now: float) -> None:
    while samples and now - samples[0].at > WINDOW_SECONDS:
        samples.popleft()
