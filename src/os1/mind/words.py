"""What OS1 says in set words: `strings.toml`, by key, with variants that do not repeat themselves.

A key holds a list of variants, or one list per manner of speaking ("plain", "chatty", "playful") with "any"
for the rest. Slots in braces are filled by `say`.
"""

from __future__ import annotations

import functools
import tomllib
from importlib.resources import files
from typing import Any


@functools.cache
def _strings() -> dict[str, Any]:
    return tomllib.loads(files("os1.mind").joinpath("strings.toml").read_text(encoding="utf-8"))


def variants(key: str, manner: str = "any") -> list[str]:
    """Every way of saying `key` in `manner`; a missing key is a mistake in the code and raises KeyError."""
    found: Any = _strings()
    for part in key.split("."):
        found = found[part]
    if isinstance(found, dict):
        found = found.get(manner, found["any"])
    return list(found)


class Words:
    """Chooses among variants in turn, from a beginning that `seed` sets: never the same twice running."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._next: dict[str, int] = {}
        self.manner = "any"
        """How the person likes to be spoken to."""

    def say(self, key: str, **slots: str) -> str:
        """The next variant of `key` with its `slots` filled; an empty slot leaves no hole in the sentence."""
        choices = variants(key, self.manner)
        place = self._next.get(key, self._seed)
        self._next[key] = place + 1
        return tidy(choices[place % len(choices)].format(**slots))

    def coming(self, key: str) -> str:
        """What `say` will give the next time for `key`, which has no slots."""
        choices = variants(key, self.manner)
        return tidy(choices[self._next.get(key, self._seed) % len(choices)])

    def copy(self) -> Words:
        """Words that will say what these would, and whose saying it changes nothing here."""
        other = Words(self._seed)
        other._next, other.manner = dict(self._next), self.manner
        return other


def tidy(text: str) -> str:
    """`text` without the marks that an empty slot leaves (", ." and doubled spaces), begun with a capital."""
    text = " ".join(text.split())
    for mark in ".,?!":
        text = text.replace(f" {mark}", mark).replace(f",{mark}", mark)
    text = text.lstrip(", ")
    return text[:1].upper() + text[1:]
