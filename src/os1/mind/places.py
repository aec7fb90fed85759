"""The names of places, and what tells a place from a manner: "in a village near Hull", "in a rush". In doubt it is
none."""

from __future__ import annotations

import re

from os1.mind.tables import word_list

TRAILING = re.compile(
    r"(?: (?:fine|best|better|enough|okay|ok|well|normally|usually|really|sometimes|permanently|mostly|currently"
    r"|basically|actually|nowadays|again|already|still|mainly|full[- ]time|part[- ]time|temporarily|originally"
    r"|tonight|today|these days|most|lately|now|then|together|instead|forever|all year|year[- ]round"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days))+$"
)
"""What may follow a value and is no part of it."""
_JOINS = frozenset("of upon on the de la le les del der an am sur by da do dos di el al and y & st".split())  # noqa: SIM905
_MOST_OF_A_PLACE, _MOST_BEFORE = 4, 2
"""Words of a place without a name, and before the name of one."""


def _is_some_place(words: str, relation: str) -> bool:
    """Whether `words`, among which no name stands, say where one lives or works, and not how ("in a rush")."""
    parts = words.split()
    if len(parts) > _MOST_OF_A_PLACE or adverb(parts[-1]):
        return False
    if relation in ("works_at", "studies_at"):
        return parts[0] in ("the", "a", "an") or words in word_list("sectors")
    return bool(set(parts) & set(word_list("dwellings")))


def place(words: str, relation: str) -> str:
    """The place or house in `words`: what follows its name is of the name, or it is none that can be told."""
    words = TRAILING.sub("", words)
    parts = words.split()
    named = [number for number, part in enumerate(parts) if part[:1].isupper()]
    if not parts or "I" in parts:
        return ""
    if not named:
        return words if _is_some_place(words, relation) else ""
    first, after = parts[: named[0]], parts[named[0] :]
    if not after[-1][0].isupper() or any(part[0].islower() and part not in _JOINS for part in after):
        return ""
    return words if len(first) <= _MOST_BEFORE or first[0] in ("the", "a", "an") else ""


def adverb(word: str) -> bool:
    return word.endswith("ly") and word.lower() not in word_list("ly_nouns")
