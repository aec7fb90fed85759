"""A mood in numbers: small, even, and the same voice."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import numpy as np
import pytest
from stage import START

from os1.events import Bus
from os1.models.engines import Samples
from os1.models.mouth_voices import parse
from os1.testing.flow import FlowingClock
from os1.testing.phrases import HummingMouth
from os1.types import Clause, Mood
from os1.voice.mood import manner
from os1.voice.pace import Pace
from os1.voice.said import Said
from os1.voice.speaking import Speech, Stage

VOICES = ["af_heart", "af_bella", "af_nicole", "am_michael", "am_puck", "bf_emma"]
BASE = ("af_heart", 1.0)


def test_at_rest_the_voice_is_as_it_was_chosen() -> None:
    for mood in (Mood(), Mood(0.15, 0.3)):
        calm = manner(mood, BASE, VOICES)
        assert (calm.voice, calm.speed, calm.pause) == ("af_heart", 1.0, 0.0)
        assert calm.gain == pytest.approx(1.0, abs=0.02)


def test_delight_is_faster_brighter_and_louder_and_sorrow_slower_softer_and_with_pauses() -> None:
    glad, low = manner(Mood(0.9, 0.8), BASE, VOICES), manner(Mood(-0.8, 0.1), BASE, VOICES)
    assert glad.speed > 1.04 and "af_bella" in glad.voice and glad.gain > 1.1 and glad.pause == 0.0
    assert low.speed < 0.98 and "af_nicole" in low.voice and low.gain < 0.95 and low.pause > 0.05


def test_nothing_is_overdone_anywhere() -> None:
    for valence in np.linspace(-1, 1, 21):
        for arousal in np.linspace(0, 1, 11):
            how = manner(Mood(float(valence), float(arousal)), BASE, VOICES)
            shares = parse(how.voice, VOICES)
            assert 0.93 <= how.speed <= 1.11 and 0.8 <= how.gain <= 1.35 and 0 <= how.pause <= 0.25
            assert shares["af_heart"] >= 0.75


def test_small_changes_of_mood_make_small_changes_of_voice() -> None:
    line = [manner(Mood(float(valence), 0.3), BASE, VOICES) for valence in np.linspace(-1, 1, 201)]
    for one, other in pairwise(line):
        assert 0 <= other.speed - one.speed <= 0.0101
        assert parse(other.voice, VOICES)["af_heart"] == pytest.approx(
            parse(one.voice, VOICES)["af_heart"], abs=0.051
        )


def test_the_persons_own_choice_is_kept() -> None:
    glad = Mood(1.0, 1.0)
    assert manner(glad, ("af_heart:0.5+am_puck:0.5", 1.2), VOICES).voice == "af_heart:0.5+am_puck:0.5"
    assert manner(glad, ("af_heart", 1.9), VOICES).speed == 2.0
    assert manner(glad, ("bf_emma", 1.0), VOICES).voice == "bf_emma", "it is its own companion"
    assert "am_puck" in manner(glad, ("am_michael", 1.0), VOICES).voice
    assert manner(glad, ("hum", 1.0), ["hum"]).voice == "hum"
    assert manner(glad, ("", 1.0), VOICES).voice.startswith("af_heart:")


class Shouting(HummingMouth):
    """Speaks at nearly full scale."""

    voices = ("af_heart",)

    async def speak(self, text: str, *, voice: str = "", speed: float = 1.0) -> Samples:
        return np.full(2400, 0.95, np.float32)


def test_delight_never_clips() -> None:
    clock = FlowingClock(START)

    async def work() -> Samples | None:
        speech = Speech(Stage(Shouting(clock), BASE, Bus(), lambda *_: None, lambda: 0.0, Said(), Pace()))
        await speech.play(Clause("Oh!", Mood(1.0, 1.0)))
        await clock.sleep(0.5)
        sound = speech.take(2400, 0.0)
        await speech.close()
        return sound

    async def flow() -> Samples | None:
        return await clock.run(work())

    sound = asyncio.run(flow())
    assert sound is not None and float(sound.max()) == pytest.approx(0.98)


class Listening(HummingMouth):
    """Notes how it was asked to speak."""

    voices = ("af_heart", "af_bella", "af_nicole")  # type: ignore[assignment]  # more than one

    def __init__(self, clock: FlowingClock) -> None:
        super().__init__(clock)
        self.asked: list[tuple[str, float]] = []

    async def speak(self, text: str, *, voice: str = "", speed: float = 1.0) -> Samples:
        self.asked.append((voice, speed))
        return await super().speak(text, voice=voice, speed=speed)


def test_each_clause_is_spoken_in_its_own_mood() -> None:
    clock = FlowingClock(START)

    async def work() -> tuple[Listening, Samples]:
        mouth = Listening(clock)
        speech = Speech(Stage(mouth, BASE, Bus(), lambda *_: None, lambda: 0.0, Said(), Pace()))
        await speech.play(Clause("Oh.", Mood(0.9, 0.9)))
        await speech.play(Clause("Oh.", Mood(-0.9, 0.0)))
        await clock.sleep(1.0)
        sound = speech.take(mouth.rate, 0.0)
        assert sound is not None
        await speech.close()
        return mouth, sound

    async def flow() -> tuple[Listening, Samples]:
        return await clock.run(work())

    mouth, sound = asyncio.run(flow())
    (bright, fast), (soft, slow) = mouth.asked
    assert "af_bella" in bright and "af_nicole" in soft and fast > 1.0 > slow
    levels = sorted({round(float(value), 3) for value in sound if value > 0})
    assert levels[-1] > 0.27 and levels[0] < 0.25, "the hum is 0.25"
    ends = np.flatnonzero(sound)[-1]
    assert ends < len(sound) - 1, "a pause after the sad sentence"
