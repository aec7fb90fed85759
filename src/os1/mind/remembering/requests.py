"""Reads what the person asks to be done with memories: to forget some, to keep none of this, to set one right.

It reads words alone. What "that" means, and whether there is anything of the kind, others find out.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from os1.mind.clauses import sentences
from os1.mind.remembering.gist import table
from os1.mind.remembering.questions import as_written, filled, trimmed
from os1.mind.remembering.times import Stretch, stretch
from os1.mind.spoken import plain

_LONGEST = 8
"""Words that what shall be forgotten may be named in: more of them are a story."""
_OFF = re.compile(r"^\W*(?P<ask>[^.:;!?,]+)[.:;!?,]+\s*(?P<rest>\S.*)$", re.DOTALL)
_VALUE_ENDS = re.compile(
    r"\s+(?:actually|though|you know|by the way|please|I think|now|not .+)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person wants forgotten: what was said `last`, `everything`, the `rest` of what was just shown, or
    what is `about` something and of a time; any of the last two may be missing."""

    kind: Literal["last", "everything", "rest", "about", "time"]
    about: str = ""
    when: Stretch | None = None


def wish(text: str, now: datetime) -> Wish | None:
    """What `text` asks to be forgotten, or None where it asks for nothing of the sort."""
    words = plain(text)
    kinds: tuple[Literal["everything", "last", "rest"], ...] = ("everything", "last", "rest")
    for kind in kinds:
        if any(True for _ in _requests(kind, words)):
            return Wish(kind)
    for match in _requests("time", words):
        when, rest = stretch(match["time"], now)
        if when and not rest:
            return Wish("time", when=when)
    for match in _requests("about", words):
        when, about = stretch(match["about"], now)
        about = trimmed(about)
        if about and len(about.split()) <= _LONGEST:
            return Wish("about", as_written(about, text), when)
    return None


def off_the_record(text: str) -> str | None:
    """What is said besides in an utterance that the person wants kept nowhere; empty where that comes next; None
    where nothing of the sort is asked ("Don't remember this: ..." gives the rest)."""
    if _whole().fullmatch(plain(text)):
        return ""
    match = _OFF.match(text.strip())
    if match and _whole().fullmatch(plain(match["ask"])):
        return match["rest"]
    if same := re.fullmatch(table()["requests"]["off_the_record"]["same"], plain(text)):
        return as_written(same["rest"], text)
    *before, last = re.split(r"(?<=[.!?])\s+", text.strip())
    return " ".join(before) if before and _whole().fullmatch(plain(last)) else None


def correction(text: str, *, expected: bool = False) -> str | None:
    """The value that `text` puts in place of what was just told ("no, that's wrong, it was March" gives "March");
    empty where it only says that it is wrong; None where it sets nothing right. `expected` says that the right
    value was asked for, so that no denial need come before it.
    """
    words = plain(text)
    parts = table()["requests"]["wrong"]
    denied = re.match(
        rf"(?:{parts['lead']})(?:{parts['said']})(?! (?:of|about|to|with|for|in|as)\b)(?: |$)", words
    )
    weakly = re.match(r"(?:no|nope|nah)(?: no)? (?=\w)", words)
    match = denied or weakly
    rest = words[match.end() :].strip() if match else words if expected else None
    if rest is None:
        return None
    if not rest:
        return ""
    rest = re.sub(r"^(?:because|but|and|it's actually|actually|i said|i meant|i mean|rather) ", "", rest)
    swapped = re.fullmatch(
        r"(?:it's |it was )?not (?:in |on |at )?(?P<old>.+?)(?: but| it's| it was| in| on)? (?P<new>\S+)",
        rest,
    )
    stated = re.match(f"(?P<to>{parts['to']}) (?P<value>.+)", rest)
    if stated and (denied or expected or _definite(as_written(stated["value"], text))):
        value = stated["value"]
    elif denied or expected:
        value = swapped["new"] if swapped else rest
    else:
        return None  # "no, I went to bed" sets nothing right
    value = plain(sentences(as_written(value, text))[0]) if value else value
    value = re.sub(r"^(?:in|on|at|actually|the one in) ", "", value)
    return _VALUE_ENDS.sub("", as_written(value, text)).strip() or None


def _definite(value: str) -> bool:
    """Whether `value` is a name, a number or a time: what a bare no may put in a fact's place."""
    words = set(plain(value).split())
    named = any(word[:1].isupper() for word in value.split())
    return (
        named or any(c.isdigit() for c in value) or not words.isdisjoint(table()["words"]["moments"].split())
    )


@functools.cache
def _whole() -> re.Pattern[str]:
    return _compiled("|".join(table()["requests"]["off_the_record"]["whole"]))


def _requests(key: str, words: str) -> Iterator[re.Match[str]]:
    return (match for one in _forgets(key) if (match := one.fullmatch(words)))


@functools.cache
def _forgets(key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(_compiled(one) for one in table()["requests"]["forget"][key])


def _compiled(pattern: str) -> re.Pattern[str]:
    parts = table()["requests"]
    whole = filled(f"{parts['please']}(?:{pattern.replace('<verb>', parts['verb'])}){parts['end']}")
    return re.compile(whole)
