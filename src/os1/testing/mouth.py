"""A mouth that costs nothing: one short tone a word, so that a test can tell which words were played."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from os1.clock import Clock
from os1.errors import EngineDown, SettingsError
from os1.models.engines import EngineInfo, Samples

WORD = 0.3
"""Seconds that one word takes at normal speed: five sixths tone, one sixth silence."""
_TONE = 5 / 6


class FakeMouth:
    """Speaks `text` as one tone burst of `WORD` seconds for each of its words.

    `delay` seconds of `clock` pass before each answer. `dies_after` answers it raises `EngineDown` until
    `revive` is called. `spoken` is all that was asked of it, in order: (text, voice, speed).
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        delay: float = 0.0,
        dies_after: int | None = None,
        voices: Sequence[str] = ("af_heart", "am_adam"),
    ) -> None:
        self.delay = delay
        self.spoken: list[tuple[str, str, float]] = []
        self._clock = clock
        self._left = dies_after
        self._voices = tuple(voices)

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("mouth", "fake mouth")

    @property
    def rate(self) -> int:
        return 24_000

    @property
    def voices(self) -> Sequence[str]:
        return self._voices

    async def speak(self, text: str, *, voice: str = "", speed: float = 1.0) -> Samples:
        if voice and voice not in self._voices:
            raise SettingsError(f"There is no voice {voice!r}; choose one of {', '.join(self._voices)}.")
        if self._clock and self.delay:
            await self._clock.sleep(self.delay)
        if self._left == 0:
            raise EngineDown("The mouth engine stopped in the middle; it is being restarted.")
        if self._left is not None:
            self._left -= 1
        self.spoken.append((text, voice, speed))
        words = [word for word in text.split() if any(mark.isalnum() for mark in word)]
        return np.concatenate(
            [np.zeros(0, np.float32), *(self._burst(place, speed) for place in range(len(words)))]
        )

    def revive(self) -> None:
        """Answer again."""
        self._left = None

    async def close(self) -> None:
        """Nothing to end."""

    def _burst(self, place: int, speed: float) -> Samples:
        length = int(WORD * self.rate / speed)
        steps = np.arange(length, dtype=np.float32)
        pitch = 220.0 + 20.0 * (place % 12)
        tone = 0.1 * np.sin(2 * np.pi * pitch * steps / self.rate)
        tone[int(length * _TONE) :] = 0.0
        return tone.astype(np.float32)
