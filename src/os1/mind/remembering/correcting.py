"""Which of the facts that were just told a correction is about: "she lives in Porto" is about a home.

In doubt it is none of them: then the words are kept beside those they replace, and nothing takes a fact's place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from os1.memory.facts import Fact
from os1.memory.relations import FUNCTIONAL, ROLES
from os1.mind.spoken import plain

_VERBS = (
    (r"live|lives|living|moved|moves|home is", {"lives_in"}),
    (r"works? as|is an?|job is|by profession", {"works_as"}),
    (r"works? (?:at|for|in)", {"works_at"}),
    (r"comes? from|was born in|is from", {"born_in"}),
    (r"called|name is|name's|name was", ROLES | {"name", "nickname"}),
    (r"birthday|was born on", {"birthday"}),
    (r"years old|turned|turns", {"age"}),
)
"""What a correction says of somebody, and the relations that it can be about."""
_SOMEBODY = re.compile(r"\b(?:he|she|they|i|i'm|he's|she's|they're)\b")


def righted(text: str, told: Sequence[Fact]) -> Fact | None:
    """The one of `told` that `text` sets right, or None in any doubt."""
    words = plain(text)
    said = [relations for pattern, relations in _VERBS if re.search(rf"\b(?:{pattern})\b", words)]
    if said:
        fitting = [fact for fact in told if any(fact.relation in relations for relations in said)]
    elif _SOMEBODY.search(words):
        fitting = []  # what somebody is can be many things
    else:
        fitting = [fact for fact in told if fact.relation in FUNCTIONAL | ROLES]
    return fitting[0] if len(fitting) == 1 else None
