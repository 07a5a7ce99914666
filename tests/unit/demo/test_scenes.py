"""Every scene paints every moment, the same each time."""

from functools import lru_cache

import numpy as np
import pytest
from PIL import ImageChops

from demo import music
from demo.scenes import SCENES
from demo.scenes.scene import FRAMES_PER_SECOND, Painter
from demo.sound import RATE_HZ

NAMES = sorted(SCENES)
#: A short sound is put together like that of a whole clip, and sooner.
HEARD_SECONDS = 3


@lru_cache(maxsize=len(NAMES))
def painter(name: str) -> Painter:
    """Build a scene once for the tests that follow one another with it."""
    return SCENES[name].build()


@pytest.mark.parametrize("name", NAMES)
def test_a_scene_paints_its_start_middle_and_end_and_moves(name: str) -> None:
    scene, paint = SCENES[name], painter(name)

    frames = [paint(t) for t in (0.0, scene.seconds / 2, scene.seconds - 1 / FRAMES_PER_SECOND)]

    assert {(frame.mode, frame.size) for frame in frames} == {("RGB", (scene.width, scene.height))}
    assert ImageChops.difference(frames[0], frames[1]).getbbox() is not None
    assert np.asarray(frames[1]).std() > 20


@pytest.mark.parametrize("name", NAMES)
def test_a_moment_looks_the_same_whatever_was_painted_before_it(name: str) -> None:
    paint = painter(name)

    first = paint(2.5)
    paint(5.5)
    second = paint(2.5)

    assert first.tobytes() == second.tobytes()


@pytest.mark.parametrize("name", ["pins", "oolong"])
def test_a_scene_that_is_built_again_is_the_same_picture(name: str) -> None:
    again = SCENES[name].build()

    first, second = painter(name)(2.5), again(2.5)

    assert first.tobytes() == second.tobytes()


def test_the_clips_are_portrait_but_one_and_have_sound_but_one() -> None:
    wide = [name for name in NAMES if SCENES[name].width > SCENES[name].height]
    silent = [name for name in NAMES if SCENES[name].score is None]

    assert (wide, silent) == (["aprons"], ["pins"])
    assert all(7 <= scene.seconds <= 10 for scene in SCENES.values())


@pytest.mark.parametrize("name", [name for name in NAMES if SCENES[name].score is not None])
def test_a_clips_sound_is_loud_enough_never_clipped_and_starts_and_ends_in_silence(name: str) -> None:
    scene = SCENES[name]
    assert scene.score is not None

    samples = music.render(scene.score, HEARD_SECONDS)

    assert samples.shape == (HEARD_SECONDS * RATE_HZ, 2)
    assert 0.6 * 32767 < np.abs(samples.astype(int)).max() < 0.75 * 32767
    assert np.abs(samples[[0, -1]].astype(int)).max() < 20
