"""The music of a clip: a pentatonic melody over soft chords, and the sound of what is seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo import sound
from demo.sound import RATE_HZ, Samples

PENTATONIC = (0, 2, 4, 7, 9, 12, 14, 16)
CHORDS = ((-12, 0, 7), (-15, -3, 4), (-17, -5, 2), (-12, -5, 4))
PEAK = 0.7


@dataclass(frozen=True)
class Score:
    """What is played. `voice`: pluck, kalimba or pad; `ambience`: a key of `AMBIENCES`."""

    seed: int
    root_hz: float
    beat_seconds: float
    voice: str
    ambience: str


def render(score: Score, seconds: float) -> NDArray[np.int16]:
    """Return the clip's sound: stereo, shape (samples, 2), at `RATE_HZ`, normalised, without clicks."""
    beats = max(4, round(seconds / score.beat_seconds / 4) * 4)
    beat = seconds / beats
    music = _chords(score, seconds) * 0.35 + _melody(score, seconds, beats, beat)
    ambience = AMBIENCES[score.ambience](score.seed, seconds)
    sides = [sound.reverberated(music, score.seed + side, 0.4) + ambience * 0.22 for side in (1, 2)]
    stereo = np.column_stack(sides)
    stereo *= PEAK / np.abs(stereo).max()
    return (stereo * _edges(len(stereo))[:, None] * 32767).astype(np.int16)


def _chords(score: Score, seconds: float) -> Samples:
    track = np.zeros(round(seconds * RATE_HZ))
    bar = seconds / len(CHORDS)
    for number, chord in enumerate(CHORDS):
        for step in chord:
            sound.add(track, sound.pad(_pitch(score.root_hz, step), bar * 1.6), number * bar - bar * 0.3, 0.3)
    return track


def _melody(score: Score, seconds: float, beats: int, beat: float) -> Samples:
    """Return a melody that wanders by small steps, rests now and then, and repeats its first half varied."""
    random = np.random.default_rng(score.seed)
    track = np.zeros(round(seconds * RATE_HZ))
    voice = sound.kalimba if score.voice == "kalimba" else sound.pluck
    level = 0.28 if score.voice == "pad" else 0.5
    steps = random.choice((-2, -1, -1, 1, 1, 2), beats // 2).tolist() * 2
    rests = (random.uniform(size=beats // 2) < 0.22).tolist() * 2
    place = 3
    for number in range(beats):
        place = min(len(PENTATONIC) - 1, max(0, place + steps[number % len(steps)]))
        if rests[number % len(rests)] and number % 4:
            continue
        accent = 1.0 if number % 4 == 0 else 0.66
        late = random.uniform(0, 0.012)
        sound.add(
            track, voice(_pitch(score.root_hz, PENTATONIC[place] + 12)), number * beat + late, level * accent
        )
        if number % 4 == 0:
            sound.add(track, voice(_pitch(score.root_hz, PENTATONIC[place % 5])), number * beat, level * 0.5)
        elif random.uniform() < 0.2:
            sound.add(
                track,
                voice(_pitch(score.root_hz, PENTATONIC[place] + 12)),
                (number + 0.5) * beat,
                level * 0.4,
            )
    return track


def _pitch(root_hz: float, semitones: int) -> float:
    return float(root_hz * 2 ** (semitones / 12))


def _edges(count: int) -> Samples:
    """Return the gain that starts and ends a clip in silence: 20 ms in, 120 ms out."""
    gain = np.ones(count)
    gain[: RATE_HZ // 50] = np.linspace(0, 1, RATE_HZ // 50)
    tail = RATE_HZ * 12 // 100
    gain[-tail:] = np.linspace(1, 0, tail)
    return gain


def _street(seed: int, seconds: float) -> Samples:
    return sound.noise(seed, seconds, 120, 900) * 0.7 + sound.crackle(seed, seconds, 3) * 0.15


def _simmer(seed: int, seconds: float) -> Samples:
    return sound.bubbles(seed, seconds, 14, 180, 420) * 0.35 + sound.noise(seed, seconds, 1500, 7000) * 0.25


def _pour(seed: int, seconds: float) -> Samples:
    """Return pearls that drop, then the pour (it is seen from 2.5 s to 5.5 s of 8 s)."""
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ / seconds
    flow = np.clip((t - 0.31) * 25, 0, 1) * np.clip((0.69 - t) * 25, 0, 1)
    drops = sound.bubbles(seed, seconds, 11, 500, 900) * np.clip((0.35 - t) * 12, 0, 1)
    stream = (
        sound.noise(seed, seconds, 350, 2600) * 0.6 + sound.bubbles(seed + 1, seconds, 45, 300, 950) * 0.45
    )
    return np.asarray(stream * flow + drops * 0.8)


def _ice(seed: int, seconds: float) -> Samples:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ / seconds
    shave = (
        sound.noise(seed, seconds, 2500, 9000)
        * (0.5 + 0.5 * np.sin(2 * np.pi * 27 * t))
        * np.clip((0.4 - t) * 20, 0, 1)
    )
    return np.asarray(shave * 0.5 + sound.crackle(seed, seconds, 5) * 0.3)


def _water(seed: int, seconds: float) -> Samples:
    return sound.bubbles(seed, seconds, 5, 600, 1500) * 0.5 + sound.noise(seed, seconds, 200, 1200) * 0.2


def _wheel(seed: int, seconds: float) -> Samples:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ / seconds
    return np.asarray(sound.noise(seed, seconds, 60, 400) * (0.6 + 0.25 * np.sin(2 * np.pi * 7 * t)))


def _fire(seed: int, seconds: float) -> Samples:
    rain = sound.noise(seed, seconds, 900, 6000) * 0.35
    return rain + sound.crackle(seed, seconds, 9) * 0.5 + sound.noise(seed + 1, seconds, 50, 250) * 0.3


def _wind(seed: int, seconds: float) -> Samples:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ / seconds
    return np.asarray(sound.noise(seed, seconds, 150, 700) * (0.55 + 0.45 * np.sin(2 * np.pi * 2 * t + 1)))


def _stitches(seed: int, seconds: float) -> Samples:
    return sound.crackle(seed, seconds, 4) * 0.25 + sound.noise(seed, seconds, 100, 600) * 0.15


AMBIENCES = {
    "street": _street,
    "simmer": _simmer,
    "pour": _pour,
    "ice": _ice,
    "water": _water,
    "wheel": _wheel,
    "fire": _fire,
    "wind": _wind,
    "stitches": _stitches,
}
