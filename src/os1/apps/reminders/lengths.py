"""Spoken lengths of time: "an hour and a half", "a quarter of an hour", "1 hour 20", "two and a half weeks"."""

from __future__ import annotations

import re
from dataclasses import replace

from os1.apps.reminders.numerals import joined, words
from os1.apps.reminders.pieces import Length

_UNIT = r"(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|fortnights?|months?|years?)"
_ATOM = (
    r"(?:(?:a |1 )?quarter of an hour|a quarter hour|3 quarters of an hour"
    r"|(?:a )?half (?:an? )?(?:hour|minute|day)"
    rf"|(?:\d+(?:\.\d+)?|an?|a couple(?: of)?)(?: and a half)? {_UNIT}(?: and a (?:half|quarter))?)"
)
LENGTH = rf"{_ATOM}(?:(?: and)? {_ATOM})*(?:(?<=hour) \d{{1,2}}|(?<=hours) \d{{1,2}})?"
"""A pattern, without groups, over plain words."""
_WHOLE = re.compile(LENGTH)
_ATOMS = re.compile(_ATOM)
_COUNTED = re.compile(
    rf"(?P<count>\d+(?:\.\d+)?|an?|a couple(?: of)?)(?P<half> and a half)? (?P<unit>{_UNIT})"
    r"(?: and a (?P<extra>half|quarter))?"
)
_SECONDS = {"sec": 1, "min": 60, "hou": 3600, "hr": 3600, "hrs": 3600, "day": 86400}
_DAYS = {"day": 1, "wee": 7, "for": 14}
_MONTHS = {"mon": 1, "yea": 12}


def length(plain: str) -> Length:
    """The length that plain words matching `LENGTH` stand for."""
    total = Length()
    for atom in _ATOMS.finditer(plain):
        total = _added(total, _atom(atom.group()))
    if tail := re.search(r"hours? (\d{1,2})$", plain):
        total = replace(total, seconds=total.seconds + 60 * int(tail.group(1)))
    return total


def read_length(text: str) -> Length | None:
    """The length that a person named, with or without "for" or "in" before it; None if it is not just that."""
    plain = re.sub(r"^(?:for|in|to) ", "", joined(words(text)))
    span = length(plain) if _WHOLE.fullmatch(plain) else None
    return span if span and (span.seconds > 0 or span.days or span.months) else None


def _atom(text: str) -> Length:
    if "quarter of" in text or "quarter hour" in text:
        return Length(seconds=900)
    if "quarters of" in text:
        return Length(seconds=2700)
    counted = _COUNTED.fullmatch(text)
    if counted is None:
        unit = text.rsplit(" ", 1)[1]
        return Length(seconds=_SECONDS[unit[:3]] / 2)
    word = counted["count"]
    count = 1.0 if word in ("a", "an") else 2.0 if word.startswith("a ") else float(word)
    count += 0.5 if counted["half"] else {"half": 0.5, "quarter": 0.25, None: 0.0}[counted["extra"]]
    return _times(count, counted["unit"][:3])


def _times(count: float, unit: str) -> Length:
    """Whole calendar units stay calendar units; half a day is twelve hours, half a year six months."""
    if unit in _MONTHS:
        months = count * _MONTHS[unit]
        return Length(months=int(months), days=round((months - int(months)) * 30))
    if unit in _DAYS:
        days = count * _DAYS[unit]
        return Length(days=int(days), seconds=(days - int(days)) * 86400)
    return Length(seconds=count * _SECONDS[unit])


def _added(one: Length, other: Length) -> Length:
    return Length(one.months + other.months, one.days + other.days, one.seconds + other.seconds)
