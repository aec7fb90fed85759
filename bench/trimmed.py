"""What trimming costs the ears and saves: the same weights on the clip alone, as the OS hears, and on padded 30 s.

Two hundred sentences are made of parts that every voice says in another combination, so that they need no text of
anybody's; recordings come on top where a folder is given. Both listen in this process, and what is compared are
processor seconds, which other work on the machine does not change.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import jiwer
from whisper_normalizer.english import EnglishTextNormalizer

from bench.spoken import Spoken, spoken, to_ears
from bench.table import Row
from os1 import config
from os1.home.rooms import open_mouth
from os1.models.ears_whisper import FULL, Whisper
from os1.models.ears_worker import hear
from os1.models.engines import EARS_RATE, Samples
from os1.models.store import Store

_BEGINNINGS = (
    "Could you remind me",
    "I forgot",
    "My brother asked me",
    "She would like",
    "We decided last night",
    "It is about time",
    "He promised his teacher",
    "I am not sure whether I want",
    "Nobody told them",
    "Please do not forget",
    "The doctor advised her",
    "On Sunday I am going",
    "Last winter they tried",
    "It would be kind of you",
    "After work I have",
    "You said you wanted",
    "There is still enough time",
    "I was too tired",
    "My neighbour offered",
    "Before we leave I need",
)
_ENDINGS = (
    "to water the plants on the balcony.",
    "to call the office about the broken window.",
    "to bring three bottles of milk and some bread.",
    "to take the early train to the coast.",
    "to write a long letter to an old friend.",
    "to lock the garden door.",
    "to pick up the children at half past four.",
    "to read the last chapter again.",
    "to pay the bill for the new kitchen table.",
    "to invite everybody to the wedding in June.",
)
_VOICES = ("am_michael", "bf_emma", "am_puck", "bm_george", "af_bella")


async def measure(recordings: Path | None, only: slice, keep: Path | None) -> list[Row]:
    """The sentences `only`; all of them are about eight minutes of work, and three where `keep` has them.

    `keep` is a folder for their sound.
    """
    said = await _sentences(list(enumerate(sentences()))[only], keep)
    rows = _compared(f"{len(said)} sentences", said)
    if recordings is not None:
        rows += _compared("recordings", await spoken(recordings))
    return rows


def sentences() -> Iterator[tuple[str, str]]:
    """Each sentence with the voice that says it."""
    for i, beginning in enumerate(_BEGINNINGS):
        for j, ending in enumerate(_ENDINGS):
            yield f"{beginning} {ending}", _VOICES[(i + j) % len(_VOICES)]


async def _sentences(wanted: Sequence[tuple[int, tuple[str, str]]], keep: Path | None) -> list[Spoken]:
    """The sentences with these numbers; what lies in `keep` is not made again."""
    import soundfile

    said = []
    async with open_mouth(config.load()) as mouth:
        for number, (text, voice) in wanted:
            path = keep / f"{number:03}.flac" if keep else None
            if path is not None and path.is_file():
                said.append(Spoken(text, soundfile.read(path, dtype="float32")[0]))
                continue
            said.append(Spoken(text, to_ears(await mouth.speak(text, voice=voice), mouth.rate)))
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                soundfile.write(path, said[-1].sound, EARS_RATE)
    return said


def _compared(what: str, said: Sequence[Spoken]) -> list[Row]:
    settings = config.load()
    store = Store(settings.models, offline=True)
    (name,) = store.catalogue.sizes[settings.size]["ears"]
    whisper = Whisper(store.path(name), threads=1)
    ours, spent = _heard(said, lambda sound: hear(whisper, sound).text)
    whole, spent_whole = _heard(said, lambda sound: whisper.listen(sound, padding=FULL)[0].text)
    peer = "30 s"
    return [
        Row(f"trimmed: word error rate, {what}", ours, "", peer, whole),
        Row(f"trimmed: processor time, {what}", spent, "s", peer, spent_whole),
    ]


def _heard(said: Sequence[Spoken], listen: Callable[[Samples], str]) -> tuple[float, float]:
    """The word error rate, and the processor seconds of all but a first, warming one."""
    plain = EnglishTextNormalizer()
    listen(said[0].sound)
    began = time.process_time()
    heard = [listen(one.sound) for one in said]
    spent = time.process_time() - began
    return float(jiwer.wer([plain(one.text) for one in said], [plain(text) for text in heard])), spent
