"""Cuts a stream of text into clauses that can be spoken one by one: a short first one, then by clause or sentence.

Counts in words. It knows nothing of sound; where it cuts, a breath would fit.
"""

from __future__ import annotations

import re

_FIRST = 2
_LEAST = 6
_MOST = 24
_ABBREVIATIONS = re.compile(
    r"(?:(?<!['\u2019])\b(?:mr|mrs|ms|dr|st|vs|etc|jr|sr|prof|no|e\.g|i\.e|[a-z]\.[a-z]|[a-z]))\.$",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.?!\u2026]+[\"')\u201d\u2019]*$")
_CLAUSE_END = re.compile(r"(?:[,;:]|\u2014|\s-|--)[\"')\u201d\u2019]*$")


def ends_sentence(word: str) -> bool:
    """Whether a sentence ends with `word` (a title or an initial does not end one)."""
    return bool(_SENTENCE_END.search(word)) and not (
        _ABBREVIATIONS.search(word) and not word.endswith(("?", "!"))
    )


class Chunker:
    """Takes pieces of text as they come, and gives whole clauses as soon as they are complete."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._tail = ""
        self._first = True

    def feed(self, piece: str) -> list[str]:
        """The clauses that `piece` completes. The last word stays back until a space shows that it is whole."""
        self._tail += piece
        *whole, self._tail = re.split(r"\s+", self._tail)
        clauses = []
        for word in whole:
            if word and (clause := self._take(word)):
                clauses.append(clause)
        return clauses

    def flush(self) -> str:
        """What is left when the stream has ended."""
        if self._tail:
            self._words.append(self._tail)
        rest, self._words, self._tail = " ".join(self._words), [], ""
        return rest

    def _take(self, word: str) -> str:
        self._words.append(word)
        count = len(self._words)
        least = _FIRST if self._first else _LEAST
        if ends_sentence(word) or (_CLAUSE_END.search(word) and count >= least) or count >= _MOST:
            clause, self._words, self._first = " ".join(self._words), [], False
            return clause
        return ""


def clauses(text: str) -> list[str]:
    """`text`, which is whole, in clauses."""
    chunker = Chunker()
    found = chunker.feed(text)
    rest = chunker.flush()
    return [*found, rest] if rest else found


def sentences(text: str) -> list[str]:
    """`text` in sentences, each with its mark; what has no mark at the end comes last, as it is."""
    found: list[list[str]] = [[]]
    for word in text.split():
        found[-1].append(word)
        if ends_sentence(word):
            found.append([])
    return [" ".join(words) for words in found if words]
