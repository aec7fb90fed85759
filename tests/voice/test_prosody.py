from __future__ import annotations

import numpy as np
import pytest

from os1.models.engines import EARS_RATE, Samples
from os1.voice.prosody import measure


def voice(pitch: float, seconds: float, gain: float = 0.2) -> Samples:
    time = np.arange(int(seconds * EARS_RATE)) / EARS_RATE
    wave = np.sum([np.sin(2 * np.pi * pitch * k * time) / k for k in range(1, 8)], axis=0)
    return np.asarray(gain * wave, np.float32)


@pytest.mark.parametrize("pitch", [85.0, 120.0, 210.0, 330.0])
def test_the_pitch_of_a_voice(pitch: float) -> None:
    found = measure(voice(pitch, 1.0), "hello there")
    assert found is not None
    assert found.pitch == pytest.approx(pitch, rel=0.03) and found.pitch_range < 0.1 * pitch


def test_pauses_rate_and_energy() -> None:
    sound = np.concatenate([voice(120, 1.0), np.zeros(EARS_RATE // 2, np.float32), voice(120, 1.0)])
    found, quieter = (
        measure(sound, "one two three four"),
        measure(sound * np.float32(0.1), "one two three four"),
    )
    assert found is not None and quieter is not None
    assert found.pauses == pytest.approx(0.5, abs=0.06)
    assert found.rate == pytest.approx(4 / 2.0, rel=0.1)
    assert found.energy - quieter.energy == pytest.approx(20, abs=0.5)


def test_a_glide_has_a_range() -> None:
    glide = np.concatenate([voice(pitch, 0.2) for pitch in (120, 130, 140, 150, 160)])
    found = measure(glide, "oh")
    assert found is not None and found.pitch_range > 25


def test_what_is_too_short_silent_or_unvoiced_is_not_guessed() -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, EARS_RATE).astype(np.float32)
    assert measure(voice(120, 0.1), "a") is None
    assert measure(np.zeros(EARS_RATE, np.float32), "") is None
    assert measure(noise, "shh") is None
