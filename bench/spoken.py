"""What is spoken to the OS in a benchmark: a folder of recordings with their words, or our own mouth's voice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from os1 import config
from os1.home.rooms import open_mouth
from os1.models.engines import EARS_RATE, Samples

_SENTENCES = (
    "What is your name?",
    "I had a long day at work today.",
    "Remind me to water the plants tomorrow morning.",
    "My sister called me about the wedding.",
    "What can you not do?",
    "I keep thinking about the letter I never sent.",
    "Do you remember what I told you about the lake?",
    "Good night.",
)
_VOICE = "am_michael"


@dataclass(frozen=True, slots=True)
class Spoken:
    """One utterance: `sound` is 16 kHz mono."""

    text: str
    sound: Samples

    @property
    def seconds(self) -> float:
        return len(self.sound) / EARS_RATE


async def spoken(folder: Path | None) -> list[Spoken]:
    """Every FILE.flac of `folder` with the words in FILE.txt; without a folder, sentences of our own."""
    return _read(folder) if folder is not None else await say(_SENTENCES)


async def say(texts: Sequence[str]) -> list[Spoken]:
    """Each of `texts` in the voice that stands for the person."""
    async with open_mouth(config.load()) as mouth:
        said = [(text, await mouth.speak(text, voice=_VOICE)) for text in texts]
        return [Spoken(text, to_ears(sound, mouth.rate)) for text, sound in said]


def _read(folder: Path) -> list[Spoken]:
    import soundfile

    found = []
    for path in sorted(folder.glob("*.flac")):
        sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
        found.append(
            Spoken(path.with_suffix(".txt").read_text(encoding="utf-8").strip(), to_ears(sound.mean(1), rate))
        )
    return found


def to_ears(sound: Samples, rate: int) -> Samples:
    import soxr

    return np.asarray(soxr.resample(sound, rate, EARS_RATE), np.float32)
