"""Where speech begins and ends in the sound of a microphone. It knows nothing of words.

Time is counted in samples received, never in wall time.
"""

from __future__ import annotations

from typing import Literal, Protocol

import numpy as np

from os1.models.engines import EARS_RATE, Samples

WINDOW = 512
"""Samples that one look at the sound takes: 32 ms, what Silero wants."""
_SPEECH, _SILENCE = 0.5, 0.35
"""A voice is there from the first probability on, and gone below the second."""
_WINDOWS_TO_START = 3
_WINDOWS_TO_STOP = 6
"""About 96 ms of voice begin a segment, about 192 ms without end it."""
_WINDOWS_TO_LULL = 3
_HUSHED = 0.1
"""A voice that falls below this share of its strength for so many windows may have ended. Silero tells so a tenth
of a second later, for it waits for more."""
_FORGET = 0.98
"""What is left of the measure of a voice's strength after each window, so that one loud word does not set it."""


Change = Literal["start", "stop", "lull", "resumed"]


class VoiceSense(Protocol):
    """Tells how likely a person's voice is in the next window of a stream."""

    def __call__(self, window: Samples) -> float: ...


class Microphone:
    """The last `seconds` of sound at least, addressed by the number of samples received since the start."""

    def __init__(self, seconds: float = 35.0) -> None:
        self._keep = int(seconds * EARS_RATE)
        self._kept = np.zeros(2 * self._keep, np.float32)
        self._first = 0
        """The position of the first kept sample."""
        self.position = 0

    def add(self, sound: Samples) -> None:
        used = self.position - self._first
        if used + len(sound) > len(self._kept):
            self._kept[: self._keep] = self._kept[used - self._keep : used]
            self._first += used - self._keep
            used = self._keep
        self._kept[used : used + len(sound)] = sound
        self.position += len(sound)

    def between(self, begin: int, end: int) -> Samples:
        """A copy of the samples from `begin` to `end`, as far as they are still kept."""
        return self._kept[max(0, begin - self._first) : max(0, min(end, self.position) - self._first)].copy()


class Segmenter:
    """Finds the segments of speech in a stream of windows."""

    def __init__(self, sense: VoiceSense) -> None:
        self._sense = sense
        self._run = 0
        self.position = 0
        self.speaking = False
        self.begin = 0
        """Where the present segment, or the last one, began."""
        self.end = 0
        """Where the last voice ended."""
        self.hush = 0
        """Where the voice last fell low, which is before `end`."""
        self._strength, self._hushed = 0.0, 0

    @property
    def fading(self) -> bool:
        """Whether the voice has fallen low, so that a lull may follow."""
        return self._hushed > 0

    @property
    def quiet(self) -> int:
        """Windows without a voice since `end`."""
        return self._run if self.speaking else 0

    def feed(self, window: Samples) -> Change | None:
        """Take the next window; tell whether a segment has just begun or ended.

        A "lull" may be its end, unless "resumed" follows; it is a good moment to listen to the words.
        """
        probability = self._sense(window)
        self.position += len(window)
        if self.speaking:
            return self._stopped(probability) or self._lulled(window, probability)
        self._run = self._run + 1 if probability >= _SPEECH else 0
        if self._run < _WINDOWS_TO_START:
            return None
        self.begin = self.position - self._run * len(window)
        self._run, self.speaking, self.end = 0, True, self.position
        self._strength, self._hushed = 0.0, 0
        return "start"

    def _stopped(self, probability: float) -> Literal["stop"] | None:
        if probability >= _SILENCE:
            self._run, self.end = 0, self.position
            return None
        self._run += 1
        if self._run < _WINDOWS_TO_STOP:
            return None
        self._run, self.speaking = 0, False
        return "stop"

    def _lulled(self, window: Samples, probability: float) -> Literal["lull", "resumed"] | None:
        strength = float(np.sqrt(np.mean(window**2)))
        self._strength = max(self._strength * _FORGET, strength)
        before = self._hushed
        if probability < _SILENCE or strength < _HUSHED * self._strength:
            self._hushed += 1
        else:
            self._hushed = 0
        if self._hushed == 1:
            self.hush = self.position - len(window)
        if self._hushed == _WINDOWS_TO_LULL:
            return "lull"
        return "resumed" if not self._hushed and before >= _WINDOWS_TO_LULL else None
