"""Sentences into Kokoro's sounds: each word by its neighbours, and pieces that the model can take at once."""

from __future__ import annotations

import re
from pathlib import Path

from os1.models.speech.alphabet import LONGEST, PAUSES, PRIMARY, SECONDARY, STRESSES, VOCABULARY, VOWELS
from os1.models.speech.homographs import role
from os1.models.speech.lexicon import Accent, Lexicon
from os1.models.speech.normalise import normalise
from os1.models.speech.words import among

_TOKEN = re.compile(r"(?:[A-Z] )+[A-Z](?![A-Za-z'])|[A-Za-z]+(?:'[A-Za-z]+)*'?|'[A-Za-z]+|[;:,.!?—…()\"]")
_PREFIXED = re.compile(r"\b(anti|co|dis|inter|micro|mis|multi|non|pre|re|sub|un)-(?=[a-z]{3})", re.I)
_METALS = among("pipe pipes paint poisoning poison bullet bullets acid crystal weight weights")


class Speech:
    """Text to sounds in one accent, with the dictionaries in `folder`."""

    def __init__(self, folder: Path, accent: Accent = "us") -> None:
        self._lexicon = Lexicon(folder, accent)

    def pieces(self, text: str, longest: int = LONGEST) -> list[str]:
        """The sounds of `text`, cut at pauses into pieces of at most `longest` sounds; none without words."""
        return split(self.phonemes(normalise(text)), longest)

    def warm(self) -> None:
        """Get everything ready that the first unknown word would wait for."""
        self._lexicon.sounds("Zlorb")

    def phonemes(self, spoken: str) -> str:
        """The sounds of normalised text."""
        spoken = _PREFIXED.sub(r"\1", spoken)
        tokens = [(found[0], spoken[found.start() - 1] in " -") for found in _TOKEN.finditer(spoken)]
        words = [token for token, _ in tokens]
        shouted = _shouted(spoken)
        sounds: list[str] = [""] * len(words)
        following: bool | None = None
        for place in range(len(words) - 1, -1, -1):
            sounds[place] = self._word(words, place, following, shouted)
            following = _begins_with_vowel(sounds[place], following)
        spaced = [
            (" " if place and gap else "") + sound
            for place, ((_, gap), sound) in enumerate(zip(tokens, sounds, strict=True))
            if sound
        ]
        plain = "".join(spaced).replace("ɾ", "T").replace("ʔ", "t").replace("-", " ")
        return "".join(mark for mark in plain if mark in VOCABULARY).strip()

    def _word(self, words: list[str], place: int, vowel: bool | None, shouted: bool) -> str:
        word = words[place]
        if word == '"':
            return "”" if words[:place].count('"') % 2 else "“"
        if not word[-1].isalpha() and word[0] != "'" and not word[0].isalpha():
            return word
        if " " in word:
            return self._lexicon.sounds(word.replace(" ", ""), shouted=False) if word.isupper() else ""
        special = self._function_word(words, place, vowel, shouted)
        if special:
            return special
        clause, at = _clause(words, place)
        part = role(clause, at) if self._lexicon.ambiguous(word) else "DEFAULT"
        if word.lower() == "lead" and at + 1 < len(clause) and clause[at + 1].lower() in _METALS:
            part = "METAL"
        return self._lexicon.sounds(word, part, last=vowel is None, shouted=shouted)

    def _function_word(self, words: list[str], place: int, vowel: bool | None, shouted: bool) -> str:
        """The small words whose sound leans on the word after (`vowel`: it begins so; None: a pause)."""
        word = words[place]
        after = words[place + 1].lower() if place + 1 < len(words) else ""
        before = words[place - 1].lower() if place else ""
        match word.lower():
            case "a":
                opens = word == "a" or shouted or not before or before in PAUSES or before in '"(“'
                return (
                    "ɐ" if vowel is not None and opens and not (len(after) == 1 and after.isalpha()) else ""
                )
            case "an":
                return "ɐn" if vowel is not None else ""
            case "the":
                return "ði" if vowel else "ðə"
            case "to":
                return "tˈu" if vowel is None else "tʊ" if vowel else "tə"
            case "i" if word == "I":
                return f"{SECONDARY}I"
            case "in":
                return "ɪn" if vowel is not None else f"{PRIMARY}ɪn"
            case "am" if word == "AM" and before == "i":
                return "ɐm"
            case "am" if word == "am" and vowel is not None:
                return "ɐm"
            case "used":
                return "jˈust" if after == "to" and before not in ("is", "are", "was", "were", "be") else ""
        return ""


def _clause(words: list[str], place: int) -> tuple[list[str], int]:
    """The words around `place` up to the nearest pauses, and where it is among them."""
    begin = place
    while begin and words[begin - 1][0] not in PAUSES:
        begin -= 1
    end = place
    while end + 1 < len(words) and words[end + 1][0] not in PAUSES:
        end += 1
    clause = [word for word in words[begin : end + 1] if word[0].isalpha() or word[0] == "'"]
    at = sum(1 for word in words[begin:place] if word[0].isalpha() or word[0] == "'")
    return [word if number else word.lower() for number, word in enumerate(clause)], at


def _shouted(spoken: str) -> bool:
    """Whether a text of several words is all in capitals."""
    words = re.findall("[A-Za-z]{2,}", spoken)
    return len(words) > 2 and all(word.isupper() for word in words)


def _begins_with_vowel(sounds: str, before: bool | None) -> bool | None:
    for sound in sounds:
        if sound in PAUSES:
            return None
        if sound not in STRESSES and sound.isalpha():
            return sound in VOWELS
    return before


def split(sounds: str, longest: int = LONGEST) -> list[str]:
    """`sounds` in pieces of at most `longest`, cut where a pause, or at least a word, ends."""
    pieces: list[str] = []
    while len(sounds) > longest:
        head = sounds[: longest + 1]
        ends = (max(head.rfind(f"{mark} ") for mark in marks) + 1 for marks in (".!?…", ";:—,"))
        at = next((end for end in ends if end > longest // 3), head.rfind(" "))
        at = at if at > 0 else longest
        pieces.append(sounds[:at].strip())
        sounds = sounds[at:].strip()
    pieces.append(sounds)
    return [piece for piece in pieces if any(mark.isalpha() for mark in piece)]
