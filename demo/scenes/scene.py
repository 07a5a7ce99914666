"""What a scene is: how long and large its clip is, how to paint a moment of it, and its music."""

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from demo.music import Score

FRAMES_PER_SECOND = 24

#: Paints the picture at a number of seconds from the clip's start.
Painter = Callable[[float], Image.Image]


@dataclass(frozen=True)
class Scene:
    """One clip. `build` draws the still layers once and returns the painter of moments."""

    name: str
    seconds: float
    build: Callable[[], Painter]
    score: Score | None
    width: int = 720
    height: int = 1280
