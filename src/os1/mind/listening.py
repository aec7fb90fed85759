"""How to answer without a brain: by listening. It tells what an utterance is about and asks one honest thing back.

Used where there is no brain, where the bundled one cannot be trusted (grief is no place for a guess), and when
what a brain said did not pass the guard.
"""

from __future__ import annotations

import re
from typing import Literal

from os1.mind.patterns import keys, pattern
from os1.mind.spoken import plain
from os1.mind.words import Words

Sort = Literal["heavy", "light", "opinion", "advice", "question", "request", "noise"]

_HEAVY = frozenset(
    {"grief", "divorce", "lonely", "sleepless", "ill_other", "ill", "loss", "afraid", "angry"}
    | {"stressed", "tired", "sad"}
)
_BRIGHT = frozenset({"happy", "success"})
"""Topics that are none where the tone is another ("I got a fine")."""
USUAL = (
    "tone.plain.ask",
    "tone.plain.tell",
    "tone.past.ask",
    "tone.past.tell",
    "tone.now.ask",
    "tone.now.tell",
    "tone.plan.ask",
    "listen.short",
    "talk.lost_question",
    "talk.lost_request",
)
"""The keys of what is said most often."""
_LONG = 30
"""Words from which an utterance is a story rather than a remark."""
_SHORT = 2
"""Words up to which it is hardly more than a sound."""


def sort(text: str) -> Sort:
    """What kind of utterance `text` is: how far a small brain may be let near it."""
    words = plain(text)
    if len(re.sub(r"[^a-z]", "", words)) < 2:
        return "noise"
    touched = topic(words)
    asking = text.rstrip().endswith("?") or bool(pattern("ask", "question").match(words))
    if touched and touched[0] in _HEAVY and not text.rstrip().endswith("?"):
        return "heavy"
    if pattern("ask", "opinion").search(words):
        return "opinion"
    if pattern("ask", "advice").search(words):
        return "advice"
    if pattern("ask", "request").match(words):
        return "request"
    if touched and touched[0] in _HEAVY:
        return "heavy"
    return "question" if asking else "light"


def listen(text: str, words: Words, *, tone: str = "", asked: bool = False) -> str:
    """One or two spoken sentences that fit `text` and claim nothing.

    `tone` is that of `text` ("glad", "sad", "cross") where it is known; `asked` tells that the OS had just asked
    something, and should not always ask again.
    """
    kind = sort(text)
    if kind == "noise":
        return words.say("talk.noise")
    if kind in ("opinion", "advice"):
        return words.say(f"listen.{kind}")
    if kind in ("question", "request"):
        return words.say(f"talk.lost_{kind}")
    said = plain(text)
    found = topic(said)
    if found and found[0] in _BRIGHT and tone in ("sad", "cross"):
        found = None
    if found and found[0] != "grief":
        about, who = found
        return words.say(f"listen.{about}", who=f"your {who}" if who else "them")
    if found:
        return _grief(said, words)
    count = len(said.split())
    if count >= _LONG or (count <= _SHORT and not tone):
        return words.say("listen.long" if count >= _LONG else "listen.short")
    return words.say(f"tone.{tone or time_of(said)}.{'tell' if asked else 'ask'}")


def time_of(words: str) -> str:
    """Of what time `words` speak: "past", "now", "plan", "plain" where they do not tell; "you" where they are
    about the OS."""
    return next((key for key in keys("time") if pattern("time", key).search(words)), "plain")


def lost(text: str, words: Words) -> str:
    """The honest refusal that fits `text` when nothing better could be said."""
    kind = sort(text)
    return words.say(f"talk.lost_{kind}") if kind in ("question", "request") else words.say("talk.lost")


def topic(words: str) -> tuple[str, str] | None:
    """The first topic that `words` touch, with whom it is about where that is said."""
    for key in keys("listen"):
        if match := pattern("listen", key).search(words):
            return key, match.groupdict().get("who") or ""
    return None


def _grief(words: str, words_of: Words) -> str:
    match = pattern("listen", "person").search(words)
    who = f"your {match['who']}" if match else "them"
    plural = who in ("them", "your parents", "your kids", "your children")
    return words_of.say("listen.grief", who=who, was="were" if plural else "was")
