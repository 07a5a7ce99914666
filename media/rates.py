"""A rendition's bit rates, measured from its segments as RFC 8216 defines them."""

import math
from collections.abc import Sequence


def peak_bps(sizes_bytes: Sequence[int], durations_seconds: Sequence[float]) -> int:
    """Return the peak segment bit rate.

    The largest rate of any run of segments that lasts between half and one and a half target
    durations, so that a last segment of one frame does not count alone (RFC 8216, section 4.1).
    """
    target = max((math.floor(seconds + 0.5) for seconds in durations_seconds), default=0)
    peak = 0.0
    for start in range(len(sizes_bytes)):
        size, seconds = 0, 0.0
        for length, duration in zip(sizes_bytes[start:], durations_seconds[start:], strict=True):
            size, seconds = size + length, seconds + duration
            if seconds > 1.5 * target:
                break
            if seconds >= 0.5 * target and seconds > 0:
                peak = max(peak, 8 * size / seconds)
    return math.ceil(peak) or average_bps(sizes_bytes, durations_seconds)


def average_bps(sizes_bytes: Sequence[int], durations_seconds: Sequence[float]) -> int:
    """Return the rate of all segments together."""
    seconds = sum(durations_seconds)
    return math.ceil(8 * sum(sizes_bytes) / seconds) if seconds > 0 else 0
