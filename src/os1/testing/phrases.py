"""A world of sound without models: words are levels, ears read levels, a mouth hums.

Every word has a constant level of its own, so `PhraseEars` hear exactly what was said, word by word, and a
noise is loud without being a word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from os1.clock import Clock
from os1.errors import EngineDown
from os1.models.engines import EARS_RATE, EngineInfo, Samples, Transcript

_LETTER, _WORD = 0.05, 0.1
"""Seconds that a letter takes, and a word besides."""
_STEP = 0.002
_LOUD = 0.1


class Phrasebook:
    """Turns text into sound and back."""

    def __init__(self) -> None:
        self._words: list[str] = []

    def say(self, text: str) -> Samples:
        """The sound of `text` at 16 kHz, without a pause."""
        return np.concatenate([self._word(word) for word in text.split()])

    def hear(self, sound: Samples) -> str:
        """The words of which at least half is in `sound`."""
        heard = []
        levels = np.round((sound - _LOUD) / _STEP).astype(int)
        starts = np.flatnonzero(np.diff(levels, prepend=levels[0] - 1 if len(levels) else 0))
        for begin, end in zip(starts, [*starts[1:], len(levels)], strict=True):
            level = levels[begin]
            if 1 <= level <= len(self._words):
                word = self._words[level - 1]
                if end - begin >= self._length(word) // 2:
                    heard.append(word)
        return " ".join(heard)

    @staticmethod
    def silence(seconds: float) -> Samples:
        return np.zeros(int(seconds * EARS_RATE), np.float32)

    @staticmethod
    def noise(seconds: float) -> Samples:
        """Loud enough to be taken for a voice, and no word."""
        return np.full(int(seconds * EARS_RATE), -0.9, np.float32)

    def _word(self, word: str) -> Samples:
        if word not in self._words:
            self._words.append(word)
        level = _LOUD + _STEP * (self._words.index(word) + 1)
        return np.full(self._length(word), level, np.float32)

    @staticmethod
    def _length(word: str) -> int:
        return int((_WORD + _LETTER * len(word)) * EARS_RATE)


def loudness(window: Samples) -> float:
    """A `VoiceSense`: what is loud is a voice."""
    return 1.0 if np.mean(np.abs(window)) > _LOUD / 2 else 0.0


class PhraseEars:
    """Ears that need `delay(number of the request)` seconds, and die at the requests in `deaths`."""

    def __init__(
        self,
        book: Phrasebook,
        clock: Clock,
        delay: Callable[[int], float] = lambda number: 0.1,
        deaths: Sequence[int] = (),
        confidence: float = 0.9,
    ) -> None:
        self._book = book
        self._clock = clock
        self._delay = delay
        self._deaths = deaths
        self._confidence = confidence
        self.requests: list[Samples] = []

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("ears", "phrasebook")

    async def transcribe(self, sound: Samples, *, quick: bool = False) -> Transcript:
        number = len(self.requests)
        self.requests.append(sound)
        await self._clock.sleep(self._delay(number))
        if number in self._deaths:
            raise EngineDown("The ears engine stopped in the middle; it is being restarted.")
        return Transcript(self._book.hear(sound), self._confidence)


class PhraseEnding:
    """An `EndSense`: the person has finished, unless the words end on one of `open_ends`."""

    def __init__(self, book: Phrasebook, clock: Clock, open_ends: Sequence[str] = ()) -> None:
        self._book = book
        self._clock = clock
        self._open_ends = open_ends

    async def __call__(self, sound: Samples) -> float:
        await self._clock.sleep(0.05)
        words = self._book.hear(sound).split()
        return 0.1 if words and words[-1] in self._open_ends else 0.9


class PhraseMouth:
    """Says words so that `PhraseEars` hear them, after `delay` seconds of work."""

    rate = EARS_RATE
    voices = ("book",)

    def __init__(self, book: Phrasebook, clock: Clock, delay: float = 0.1) -> None:
        self._book = book
        self._clock = clock
        self._delay = delay

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("mouth", "phrasebook")

    async def speak(self, text: str, *, voice: str = "", speed: float = 1.0) -> Samples:
        await self._clock.sleep(self._delay)
        return self._book.say(text)


class HummingMouth:
    """Hums 0.08 s a letter after `delay` seconds of work; dies at the requests in `deaths`.

    `said` are the texts asked for, `done` those whose synthesis was not cancelled.
    """

    rate = 24_000
    voices = ("hum",)

    def __init__(self, clock: Clock, delay: float = 0.1, deaths: Sequence[int] = ()) -> None:
        self._clock = clock
        self._delay = delay
        self._deaths = deaths
        self.said: list[str] = []
        self.done: list[str] = []

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("mouth", "hum")

    async def speak(self, text: str, *, voice: str = "", speed: float = 1.0) -> Samples:
        number = len(self.said)
        self.said.append(text)
        await self._clock.sleep(self._delay)
        if number in self._deaths:
            raise EngineDown("The mouth engine stopped in the middle; it is being restarted.")
        self.done.append(text)
        return np.full(int(0.08 * len(text) / speed * self.rate), 0.25, np.float32)
