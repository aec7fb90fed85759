"""Dates and lengths of time as people say them, worked out from when they were said.

A date is an ISO text as exact as the words were: "2019", "2024-05", "2024-05-14". What cannot be placed is found
too, so that it can be told from the rest of a sentence, but has no date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from os1.mind.spoken import DAYS, MONTHS, ONES, TENS

_MONTHS = [month.lower() for month in MONTHS]
_DAYS = [day.lower() for day in DAYS]
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_TENS = {word: 10 * tens for tens, word in enumerate(TENS) if word}
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
_NUMBER = rf"(?:\d+|(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(ONES[1:10])}))?|{'|'.join(reversed(ONES))})"
NUMBER = rf"(?:(?:a|one) hundred(?: and {_NUMBER})?|{_NUMBER})"
"""A number in digits or words, up to two hundred."""
_NTH = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|(?:twenty|thirty)[- ](?:{'|'.join(_ORDINALS[:9])})|thirtieth"
    rf"|{'|'.join(_ORDINALS)})"
)
_MONTH = rf"(?:{'|'.join(_MONTHS)})"
_YEAR = r"(?:(?:19|20)\d\d)"
_DATE = (
    rf"(?:(?:the )?(?P<day>{_NTH})(?: of)? (?P<month>{_MONTH})(?:,? (?P<year>{_YEAR}))?"
    rf"|(?P<month2>{_MONTH}) (?:the )?(?P<day2>{_NTH})(?!\d)(?:,? (?P<year2>{_YEAR}))?"
    rf"|(?P<month3>{_MONTH})(?: of)?(?: (?P<year3>{_YEAR}))?|(?P<year4>{_YEAR}))"
)
_UNIT = r"(?P<unit>year|month|week|day)s?"
_LAST = (
    rf"(?P<which>last|this|next|this past|this coming) (?P<what>year|month|week|{'|'.join(_SEASONS)}|{_MONTH}"
    rf"|{'|'.join(_DAYS)})"
)
_POINT = (
    rf"(?:{_DATE}|{_LAST}|(?P<count>{NUMBER}|an?|a few|a couple of|some|many) {_UNIT} ago|(?P<near>yesterday"
    rf"|today|tomorrow)|(?P<weekday>{'|'.join(_DAYS)}))"
)
_WHEN = re.compile(
    rf"(?:,? ?\b(?:(?P<kind>since|ever since|until|till|up to) (?:about |around |early |late )?|"
    rf"(?:back )?(?:in|on|by|from|this) (?:early |late |about |around )?|(?=last|next|this|yesterday"
    rf"|today|tomorrow|{NUMBER}\b|a\b|an\b|some\b|many\b))"
    rf"{_POINT}\b)|,? ?\bfor (?:about |almost |nearly |over |more than |the (?:last|past) "
    rf")?(?P<length>{NUMBER}|an?) (?P<lengthunit>year|month|week)s?\b(?: now)?"
    r"|,? ?\bfor (?P<long>ages|years|decades|too long|so long|a long time|quite a while|donkey's years|ever)\b"
    r"(?: now)?",
    re.IGNORECASE,
)
_WHOLE = re.compile(rf"(?:on |in )?{_DATE}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class When:
    """A time in a sentence. `kind` is "since" (from then to now), "until", or "at"; `iso` is None where the words
    name no date ("a few years ago")."""

    kind: Literal["since", "until", "at"]
    iso: str | None


def find(text: str, now: datetime, *, ahead: bool = False) -> tuple[When | None, str]:
    """The first time in `text`, which was said at `now`, and `text` without it.

    A month or weekday without a year is the last one, or with `ahead` the next one.
    """
    match = next((one for one in _WHEN.finditer(text) if one.group().strip(" ,")), None)
    if match is None:
        return None, text
    rest = " ".join((text[: match.start()] + " " + text[match.end() :]).split())
    if match["length"]:
        then = now.date() - _length(match["length"], match["lengthunit"])
        return When("since", _partial(then, match["lengthunit"])), rest
    if match["long"]:
        return When("since", None), rest
    kind = (match["kind"] or "").lower()
    iso = _point(match, now.date(), ahead)
    return When("since" if "since" in kind else "until" if kind else "at", iso), rest


def said(text: str) -> str | None:
    """`text`, which is nothing but a day, a month or a year, in one form ("14 March 1985"), or None."""
    match = _WHOLE.fullmatch(text.strip(" .,!"))
    if match is None:
        return None
    day, month, year = _parts(match)
    return " ".join(
        part for part in (str(day) if day else "", (month or "").capitalize(), year or "") if part
    )


def worded(iso: str) -> str:
    """An ISO date, possibly partial, in the form that `said` gives."""
    year, *more = iso.split("-")
    month = _MONTHS[int(more[0]) - 1].capitalize() if more else ""
    day = str(int(more[1])) if len(more) > 1 else ""
    return " ".join(part for part in (day, month, year) if part)


def value_of(words: str) -> int | None:
    """The number that `words` say ("thirty-four", "34", "a"), or None."""
    words = words.lower().replace("-", " ").strip()
    if words.isdigit():
        return int(words)
    if words in ("a", "an"):
        return 1
    hundred, _, words = words.rpartition("hundred")
    total = 100 if hundred.strip() in ("a", "one") else 0
    words = words.strip().removeprefix("and ")
    for word in words.split():
        if word in _TENS:
            total += _TENS[word]
        elif word in ONES:
            total += ONES.index(word)
        else:
            return None
    return total


def _parts(match: re.Match[str]) -> tuple[int | None, str | None, str | None]:
    day = match["day"] or match["day2"]
    month = match["month"] or match["month2"] or match["month3"]
    year = match["year"] or match["year2"] or match["year3"] or match["year4"]
    return (_nth(day) if day else None), month and month.lower(), year


def _nth(words: str) -> int:
    digits = re.match(r"\d+", words)
    if digits:
        return int(digits.group())
    tens, _, last = words.lower().replace("-", " ").rpartition(" ")
    if words.lower() == "thirtieth":
        return 30
    return _TENS.get(tens, 0) + _ORDINALS.index(last) + 1


def _point(match: re.Match[str], today: date, ahead: bool) -> str | None:
    if match["near"]:
        step = {"yesterday": -1, "today": 0, "tomorrow": 1}[match["near"].lower()]
        return (today + timedelta(days=step)).isoformat()
    if match["weekday"]:
        return _relative("next" if ahead else "last", match["weekday"].lower(), today, ahead)
    if match["count"]:
        if value_of(match["count"]) is None:
            return None
        return _partial(today - _length(match["count"], match["unit"]), match["unit"])
    if match["which"]:
        return _relative(match["which"].lower(), match["what"].lower(), today, ahead)
    return _exact(match, today, ahead)


def _exact(match: re.Match[str], today: date, ahead: bool) -> str | None:
    day, month, year = _parts(match)
    if month is None:
        return year
    number = _MONTHS.index(month) + 1
    if year is None:
        passed = (number, day or 1) <= (today.month, today.day if day else 1)
        year = str(today.year + (1 if ahead and passed else 0 if passed or ahead else -1))
    return f"{year}-{number:02}" + (f"-{day:02}" if day else "")


def _relative(which: str, what: str, today: date, ahead: bool) -> str | None:
    step = {"last": -1, "next": 1}.get(which, 0)
    if what == "year":
        return str(today.year + step)
    if what == "month":
        return (today + relativedelta(months=step)).isoformat()[:7]
    if what == "week":
        return (today + timedelta(weeks=step)).isoformat()[:7]
    if what in _DAYS:
        back = (today.weekday() - _DAYS.index(what)) % 7 or 7
        return (today + timedelta(days=(7 - back) if ahead or step > 0 else -back)).isoformat()
    if what in _SEASONS:
        start = _SEASONS[what]
        year = (
            today.year - (today.month <= start + 2)
            if step < 0
            else today.year + (step > 0 and today.month >= start)
        )
        return str(year)
    number = _MONTHS.index(what) + 1
    year = today.year + (
        -1 if step < 0 and number >= today.month else 1 if step > 0 and number <= today.month else 0
    )
    return f"{year}-{number:02}"


def _length(count: str, unit: str) -> relativedelta:
    number = value_of(count) or 0
    return relativedelta(**{f"{unit.lower()}s": number})  # type: ignore[arg-type]  # a unit is a keyword of it


def _partial(then: date, unit: str) -> str:
    return then.isoformat()[: {"year": 4, "month": 7}.get(unit.lower(), 10)]
