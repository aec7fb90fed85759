"""What recall keeps at hand of every utterance: numbers, times, lengths, speakers, and which talk it belongs to.

Not a word of text is here. The arrays are read once and then grow with the log; row i of each array is the same
utterance, in order of arrival. A million utterances take about 30 MB.
"""

from __future__ import annotations

from typing import Any

import apsw
import numpy as np
from numpy.typing import NDArray

from os1.memory.rows import words_of

_PAUSE_MS = 30 * 60 * 1000
"""A longer silence than this ends a stretch of talk; neighbours lie within one."""
_READ = "SELECT n, at, words, speaker, text LIKE '%?' FROM utterance WHERE n > ? ORDER BY n"

REACH = (1.0, 0.6, 0.3, 0.15)
"""How much a word counts where it was said, one line away in the same talk, two, and three.

Windows of this shape found far more than single lines on conversations kept for measuring; the exact weights
matter little.
"""
_CALLED = {"person": "I me my mine myself", "os1": "you your yours"}
"""What the person, who asks, calls the two who talk here."""

Numbers = NDArray[Any]


class Lines:
    """The arrays; `sync` brings them up to what the transaction at hand sees.

    `number` is the row's number, `at` UTC milliseconds, `words` its tokens, `asks` whether it ends as a question,
    `talk` a number for each stretch of talk, `length` the tokens within reach relative to the mean.
    """

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Start again from nothing at the next `sync`, as after rows were removed."""
        self.number: Numbers = np.empty(0, np.int64)
        self.at: Numbers = np.empty(0, np.int64)
        self.words: Numbers = np.empty(0, np.float32)
        self.length: Numbers = np.empty(0, np.float32)
        self.speaker: Numbers = np.empty(0, np.int32)
        self.asks: Numbers = np.empty(0, np.bool_)
        self.talk: Numbers = np.empty(0, np.int32)
        self._speakers: dict[str, int] = {}
        self._names: dict[str, set[int]] = {}
        self._version = -1

    def __len__(self) -> int:
        return len(self.number)

    def sync(self, connection: apsw.Connection) -> None:
        """Read what was added since the last time; everything, where another process has written."""
        version = int(connection.pragma("data_version"))
        if version != self._version:
            self.forget()
            self._version = version
        last = int(self.number[-1]) if len(self) else 0
        rows = connection.execute(_READ, (last,)).fetchall()
        if not rows:
            return
        number, at, words, speaker, asks = zip(*rows, strict=True)
        ids = [self._speaker(connection, name) for name in speaker]
        self.number = np.append(self.number, np.array(number, np.int64))
        self.at = np.append(self.at, np.array(at, np.int64))
        self.words = np.append(self.words, np.array(words, np.float32))
        self.speaker = np.append(self.speaker, np.array(ids, np.int32))
        self.asks = np.append(self.asks, np.array(asks, np.bool_))
        self._measure()

    def positions(self, numbers: list[int]) -> Numbers:
        """Where the utterances with these row numbers lie in the arrays; all of them must have been synced."""
        return np.searchsorted(self.number, np.array(numbers, np.int64))

    def speakers_named(self, words: set[str]) -> list[int]:
        """The speakers, as in `speaker`, one of whose names is among `words` (as the index keeps them)."""
        return sorted({speaker for word in words for speaker in self._names.get(word, ())})

    def spread(self, positions: Numbers) -> Numbers:
        """For every line, how near it is to those at `positions` (distinct): the sum of `REACH` by distance."""
        near = np.zeros(len(self), np.float32)
        for step in range(1 - len(REACH), len(REACH)):
            there = positions + step
            inside = (there >= 0) & (there < len(self))
            here, there = positions[inside], there[inside]
            there = there[self.talk[there] == self.talk[here]]
            near[there] += REACH[abs(step)]
        return near

    def _measure(self) -> None:
        breaks = np.abs(np.diff(self.at, prepend=self.at[:1])) > _PAUSE_MS
        self.talk = np.cumsum(breaks, dtype=np.int32)
        length = REACH[0] * self.words
        for distance, share in enumerate(REACH[1:], start=1):
            together = self.talk[distance:] == self.talk[:-distance]
            length[distance:] += share * self.words[:-distance] * together
            length[:-distance] += share * self.words[distance:] * together
        self.length = length / max(float(length.mean()), 1.0)

    def _speaker(self, connection: apsw.Connection, name: str) -> int:
        if name not in self._speakers:
            self._speakers[name] = len(self._speakers)
            for token, _ in words_of(connection, _CALLED.get(name, name)):
                self._names.setdefault(token, set()).add(self._speakers[name])
        return self._speakers[name]
