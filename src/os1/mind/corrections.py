"""What an utterance sets right: "no, it was March", "not August, I meant July", "just kidding"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from os1.memory.facts import Fact, bare
from os1.mind import dates
from os1.mind.plainly import tables

_DATED = ("birthday", "anniversary", "wedding", "died")


@dataclass(frozen=True, slots=True)
class Righted:
    """The fact that is `wrong` and the one that takes its place."""

    wrong: Fact
    right: Fact


def is_cue(sentence: str) -> bool:
    """Whether `sentence` begins as one does that sets something right."""
    return any(re.match(pattern, sentence, re.IGNORECASE) for pattern in tables()["correction"]["cue"])


def righted(sentence: str, said: Sequence[Fact], known: Sequence[Fact] = ()) -> Righted | None:
    """What `sentence` sets right of what was `said` in the talk, the latest last, or, where it names the
    value that is wrong, of what was `known` shortly before; None in any doubt."""
    text = sentence.strip(" .!")
    if swap := _first("swap", text):
        return _swapped(swap["old"].strip(), swap["new"].strip(), [*known, *said])
    if (bare_date := _day_alone(text, said)) is not None:
        return _redated(bare_date, said)
    match = _first("value", text)
    if match and (date := dates.said(re.sub(r"^(?:in|on) ", "", match["new"].strip()))):
        return _redated(date, said)
    return None


def more_exact(sentence: str, said: Sequence[Fact]) -> Fact | None:
    """The date of the fact that was last said, where `sentence` is nothing but that date in more detail."""
    date = dates.said(sentence.strip(" .!"))
    if date is None or not said or said[-1].relation not in _DATED:
        return None
    last = said[-1]
    return replace(last, value=date) if set(last.value.split()) < set(date.split()) else None


def _swapped(old: str, new: str, said: Sequence[Fact]) -> Righted | None:
    for fact in reversed(said):
        value = dates.said(new) if fact.relation in _DATED else new
        if value is None:
            continue
        if bare(fact.value) == bare(old) or (fact.relation in _DATED and _part(old, fact.value)):
            return Righted(fact, replace(fact, value=value, certainty="certain", since=None))
    return None


def _redated(date: str, said: Sequence[Fact]) -> Righted | None:
    for fact in reversed(said):
        if fact.relation in _DATED:
            return (
                Righted(fact, replace(fact, value=date, certainty="certain")) if fact.value != date else None
            )
    return None


def _day_alone(text: str, said: Sequence[Fact]) -> str | None:
    """The date in "no, the fourth" or "sorry, October", with the month of what was said where it has none."""
    date = re.sub(
        r"^(?:(?:no|nope|sorry|wait|oops|actually|I mean|I meant|hang on|hold on),? )+", "", text, flags=re.I
    )
    if whole := dates.said(date):
        return whole
    last = next((fact.value.split() for fact in reversed(said) if fact.relation in _DATED), [])
    month = next((word for word in last if dates.said(word) and word.isalpha()), None)
    return dates.said(f"{date} of {month}") if month else None


def _part(old: str, value: str) -> bool:
    date = dates.said(old)
    return date is not None and set(date.split()) <= set(value.split())


def _first(key: str, text: str) -> re.Match[str] | None:
    """Where the first of the patterns under `key` that fits is found in `text`."""
    found = (re.search(pattern, text, re.IGNORECASE) for pattern in tables()["correction"][key])
    return next((match for match in found if match), None)
