"""Whether a claim about what was told has grounds: the words it rests on must be there, and say the same."""

from __future__ import annotations

import re
from collections.abc import Sequence

from os1.mind.clauses import sentences
from os1.mind.patterns import alternatives
from os1.mind.remembering.gist import gist, proper, stem, stems
from os1.mind.spoken import plain

_HALF = 0.5
_NOT = re.compile(r"\b(?:not|no|never|nothing|nobody|without|\w+n't)\b")
_MONTHS = "january|february|march|april|june|july|august|september|october|november|december"
_DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_EXACT = re.compile(rf"\b(?:\d[\w:.]*|{_MONTHS}|{_DAYS})\b")


def grounded(text: str, told: Sequence[str]) -> bool:
    """Whether every sentence of `text` that claims something was told before is borne out by `told`.

    Names, numbers and days must be there, half of what it says in one text, and a "not" must not come or go.
    """
    claim = re.compile(alternatives("guard", "memory"), re.IGNORECASE)
    return all(_borne_out(claim.sub(" ", one), told) for one in sentences(text) if claim.search(one))


def _borne_out(claimed: str, told: Sequence[str]) -> bool:
    everything = stems(" ".join(told))
    exact = {stem(plain(name)) for name in proper(f"so {claimed}")}
    exact |= {stem(word) for word in _EXACT.findall(plain(claimed))}
    wanted = gist(claimed)
    if not told or not exact <= everything:
        return False
    if not wanted:
        return True
    best = max((part for one in told for part in (one, *sentences(one))), key=wanted.covered)
    same = bool(_NOT.search(plain(claimed))) == bool(_NOT.search(plain(best)))
    said = wanted.core.covered(best) if wanted.core else 1.0
    return min(said, wanted.covered(best)) >= _HALF and same
