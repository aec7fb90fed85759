"""Finding lines by their words: BM25 over each line together with its neighbours.

A line is found by its own words and, less, by those said around it (`os1.memory.lines.REACH`): an answer seldom
repeats the words of its question. Rare words count most. Nothing here is a query language: any text is a query.
English words are found in all their forms, those of other languages only as written, and text in scripts without
spaces between words (Chinese, Japanese, Thai) by its characters and pairs of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import apsw
import numpy as np

from os1.memory.columns import Numbers
from os1.memory.lines import Lines
from os1.memory.unspaced import pieces

_K1, _B = 1.0, 0.6
"""BM25's saturation and length normalisation (Robertson and Zaragoza, 2009)."""
_RARITY = 1.5
"""The power to which a word's inverse document frequency is raised: plain BM25 trusts common words too much."""
_UNSAID = 0.5
"""A word that nobody ever said makes the others weigh less, by this part of what it would have weighed itself."""
_READ = 5_000
"""Lines that one query reads from the index, rarest word first: common words cost nothing in a big store."""
_PROBE = 1_000
"""Lines read of every word; how common a word in more of them is, is told by how close together the latest lie."""
LONGEST = 64
"""Distinct words of a query that are looked up; a longer one (a pasted letter) is cut."""
_MATCH = "SELECT rowid FROM utterance_text WHERE utterance_text MATCH ? ORDER BY rowid DESC LIMIT ?"
_PIECE = "SELECT n FROM piece WHERE piece = ? ORDER BY n DESC LIMIT ?"


@dataclass(frozen=True, slots=True)
class Matches:
    """Lines in which words of a query lie, or near which: `places` ascending, `total` how well they match.

    A total is about 0 to 2: the BM25 of the words found, relative to the weight of all words asked for. `own` is
    the part of it that the line's own words explain, 0 to 1.
    """

    places: Numbers
    total: Numbers
    own: Numbers


class Words:
    """Looks words up in the store's index; keeps at hand how common the common ones are."""

    def __init__(self) -> None:
        self._common: dict[str, int] = {}

    def forget(self) -> None:
        """Drop what is kept at hand, after rows were changed or removed."""
        self._common.clear()

    def match(self, connection: apsw.Connection, lines: Lines, words: Mapping[str, str]) -> Matches:
        """The lines that hold, or are near, any of `words` (as the index keeps them: as they were written)."""
        near, own, total = (np.zeros(len(lines), np.float32) for _ in range(3))
        weights = 0.0
        for holders, places in self._postings(connection, lines, words):
            if not holders:
                weights += _UNSAID * _rarity(len(lines), 0)
                continue
            weight = _rarity(len(lines), holders)
            weights += weight
            lines.spread(places, near)
            touched = np.flatnonzero(near > 0)  # many times faster than of the floats
            norm = _K1 * (1 - _B + _B * lines.lengths(touched))
            weighed = near[touched]
            total[touched] += weight * weighed * (_K1 + 1) / (weighed + norm)
            own[places] += weight * (_K1 + 1) / (1 + _K1 * (1 - _B + _B * lines.lengths(places)))
            near[touched] = 0
        found = np.flatnonzero(total > 0)
        return Matches(found, total[found] / max(weights, 1e-9), np.minimum(own[found] / total[found], 1))

    def rarity(self, connection: apsw.Connection, lines: Lines, words: Mapping[str, str]) -> dict[str, float]:
        """What each of `words` weighs; the words that were never said weigh nothing."""
        held = {token: self._probe(connection, lines, token, written)[0] for token, written in words.items()}
        return {token: _rarity(len(lines), holders) for token, holders in held.items() if holders}

    def holders(self, connection: apsw.Connection, lines: Lines, word: tuple[str, str], most: int) -> Numbers:
        """Where the lines that hold `word` lie, ascending; none where there are more than `most`."""
        if self._common.get(word[0], 0) > most:
            return np.empty(0, np.int64)
        numbers = self._look_up(connection, word[1], most + 1)
        return lines.positions(np.sort(numbers)) if len(numbers) <= most else np.empty(0, np.int64)

    def _postings(
        self, connection: apsw.Connection, lines: Lines, words: Mapping[str, str]
    ) -> list[tuple[float, Numbers]]:
        """For each word, rarest first while `_READ` lasts: in how many lines it is, and where."""
        probed = [self._probe(connection, lines, token, written) for token, written in words.items()]
        said = sorted((one for one in probed if one[0]), key=lambda one: (one[0], one[1]))
        found: list[tuple[float, Numbers]] = []
        left = _READ
        for holders, written, latest in said[:LONGEST]:
            if found and holders > left:
                break
            numbers = latest
            if holders > len(latest):
                numbers = self._look_up(connection, written, left)
            found.append((holders, lines.positions(numbers[:left])))
            left -= min(len(numbers), left)
        never = [(0.0, np.empty(0, np.int64)) for holders, _, _ in probed if not holders]
        return [*found, *never[:LONGEST]]

    def _probe(
        self, connection: apsw.Connection, lines: Lines, token: str, written: str
    ) -> tuple[int, str, Numbers]:
        """In about how many lines a word is; with the latest of them, as far as they were read."""
        if token in self._common:
            return self._common[token], written, np.empty(0, np.int64)
        most = min(_PROBE, _READ)
        numbers = self._look_up(connection, written, most)
        if len(numbers) < most:
            return len(numbers), written, numbers
        among = len(lines) - int(lines.positions(numbers).min())
        self._common[token] = round(len(lines) * len(numbers) / among)
        return self._common[token], written, numbers

    def _look_up(self, connection: apsw.Connection, written: str, most: int) -> Numbers:
        rows: Any
        if pieces(written)[-1:] == [written]:
            rows = connection.execute(_PIECE, (written, most))
        else:
            quoted = '"' + written.replace('"', '""') + '"'
            rows = connection.execute(_MATCH, (quoted, most))
        return np.array([number for (number,) in rows], np.int64)


def _rarity(lines: int, holders: float) -> float:
    """What a word in `holders` of so many lines weighs."""
    return float(np.log1p((lines - holders + 0.5) / (holders + 0.5)) ** _RARITY)
