"""Is anyone speaking in this sound, and where? Asked before the ears listen for words.

Silero's voice detector, whose weights faster-whisper's wheel carries, scores windows of 32 ms. It knows
nothing of words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from os1.models.engines import EARS_RATE, Samples

_WINDOW = 512
_FAINT = 10 ** (-60 / 20)
"""Root mean square of the loudest tenth of a second below which a microphone carries only its own hiss."""
_SPEECH, _MAYBE = 0.5, 0.2
_RUN = 3
"""Windows in a row that must score as speech: a tenth of a second, less than the shortest word."""
_MARGIN = int(0.4 * EARS_RATE)
"""Kept on either side of the speech, where soft consonants hide."""


@dataclass(frozen=True, slots=True)
class Voiced:
    """Speech found: the samples worth hearing, and how many seconds in them are surely speech."""

    sound: Samples
    seconds: float


def voiced(sound: Samples) -> Voiced | None:
    """The part of `sound` (16 kHz) from the first to the last trace of speech, or None where nobody speaks."""
    if len(sound) < _WINDOW or _loudest(sound) < _FAINT:
        return None
    scores = _scores(sound)
    speech = scores >= _SPEECH
    if not _has_run(speech):
        return None
    traces = np.flatnonzero(scores >= _MAYBE)
    start = max(0, int(traces[0]) * _WINDOW - _MARGIN)
    end = min(len(sound), (int(traces[-1]) + 1) * _WINDOW + _MARGIN)
    return Voiced(sound[start:end], float(speech.sum()) * _WINDOW / EARS_RATE)


def _scores(sound: Samples) -> NDArray[np.float32]:
    """The probability of speech in each window, shape (windows,)."""
    from faster_whisper.vad import get_vad_model

    padded = np.pad(sound, (0, -len(sound) % _WINDOW)).astype(np.float32)
    return np.asarray(get_vad_model()(padded), np.float32).reshape(-1)


def _has_run(speech: NDArray[np.bool_]) -> bool:
    run = np.convolve(speech.astype(np.int64), np.ones(_RUN, np.int64))
    return bool(run.max() >= _RUN)


def _loudest(sound: Samples) -> float:
    frame = EARS_RATE // 10
    whole = np.pad(sound.astype(np.float64), (0, -len(sound) % frame)).reshape(-1, frame)
    return float(np.sqrt((whole**2).mean(axis=1)).max())
