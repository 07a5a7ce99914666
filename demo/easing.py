"""Motion: progress of a step within a clip, and the curves that make it start and stop softly."""

import math


def clamp(value: float, low: float = 0.0, high: float = 1.0) -> float:
    """Return `value` kept within `low` and `high`."""
    return max(low, min(high, value))


def span(t: float, start: float, end: float) -> float:
    """Return how much (0-1) of the step from `start` to `end` is over at `t`."""
    return clamp((t - start) / (end - start))


def smooth(x: float) -> float:
    """Ease in and out."""
    return x * x * (3 - 2 * x)


def ease_out(x: float) -> float:
    """Start fast, arrive softly."""
    return 1 - (1 - x) ** 3


def ease_in(x: float) -> float:
    """Fall: start softly, arrive fast."""
    return x * x


def overshoot(x: float) -> float:
    """Arrive a little too far, then settle."""
    y = x - 1
    return 1 + 2.7 * y**3 + 1.7 * y**2


def sway(t: float, seconds: float, turns: int, phase: float = 0.0) -> float:
    """Return a sine (-1 to 1) that makes `turns` whole turns in a clip, so that the clip loops."""
    return math.sin(2 * math.pi * (turns * t / seconds + phase))


def breath(t: float, seconds: float) -> float:
    """Return 0 at both ends of a clip and 1 in its middle."""
    return 0.5 - 0.5 * math.cos(2 * math.pi * t / seconds)
