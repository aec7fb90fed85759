"""The echo canceller: what the loudspeaker gave goes, what a person says stays."""

from __future__ import annotations

import numpy as np
import pytest

from os1.models.engines import EARS_RATE, Samples
from os1.testing.sounds import babble, level
from os1.voice.echo import EchoCanceller

MOUTH_RATE = 24_000


def heard(delay: float, gain_db: float, near: Samples) -> tuple[Samples, Samples]:
    """The microphone's sound, and what is left of it, step by step as a sound card would."""
    canceller, seconds = EchoCanceller(), len(near) / EARS_RATE
    far = babble(seconds, 7, MOUTH_RATE)
    import soxr

    echo = np.concatenate([np.zeros(int(delay * EARS_RATE)), soxr.resample(far, MOUTH_RATE, EARS_RATE)])
    microphone = near + np.asarray(echo[: len(near)] * 10 ** (gain_db / 20), np.float32)
    clean = []
    for step in range(int(seconds * 50)):
        canceller.played(far[step * 480 : (step + 1) * 480], 480, MOUTH_RATE)
        clean.append(canceller.clean(microphone[step * 320 : (step + 1) * 320]))
    return microphone, np.concatenate(clean)


@pytest.mark.parametrize("gain_db", [-6.0, -12.0, -20.0, -30.0])
@pytest.mark.parametrize("delay", [0.05, 0.1, 0.2, 0.3])
def test_an_echo_is_gone_after_a_second(delay: float, gain_db: float) -> None:
    microphone, clean = heard(delay, gain_db, np.zeros(6 * EARS_RATE, np.float32))
    late = slice(2 * EARS_RATE, None)
    assert level(clean[late]) < min(level(microphone[late]) - 15, -50)


@pytest.mark.parametrize("delay", [0.05, 0.3])
def test_a_person_who_speaks_over_it_is_heard(delay: float) -> None:
    near = babble(8.0, 11)
    near[: 4 * EARS_RATE] = 0
    _, clean = heard(delay, -12.0, near)
    talking = slice(5 * EARS_RATE, None)
    assert level(near[talking]) - level(clean[talking]) < 6
    said, left = near[talking][: 2 * EARS_RATE], clean[talking]
    alike = max(np.corrcoef(said, left[lag : lag + len(said)])[0, 1] for lag in range(0, 640, 8))
    assert alike > 0.65, "the canceller's own delay is some 20 ms"


def test_silence_of_the_loudspeaker_leaves_the_microphone_as_it_is() -> None:
    canceller, near = EchoCanceller(), babble(3.0, 3)
    clean = []
    for step in range(150):
        canceller.played(None, 480, MOUTH_RATE)
        clean.append(canceller.clean(near[step * 320 : (step + 1) * 320]))
    assert level(np.concatenate(clean)) == pytest.approx(level(near), abs=1.5)


@pytest.mark.parametrize("step", [100, 317, 512])
def test_as_much_comes_out_as_goes_in(step: int) -> None:
    canceller, near = EchoCanceller(), babble(1.0, 3)
    for begin in range(0, 8000, step):
        assert len(canceller.clean(near[begin : begin + step])) == step
