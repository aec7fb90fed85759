"""Promises in the OS's own replies: what it said that it would do, and by when."""

from __future__ import annotations

import re
from datetime import datetime

from os1.memory.promises import Made
from os1.mind import dates
from os1.mind.plainly import plainly, sentences

_WILL = re.compile(
    r"\bI (?:will|promise to|am going to) (?:not forget|(?:also |always |just )?(?P<verb>\w+))", re.IGNORECASE
)
_REMEMBERS = frozenset("remember keep note".split())  # noqa: SIM905
_ACTS = frozenset(
    [
        "remind",
        "wake",
        "tell",
        "ask",
        "look",
        "check",
        "find",
        "read",
        "write",
        "send",
        "call",
        "set",
        "watch",
        "let",
        "wait",
        "search",
        "save",
        "delete",
        "forget",
        "add",
        "cancel",
        "stop",
        "start",
        "play",
        "show",
        "bring",
        "count",
        "come",
    ]
)
_OPEN = re.compile(r"\b(?:if|unless|when you|whenever|would|could)\b|\?$", re.IGNORECASE)


def promises_in(text: str, now: datetime) -> list[Made]:
    """What `text`, said by the OS at `now`, promises, in its own words; an offer or a condition is no promise."""
    found = []
    for sentence in sentences(text):
        plain = plainly(sentence)
        match = _WILL.search(plain)
        if match is None or _OPEN.search(plain):
            continue
        verb = (match["verb"] or "remember").lower()
        if verb in _REMEMBERS:
            found.append(Made("remember", sentence))
        elif verb in _ACTS:
            when, _ = dates.find(plain, now, ahead=True)
            exact = when.iso if when and when.iso and len(when.iso) == 10 else None
            found.append(Made("act", sentence, exact))
    return found
