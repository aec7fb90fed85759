"""When a person is in danger, the answer is not for a brain to improvise: code recognises it and points to help.

Rules over words come first, tuned to miss little; what they do not know a judge may, which was taught on danger
that is not named. It knows telephone numbers by country (`strings.toml`) and takes the country from the zone of
the clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from os1.errors import EngineDown
from os1.mind.patterns import alternatives, keys, pattern
from os1.mind.spoken import digits, plain
from os1.mind.words import Words, variants
from os1.models.engines import Judge

Concern = Literal["crisis", "crisis_other", "medical", "abuse", "sexual", "minor", "unsure"]
"""Where a judge alone sees danger it is "unsure", and the person is asked."""

_POSSESSED = re.compile(r"\b(mum|dad)s\b")
ALARM = 0.8
"""Probability of danger from which a judge is believed."""
_ADVANCES = 0.95
"""Probability from which it is, where it hears what a mind without a body declines."""
_UNEASY = 0.2
"""Probability of danger from which nothing light is said."""
_PLAINLY = 0.7
"""Probability of a tone from which an answer keeps to it."""
_DANGERS = ("crisis", "crisis_other", "medical", "abuse")
_RULES: tuple[Concern, ...] = ("crisis_other", "crisis", "medical", "abuse", "sexual", "minor")


@dataclass(frozen=True, slots=True)
class Worry:
    """What an utterance needs care for, if anything; `uneasy` where it may, and is nothing to be light about.

    `tone` is "glad", "sad" or "cross" where a judge is sure of it.
    """

    concern: Concern | None = None
    uneasy: bool = False
    tone: str = ""


def concern(text: str) -> Concern | None:
    """What in `text` needs care before anything else, or None."""
    words = pattern("care", "idioms").sub(" ", _POSSESSED.sub(r"\1's", plain(text)))
    for kind in _RULES:
        searched = pattern("care", "medical_idioms").sub(" ", words) if kind == "medical" else words
        if pattern("care", kind).search(searched) and not _past_or_denied(kind, searched):
            return kind
    return None


async def judged(judge: Judge | None, text: str) -> Worry:
    """What the rules, and else `judge`, make of `text`; the rules alone where there is no judge or it is down."""
    if kind := concern(text):
        return Worry(kind)
    if judge is None:
        return Worry()
    try:
        sense = await judge.sense(text)
    except EngineDown:
        return Worry()
    likeliest = max(_RULES, key=lambda one: sense.concern[one])
    danger = 1 - sense.concern[""]
    tone = max(sense.tone, key=lambda one: sense.tone[one])
    heard: Concern | None = None
    if sense.concern["sexual"] >= _ADVANCES:
        heard = "sexual"
    elif danger >= ALARM and likeliest in _DANGERS:
        heard = "unsure"
    return Worry(
        heard,
        uneasy=danger >= _UNEASY,
        tone=tone if sense.tone[tone] >= _PLAINLY else "",
    )


def country(now: datetime) -> str:
    """Two letters of the country the clock's zone lies in, or an empty string where that is not plain."""
    key = str(getattr(now.tzinfo, "key", ""))
    if key.startswith("Australia/"):
        return "au"
    return next((where for where in keys("zones") if re.fullmatch(alternatives("zones", where), key)), "")


def answer(kind: Concern, now: datetime, words: Words) -> str:
    """What to say about `kind`: warm and short, with the number to call where the country is known."""
    where = country(now)
    numbers = variants("care.numbers")
    emergency, line, of = next(
        (row.split("|")[1:] for row in numbers if row.startswith(f"{where}|") and where), ("", "", "")
    )
    slots = {
        "emergency": digits(emergency) if emergency else variants("care.emergency")[0],
        "line": variants("care.line")[0].format(number=digits(line), of=of)
        if line
        else variants("care.no_line")[0],
    }
    return words.say(f"care.{kind}", **slots)


def _past_or_denied(kind: Concern, words: str) -> bool:
    """Whether it is plainly said not to be so ("I'm not suicidal"), or about a film or a book."""
    return kind in ("crisis", "medical") and bool(pattern("care", "not_so").search(words))
