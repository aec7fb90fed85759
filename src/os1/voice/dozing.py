"""Spares the voice detector while a room is quiet: only sound that stands out of what was there before is judged.

Most of the day nobody speaks, and the detector is most of what an idle earpiece computes. It knows nothing of
voices; the detector that it wraps does.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from os1.models.engines import EARS_RATE, Samples
from os1.voice.listening import WINDOW, VoiceSense

_SETTLED = 2 * EARS_RATE // WINDOW
"""Windows without a trace of a voice after which a room counts as quiet."""
_TRACE = 0.1
"""Probability of a voice from which there is a trace of one."""
_ABOVE = 1.5
"""How much stronger than the room's own sound a window is that may hold a voice: 3.5 dB."""
_FAINT = 0.0002
"""Strength below which there can be no voice, whatever the room."""
_RISE, _FALL = 0.05, 0.2
"""How much of the way the measure of the room's sound goes up and down with each window."""
_MOST_RISE = 2.0
"""A window counts at most this many times as strong as the room, so that one bang does not deafen."""
_LED_UP = 4
"""Windows before the one that stands out which the detector is shown first: voices begin softly."""


class Dozing:
    """A `VoiceSense` that asks `sense` in a quiet room only about sound that stands out of it.

    What counts is the change from sample to sample, where voices are strong and the hum of engines is not.
    """

    def __init__(self, sense: VoiceSense) -> None:
        self._sense = sense
        self._quiet = 0
        self._room = 0.0
        self._passed: deque[Samples] = deque(maxlen=_LED_UP)

    def __call__(self, window: Samples) -> float:
        change = np.diff(window)
        strength = float(np.sqrt(change @ change / max(1, len(change))))
        if self._quiet >= _SETTLED and strength < max(_FAINT, _ABOVE * self._room):
            self._follow(strength)
            self._passed.append(window)
            return 0.0
        while self._passed:
            self._sense(self._passed.popleft())
        probability = self._sense(window)
        if probability < _TRACE:
            self._quiet += 1
            self._follow(strength)
        else:
            self._quiet = 0
        return probability

    def _follow(self, strength: float) -> None:
        if self._room > _FAINT:
            strength = min(strength, _MOST_RISE * self._room)
        self._room += (_RISE if strength > self._room else _FALL) * (strength - self._room)
