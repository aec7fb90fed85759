"""What a text is about, as weighed words: how far a memory speaks of what a question asks.

Words count by their stem, names most; words of one family ("live", "moved") count for each other a little less. It
knows no grammar and no store.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from os1.mind.patterns import listed_words
from os1.mind.spoken import plain

_NAME, _VAGUE = 2.0, 0.3
_NONE: frozenset[str] = frozenset()
_KIN = 0.75
"""How much a word of the same family counts."""
_ENDINGS = ("'s", "ing", "ied", "ies", "es", "ed", "s", "e", "y")
_MONTHS = "January February March April May June July August September October November December"
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
_NO_NAMES = frozenset(f"I I'm I've I'll I'd OK {_MONTHS} {_DAYS}".split())


@functools.cache
def table() -> Mapping[str, Any]:
    """`questions.toml`, as it stands."""
    return tomllib.loads(files(__package__).joinpath("questions.toml").read_text(encoding="utf-8"))


def stem(word: str) -> str:
    """`word` (plain) without its ending, so that its forms are one ("moved", "moving", "move")."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


@dataclass(frozen=True, slots=True)
class Gist:
    """The stems that a question is about, with their weights; `also` are other names of the people among them."""

    weights: Mapping[str, float]
    also: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.weights)

    @property
    def others(self) -> tuple[str, ...]:
        """The other names of the people in it."""
        return tuple(sorted({other for one in self.also.values() for other in one}))

    @property
    def names(self) -> frozenset[str]:
        return frozenset(one for one, weight in self.weights.items() if weight == _NAME)

    def covered(self, text: str) -> float:
        """How much of what is asked `text` speaks of, 0 to 1."""
        told = stems(text)
        total = sum(self.weights.values())
        if not total:
            return 0.0
        found = 0.0
        for one, weight in self.weights.items():
            if one in told or not self.also.get(one, _NONE).isdisjoint(told):
                found += weight
            elif not family(one).isdisjoint(told):
                found += weight * _KIN
        return found / total

    @property
    def core(self) -> Gist:
        """What is asked besides names and vague words."""
        return Gist({one: weight for one, weight in self.weights.items() if _VAGUE < weight < _NAME})

    def wider(self) -> str:
        """More words to search with: the families of those that are asked for."""
        return " ".join(
            sorted({word for one in self.weights for word in _families().get(one, (None, ()))[1]})
        )


def gist(text: str, names: frozenset[str] = frozenset()) -> Gist:
    """What `text` is about; `names` are plain words that are known to name somebody."""
    weights: dict[str, float] = {}
    called = names | proper(text)
    for word in plain(text).split():
        bare = word.removesuffix("'s").strip("'")
        if bare in called:
            weights[stem(bare)] = _NAME
        elif bare and bare not in _common():
            weights[stem(bare)] = _VAGUE if bare in _vague() else 1.0
    return Gist(weights)


def proper(text: str) -> frozenset[str]:
    """The words of `text` that are written as names, plain; the first of a sentence is none by its capital."""
    found = re.findall(r"(?<![.?!:\"\u201c] )(?<!^)\b([A-Z][\w'\u2019]*)", text)
    return frozenset(
        plain(word).removesuffix("'s") for word in found if word.split("'")[0] not in _NO_NAMES
    ) - {"i"}


@functools.lru_cache(4096)
def stems(text: str) -> frozenset[str]:
    """The stems of all words of `text`."""
    words = (word.removesuffix("'s").strip("'") for word in plain(text).split())
    return frozenset(stem(word) for word in words if word)


def family(one: str) -> frozenset[str]:
    """The stems that mean much the same in talk about a life as the stem `one`."""
    return _families().get(one, (frozenset(), ()))[0]


@functools.cache
def _families() -> Mapping[str, tuple[frozenset[str], tuple[str, ...]]]:
    found: dict[str, tuple[frozenset[str], tuple[str, ...]]] = {}
    for line in table()["words"]["families"]:
        words = tuple(line.split())
        members = frozenset(stem(word) for word in words)
        for one in members:
            stems_before, words_before = found.get(one, (frozenset(), ()))
            found[one] = (stems_before | members, words_before + words)
    return found


@functools.cache
def _common() -> frozenset[str]:
    return listed_words("common") | frozenset(table()["words"]["empty"].split())


@functools.cache
def _vague() -> frozenset[str]:
    return frozenset(table()["words"]["vague"].split())
