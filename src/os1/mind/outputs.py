"""What no output of a brain may be, whatever its job: nothing, a leak of its prompt, a loop, a foreign script.

It judges a whole text by itself. What may be claimed in it is for `faithful` to tell.
"""

from __future__ import annotations

import re
from typing import Literal

from os1.mind.patterns import alternatives
from os1.mind.spoken import plain

Flaw = Literal["empty", "leak", "foreign", "loop", "markdown"]

_FOREIGN = re.compile(r"[^\x00-\x7f\u00a0-\u024f\u2010-\u2027\u20ac]")
_LOOPS = 3
"""Times that a few words may not stand one after the other; single words may once more."""
_LONGEST_LOOP = 8


def flaw(text: str) -> Flaw | None:
    """What is wrong with `text` for any reader, or None."""
    words = plain(text).split()
    if not words:
        return "empty"
    if _found("leak", text):
        return "leak"
    if _found("marks", text):
        return "markdown"
    if _FOREIGN.search(text):
        return "foreign"
    return "loop" if loops(words) else None


def is_stock(text: str) -> bool:
    """Whether `text` is a form rather than somebody's letter."""
    return _found("stock", text)


def loops(words: list[str]) -> bool:
    """Whether a few of `words` (plain ones) come again and again: in a row, or as most of a longer text."""
    for size in range(1, _LONGEST_LOOP + 1):
        runs = _LOOPS + (size == 1)
        for i in range(len(words) - size * runs + 1):
            part = words[i : i + size]
            if all(words[i + size * k : i + size * (k + 1)] == part for k in range(1, runs)):
                return True
    fives = [tuple(words[i : i + 5]) for i in range(len(words) - 4)]
    return len(fives) > 10 and len(set(fives)) < 0.8 * len(fives)


def _found(kind: str, text: str) -> bool:
    return re.search(alternatives("output", kind), text, re.IGNORECASE | re.MULTILINE) is not None
