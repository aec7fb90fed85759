"""What `bench/voice.py` plays: questions, pauses, a listener's "yeah", interruptions, noise and silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench.duel import Kind, Situation, last_voice
from bench.spoken import Spoken, say, spoken
from os1.models.engines import EARS_RATE, Samples
from os1.testing.sounds import coughs, music, pink_noise

_FIRST = "How are you today?"
_MOST_QUESTIONS = 6
_PAUSE = 0.8
_PAUSES = (
    ("I was thinking about my sister and", "whether I should call her tomorrow."),
    ("Could you please remind me to", "water the plants on the balcony?"),
)
_OVER: Sequence[tuple[str, str, Kind]] = (
    ("What can you not do?", "Yeah.", "listener"),
    ("What do you know about yourself?", "Mm-hm, right.", "listener"),
    ("What are you, and what can you do?", "No, wait, stop.", "interruption"),
    ("Tell me about yourself.", "Stop. I want to ask something else.", "interruption"),
)
_NOISE = 5.0
_IDLE = 6.0


async def situations(recordings: Path | None) -> list[Situation]:
    """A first question that is not to be counted, and two minutes of talk, long recordings aside."""
    asked = [*await say([_FIRST]), *(await spoken(recordings))[:_MOST_QUESTIONS]]
    halves = await say([half for both in _PAUSES for half in both])
    over = await say([text for question, answer, _ in _OVER for text in (question, answer)])
    return [
        *(
            Situation("question", _framed(one.sound), last_voice(_framed(one.sound)), one.text)
            for one in asked
        ),
        *_pauses(halves),
        *_overs(over),
        *(_noise(sound) for sound in (music(_NOISE), coughs(_NOISE), pink_noise(_NOISE, level=0.1))),
        Situation("silence", np.zeros(int(_IDLE * EARS_RATE), np.float32), 0.0, listens=0.0),
    ]


def _framed(sound: Samples) -> Samples:
    """With a moment of a quiet room around it."""
    quiet = np.random.default_rng(1).normal(0, 0.0005, len(sound) + EARS_RATE // 2).astype(np.float32)
    quiet[EARS_RATE * 3 // 10 : EARS_RATE * 3 // 10 + len(sound)] += sound
    return quiet


def _pauses(halves: Sequence[Spoken]) -> Iterator[Situation]:
    for first, second in zip(halves[::2], halves[1::2], strict=True):
        begun = _trimmed(first.sound)
        gap = np.zeros(int(_PAUSE * EARS_RATE), np.float32)
        sound = _framed(np.concatenate([begun, gap, second.sound]))
        goes_on = 0.3 + len(begun) / EARS_RATE + _PAUSE
        yield Situation("pause", sound, last_voice(sound), f"{first.text} {second.text}", pause=goes_on)


def _overs(said: Sequence[Spoken]) -> Iterator[Situation]:
    for (_, _, kind), question, over in zip(_OVER, said[::2], said[1::2], strict=True):
        sound = _framed(question.sound)
        yield Situation(kind, sound, last_voice(sound), question.text, over=_trimmed(over.sound))


def _noise(sound: Samples) -> Situation:
    return Situation("noise", sound, len(sound) / EARS_RATE, listens=1.5)


def _trimmed(sound: Samples) -> Samples:
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    return sound[loud[0] : loud[-1] + 1]
