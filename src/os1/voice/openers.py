"""What is rendered ahead in the present voice: the small sounds that fill a wait, and what is often said.

A small sound comes at most at every second reply that is late, so never at two in a row, and each time another.
It knows no clock: whoever waits says that a reply is late.
"""

from __future__ import annotations

import functools
import logging
import tomllib
from collections.abc import Callable, Sequence
from importlib.resources import files

from os1.errors import OS1Error
from os1.models.engines import Mouth, Samples
from os1.types import Clause
from os1.voice.chunking import first_breath
from os1.voice.mood import manner

LATE = 0.25
"""Seconds after the turn became certain from which a reply without words is late; an opener that has begun makes
words that come right after it wait."""
_EVERY = 2

_log = logging.getLogger(__name__)


@functools.cache
def usual() -> tuple[str, ...]:
    """The openers of `strings.toml`."""
    found = tomllib.loads(files("os1.voice").joinpath("strings.toml").read_text(encoding="utf-8"))
    return tuple(found["openers"])


class Openers:
    """Keeps `texts` as sound; `voice` gives the voice and speed of the moment."""

    def __init__(self, texts: Sequence[str], mouth: Mouth, voice: Callable[[], tuple[str, float]]) -> None:
        self._texts = texts
        self._mouth = mouth
        self._voice = voice
        self._sounds: dict[tuple[str, str, float], Samples] = {}
        self._late = 0
        self._next = 0

    async def render(self, usual: Sequence[Clause] = ()) -> None:
        """Render what is missing in the present voice, then let the mouth make, and so keep, the first breath of
        each of `usual`. A mouth that fails now is asked again the next time."""
        try:
            await self._render()
            for clause in usual:
                how = manner(clause.mood, self._voice(), self._mouth.voices)
                await self._mouth.speak(first_breath(clause.text)[0], voice=how.voice, speed=how.speed)
        except OS1Error as error:
            _log.warning("An opener could not be rendered: %s", error)

    async def _render(self) -> None:
        voice, speed = self._voice()
        self._sounds = {key: sound for key, sound in self._sounds.items() if key[1:] == (voice, speed)}
        for text in self._texts:
            if (text, voice, speed) not in self._sounds:
                self._sounds[text, voice, speed] = await self._mouth.speak(text, voice=voice, speed=speed)

    def late(self) -> tuple[str, Samples] | None:
        """A reply is late: the opener to fill the wait with and its sound, or None where silence is better."""
        self._late += 1
        if self._late % _EVERY != 1 or not self._texts:
            return None
        voice, speed = self._voice()
        text = self._texts[self._next % len(self._texts)]
        sound = self._sounds.get((text, voice, speed))
        if sound is None:
            self._late -= 1
            return None
        self._next += 1
        return text, sound
