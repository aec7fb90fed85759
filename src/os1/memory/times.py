"""Times as people say them in a question, read as spans: "last spring", "two weeks ago", "in March 2024".

A span only ever makes lines from it count more; it hides nothing. Months and weekdays without a year mean the
latest that have begun. Seasons are those of the northern half of the earth. An anchor is a time told by an event
("before the wedding"): it becomes a span once somebody knows when the event was. English only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

_DAY = timedelta(days=1)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    "(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_COUNTS |= {"eight": 8, "nine": 9, "ten": 10, "couple": 2, "few": 3, "several": 4}
_LENGTHS = {"day": 1, "night": 1, "week": 7, "weekend": 7, "month": 30, "year": 365}
"""Days."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end`, the end not included."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Anchor:
    """A time told by what happened: `event` in the words of the question, and a span around its moment."""

    event: str
    before: timedelta
    after: timedelta

    def span(self, moment: datetime) -> Span:
        """The span, now that the event is known to have been spoken of at `moment`."""
        return Span(moment - self.before, moment + self.after)


def spans(text: str, now: datetime) -> list[Span]:
    """The spans that `text` speaks of; those of different words may overlap."""
    found = []
    rest = text.lower()
    for pattern, read in _READERS:
        for match in pattern.finditer(rest):
            try:
                found.append(read(match, now))
            except (ValueError, OverflowError):  # the 31st of February, or before the year 1
                continue
        rest = pattern.sub(" ", rest)
    return found


def anchors(text: str) -> list[Anchor]:
    """The events by which `text` tells a time."""
    return list(_anchors(text))


def _anchors(text: str) -> Iterator[Anchor]:
    for match in _ANCHOR.finditer(text):
        word, event = " ".join(match["word"].lower().split()), match["event"].strip(" ?.!,")
        before, after = next(span for begin, span in _AROUND if word.startswith(begin))
        yield Anchor(event, timedelta(days=before), timedelta(days=after))


_ANCHOR = re.compile(
    r"\b(?P<word>(?i:the (?:day|week|night|morning) (?:before|after)|before|after|around|during|since))\s+"
    r"(?P<event>(?:(?i:the|my|our|his|her|their|your|we|i|he|she|they|you)|[A-Z]\w+(?:'s)?)\b[^,;?.!]+)"
)
_AROUND: tuple[tuple[str, tuple[float, float]], ...] = (
    ("the week before", (10, 0)),
    ("the week after", (0, 10)),
    ("the day before", (2, 0)),
    ("the night before", (2, 0)),
    ("the morning before", (2, 0)),
    ("the", (0, 2)),
    ("before", (90, 0)),
    ("after", (0, 90)),
    ("since", (0, 3650)),
    ("", (7, 7)),
)
"""Days before and after the moment at which an event was spoken of."""


def _iso(match: re.Match[str], now: datetime) -> Span:
    start = _midnight(now).replace(year=int(match["year"]), month=int(match["number"]), day=int(match["day"]))
    return Span(start, start + _DAY)


def _date(match: re.Match[str], now: datetime) -> Span:
    start = _midnight(now).replace(day=1, month=_MONTHS.index(match["month"][:3]) + 1)
    if match["year"]:
        start = start.replace(year=int(match["year"]))
    elif start > now:
        start = start.replace(year=start.year - 1)
    day = int(match["day"] or match["first"])
    start = start.replace(day=day)
    return Span(start, start + _DAY)


def _month(match: re.Match[str], now: datetime) -> Span:
    month = _MONTHS.index(match["month"][:3]) + 1
    start = _midnight(now).replace(day=1, month=month)
    if match["year"]:
        start = start.replace(year=int(match["year"]))
    elif start > now:
        start = start.replace(year=start.year - 1)
    return Span(start, (start + timedelta(days=32)).replace(day=1))


def _season(match: re.Match[str], now: datetime) -> Span:
    start = _midnight(now).replace(day=1, month=_SEASONS[match["season"]])
    if match["year"]:
        start = start.replace(year=int(match["year"]))
    elif start > now or (match["last"] == "last" and start + timedelta(days=90) > now):
        start = start.replace(year=start.year - 1)
    return Span(start, start + timedelta(days=91))


def _year(match: re.Match[str], now: datetime) -> Span:
    return _year_of(_midnight(now), int(match["year"]))


def _ago(match: re.Match[str], now: datetime) -> Span:
    word = match["count"].removesuffix(" of").split()[-1]
    count = int(word) if word.isdigit() else _COUNTS[word]
    length = _LENGTHS[match["unit"]]
    middle = _midnight(now) - count * length * _DAY
    around = _DAY * max(0.0, length * min(count, 4) / 4 - 1)
    return Span(middle - around / 2, middle + _DAY + around / 2)


def _last(match: re.Match[str], now: datetime) -> Span:
    today, unit = _midnight(now), match["unit"]
    back = 1 if match["which"] == "last" else 0
    if unit == "year":
        return _year_of(today, today.year - back)
    if unit == "month":
        first = (today.replace(day=1) - _DAY).replace(day=1) if back else today.replace(day=1)
        return Span(first, (first + timedelta(days=32)).replace(day=1))
    monday = today - today.weekday() * _DAY - 7 * back * _DAY
    if unit == "week":
        return Span(monday, monday + 7 * _DAY)
    if unit == "weekend":
        return Span(monday + 4 * _DAY, monday + 7 * _DAY)
    return Span(today - back * _DAY, today + _DAY)


def _weekday(match: re.Match[str], now: datetime) -> Span:
    today = _midnight(now)
    back = (today.weekday() - _WEEKDAYS.index(match["day"])) % 7
    if back == 0 and match["which"] == "last":
        back = 7
    return Span(today - back * _DAY, today - (back - 1) * _DAY)


def _near(match: re.Match[str], now: datetime) -> Span:
    today = _midnight(now)
    days = {"yesterday": 1, "today": 0, "the other day": 7}.get(match[0], 14)
    return Span(today - days * _DAY, today if match[0] == "yesterday" else today + _DAY)


def _year_of(today: datetime, year: int) -> Span:
    start = today.replace(year=year, month=1, day=1)
    return Span(start, start.replace(year=year + 1))


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


_ORDINAL = r"(?:st|nd|rd|th)?"
_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], datetime], Span]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"\b{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)\b", _iso),
        (
            rf"\b(?:(?P<day>\d\d?){_ORDINAL} (?:of )?)?{_MONTH}\.?(?(day)| (?P<first>\d\d?){_ORDINAL}\b)"
            rf"(?:,? {_YEAR})?\b",
            _date,
        ),
        (rf"\b{_MONTH},? (?:of )?{_YEAR}\b", _month),
        (rf"\b(?:in|last|this|since|until|during|of|early|late|mid) {_MONTH}\b(?P<year>)", _month),
        (rf"\b(?P<last>)(?P<season>spring|summer|autumn|fall|winter) (?:of )?{_YEAR}\b", _season),
        (
            r"\b(?P<last>last|this|in|in the|during the|over the) (?P<season>spring|summer|autumn|fall|winter)\b"
            r"(?P<year>)",
            _season,
        ),
        (rf"\b{_YEAR}\b", _year),
        (
            r"\b(?P<count>\d{1,3}|a (?:couple|few)(?: of)?|several|an?|one|two|three|four|five|six|seven|eight"
            r"|nine|ten) (?P<unit>day|night|week|month|year)s? ago\b",
            _ago,
        ),
        (r"\b(?P<which>last|this) (?P<unit>weekend|week|month|year|night|morning)\b", _last),
        (rf"\b(?P<which>last|on|this) (?P<day>{'|'.join(_WEEKDAYS)})\b", _weekday),
        (r"\b(?:yesterday|today|recently|lately|the other day)\b", _near),
    )
)
