"""What the OS itself said lately, word by word on the audio clock, and whether a transcript is only that.

Without it, a loudspeaker that the microphone hears would interrupt itself. Only words that sounded while they
were heard can be an echo: who repeats them afterwards, or goes on from them, is a person.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from os1.models.engines import Samples
from os1.types import Clause
from os1.voice.words import begins_with_stop, words_in

_FLOOR = 0.003
"""Samples below this (-50 dBFS) are silence around the words."""
_LEAD = 0.02
"""Seconds of silence left before the words of a clause."""
_LATEST = 0.4
"""Seconds that an echo may come after its word: a slow loudspeaker, and a large room."""
_PRE_ROLL = 0.5
"""Seconds before the first voice that the ears get too."""
_ALIKE = 0.7
"""From this share of common letters on, a word is another one misheard."""
_COVERED = 0.7
"""The share of a transcript's words that must have been played for it to be an echo."""
_COVERED_LETTERS, _STRETCH = 0.8, 3
"""The same for letters, in stretches of so many at least: "light has" is "lighthouse" misheard."""
_NEW_WORDS = 3
"""So many words in a row that were not played are somebody's own."""
_KEPT = 12


@dataclass(slots=True, eq=False)
class Part:
    """A clause, or a piece of a long one, as sound at `rate`. `position` samples of it have been played.

    Its words lie between the samples `first` and `last`. `began` is the audio clock at its first sample.
    """

    clause: Clause
    text: str
    sound: Samples
    first: int
    last: int
    rate: int
    position: int = 0
    began: float = 0.0

    @classmethod
    def of(cls, clause: Clause, text: str, sound: Samples, rate: int) -> Part:
        loud = (abs(sound) > _FLOOR).nonzero()[0]
        first, last = (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, len(sound))
        cut = max(0, first - int(_LEAD * rate))
        return cls(clause, text, sound[cut:], first - cut, last - cut, rate)

    @property
    def left(self) -> float:
        """Seconds of it that are still to be played."""
        return (len(self.sound) - self.position) / self.rate

    def played(self) -> str:
        """The words whose sound has been taken whole; a word's share of the time is its share of the letters."""
        if self.position >= self.last:
            return self.text
        ends = self._ends()
        return " ".join(word for word, end in ends if end <= self.position)

    def words(self, since: float, until: float) -> list[str]:
        """The words of which anything sounded between two moments of the audio clock."""
        found, start = [], float(self.first)
        for word, end in self._ends():
            begin, over = self.began + start / self.rate, self.began + min(end, self.position) / self.rate
            if start < self.position and over >= since and begin <= until:
                found.append(word)
            start = end
        return found

    def _ends(self) -> list[tuple[str, float]]:
        """Each word with the sample at which it ends."""
        words = self.text.split()
        letters, total, ends = 0, sum(len(word) + 1 for word in words), []
        for word in words:
            letters += len(word) + 1
            ends.append((word, self.first + (self.last - self.first) * letters / total))
        return ends


class Said:
    """The parts that were played last."""

    def __init__(self) -> None:
        self._parts: deque[Part] = deque(maxlen=_KEPT)

    def began(self, part: Part) -> None:
        """Take note of `part`, whose first sample has just been played."""
        self._parts.append(part)

    def echoes(self, text: str, began: float, until: float) -> bool:
        """Whether `text`, heard between two moments of the audio clock, is nothing but what was then played."""
        if not self._played(began - _LATEST, until):
            return False
        played = self._played(began - _PRE_ROLL - _LATEST, until)
        return is_echo(words_in(text), words_in(" ".join(played)))

    def _played(self, since: float, until: float) -> list[str]:
        return [word for part in self._parts for word in part.words(since, until)]


def is_echo(heard: Sequence[str], played: Sequence[str]) -> bool:
    """Whether the words `heard` are the words `played`, or a stretch of them, as far as ears can tell."""
    if not heard or not played:
        return False
    if begins_with_stop(" ".join(heard)) and not begins_with_stop(" ".join(played)):
        return False
    own, longest, common = 0, 0, 0
    for word in _aligned(heard, played):
        own = 0 if word else own + 1
        longest = max(longest, own)
        common += word
    if longest >= _NEW_WORDS:
        return False
    return common >= _COVERED * len(heard) or _letters_covered(heard, played) >= _COVERED_LETTERS


def _letters_covered(heard: Sequence[str], played: Sequence[str]) -> float:
    letters = "".join(heard)
    blocks = SequenceMatcher(None, letters, "".join(played), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= _STRETCH) / len(letters)


def _aligned(heard: Sequence[str], played: Sequence[str]) -> list[bool]:
    """For each word heard, whether it was played at its place among the others, give or take a mishearing."""
    found = [False] * len(heard)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, heard, played, autojunk=False).get_opcodes():
        if tag == "equal":
            found[i1:i2] = [True] * (i2 - i1)
        elif tag == "replace":
            for i in range(i1, i2):
                found[i] = any(_alike(heard[i], other) for other in played[j1:j2])
    return found


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE
