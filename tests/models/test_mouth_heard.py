"""What the mouth says is what the ears hear: the real engines, and one of them killed in the middle."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import Callable, Coroutine
from typing import Any

import jiwer
import numpy as np
import pytest
import soxr
from whisper_normalizer.english import EnglishTextNormalizer

from os1 import config
from os1.clock import SystemClock
from os1.errors import EngineDown
from os1.models.ears import open_ears
from os1.models.engines import EARS_RATE
from os1.models.mouth import KokoroMouth, open_mouth
from os1.models.speech.alphabet import VOCABULARY

pytestmark = [pytest.mark.models, pytest.mark.slow]

MODELS = config.default_models()
SENTENCES = [
    "It is nice to meet you, my name is Samantha.",
    "You have 3 new emails and 12 old ones.",
    "Your meeting is on March 4th, 2026.",
    "The ticket costs $3.50 and the hotel is $120 per night.",
    "About 45% of the people said yes.",
    "She was born in 1984 and moved here in 2005.",
    "He ran 5 km in 25 minutes.",
    "The weather in Paris is sunny with a light wind.",
    "I read the letter yesterday, and it made me smile.",
    "Dr. Smith will see you on Monday.",
    "There are 1,250 photos from last summer.",
    "The 2nd chapter is better than the 1st one.",
    "I don't know the answer, but I can find out.",
    "Let's talk about your sister's birthday.",
    "Remind me to water the plants every Tuesday and Friday.",
    "The close friend who wrote this letter lives in Boston.",
    "We should record a new song for the record company.",
    "The temperature is 21 degrees and it feels like 19.",
    "Wait a minute, I think I remember where you left your keys.",
    "Good night, sleep well, and call me if you need anything.",
]
WORST_WER = 0.06
"""Of the ears and the mouth together; 0.01 to 0.02 was measured over a hundred sentences like these."""


def with_mouth(story: Callable[[KokoroMouth], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        mouth = await open_mouth(
            MODELS / "kokoro-82m-int8", MODELS / "kokoro-voices", MODELS / "misaki-en", clock=SystemClock()
        )
        try:
            await story(mouth)
        finally:
            await mouth.close()

    asyncio.run(run())


def test_what_is_said_is_heard() -> None:
    heard: list[str] = []

    async def story(mouth: KokoroMouth) -> None:
        ears = await open_ears(MODELS / "whisper-tiny.en", clock=SystemClock())
        try:
            for sentence in SENTENCES:
                sound = await mouth.speak(sentence)
                silence = np.zeros(EARS_RATE // 4, np.float32)
                at_ears = soxr.resample(sound, mouth.rate, EARS_RATE)
                heard.append((await ears.transcribe(np.concatenate([silence, at_ears, silence]))).text)
        finally:
            await ears.close()

    with_mouth(story)
    plain = EnglishTextNormalizer()
    assert jiwer.wer([plain(text) for text in SENTENCES], [plain(text) for text in heard]) <= WORST_WER


def test_speed_voices_and_long_texts() -> None:
    async def story(mouth: KokoroMouth) -> None:
        usual = await mouth.speak("I was thinking of you.")
        faster = await mouth.speak("I was thinking of you.", speed=1.5)
        blended = await mouth.speak("I was thinking of you.", voice="af_heart:0.6+bf_emma:0.4")
        assert 1.2 < len(usual) / len(faster) < 1.8
        assert len(blended) != len(usual)
        for sound in (usual, faster, blended):
            assert sound.dtype == np.float32 and 0.05 < np.abs(sound).max() < 1.0
        assert (await mouth.speak("— ?!")).size == 0
        breathless = "and then we went on " * 30
        assert len(await mouth.speak(breathless, speed=2.0)) / mouth.rate > 12

    with_mouth(story)


def test_a_killed_mouth_speaks_again() -> None:
    async def story(mouth: KokoroMouth) -> None:
        await mouth.start()
        answer = asyncio.create_task(
            mouth.speak("A sentence that is long enough to be interrupted half way.")
        )
        await asyncio.sleep(0.2)
        assert mouth.pid
        os.kill(mouth.pid, signal.SIGKILL)
        with pytest.raises(EngineDown, match="restarted"):
            await answer
        assert (await mouth.speak("Here I am again.")).size

    with_mouth(story)


def test_the_table_of_sounds_is_the_models_own() -> None:
    table = json.loads((MODELS / "kokoro-82m-int8" / "vocab.json").read_text(encoding="utf-8"))["vocab"]
    assert {sound: table.get(sound) for sound in VOCABULARY} == VOCABULARY
