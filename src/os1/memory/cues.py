"""What kind of answer a question wants, and which lines hold something of that kind.

A question with "when" is seldom answered by a line without a word of time, one with "how many" by one without a
number, one with "who" or "where" by one without a name. English only; other languages have no cues.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_TIME = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|last|next|ago|since|recently|morning|weeks?|weekend|months?|years?"
    r"|spring|summer|autumn|fall|winter|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|\d{4})\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[a-z,'] )[A-Z][a-z]+|[\"“]")
_NUMBER = re.compile(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|once|twice|few|many|several)\b",
    re.IGNORECASE,
)
KINDS: Mapping[str, tuple[re.Pattern[str], re.Pattern[str], float]] = {
    "a time": (re.compile(r"^when|how long|what (?:date|time|year|month|day)", re.IGNORECASE), _TIME, 0.16),
    "a name": (re.compile(r"^who|^where|name|which|called", re.IGNORECASE), _NAME, 0.1),
    "a number": (re.compile(r"how (?:many|often|much)", re.IGNORECASE), _NUMBER, 0.1),
}
"""By kind of answer: which questions want it, which lines hold it, and what that is worth."""


def wanted(query: str) -> tuple[tuple[re.Pattern[str], float], ...]:
    """What a line should hold to answer `query`: patterns, each with its worth."""
    return tuple((holds, worth) for asks, holds, worth in KINDS.values() if asks.search(query.strip()))


def worth(wants: tuple[tuple[re.Pattern[str], float], ...], text: str) -> float:
    """How far `text` holds what is wanted."""
    return sum(value for holds, value in wants if holds.search(text))
