"""Instruments and noises, synthesised as arrays of samples (float64, mono, about -1 to 1)."""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

RATE_HZ = 48_000


def _time(seconds: float) -> Samples:
    return np.arange(round(seconds * RATE_HZ)) / RATE_HZ


def _attack(samples: Samples, seconds: float) -> Samples:
    """Return the sound with a soft start, which keeps it free of clicks."""
    count = round(seconds * RATE_HZ)
    samples[:count] *= np.linspace(0, 1, count)
    return samples


def pluck(hz: float) -> Samples:
    """Return a plucked silk string: harmonics that die away the faster the higher they are."""
    t = _time(1.8)
    tone = sum(
        np.sin(2 * np.pi * hz * k * (1 + 0.0004 * k * k) * t) * np.exp(-t * (1.7 + 1.3 * k)) / k**1.25
        for k in range(1, 9)
    )
    return _attack(np.asarray(tone), 0.004)


def kalimba(hz: float) -> Samples:
    """Return a thumb-piano tine: a pure tone, and a short overtone that is out of tune as on the real one."""
    t = _time(1.6)
    tone = np.sin(2 * np.pi * hz * t) * np.exp(-3.0 * t) + 0.3 * np.sin(2 * np.pi * hz * 5.42 * t) * np.exp(
        -15 * t
    )
    return _attack(tone + 0.12 * np.sin(2 * np.pi * hz * 2 * t) * np.exp(-5 * t), 0.003)


def pad(hz: float, seconds: float) -> Samples:
    """Return a soft chord tone that swells and fades; it wraps around, so that a loop has no seam."""
    t = _time(seconds)
    swell = np.sin(np.pi * t / seconds) ** 0.8
    return np.asarray(sum(np.sin(2 * np.pi * hz * d * t) for d in (0.997, 1.0, 1.004, 2.001)) * swell / 4)


def noise(seed: int, seconds: float, low_hz: float, high_hz: float, slope: float = 0.5) -> Samples:
    """Return noise between two frequencies, falling with frequency ** `slope`; it repeats without a seam."""
    count = round(seconds * RATE_HZ)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    hz = np.maximum(np.fft.rfftfreq(count, 1 / RATE_HZ), 1)
    shape = hz**-slope / (1 + (low_hz / hz) ** 4) / (1 + (hz / high_hz) ** 4)
    sound = np.fft.irfft(spectrum * shape, count)
    return np.asarray(sound / np.abs(sound).max())


def bubbles(seed: int, seconds: float, per_second: float, low_hz: float, high_hz: float) -> Samples:
    """Return bubbles or drops: short tones that rise as they end."""
    random = np.random.default_rng(seed)
    track = np.zeros(round(seconds * RATE_HZ))
    t = _time(0.09)
    for start in random.uniform(0, seconds - 0.1, int(per_second * seconds)):
        hz = random.uniform(low_hz, high_hz)
        drop = np.sin(2 * np.pi * (hz * t + hz * 2.4 * t * t)) * np.exp(-t * random.uniform(40, 80))
        add(track, _attack(drop, 0.002), start, random.uniform(0.2, 1))
    return track


def crackle(seed: int, seconds: float, per_second: float) -> Samples:
    """Return the ticks of a fire or of ice: tiny bursts of bright noise."""
    random = np.random.default_rng(seed)
    track = np.zeros(round(seconds * RATE_HZ))
    t = _time(0.03)
    for start in random.uniform(0, seconds - 0.05, int(per_second * seconds)):
        tick = random.standard_normal(len(t)) * np.exp(-t * random.uniform(180, 700))
        add(
            track,
            _attack(np.convolve(tick, (0.25, 0.5, 0.25), "same"), 0.0006),
            start,
            random.uniform(0.1, 1) ** 2,
        )
    return track


def add(track: Samples, sound: Samples, start_seconds: float, level: float) -> None:
    """Mix a sound into a track; what would run over its end wraps to its start, as the clip loops."""
    places = (np.arange(len(sound)) + round(start_seconds * RATE_HZ)) % len(track)
    track[places] += sound * level


def reverberated(track: Samples, seed: int, amount: float) -> Samples:
    """Return the track in a room: convolved, in a circle, with noise that dies away."""
    t = np.arange(len(track)) / RATE_HZ
    room = np.random.default_rng(seed).standard_normal(len(track)) * np.exp(-t * 4.2) * (1 - np.exp(-t * 90))
    room /= np.sqrt((room**2).sum())
    wet = np.fft.irfft(np.fft.rfft(track) * np.fft.rfft(room), len(track))
    return np.asarray(track + amount * wet)
