"""Finding memories by their words: BM25 over each line together with its neighbours, explained per result.

A line is found by its own words and, less, by those said around it (`os1.memory.lines.REACH`): an answer seldom
repeats the words of its question. Rare words count most. Lines of a speaker whom the query names count more,
questions less, and what was said lately a little more. Nothing here is a query language: any text is a query.
English words are found in all their forms, those of other languages only as written; of scripts without spaces
between words (Chinese, Japanese, Thai) only whole runs are found.
"""

from __future__ import annotations

from collections.abc import Sequence

import apsw
import numpy as np

from os1.clock import Clock
from os1.memory.lines import Lines, Numbers
from os1.memory.rows import SHOWN, recalled, storable, words_of
from os1.types import Recalled

_K1, _B = 1.0, 0.6
"""BM25's saturation and length normalisation (Robertson and Zaragoza, 2009)."""
_RARITY = 1.5
"""The power to which a word's inverse document frequency is raised: plain BM25 trusts common words too much."""
_NAMED = 0.6
_ASKING = 0.8
"""A question seldom holds the answer."""
_RECENT, _FADES_DAYS = 0.2, 7.0
"""What was just said counts this much more, half as much after so many days."""
_READ = 5_000
"""Lines that one query reads from the index, rarest word first: common words cost nothing in a big store."""
_LONGEST = 64
"""Distinct words of a query that are looked up; a longer one (a pasted letter) is cut."""
_DAY_MS = 86_400_000
_SHOW = f"SELECT {SHOWN} FROM utterance WHERE n = ?"  # noqa: S608 - our own names
_MATCH = "SELECT rowid FROM utterance_text WHERE utterance_text MATCH ? ORDER BY rowid DESC LIMIT ?"


class Recall:
    """Searches one store; lives on the store's thread, and may be asked only inside its transactions."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lines = Lines()
        self._common: dict[str, int] = {}

    def forget(self) -> None:
        """Drop what is kept at hand, after rows were changed or removed."""
        self._lines.forget()
        self._common.clear()

    def search(
        self, connection: apsw.Connection, query: str, k: int, exclude: frozenset[str] = frozenset()
    ) -> list[Recalled]:
        """At most `k` memories for `query`, best first, without those whose id is in `exclude`."""
        self._lines.sync(connection)
        if not len(self._lines):
            return []
        words = dict(words_of(connection, storable(query))[: 4 * _LONGEST])
        own, total = self._match(connection, words)
        found = np.flatnonzero(total > 0)
        parts = self._parts(found, own[found], total[found], set(words))
        score = np.sum(list(parts.values()), axis=0)
        best: list[Recalled] = []
        for place in _highest(score, found, k + len(exclude)):
            number = int(self._lines.number[found[place]])
            row = connection.execute(_SHOW, (number,)).fetchall()[0]
            if row[0] not in exclude:
                shares = {name: round(float(part[place]), 4) for name, part in parts.items()}
                why = {name: share for name, share in shares.items() if share}
                best.append(recalled(row, float(score[place]), why))
        return best[:k]

    def _match(self, connection: apsw.Connection, words: dict[str, str]) -> tuple[Numbers, Numbers]:
        """Each line's score by its own words, and by all words within its reach."""
        lines = self._lines
        own, total = np.zeros(len(lines), np.float32), np.zeros(len(lines), np.float32)
        for holders, numbers in self._postings(connection, words):
            weight = np.log1p((len(lines) - holders + 0.5) / (holders + 0.5)) ** _RARITY
            at = lines.positions(numbers)
            near = lines.spread(at)
            touched = np.flatnonzero(near > 0)  # many times faster than of the floats
            for scores, places, weighed in ((own, at, np.float32(1.0)), (total, touched, near[touched])):
                norm = _K1 * (1 - _B + _B * lines.length[places])
                scores[places] += weight * weighed * (_K1 + 1) / (weighed + norm)
        return own, total

    def _postings(
        self, connection: apsw.Connection, words: dict[str, str]
    ) -> Sequence[tuple[int, list[int]]]:
        """For each word, rarest first while `_READ` lasts: in how many lines it is, and their numbers."""
        counted = sorted((self._count(connection, token), written) for token, written in words.items())
        postings: list[tuple[int, list[int]]] = []
        left = _READ
        for count, written in [one for one in counted if one[0]][:_LONGEST]:
            if postings and count > left:
                break
            quoted = '"' + written.replace('"', '""') + '"'
            numbers = [number for (number,) in connection.execute(_MATCH, (quoted, left))]
            postings.append((count, numbers))
            left -= len(numbers)
        return postings

    def _count(self, connection: apsw.Connection, token: str) -> int:
        """In how many lines a word is; counting very common words is slow, so an old count of those will do."""
        if token in self._common:
            return self._common[token]
        rows = int(connection.execute("SELECT doc FROM word WHERE term = ?", (token,)).get or 0)
        if rows > _READ:
            self._common[token] = rows
        return rows

    def _parts(self, found: Numbers, own: Numbers, total: Numbers, words: set[str]) -> dict[str, Numbers]:
        """The contributions to the score of the lines at `found`."""
        lines = self._lines
        asking = np.where(lines.asks[found], _ASKING, 1.0)
        own, total = own * asking, total * asking
        named = np.isin(lines.speaker[found], lines.speakers_named(words))
        age = np.maximum(self._clock.now().timestamp() * 1000 - lines.at[found], 0) / _DAY_MS
        return {
            "words": own,
            "nearby": total - own,
            "named": total * named * _NAMED,
            "recent": total * _RECENT * 0.5 ** (age / _FADES_DAYS),
        }


def _highest(score: Numbers, found: Numbers, k: int) -> list[int]:
    """Places of the `k` highest scores, best first; of equal ones the latest line first."""
    places = np.arange(len(score))
    if k < len(score):
        places = np.argpartition(-score, k)[:k]
    order: list[int] = places[np.lexsort((-found[places], -score[places]))].tolist()
    return order
