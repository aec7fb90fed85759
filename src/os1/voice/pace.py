"""How fast the mouth works here, learned from what it made, and so how long a clause may be.

A clause that is made while the one before it sounds must be ready when that ends.
"""

from __future__ import annotations

_LETTERS_A_SECOND = 14.0
"""Of speech at the usual speed, before any was measured."""
_FRESH = 0.3
"""The weight of the latest clause."""
_SHORTEST, _LONGEST = 40, 400
"""Letters: a shorter clause sounds chopped, whatever the pace."""


class Pace:
    """Seconds of work for a second of speech, smoothed."""

    def __init__(self, work: float = 0.3) -> None:
        self._work = work
        self._letters = _LETTERS_A_SECOND

    def took(self, seconds: float, speech: float, letters: int) -> None:
        """Making `speech` seconds of sound from `letters` took `seconds`."""
        if seconds <= 0 or speech <= 0:
            return  # what the mouth had kept tells nothing of its pace
        self._work += _FRESH * (seconds / speech - self._work)
        self._letters += _FRESH * (letters / speech - self._letters)

    def letters(self, left: float) -> int:
        """Letters of a clause that is made while `left` seconds of sound are played; with none left, no limit."""
        if left <= 0:
            return _LONGEST
        speech = left / max(self._work, 0.01)
        return max(_SHORTEST, min(_LONGEST, int(speech * self._letters)))
