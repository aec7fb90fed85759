"""How an unknown word may sound, by analogy with the words of a dictionary that share stretches of its letters.

For every stretch of the unknown word the dictionary is searched for words that hold it; each such word is
aligned with its sounds, letter by letter, and votes for what those letters give. Longer stretches weigh more.
There is no training and no model file: the dictionary is the model. See Dedina and Nusbaum, "PRONOUNCE: a
program for pronunciation by analogy" (1991), and Marchand and Damper (2000).
"""

from __future__ import annotations

import functools
import math
import random
from collections.abc import Callable, Iterator, Mapping

from os1.models.speech.alphabet import PRIMARY, SECONDARY, STRESSES, VOWELS, restressed

_USUAL = {
    "a": "æAɑɔəɛɪᵻɐaɒᵊ", "b": "b", "c": "ksʃʧ", "d": "dʤtɾ", "e": "ɛiɪəᵻɜAᵊ", "f": "fv", "g": "ɡʤʒ", "h": "h",
    "i": "ɪIiəᵻɜj", "j": "ʤʒhj", "k": "k", "l": "l", "m": "m", "n": "nŋ", "o": "ɑOQɒɔʌəuʊWYɜ", "p": "pf",
    "q": "k", "r": "ɹ", "s": "szʃʒ", "t": "tʃʧɾʔθð", "u": "ʌuʊəɜwɪ", "v": "vf", "w": "wvWu", "x": "kz",
    "y": "jiIɪə", "z": "zsʒt",
}  # fmt: skip
_LETTER_VOWELS = frozenset("aeiouy")
_SILENT = {"e": 0.5, "h": 0.6, "u": 0.9, "w": 0.9, "g": 1.0, "a": 1.0, "o": 1.0, "i": 1.0, "y": 1.0}
_IMPOSSIBLE = 99.0
_BADLY_ALIGNED = 2.0
"""The cost, before an allowance for length, beyond which a word's spelling tells nothing about others."""

_LONGEST_STRETCH = 9
_VOTERS = 40
"""Words that vote for one stretch at most."""
_WEIGHT = 2.0
"""How much more a stretch counts that is one letter longer."""
_BEAM = 6
_LONGEST_WORD = 32


class Guesser:
    """Guesses the sounds of words from `sounds_of`, a dictionary of lower-case words."""

    def __init__(self, sounds_of: Mapping[str, str]) -> None:
        words = [
            word
            for word, sounds in sounds_of.items()
            if word.isascii() and word.islower() and word.isalpha() and sounds.count(PRIMARY) == 1
        ]
        random.Random(1).shuffle(words)  # noqa: S311 - an unbiased order of voters, the same on every start
        self._sounds_of = sounds_of
        self._text = "\n" + "\n".join(f"^{word}$" for word in words) + "\n"
        self._aligned = functools.lru_cache(maxsize=20_000)(self._align)
        self.guess: Callable[[str], str] = functools.lru_cache(maxsize=2_000)(self._guess)
        """The sounds of a word of a to z; empty for an empty word."""

    def _guess(self, word: str, without: frozenset[str] = frozenset()) -> str:
        if len(word) > _LONGEST_WORD:
            middle = len(word) // 2
            return self._guess(word[:middle], without) + restressed(self._guess(word[middle:], without), -1)
        marked = f"^{word}$"
        votes = self._votes(marked, without)
        beam: list[tuple[float, tuple[str, ...]]] = [(0.0, ("",))]
        for place in range(1, len(marked) - 1):
            options = [
                (score + math.log(share) - _excess(history, sounds), (*history, sounds))
                for score, history in beam
                for sounds, share in self._shares(votes, place, history, marked[place])
            ]
            beam = sorted(options, reverse=True)[:_BEAM]
        best = max(beam, key=lambda entry: entry[0] - (3.0 if PRIMARY not in "".join(entry[1]) else 0.0))
        sounds = "".join(best[1])
        first, mark, rest = sounds.partition(PRIMARY)
        return first + mark + rest.replace(PRIMARY, SECONDARY) if mark else restressed(sounds, 2)

    def _votes(self, marked: str, without: frozenset[str]) -> dict[tuple[int, int], list[tuple[str, ...]]]:
        """For each stretch [begin, end) of `marked`, the sounds of its letters in the words that hold it."""
        votes: dict[tuple[int, int], list[tuple[str, ...]]] = {}
        for length in range(2, min(_LONGEST_STRETCH, len(marked)) + 1):
            for begin in range(len(marked) - length + 1):
                if length > 2 and not (
                    votes.get((begin, begin + length - 1)) and votes.get((begin + 1, begin + length))
                ):
                    continue
                found = list(self._voters(marked[begin : begin + length], without))
                if found:
                    votes[begin, begin + length] = found
        return votes

    def _voters(self, stretch: str, without: frozenset[str]) -> Iterator[tuple[str, ...]]:
        at, count = self._text.find(stretch), 0
        while at >= 0 and count < _VOTERS:
            begin, end = self._text.rfind("\n", 0, at + 1) + 1, self._text.find("\n", at)
            word = self._text[begin + 1 : end - 1]
            if word not in without and (aligned := self._aligned(word)):
                count += 1
                yield aligned[at - begin : at - begin + len(stretch)]
            at = self._text.find(stretch, end)

    @staticmethod
    def _shares(
        votes: Mapping[tuple[int, int], list[tuple[str, ...]]],
        place: int,
        history: tuple[str, ...],
        letter: str,
    ) -> list[tuple[str, float]]:
        """What the letter at `place` may give after `history`, with the share of the votes for each."""
        tally: dict[str, float] = {}
        for (begin, end), voters in votes.items():
            if not begin <= place < end:
                continue
            before = history[begin:place]
            agreeing = [voter[place - begin] for voter in voters if voter[: place - begin] == before]
            weight = _WEIGHT ** (end - begin) / (len(agreeing) + 0.5)
            for sounds in agreeing:
                tally[sounds] = tally.get(sounds, 0.0) + weight
        if not tally:
            return [(_USUAL[letter][0], 1.0)]
        total = sum(tally.values())
        return [(sounds, share / total) for sounds, share in tally.items()]

    def _align(self, word: str) -> tuple[str, ...] | None:
        chunks = aligned(word, self._sounds_of[word])
        return ("", *chunks, "") if chunks else None


def _excess(history: tuple[str, ...], sounds: str) -> float:
    """The cost of a second main stress."""
    return 3.0 if PRIMARY in sounds and any(PRIMARY in chunk for chunk in history) else 0.0


def units(sounds: str) -> list[str]:
    """`sounds` one by one; a stress mark and a length mark belong to their sound."""
    found: list[str] = []
    for mark in sounds:
        if found and (found[-1] in STRESSES or mark == "ː"):
            found[-1] += mark
        else:
            found.append(mark)
    return found


def aligned(word: str, sounds: str) -> list[str] | None:
    """What each letter of `word` gives: none, one or two of the `sounds`; None where they do not fit at all."""
    spoken = units(sounds)
    if not len(word) or len(spoken) > 2 * len(word):
        return None
    # best[j]: the cheapest way for the letters so far to give the first j sounds, with the way itself.
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for place, letter in enumerate(word):
        following: dict[int, tuple[float, tuple[int, ...]]] = {}
        doubled = place > 0 and word[place - 1] == letter
        for done, (cost, way) in best.items():
            for taken in (0, 1, 2):
                if done + taken > len(spoken):
                    break
                total = cost + _cost(letter, spoken[done : done + taken], doubled)
                if total < following.get(done + taken, (_IMPOSSIBLE, ()))[0]:
                    following[done + taken] = (total, (*way, taken))
        best = following
    if best.get(len(spoken), (_IMPOSSIBLE, ()))[0] > _BADLY_ALIGNED + 0.3 * len(word):
        return None
    chunks, at = [], 0
    for taken in best[len(spoken)][1]:
        chunks.append("".join(spoken[at : at + taken]))
        at += taken
    return chunks


def _cost(letter: str, spoken: list[str], doubled: bool) -> float:
    if not spoken:
        return 0.2 if doubled else _SILENT.get(letter, 1.4)
    first = spoken[0].strip("ˈˌː")
    if len(spoken) == 1:
        if first in _USUAL[letter]:
            return 0.0
        return 0.8 if letter in _LETTER_VOWELS and first in VOWELS else 3.0
    second = spoken[1].strip("ˈˌː")
    if letter == "x":
        return 0.0 if first + second in ("ks", "ɡz", "kʃ", "ɡʒ") else 3.0
    if letter in "ue" and first == "j" and second in VOWELS:
        return 0.3
    if second in _USUAL[letter] and first in "əᵊɪ" and letter in "lmnr":
        return 0.6
    if letter in _LETTER_VOWELS and first in VOWELS and second in "ɹəwj":
        return 1.6
    if letter == "z" and first + second == "ts":
        return 0.2
    return 2.0 if letter == "o" and first == "w" else 4.0
