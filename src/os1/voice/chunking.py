"""Cuts a clause that is too long for one breath where a speaker would: after a mark, else between words."""

from __future__ import annotations

import re

LONGEST = 180
"""Letters that the mouth gets at once; about ten seconds of speech."""
_IN_ONE_BREATH, _LONGEST_BREATH, _SHORTEST_BREATH = 24, 30, 12
"""Letters of a beginning that need not be cut; and, where it is, at most and at least those of its first piece: a
second and a half, and two words."""
_BREATHS = re.compile(
    r"(?<=[,;:—]) | (?=(?:and|but|because|so|that|that's|which|who|who's|when|where|while|if|as|about|for|with"
    r"|from|between|until|before|after|than|like|to|in|on|at) )",
    re.IGNORECASE,
)


def chunks(text: str, longest: int = LONGEST) -> list[str]:
    """Pieces of `text` of at most `longest` letters (a longer word stays whole), in order, nothing lost."""
    pieces = []
    left = " ".join(text.split())
    while len(left) > longest:
        head = left[: longest + 1]
        marks = [match.end() for match in re.finditer(r"[.!?;:,—](?= )", head)]
        spaces = [match.start() for match in re.finditer(" ", head)]
        if marks and marks[-1] > longest // 3:
            at = marks[-1]
        elif spaces:
            at = spaces[-1]
        else:
            at = left.find(" ") if " " in left else len(left)
        pieces.append(left[:at].strip())
        left = left[at:].strip()
    return [*pieces, left] if left else pieces


def first_breath(text: str) -> list[str]:
    """As `chunks`, but a long beginning ends where a speaker may breathe, so that it can be heard sooner."""
    first, *rest = chunks(text) or [""]
    if len(first) > _IN_ONE_BREATH:
        places = [
            place
            for match in _BREATHS.finditer(first, _SHORTEST_BREATH)
            if (place := match.start()) <= _LONGEST_BREATH
        ]
        if places:
            return [first[: places[0]].strip(), first[places[0] :].strip(), *rest]
    return [first, *rest] if first else []
