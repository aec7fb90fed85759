"""Sounds that are not speech, made from a seed: what ears must never turn into words.

Every generator gives mono float32 at 16 kHz, `seconds` long, with its loudest sample at `level` (0 to 1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from os1.models.engines import EARS_RATE, Samples

_CHORDS = ((261.6, 329.6, 392.0), (220.0, 261.6, 329.6), (174.6, 220.0, 261.6), (196.0, 246.9, 293.7))
"""C, A minor, F and G, in hertz."""


def silence(seconds: float = 10.0) -> Samples:
    return np.zeros(int(seconds * EARS_RATE), np.float32)


def white_noise(seconds: float = 10.0, *, level: float = 0.3, seed: int = 1) -> Samples:
    return _levelled(np.random.default_rng(seed).standard_normal(int(seconds * EARS_RATE)), level)


def pink_noise(seconds: float = 10.0, *, level: float = 0.3, seed: int = 1) -> Samples:
    """Noise that falls by 3 dB an octave, as rain and fans do."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(int(seconds * EARS_RATE)))
    spectrum /= np.sqrt(np.maximum(np.arange(len(spectrum)), 1))
    return _levelled(np.fft.irfft(spectrum, int(seconds * EARS_RATE)), level)


def sine(seconds: float = 10.0, *, hertz: float = 440.0, level: float = 0.3) -> Samples:
    return _levelled(np.sin(2 * np.pi * hertz * _time(seconds)), level)


def applause(seconds: float = 10.0, *, level: float = 0.3, seed: int = 1) -> Samples:
    """Many hands: short decaying bursts of mid-band noise at random moments, sixty a second."""
    random = np.random.default_rng(seed)
    sound = np.zeros(int(seconds * EARS_RATE))
    for start in random.integers(0, len(sound), int(60 * seconds)):
        _add(sound, start, _band(random, 0.02, 800, 3000) * random.uniform(0.2, 1.0))
    return _levelled(sound, level)


def coughs(seconds: float = 10.0, *, level: float = 0.5, seed: int = 1) -> Samples:
    """A burst of broad noise of a quarter of a second with a rough tail, every two seconds."""
    random = np.random.default_rng(seed)
    sound = np.zeros(int(seconds * EARS_RATE))
    for start in np.arange(0.5, seconds - 0.5, 2.0):
        _add(sound, int(start * EARS_RATE), _band(random, 0.25, 150, 4000))
        _add(sound, int((start + 0.3) * EARS_RATE), 0.5 * _band(random, 0.2, 100, 1500))
    return _levelled(sound, level)


def music(seconds: float = 10.0, *, level: float = 0.3, beat: float = 0.8) -> Samples:
    """Plucked chords with four harmonics each, a new one every `beat` seconds."""
    time = _time(seconds)
    sound = np.zeros(len(time))
    since = np.mod(time, beat)
    bar = (time // beat).astype(int) % len(_CHORDS)
    for number, chord in enumerate(_CHORDS):
        for hertz in chord:
            for harmonic in range(1, 5):
                tone = np.sin(2 * np.pi * hertz * harmonic * time) / harmonic
                sound += np.where(bar == number, tone * np.exp(-3 * since), 0.0)
    return _levelled(sound, level)


def not_speech(seconds: float = 10.0) -> Sequence[tuple[str, Samples]]:
    """A named collection of all of the above, at loud and quiet levels."""
    makers: tuple[tuple[str, Callable[[float], Samples]], ...] = (
        ("white noise", lambda level: white_noise(seconds, level=level)),
        ("pink noise", lambda level: pink_noise(seconds, level=level)),
        ("a low hum", lambda level: sine(seconds, hertz=120, level=level)),
        ("a sine", lambda level: sine(seconds, level=level)),
        ("a whistle", lambda level: sine(seconds, hertz=2500, level=level)),
        ("applause", lambda level: applause(seconds, level=level)),
        ("coughs", lambda level: coughs(seconds, level=level)),
        ("music", lambda level: music(seconds, level=level)),
    )
    named = [(f"{name} at {level}", make(level)) for name, make in makers for level in (0.9, 0.3, 0.03)]
    return [("silence", silence(seconds)), *named]


def _time(seconds: float) -> NDArray[np.float64]:
    return np.arange(int(seconds * EARS_RATE)) / EARS_RATE


def _band(random: np.random.Generator, seconds: float, low: float, high: float) -> NDArray[np.float64]:
    """Noise between `low` and `high` hertz that dies away over `seconds`."""
    count = int(seconds * EARS_RATE)
    spectrum = np.fft.rfft(random.standard_normal(count))
    hertz = np.fft.rfftfreq(count, 1 / EARS_RATE)
    spectrum[(hertz < low) | (hertz > high)] = 0
    burst = np.fft.irfft(spectrum, count) * np.exp(-5 * np.arange(count) / count)
    return np.asarray(burst / max(float(np.abs(burst).max()), 1e-9))


def _add(sound: NDArray[np.float64], start: int, burst: NDArray[np.float64]) -> None:
    end = min(len(sound), start + len(burst))
    sound[start:end] += burst[: end - start]


def _levelled(sound: NDArray[np.float64], level: float) -> Samples:
    return np.asarray(sound * (level / max(float(np.abs(sound).max()), 1e-9)), np.float32)


def babble(seconds: float, seed: int, rate: int = EARS_RATE) -> Samples:
    """Noise below 3 kHz in syllables, four a second: what a canceller takes for speech. Its loudest is at 0.3,
    and it is at `rate`."""
    random = np.random.default_rng(seed)
    count = int(seconds * rate)
    spectrum = np.fft.rfft(random.standard_normal(count))
    spectrum[np.fft.rfftfreq(count, 1 / rate) > 3000] = 0
    noise = np.fft.irfft(spectrum, count)
    syllables = np.repeat(random.random(int(4 * seconds) + 1), rate // 4)[:count]
    return np.asarray(0.3 * noise / np.abs(noise).max() * syllables, np.float32)


def level(sound: Samples) -> float:
    """How loud `sound` is, in decibels."""
    return float(10 * np.log10(np.mean(sound.astype(np.float64) ** 2) + 1e-12))
