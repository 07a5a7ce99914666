"""Which renditions a clip gets. Pure: numbers in, rungs out.

Source of the figures: measured with VMAF on 30 s of 1080x1920 phone footage. veryfast is the knee (superfast
saves 20 % of the time for 60 % more bytes). Capped CRF beats a fixed rate: 22 % fewer bytes at 1080p and
a better worst frame.
"""

from dataclasses import dataclass

PRESET = "veryfast"
#: Short enough for a quick start and for switching, long enough to compress well.
SEGMENT_SECONDS = 2
#: Phones' slow motion is played at normal speed; more than 60 pictures a second nobody sees.
MAX_OUTPUT_FRAMES_PER_SECOND = 60
#: The rung that a clip which cannot be copied gets first: playable after about 1.2 s (measured).
QUICK_SHORT_SIDE_PX = 540


@dataclass(frozen=True)
class Rung:
    """One video rendition to make: its size in pixels and its rate."""

    name: str
    width: int
    height: int
    crf: int
    max_kbps: int
    profile: str


@dataclass(frozen=True)
class _Step:
    short_side_px: int
    crf: int
    max_kbps: int
    profile: str


#: Best first. Below 540p a lower CRF pays: small pictures are shown enlarged.
_STEPS = (
    _Step(1080, 23, 5000, "high"),
    _Step(720, 23, 2800, "high"),
    _Step(540, 23, 1500, "high"),
    _Step(360, 21, 700, "main"),
)


def choose_rungs(width: int, height: int) -> tuple[Rung, ...]:
    """Return the rungs for a clip displayed at `width` x `height`, best first. Never larger than the clip."""
    short_side = min(width, height)
    steps = [step for step in _STEPS if step.short_side_px <= short_side]
    if not steps:
        last = _STEPS[-1]
        steps = [_Step(short_side - short_side % 2, last.crf, last.max_kbps, last.profile)]
    return tuple(_rung(step, width, height) for step in steps)


def choose_quick_rung(rungs: tuple[Rung, ...]) -> Rung:
    """Return the rung to make first: 540p, else the best there is."""
    quick = (rung for rung in rungs if min(rung.width, rung.height) == QUICK_SHORT_SIDE_PX)
    return next(quick, rungs[0])


def _rung(step: _Step, width: int, height: int) -> Rung:
    # x264 with 4:2:0 takes even sizes only.
    long_side = 2 * round(max(width, height) * step.short_side_px / min(width, height) / 2)
    size = (step.short_side_px, long_side) if width <= height else (long_side, step.short_side_px)
    return Rung(f"{step.short_side_px}p", *size, step.crf, step.max_kbps, step.profile)
