"""The ears' own process: gate, listen, doubt, and listen again where the first take is doubtful.

The first take sees the speech and a second of nothing, a fraction of the work of Whisper's thirty seconds;
such a take can loop, and then the stock thirty seconds are paid for. Silence and noise end at the gate.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from os1.models.ears_doubt import Take, believable, dangles, loops, once, single, tidy
from os1.models.ears_gate import voiced
from os1.models.ears_whisper import FULL, Whisper
from os1.models.engines import EARS_RATE, Samples, Transcript
from os1.models.frames import Header
from os1.models.worker import Handle

_PADDING = 1.0
"""Seconds of nothing after the speech in the first take."""
_DOUBTFUL, _DOUBTFUL_SHORT = -0.75, -0.6
"""Mean log-probabilities below which a first take is heard again."""
_SHORT = 2.0
"""Seconds of sound up to which a first take errs most ("No." as "To know.")."""


class Listener(Protocol):
    """What `hear` needs of a Whisper."""

    def listen(self, sound: Samples, *, padding: float, beams: int = 1) -> tuple[Take, str]:
        """One take of `sound`, and its language; see `os1.models.ears_whisper.Whisper.listen`."""


def make(setup: Mapping[str, Any]) -> Handle:
    """Ears for the weights in `setup["folder"]` and `setup["language"]`, on `setup["threads"]` threads.

    A request's payload is float32 samples; the answer is a `Transcript`'s fields.

    Raises:
        WeightsMissing: the folder has no weights.
        WeightsBroken: they cannot be read.
    """
    whisper = Whisper(Path(setup["folder"]), int(setup["threads"]), setup["language"])
    # The first sound takes several times as long as any later one; nobody shall wait for it.
    whisper.listen(np.zeros(EARS_RATE, np.float32), padding=_PADDING)

    def handle(header: Header, payload: bytes) -> tuple[Header, bytes]:
        heard = hear(whisper, np.frombuffer(payload, np.float32), quick=bool(header.get("quick")))
        return {
            "text": heard.text,
            "confidence": heard.confidence,
            "no_speech": heard.no_speech,
            "language": heard.language,
            "sure": heard.sure,
        }, b""

    return handle


def hear(whisper: Listener, sound: Samples, *, quick: bool = False) -> Transcript:
    """The words in `sound` (16 kHz, at most 30 s), or an empty transcript where nobody speaks.

    A doubtful first take is heard again, at six times the work, unless the answer is to be `quick`.
    """
    found = voiced(sound[: int(FULL * EARS_RATE)])
    if found is None:
        return Transcript("", confidence=0.0, no_speech=1.0)
    seconds = len(found.sound) / EARS_RATE
    take, language = _tidied(*whisper.listen(found.sound, padding=_PADDING))
    take = once(take, found.seconds)
    doubtful = _DOUBTFUL_SHORT if seconds <= _SHORT else _DOUBTFUL
    doubted = loops(take, seconds, found.seconds) or dangles(take) or take.logprob < doubtful or not take.text
    if doubted and not quick:
        take, language = _tidied(*whisper.listen(found.sound, padding=FULL, beams=5))
    elif doubted:
        take = single(take)
    sure = not (doubted and quick)
    if not take.ended or not believable(take, found.seconds):
        return Transcript("", confidence=0.0, no_speech=take.no_speech, language=language, sure=sure)
    return Transcript(take.text, exp(min(take.logprob, 0.0)), take.no_speech, language, sure)


def _tidied(take: Take, language: str) -> tuple[Take, str]:
    return Take(tidy(take.text), take.logprob, take.no_speech, take.ended), language
