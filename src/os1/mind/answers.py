"""Questions about what was said before, answered from memories in their own words, with when they were said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from os1.mind.patterns import alternatives, listed_words
from os1.mind.spoken import ago, plain
from os1.mind.words import Words
from os1.types import Recalled


def about(text: str) -> str | None:
    """What the person asks to be reminded of ("what did I say about the boat?" gives "boat"), or None."""
    match = re.match(alternatives("other", "remembering"), plain(text))
    if not match:
        return None
    return next((value for value in match.groupdict().values() if value), "") or None


def answer(
    subject: str, recalled: Sequence[Recalled], now: datetime, words: Words
) -> tuple[str, tuple[str, ...]]:
    """The words for `subject`, quoting the best memory that shares a word with it, and the ids it cites."""
    wanted = {_stem(word) for word in subject.split() if word not in listed_words("common")}
    for one in recalled:
        if wanted & {_stem(word) for word in plain(one.text).split()} and not one.text.rstrip().endswith("?"):
            key = "remember.found_own" if one.speaker == "os1" else "remember.found"
            said = one.text.strip().rstrip(".!")
            return words.say(key, when=ago(one.time, now), said=said), (one.id,)
    return words.say("remember.not_found"), ()


def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    for ending in ("ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
