"""What is done to a synthesised phrase before it is heard: silence trimmed, loudness evened, edges faded."""

from __future__ import annotations

import numpy as np

from os1.models.engines import Samples

RATE = 24_000
"""Samples a second, in and out."""

_FRAME = RATE // 200
"""Samples in the 5 ms over which loudness is looked at."""
_QUIET = 10 ** (-42 / 20)
"""A frame this far below the loudest frame is silence."""
_LOUDNESS = 10 ** (-20 / 20)
"""The root mean square of the frames in which somebody speaks, of full scale (-20 dBFS)."""
_MOST_GAIN = 8.0
_KNEE = 0.8
"""Above this level peaks are bent, so that none reaches 1."""
_LEAD = 0.03
_FADE = 0.005
_PAUSES = {".": 0.24, "!": 0.24, "?": 0.24, "…": 0.3, ",": 0.12, ";": 0.16, ":": 0.16, "—": 0.16}
_SHORTEST_PAUSE = 0.06


def shaped(sound: Samples, last: str = "", speed: float = 1.0) -> Samples:
    """`sound` at the common loudness, from just before its first word to a pause.

    The pause fits `last`, the mark at the end of the phrase ("" or a letter: none), at `speed`.
    """
    energies = _frames(sound)
    if not energies.size or energies.max() < 1e-6:
        return np.zeros(0, np.float32)
    loud = np.flatnonzero(energies > energies.max() * _QUIET)
    begin = max(0, int(loud[0]) * _FRAME - int(_LEAD * RATE))
    end = (int(loud[-1]) + 1) * _FRAME
    pause = int(_PAUSES.get(last, _SHORTEST_PAUSE) * RATE / speed)
    voiced = sound[begin : min(len(sound), end + pause)].astype(np.float32)
    level = float(np.sqrt(np.mean(energies[loud] ** 2)))
    voiced = _bent(voiced * min(_LOUDNESS / level, _MOST_GAIN))
    missing = max(0, end - begin + pause - len(voiced))
    return np.concatenate([_faded(voiced), np.zeros(missing, np.float32)])


def _frames(sound: Samples) -> Samples:
    """The root mean square of each whole frame."""
    count = len(sound) // _FRAME
    return (
        np.sqrt(np.mean(sound[: count * _FRAME].reshape(count, _FRAME) ** 2, axis=1)) if count else sound[:0]
    )


def _bent(sound: Samples) -> Samples:
    room = 1 - _KNEE
    over = np.abs(sound) - _KNEE
    bent = np.sign(sound) * (_KNEE + room * np.tanh(over / room))
    return np.where(over > 0, bent, sound).astype(np.float32)


def _faded(sound: Samples) -> Samples:
    length = min(int(_FADE * RATE), len(sound) // 2)
    ramp = np.linspace(0, 1, length, dtype=np.float32)
    sound[:length] *= ramp
    sound[len(sound) - length :] *= ramp[::-1]
    return sound
