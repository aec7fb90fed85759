"""What somebody says of their health by the way: "with my asthma that is no joke"."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from os1.memory.facts import Fact
from os1.mind.statements import states_nothing
from os1.mind.tables import word_list

_OVER = re.compile(
    r"\b(?:used to|grew out|gone|cured|cleared up|no longer|any ?more|over my|so-called|scare)\b",
    re.IGNORECASE,
)
"""What may say that one does not have it, or no longer."""


def ailments(sentence: str) -> Sequence[Fact]:
    """The illnesses that `sentence` takes for granted the speaker has."""
    if states_nothing(sentence) or _OVER.search(sentence):
        return []
    return [Fact("", "person", "has_condition", one.lower()) for one in _mine().findall(sentence)]


@functools.cache
def _mine() -> re.Pattern[str]:
    words = "|".join(re.escape(one) for one in word_list("ailments"))
    return re.compile(
        rf"\b[Mm]y (?:bad |old |chronic |rheumatoid )?((?i:{words}))(?=[,.;!]|$| (?:is|has|and|but|that|playing"
        r"|flaring|acting|started|means|so|because|since|when|again|today|this|I|medication|tablets|inhaler)\b)"
    )
