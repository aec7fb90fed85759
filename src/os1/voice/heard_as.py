"""How the ears write a name: the OS says it to itself in a few voices and listens to what they make of it.

Small ears have never read many names, and write what is like them: "Edda" as "add a", "Malachy" as "Maliki". What
they write is much the same whoever says it, so that it can be known before anybody calls.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import numpy as np

from os1.models.engines import EARS_RATE, Ears, Mouth, Samples
from os1.voice.calling import Spellings
from os1.voice.words import words_in

_CALLS = ("{name}, what time is it?", "Hey {name}, what time is it?")
_VOICES = 3
_LONGEST = 3
"""Words that a name may become."""


async def heard_as(name: str, ears: Ears, mouth: Mouth) -> Spellings:
    """The words that stand for `name` when it is called, in lower case; about six seconds of work, once.

    Raises:
        EngineDown: the ears or the mouth died.
    """
    found = set()
    for voice in _different(mouth.voices):
        for call in _CALLS:
            said = await mouth.speak(call.format(name=name), voice=voice)
            heard = await ears.transcribe(await asyncio.to_thread(_to_ears, said, mouth.rate))
            words = words_in(heard.text)
            if "what" in words:
                before = words[: words.index("what")]
                found.add(tuple(before[1:] if before[:1] == ["hey"] else before))
    return frozenset(words for words in found if 0 < len(words) <= _LONGEST)


def _different(voices: Sequence[str]) -> list[str]:
    """A few voices, as unlike as their names tell: "af_heart" and "am_adam" before "af_sky"."""
    kinds = {voice.split("_")[0]: voice for voice in reversed(voices)}
    return [voice for voice in voices if voice in kinds.values()][:_VOICES]


def _to_ears(sound: Samples, rate: int) -> Samples:
    import soxr

    around = np.zeros(EARS_RATE // 3, np.float32)
    heard = np.asarray(soxr.resample(sound, rate, EARS_RATE), np.float32)
    return np.concatenate([around, heard, around])
