"""Scripts without spaces between words: their text is found by its characters and pairs of characters."""

from __future__ import annotations

import re

_RUN = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003134f]+"
)
"""Thai and Lao, Burmese, Khmer, Japanese and Chinese; the schema's second step knows the same characters."""


def words_in(text: str) -> int:
    """About how many words such text has: one in two characters."""
    return sum(len(run) // 2 for run in _RUN.findall(text))


def pieces(text: str) -> list[str]:
    """Every character and pair of neighbours in the stretches of such scripts, each once."""
    found: dict[str, None] = {}
    for run in _RUN.findall(text):
        for place in range(len(run)):
            found[run[place]] = None
            found[run[place : place + 2]] = None
    return list(found)
