"""Facts found against facts wanted: what is right, what is missed, and what is turned into its opposite.

Two facts are the same where they say it of the same one and share most words of relation and value: a relation may
be named in many ways ("owns bees", "has bees"). Whether its name is the wanted one is a mark of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bench.jobs.items import WantedFact
from os1.memory import Fact
from os1.memory.facts import bare
from os1.memory.relations import SAME_ROLE
from os1.mind.spoken import plain

Count = tuple[str, float, float]
"""A name, hits and tries."""
_OVER = re.compile(
    r"used_to|quit|left|stopped|gave_up|\bex\b|^ex_|^had\b|was_|former|(lived|worked|served|studied)_|no_longer"
)
_SHARED = 0.5
"""The share of words from which two values are the same, as F1."""
_STEM = 4


def score(wanted: Sequence[WantedFact], found: Sequence[Fact], past: Sequence[Fact] = ()) -> list[Count]:
    """Counts for one item. `past` is what is over by then: it can be right, and is never wrong."""
    left = list(found)
    over = list(past)
    right = inverted = relations = certain = 0
    for one in wanted:
        match = _take(one, left) or (_take(one, over) if _OVER.search(one.relation) or one.negated else None)
        if match is None:
            continue
        if _turned(one, match):
            inverted += 1
            continue
        right += 1
        relations += _relation(one.relation) == _relation(match.relation)
        certain += one.certain == (match.certainty in ("certain", "told"))
    given = right + inverted + len(left)
    return [
        ("precision", right, given),
        ("recall", right, len(wanted)),
        ("inversions, of what was given", inverted, given),
        ("nothing found where nothing was said", not found, not wanted),
        ("certainty right, of right ones", certain, right),
        ("relation named alike, of right ones", relations, right),
    ]


def _take(one: WantedFact, facts: list[Fact]) -> Fact | None:
    """The one of `facts` that says most nearly what `one` says or its opposite; it is taken away."""
    rated = [(_alike(one, fact), -n) for n, fact in enumerate(facts)]
    best, place = max(rated, default=(0.0, 0))
    return facts.pop(-place) if best >= _SHARED else None


def _alike(one: WantedFact, fact: Fact) -> float:
    if _subject(one.subject) != _subject(fact.subject):
        return 0.0
    if _relation(one.relation) == _relation(fact.relation) and bare(one.value) == bare(fact.value):
        return 2.0
    values = _shared(_words(one.value), _words(fact.value))
    whole = _shared(_words(one.value) | _words(one.relation), _words(fact.value) | _words(fact.relation))
    return max(values, whole)


def _turned(one: WantedFact, fact: Fact) -> bool:
    """Whether one of the two says that it is so, and the other that it is not, or no longer."""
    wanted_over = one.negated or bool(_OVER.search(one.relation))
    return wanted_over != (fact.negated or fact.until is not None or bool(_OVER.search(fact.relation)))


def _subject(name: str) -> str:
    words = plain(name).removeprefix("my ").removesuffix("'s")
    return SAME_ROLE.get(words, words)


def _relation(name: str) -> str:
    name = name.lower().removeprefix("has_").removesuffix("_at").removesuffix("_in").removesuffix("_as")
    return SAME_ROLE.get(name, name)


def _words(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in bare(text.replace("_", " ")).split())


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0
