"""What recall keeps at hand of every utterance: numbers, times, lengths, speakers, and which talk it belongs to.

Not a word of text is here. The arrays are read once and then grow with the log; row i of each array is the same
utterance, in order of arrival. A million utterances take about 30 MB.
"""

from __future__ import annotations

from collections.abc import Sequence

import apsw
import numpy as np

from os1.memory.columns import Column, Numbers
from os1.memory.rows import words_of

_PAUSE_MS = 30 * 60 * 1000
"""A longer silence than this ends a stretch of talk; neighbours lie within one."""
_READ = "SELECT n, at, words, speaker FROM utterance INDEXED BY utterance_line WHERE n > ? ORDER BY n"
_AT_ONCE = 50_000
"""Rows held as Python objects while reading."""

REACH = (1.0, 0.61, 0.37, 0.22, 0.14, 0.08)
"""How much a word or a meaning counts where it was said, one line away in the same talk, two, ...: exp(-d/2).

Windows of this kind found far more than single lines on conversations kept for measuring; the exact shape
matters little.
"""
_ALL = slice(None)
STEPS = tuple(range(1 - len(REACH), len(REACH)))
_CALLED = {"person": "I me my mine myself", "os1": "you your yours"}
"""What the person, who asks, calls the two who talk here."""


class Lines:
    """The arrays; `sync` brings them up to what the transaction at hand sees."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Start again from nothing at the next `sync`, as after rows were removed."""
        self._number, self._at = Column(np.int64), Column(np.int64)
        self._words, self._length = Column(np.float32), Column(np.float32)
        self._speaker, self._talk = Column(np.int32), Column(np.int32)
        self._mean = 1.0
        self._speakers: dict[str, int] = {}
        self._names: dict[str, set[int]] = {}

    def __len__(self) -> int:
        return len(self._number)

    @property
    def number(self) -> Numbers:
        """The rows' numbers, ascending."""
        return self._number.values

    @property
    def at(self) -> Numbers:
        """UTC milliseconds."""
        return self._at.values

    @property
    def words(self) -> Numbers:
        """Tokens of the line itself."""
        return self._words.values

    def lengths(self, positions: Numbers) -> Numbers:
        """The tokens within reach of the lines at `positions`, relative to the mean of all lines."""
        return self._length.values[positions] / np.float32(self._mean)

    def sync(self, connection: apsw.Connection) -> None:
        """Read what was added since the last time."""
        begin = len(self)
        rows = connection.execute(_READ, (int(self.number[-1]) if begin else 0,))
        while some := [row for row, _ in zip(rows, range(_AT_ONCE), strict=False)]:
            number, at, words, speaker = zip(*some, strict=True)
            for name in set(speaker).difference(self._speakers):
                self._meet(connection, name)
            ids = [self._speakers[name] for name in speaker]
            for column, values in (
                (self._number, number),
                (self._at, at),
                (self._words, words),
                (self._speaker, ids),
            ):
                column.extend(np.array(values))
        if len(self) > begin:
            self._measure(begin)

    def positions(self, numbers: Numbers) -> Numbers:
        """Where the utterances with these row numbers lie in the arrays; all of them must have been synced."""
        return np.searchsorted(self.number, numbers)

    def speakers_named(self, words: set[str]) -> list[int]:
        """The speakers, as `said_by` takes them, one of whose names is among `words` (as the index keeps them)."""
        return sorted({speaker for word in words for speaker in self._names.get(word, ())})

    def speakers_called(self, name: str) -> list[int]:
        """The speaker whose lines are under exactly this name, as `said_by` takes them."""
        return [self._speakers[name]] if name in self._speakers else []

    def said_by(self, speakers: Sequence[int], positions: Numbers | slice = _ALL) -> Numbers:
        """Whether one of `speakers` said the lines at `positions`."""
        among = np.zeros(len(self._speakers), np.bool_)
        among[list(speakers)] = True
        said: Numbers = among[self._speaker.values[positions]]
        return said

    def spread(self, positions: Numbers, near: Numbers) -> None:
        """Add to `near`, for every line, how near it is to those at `positions` (distinct), by `REACH`."""
        for step in STEPS:
            there, valid = self.beside(positions, step)
            near[there[valid]] += REACH[abs(step)]

    def beside(self, positions: Numbers, step: int) -> tuple[Numbers, Numbers]:
        """The positions `step` lines on, and whether each is a line of the same talk."""
        talk = self._talk.values
        there = np.clip(positions + step, 0, len(self) - 1)
        return there, (there == positions + step) & (talk[there] == talk[positions])

    def _measure(self, begin: int) -> None:
        """Talks and lengths of the lines from `begin` on; the lengths just before it change too."""
        self._talk.stretch(len(self))
        self._length.stretch(len(self))
        talk, last = self._talk.values, max(begin - 1, 0)
        breaks = np.abs(np.diff(self.at[last:], prepend=self.at[last : last + 1])) > _PAUSE_MS
        talk[last:] = talk[last] + np.cumsum(breaks)
        changed = np.arange(max(0, begin - len(REACH) + 1), len(self))
        length = np.zeros(len(changed), np.float32)
        for step in STEPS:
            there, valid = self.beside(changed, step)
            length += REACH[abs(step)] * self.words[there] * valid
        self._length.values[changed] = length
        self._mean = max(float(self._length.values.mean()), 1.0)

    def _meet(self, connection: apsw.Connection, name: str) -> None:
        self._speakers[name] = len(self._speakers)
        for token, _ in words_of(connection, _CALLED.get(name, name)):
            self._names.setdefault(token, set()).add(self._speakers[name])
