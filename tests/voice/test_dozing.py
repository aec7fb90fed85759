"""The detector is asked only where sound stands out of a quiet room, and finds a voice as soon as ever."""

from __future__ import annotations

import numpy as np
import pytest

from os1.models.engines import EARS_RATE, Samples
from os1.testing import sounds
from os1.voice.dozing import Dozing
from os1.voice.listening import WINDOW


class Asked:
    """A detector that takes what is louder than `voice` for a voice, and counts what it is asked."""

    def __init__(self, voice: float = 0.05) -> None:
        self._voice = voice
        self.windows: list[Samples] = []

    def __call__(self, window: Samples) -> float:
        self.windows.append(window)
        return 0.9 if float(np.abs(window).max()) > self._voice else 0.01


def windows(sound: Samples) -> list[Samples]:
    return list(sound[: len(sound) // WINDOW * WINDOW].reshape(-1, WINDOW))


def heard(dozing: Dozing, sound: Samples) -> list[float]:
    return [dozing(window) for window in windows(sound)]


def hum(seconds: float) -> Samples:
    """A fan: loud, and low."""
    return sounds.sine(seconds, hertz=50.0, level=0.2)


ROOMS = [
    ("nothing", sounds.silence(20)),
    ("hiss", sounds.white_noise(20, level=0.004)),
    ("rain", sounds.pink_noise(20, level=0.03)),
    ("fan", hum(20) + sounds.white_noise(20, level=0.002)),
]


@pytest.mark.parametrize(("name", "room"), ROOMS, ids=[name for name, _ in ROOMS])
def test_a_quiet_room_is_hardly_judged(name: str, room: Samples) -> None:
    asked = Asked(voice=0.5)
    assert set(heard(Dozing(asked), room)) <= {0.0, 0.01}
    assert len(asked.windows) < 0.15 * len(windows(room))


@pytest.mark.parametrize(("name", "room"), ROOMS, ids=[name for name, _ in ROOMS])
def test_a_voice_is_found_in_its_first_window_and_what_led_to_it_was_shown(name: str, room: Samples) -> None:
    asked = Asked(voice=0.35)
    dozing = Dozing(asked)
    heard(dozing, room)
    before = len(asked.windows)
    voice = room[: 10 * WINDOW] + sounds.white_noise(10 * WINDOW / EARS_RATE, level=0.6)
    assert heard(dozing, voice)[0] == 0.9
    shown = asked.windows[before:]
    assert len(shown) == 14, "four windows of the room, then all of the voice"
    np.testing.assert_array_equal(np.concatenate(shown[4:]), voice)


def test_whoever_speaks_is_judged_without_a_gap_until_the_room_has_been_quiet() -> None:
    asked = Asked()
    dozing = Dozing(asked)
    talk = np.concatenate([sounds.white_noise(1.0), sounds.silence(1.9)])
    for _ in range(5):
        heard(dozing, talk)
    assert len(asked.windows) == 5 * len(windows(talk))


def test_a_bang_does_not_deafen() -> None:
    asked = Asked(voice=0.01)
    dozing = Dozing(asked)
    room = sounds.white_noise(10, level=0.004)
    heard(dozing, room)
    heard(dozing, sounds.white_noise(WINDOW / EARS_RATE, level=1.0))
    heard(dozing, room[: EARS_RATE * 3])
    assert heard(dozing, sounds.white_noise(0.1, level=0.02))[0] == 0.9


def test_a_room_that_grows_louder_is_soon_quiet_again() -> None:
    asked = Asked(voice=0.9)
    dozing = Dozing(asked)
    heard(dozing, sounds.white_noise(5, level=0.005))
    before = len(asked.windows)
    heard(dozing, sounds.white_noise(20, level=0.1))
    assert len(asked.windows) - before < 3 * EARS_RATE / WINDOW
