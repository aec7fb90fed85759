"""The OS says its name to itself, and learns what its ears make of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from os1.models.engines import EARS_RATE
from os1.testing.ears import FakeEars
from os1.testing.mouth import WORD, FakeMouth
from os1.voice.calling import Spellings
from os1.voice.heard_as import heard_as

VOICES = ("af_heart", "af_sky", "am_adam", "am_puck", "bf_emma", "bm_lewis")


def learned(*heard: str, voices: Sequence[str] = VOICES) -> Spellings:
    return asyncio.run(heard_as("Edda", FakeEars(heard), FakeMouth(voices=voices)))


def test_what_stands_before_the_question_is_the_name() -> None:
    found = learned(
        "Add a what time is it?",
        "Hey Edda, what time is it?",
        "Etta, what time is it?",
        "Hey, add a what time is it?",
    )
    assert found == {("add", "a"), ("edda",), ("etta",)}


@pytest.mark.parametrize(
    "heard",
    ["", "What time is it?", "Hey, what time is it?", "It is late.", "I have no idea at all what it is"],
)
def test_what_cannot_be_a_name_is_not_learned(heard: str) -> None:
    assert learned(heard) == frozenset()


def test_it_asks_in_a_few_voices_as_unlike_as_there_are() -> None:
    mouth, ears = FakeMouth(voices=VOICES), FakeEars()
    asyncio.run(heard_as("Edda", ears, mouth))
    assert [voice for _, voice, _ in mouth.spoken][::2] == ["af_heart", "am_adam", "bf_emma"]
    assert all("Edda" in text for text, _, _ in mouth.spoken)
    assert len(ears.heard[0]) > 4 * WORD * EARS_RATE, "at the ears' rate, with a little silence around it"


def test_one_voice_is_enough() -> None:
    assert learned("Etta, what time is it?", voices=("hum",)) == {("etta",)}
