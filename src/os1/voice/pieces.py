"""Cuts an endless stream of sound at the speaker's pauses into pieces short enough for ears.

It keeps the piece at hand and nothing else, and drops what lies between pieces where nobody speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from os1.models.engines import EARS_RATE, Samples

_WINDOW = 512
_SPEECH = 0.4
_FAINT = 0.0005
"""Root mean square below which a window cannot hold speech, and is not asked about."""


def _windows(seconds: float) -> int:
    return int(seconds * EARS_RATE / _WINDOW)


LONGEST = _windows(28.0)
_LEAD = _windows(0.5)
"""Kept before the first speech of a piece, and after its last."""
_ENOUGH, _BREATH = _windows(12.0), _windows(0.5)
"""A piece this long ends at the next pause of a breath."""
_PAUSE = _windows(1.5)
"""A piece of any length ends at a pause as long as this."""


class Pieces:
    """`sense` gives the probability of a voice in 512 samples, and is asked about each window in order."""

    def __init__(self, sense: Callable[[Samples], float]) -> None:
        self._sense = sense
        self._rest = np.zeros(0, np.float32)
        self._sound: list[Samples] = []
        self._scores: list[float] = []
        self._quiet = 0

    def feed(self, sound: Samples) -> list[Samples]:
        """The pieces that `sound` completes, each at most 28 s."""
        return list(self._feed(sound))

    def finish(self) -> list[Samples]:
        """The last piece, if somebody spoke in it."""
        pieces = self.feed(np.zeros(-len(self._rest) % _WINDOW, np.float32)) if len(self._rest) else []
        return [*pieces, *self._cut(len(self._sound))]

    def _feed(self, sound: Samples) -> Iterator[Samples]:
        sound = np.concatenate([self._rest, sound])
        whole = len(sound) // _WINDOW
        self._rest = sound[whole * _WINDOW :]
        for window in sound[: whole * _WINDOW].reshape(-1, _WINDOW):
            faint = float(np.sqrt(np.mean(window**2))) < _FAINT
            score = 0.0 if faint else self._sense(window)
            self._sound.append(window)
            self._scores.append(score)
            self._quiet = 0 if score >= _SPEECH else self._quiet + 1
            yield from self._completed()

    def _completed(self) -> list[Samples]:
        length = len(self._sound)
        if length == self._quiet:
            del self._sound[: max(0, length - _LEAD)], self._scores[: max(0, length - _LEAD)]
            self._quiet = len(self._sound)
        elif self._quiet >= _PAUSE or (length >= _ENOUGH and self._quiet >= _BREATH):
            return self._cut(length)
        elif length >= LONGEST:
            return self._cut(self._softest())
        return []

    def _softest(self) -> int:
        """The window in the second half of the piece around which there is least voice."""
        half = len(self._scores) // 2
        smooth = np.convolve(self._scores, np.ones(5), "same")
        return half + int(smooth[half:-2].argmin())

    def _cut(self, end: int) -> list[Samples]:
        """End the piece before window `end`; what follows begins the next one."""
        spoken = np.flatnonzero(np.asarray(self._scores[:end]) >= _SPEECH)
        last = min(end, int(spoken[-1]) + 1 + _LEAD) if len(spoken) else 0
        piece = self._sound[:last]
        keep = min(end, max(last, end - _LEAD))
        del self._sound[:keep], self._scores[:keep]
        self._quiet = min(self._quiet, len(self._sound))
        return [np.concatenate(piece)] if piece else []
