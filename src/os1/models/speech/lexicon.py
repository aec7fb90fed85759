"""How a word sounds: looked up, or built from its parts, or spelled out, or guessed by analogy.

The dictionaries are misaki's (Apache-2.0): `us_gold.json` was checked by people, `us_silver.json` was not; `gb_*`
are the British ones. An entry is a string of sounds, or several by part of speech ("None" is for the end of
a phrase). It knows one word and its role; `os1.models.speech.phonemes` knows the sentence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from os1.errors import WeightsBroken, WeightsMissing
from os1.models.speech import morphology
from os1.models.speech.alphabet import PRIMARY, SECONDARY, restressed
from os1.models.speech.guess import Guesser
from os1.models.speech.names import NAMES, SPELLED

Accent = Literal["us", "gb"]
Entry = str | Mapping[str, str | None]

_CONTRACTED = {"'s": "", "'d": "d", "'ll": "əl", "'ve": "v", "'re": "ɹ", "'m": "m", "n't": "ənt"}
_CAMEL = re.compile(r"[A-Z]{2,}(?=[A-Z][a-z]|$)|[A-Z]?[a-z]+|[A-Z]+")
_EXTRA: dict[str, Entry] = {
    "lead": {"DEFAULT": "lˈid", "ADJ": "lˈid", "METAL": "lˈɛd"},
    "resume": {"DEFAULT": "ɹəzˈum", "NOUN": "ɹˈɛzəmˌA", "ADJ": "ɹˈɛzəmˌA"},
}


class Lexicon:
    """The dictionaries of one accent, from `folder`.

    Raises:
        WeightsMissing: the folder lacks a dictionary.
        WeightsBroken: a dictionary is not JSON.
    """

    def __init__(self, folder: Path, accent: Accent = "us") -> None:
        self._british = accent == "gb"
        self._gold = _read(folder / f"{accent}_gold.json")
        self._silver: Mapping[str, Entry] = _read(folder / f"{accent}_silver.json")
        own = NAMES if accent == "us" else {word: _british(sounds) for word, sounds in NAMES.items()}
        self._own: Mapping[str, Entry] = {**own, **(_EXTRA if accent == "us" else {})}
        self._guesser: Guesser | None = None

    def ambiguous(self, word: str) -> bool:
        """Whether the sounds of `word` depend on its part of speech."""
        return isinstance(self._entry(word), Mapping)

    def sounds(self, word: str, role: str = "DEFAULT", *, last: bool = False, shouted: bool = False) -> str:
        """The sounds of `word` (letters and apostrophes), stress marked; empty only if it has no letter.

        `role` is its part of speech (see `homographs`), `last` that a phrase ends with it, `shouted` that all
        around it is in capitals too, so that capitals do not mean initials.
        """
        word = word.strip("'")
        if not word:
            return ""
        if len(word) == 1:
            return self._letters(word)
        if not word.islower() and not shouted and self._initials(word):
            return self._letters(word)
        stress = None if word.islower() else (2 if word.isupper() else 0.5)
        found = self._known(word, role, last)
        if found:
            return restressed(found, stress)
        return restressed(self._built(word, role, last), stress)

    def _entry(self, word: str) -> Entry | None:
        lower = word.lower()
        own = self._own.get(lower)
        if own is not None:
            return own
        forms = dict.fromkeys((word, lower, lower.capitalize()))
        for book in (self._gold, self._silver):
            for form in forms:
                if form in book:
                    return book[form]
        return None

    def _known(self, word: str, role: str, last: bool) -> str:
        entry = self._entry(word)
        return entry if isinstance(entry, str) else _chosen(entry, role, last) if entry else ""

    def _initials(self, word: str) -> bool:
        """Whether a word in capitals is read letter by letter."""
        if word in SPELLED:
            return True
        if not word.isupper() or word in self._gold or word.lower() in self._own:
            return False
        known = self._entry(word) is not None
        return not known and (len(word) < 5 or not re.search("[AEIOUY]", word[1:-1]))

    def _letters(self, word: str) -> str:
        """The names of the letters, the last one stressed most."""
        names = [self._gold.get(mark.upper()) for mark in word if mark.isalpha()]
        spoken = [restressed(name, -1) for name in names if isinstance(name, str)]
        return "".join(spoken[:-1]) + spoken[-1].replace(SECONDARY, PRIMARY) if spoken else ""

    def _built(self, word: str, role: str, last: bool) -> str:
        """A word that no dictionary has: contraction, initials with an ending, ending, compound, or a guess."""
        for tail, sounds in _CONTRACTED.items():
            stem = word[: -len(tail)] if word.lower().endswith(tail) else ""
            if stem:
                base = self.sounds(stem, role)
                return morphology.with_s(base, british=self._british) if not sounds else base + sounds
        if "'" in word:
            return "".join(self.sounds(part) for part in word.split("'") if part)
        if re.fullmatch("[A-Z]{2,}s", word):
            return morphology.with_s(self.sounds(word[:-1]), british=self._british)
        parts = _CAMEL.findall(word)
        if len(parts) > 1 and not word.isupper():
            return _joined([self.sounds(part) for part in parts])
        lower = word.lower()
        return self._derived(lower, role) or self._compound(lower) or self._guess(lower)

    def _derived(self, word: str, role: str) -> str:
        for stem, ending in morphology.stems(word):
            if base := self._known(stem, role, False):
                return morphology.with_ending(base, ending, british=self._british)
        for stem, ending in morphology.stems(word):
            for inner, second in morphology.stems(stem):
                if base := self._known(inner, role, False):
                    middle = morphology.with_ending(base, second, british=self._british)
                    return morphology.with_ending(middle, ending, british=self._british)
        for rest, sounds in morphology.prefixes(word):
            if base := self._known(rest, role, False) or self._stemmed(rest):
                return sounds + base
        return ""

    def _stemmed(self, word: str) -> str:
        for stem, ending in morphology.stems(word):
            if base := self._known(stem, "DEFAULT", False):
                return morphology.with_ending(base, ending, british=self._british)
        return ""

    def _compound(self, word: str) -> str:
        """Two known words written as one, split where the shorter half is longest."""
        splits = sorted(range(3, len(word) - 2), key=lambda at: -min(at, len(word) - at))
        for at in splits:
            first, second = word[:at], word[at:]
            if first in self._gold and (second in self._gold or self._stemmed(second)):
                tail = self._known(second, "NOUN", False) or self._stemmed(second)
                return _joined([self._known(first, "NOUN", False), tail])
        return ""

    def _guess(self, word: str) -> str:
        if self._guesser is None:
            self._guesser = Guesser(
                {
                    key.lower(): entry
                    for book in (self._silver, self._gold)
                    for key, entry in book.items()
                    if isinstance(entry, str) and len(key) > 2 and not key.isupper()
                }
            )
        return self._guesser.guess(word)


def _chosen(entry: Mapping[str, str | None], role: str, last: bool) -> str:
    """One of several readings. An adjective that has none of its own goes by what the default is."""
    if last and entry.get("None"):
        return entry["None"] or ""
    if role == "ADJ" and "ADJ" not in entry:
        role = "NOUN" if "VERB" not in entry else "DEFAULT"
    if role in ("VBD", "VBN") and role not in entry:
        role = "VERB"
    return entry.get(role) or entry["DEFAULT"] or ""


def _joined(parts: list[str]) -> str:
    """Parts of one word: the first keeps the main stress."""
    return "".join(part if not place else restressed(part, -1) for place, part in enumerate(parts))


def _british(sounds: str) -> str:
    """American sounds as near as the British alphabet comes; for names that only the American table has."""
    return sounds.replace("O", "Q").replace("æ", "a").replace("ᵻ", "ɪ").replace("ɾ", "t")


def _read(path: Path) -> Mapping[str, Entry]:
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise WeightsMissing(f"{path} is missing; run `os1 models fetch` to get the dictionaries.") from error
    except ValueError as error:
        raise WeightsBroken(f"{path} is damaged; run `os1 models fetch` to get it again.") from error
    if not isinstance(entries, dict):
        raise WeightsBroken(f"{path} is not a dictionary; run `os1 models fetch` to get it again.")
    return entries
