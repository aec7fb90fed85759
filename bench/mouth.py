"""The mouth: work per second of speech, and the time to the sound of a first clause."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

from bench.table import Row
from os1 import config
from os1.home.rooms import open_mouth

_FIRST = ("Of course I do.", "Good morning.", "Let me think.", "I see.", "That's a lovely name.")
_LONGER = (
    "I was hoping you would ask me about the letter you wrote on Sunday.",
    "It rained all morning, so I thought of the garden and the chairs we left outside.",
    "Tomorrow at half past five you wanted to call your mother about the wedding.",
)


async def measure(recordings: Path | None) -> list[Row]:
    """Nothing is said twice, so the clause cache does not help."""
    async with open_mouth(config.load()) as mouth:
        await mouth.speak("One, two.")
        first, work, seconds = [], 0.0, 0.0
        for text in _FIRST:
            began = time.perf_counter()
            await mouth.speak(text)
            first.append(time.perf_counter() - began)
        for text in _LONGER:
            began = time.perf_counter()
            sound = await mouth.speak(text)
            work += time.perf_counter() - began
            seconds += len(sound) / mouth.rate
    return [
        Row("mouth: a first clause", median(first), "s"),
        Row("mouth: share of real time, longer clauses", work / seconds, ""),
    ]
