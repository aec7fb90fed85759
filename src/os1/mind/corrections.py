"""What an utterance sets right: "no, it was March", "not August, I meant July", "just kidding"."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from os1.memory.facts import Certainty, Fact, bare
from os1.memory.relations import ROLES
from os1.mind import dates
from os1.mind.mentions import ROLE, is_name, role_of
from os1.mind.plainly import NAME
from os1.mind.tables import tables
from os1.mind.whom import leaning

_CUES = re.compile(
    r"^(?:(?:no|nope|sorry|wait|oops|actually|I mean|I meant|hang on|hold on)(?:,| -|\.)? )+", re.IGNORECASE
)
_PLACED = ("lives_in", "from", "works_at", "studies_at", "born_in", "grew_up_in")
_EMPLOYED = ("works_at", "studies_at")
_AN_EMPLOYER = r"(?:the|an?) (?:[\w'&-]+ ){0,2}[A-Z][\w'&-]*"
_A_THING = r"(?:the|an?) (?:[\w'&-]+ ){0,2}[\w'&-]+"
_CHANGED = re.compile(r"\b(?:moved|since|now|these days|started)\b")
"""What goes on after a value that takes another's place, and shows that it is no word to somebody."""
_ANEW = re.compile(rf"(?P<name>{NAME})(?P<spelt>,? with (?:an?|two|one|no) [\w' ]+)?(?P<asked>\?)?[.! ]*")
"""A name alone, or how it is written."""
_MEANT = re.compile(
    rf"(?:(?:my|our) (?P<role>{ROLE}),? I (?:mean|meant)|I (?:mean|meant) (?:my|our) (?P<other>{ROLE}))[,.! ]*",
    re.IGNORECASE,
)
_ALIKE = 0.6
"""How alike two names are, of 1, for one to be a slip of the other."""
_DATED = ("birthday", "anniversary", "wedding", "died")


@dataclass(frozen=True, slots=True)
class Righted:
    """The fact that is `wrong` and the one that takes its place, None where none surely does."""

    wrong: Fact
    right: Fact | None


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
    if change := _value_alone(text, said):
        return change
    match = _first("value", text)
    if match and (date := dates.said(re.sub(r"^(?:in|on) ", "", match["new"].strip()))):
        return _redated(date, said)
    return None


def more_exact(sentence: str, said: Sequence[Fact]) -> Fact | None:
    """The date of the fact that was last said, where `sentence` is nothing but that date in more detail; an age,
    where it begins with another one and no more is said of it ("Seventy-three, I had a birthday")."""
    older = re.match(rf"({dates.NUMBER})(?:,|[.!]*$)", sentence.strip(), re.IGNORECASE)
    if older and said and said[-1].relation == "age":
        return replace(said[-1], value=str(dates.value_of(older[1])))
    date = dates.said(sentence.strip(" .!"))
    if date is None or not said or said[-1].relation not in _DATED:
        return None
    last = said[-1]
    return replace(last, value=date) if set(last.value.split()) < set(date.split()) else None


def meant(sentence: str, said: Sequence[Fact]) -> Righted | None:
    """Whose the name is that was said last, where `sentence` is nothing but that ("my girlfriend, I mean")."""
    match = _MEANT.fullmatch(sentence.strip())
    last = said[-1] if said else None
    if match is None or last is None or last.relation not in ROLES:
        return None
    return Righted(
        last, replace(last, relation=role_of(match["role"] or match["other"]), certainty="certain")
    )


def spelt(sentence: str, said: Sequence[Fact]) -> Righted | None:
    """The name that `sentence`, which is nothing but a name, puts in the place of one much like it that was said
    last: surely where it tells how it is written ("Sondra, with an o"), else only perhaps ("Sondra?")."""
    match = _ANEW.fullmatch(sentence.strip())
    last = said[-1] if said else None
    if match is None or last is None or last.relation not in ROLES or not is_name(match["name"]):
        return None
    if match["name"] == last.value and last.certainty != "unsure":
        return None
    if not _alike(match["name"], last.value):
        return None
    certainty: Certainty = "certain" if match["spelt"] and not match["asked"] else "unsure"
    return Righted(last, replace(last, value=match["name"], certainty=certainty))


def is_spelt(sentence: str) -> bool:
    """Whether `sentence` is a name and how it is written."""
    match = _ANEW.fullmatch(sentence.strip())
    return match is not None and match["spelt"] is not None


def _alike(one: str, other: str) -> bool:
    return difflib.SequenceMatcher(None, one.lower(), other.lower()).ratio() >= _ALIKE


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


def _value_alone(text: str, said: Sequence[Fact]) -> Righted | None:
    """What "no, Bradford" or "wait, thirty-five" puts in the place of the value that was said last; nothing where
    it may as well be a word to somebody ("sorry, Anna"). None where it is neither."""
    words, comma, after = _CUES.sub("", text).strip().partition(", ")
    if not said or _CUES.match(text) is None or not words or words in after:
        return None
    last = said[-1]
    if last.relation in _EMPLOYED and re.fullmatch(_AN_EMPLOYER, words):
        return Righted(last, replace(last, value=words, certainty="certain", since=None))
    if last.relation in _EMPLOYED and re.fullmatch(_A_THING, words):
        return None if last.id else Righted(last, None)
    if last.relation == "age" and re.fullmatch(dates.NUMBER, words, re.IGNORECASE):
        return Righted(last, replace(last, value=str(dates.value_of(words)), certainty="certain"))
    if not re.fullmatch(rf"{NAME}(?: {NAME})?", words):
        return None
    if last.relation in _PLACED and not leaning(words) and not text.lower().startswith("sorry"):
        if comma and not _CHANGED.search(after):
            return None if last.id else Righted(last, None)
        return Righted(last, replace(last, value=words, certainty="certain", since=None))
    if last.relation in ROLES and is_name(words):
        right = replace(last, value=words, certainty="certain") if _alike(words, last.value) else None
        return Righted(last, right)
    return None


def _day_alone(text: str, said: Sequence[Fact]) -> str | None:
    """The date in "no, the fourth" or "sorry, October", with the month of what was said where it has none."""
    date = _CUES.sub("", text)
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
