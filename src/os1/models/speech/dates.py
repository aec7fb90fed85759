"""Dates and times of day, as they are said: "March fourth, twenty twenty six", "nine oh five", "five thirty PM".

A date of only numbers with strokes is read month first unless that cannot be; with dots, day first.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from os1.models.speech import numbers
from os1.models.speech.words import listed

MONTHS = listed("January February March April May June July August September October November December")
_SHORT = {month[:3].lower(): month for month in MONTHS} | {"sept": "September"}
_NAMES = "|".join(f"{month}|{month[:3]}" for month in MONTHS) + "|Sept"
_YEAR = r"(?:1[1-9]|20)\d\d"
_ORDINAL = "(?:st|nd|rd|th)"
_HALF = r"(?:a\.?m\.?|p\.?m\.?|A\.?M\.?|P\.?M\.?)(?![A-Za-z])"
_TIME = r"([01]?\d|2[0-3]):([0-5]\d)"

_ISO = re.compile(rf"\b({_YEAR})-(0\d|1[0-2])-([0-2]\d|3[01])(?!\d|-\d)(?:[T ](?=\d\d:\d\d))?")
_ISO_ZONE = re.compile(r"(?<=\d:[0-5]\d)(?::[0-5]\d)?(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)\b")
_STROKES = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)(?![\d/])")
_DOTS = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?![\d.]*\d)")
_MONTH_DAY = re.compile(
    rf"\b({_NAMES})\.? (?:the )?(\d{{1,2}}){_ORDINAL}?(?:(,? )({_YEAR}))?(?![\d:%$]|[.,]\d)", re.I
)
_DAY_MONTH = re.compile(
    rf"(\b[Tt]he )?\b(\d{{1,2}}){_ORDINAL}?(?: of)? ({_NAMES})\b\.?(?:,? ({_YEAR})(?![\d:]))?", re.I
)
_MONTH_YEAR = re.compile(rf"\b({_NAMES})\.? ({_YEAR})\b")
_RANGE_OF_DAYS = re.compile(rf"\b({_NAMES})\.? (\d{{1,2}}) ?[-–] ?(\d{{1,2}})(?![\d:])", re.I)
_DECADE = re.compile(rf"(?<![\d$£€])'?({_YEAR[:-4]}\d0|[2-9]0)'?s\b")
_SHORT_YEAR = re.compile(r"(?<!\w)'(\d\d)\b(?!')")
_TIMES = re.compile(rf"(?<![\d:]){_TIME}(?: ?({_HALF}))?(?: ?[-–] ?| to ){_TIME}(?: ?({_HALF}))?(?![\d:])")
_HOURS = re.compile(rf"(?<![\d:.])(\d{{1,2}}) ?[-–] ?(\d{{1,2}}) ?({_HALF})")
_CLOCK = re.compile(rf"(?<![\d:]){_TIME}(?: ?({_HALF})| (?=o'clock)|h\b)?(?![\d:])")
_HOUR = re.compile(rf"(?<![\d:.,])(\d{{1,2}}) ?({_HALF})")
_LENGTH = re.compile(r"(?<![\d:])(\d{1,3}):([0-5]\d):([0-5]\d)(?![\d:])")


def spoken_dates(text: str) -> str:
    """`text` with every date and time of day in it as words."""
    steps: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
        (_ISO_ZONE, lambda found: ""),
        (_ISO, _iso),
        (_STROKES, _strokes),
        (_DOTS, lambda found: _date(int(found[1]), int(found[2]), found[3], found[0])),
        (_RANGE_OF_DAYS, _days),
        (_MONTH_DAY, _month_day),
        (_DAY_MONTH, _day_month),
        (_MONTH_YEAR, lambda found: f"{_month(found[1])} {numbers.year(int(found[2]))}"),
        (_DECADE, lambda found: numbers.decade(int(found[1]))),
        (_SHORT_YEAR, lambda found: numbers.cardinal(int(found[1]))),
        (_LENGTH, _length),
        (_TIMES, _times),
        (_HOURS, lambda found: f"{_hour(found[1])} to {_hour(found[2])} {_half(found[3])}{_stop(found)}"),
        (_CLOCK, lambda found: time_of_day(int(found[1]), int(found[2]), _half(found[3])) + _stop(found)),
        (_HOUR, lambda found: f"{_hour(found[1])} {_half(found[2])}{_stop(found)}"),
    )
    for pattern, say in steps:
        text = pattern.sub(say, text)
    return text


def time_of_day(hour: int, minute: int, half: str = "") -> str:
    """A time in words; `half` is "AM", "PM" or empty, and then hours past twelve tell their own half."""
    if not half and (hour > 12 or hour == 0):
        half = "PM" if hour > 12 else "AM"
    short = hour - 12 if hour > 12 else hour or 12
    words = numbers.cardinal(short)
    if minute:
        words += f" oh {numbers.ONES[minute]}" if minute < 10 else f" {numbers.cardinal(minute)}"
    elif not half:
        words += " o'clock"
    return f"{words} {half}".strip()


def _stop(found: re.Match[str]) -> str:
    """The full stop of "p.m." where it also ends the sentence."""
    rest = found.string[found.end() :].strip("\"') ")
    return "." if found[0].endswith(".") and (not rest or rest[0].isupper()) else ""


def _half(text: str | None) -> str:
    return text.replace(".", "").upper() if text else ""


def _hour(text: str) -> str:
    return numbers.cardinal(int(text))


def _month(name: str) -> str:
    return _SHORT[name[:3].lower()]


def _year(text: str) -> str:
    if len(text) == 2:
        text = ("20" if int(text) < 70 else "19") + text
    return numbers.year(int(text)) if 1000 <= int(text) < 3000 else numbers.whole(text)


def _date(day: int, month: int, year: str, unread: str) -> str:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return unread
    return f"{MONTHS[month - 1]} {numbers.ordinal(day)}, {_year(year)}"


def _iso(found: re.Match[str]) -> str:
    said = _date(int(found[3]), int(found[2]), found[1], found[0])
    return f"{said} at " if found[0][-1] in "T " and said != found[0] else said


def _strokes(found: re.Match[str]) -> str:
    first, second = int(found[1]), int(found[2])
    day, month = (first, second) if first > 12 else (second, first)
    return _date(day, month, found[3], found[0])


def _days(found: re.Match[str]) -> str:
    return f"{_month(found[1])} {numbers.ordinal(int(found[2]))} to {numbers.ordinal(int(found[3]))}"


def _month_day(found: re.Match[str]) -> str:
    day = int(found[2])
    if not 1 <= day <= 31 or (found[1] == "may" and found[0][:1] == "m"):
        return found[0]
    year = f", {_year(found[4])}" if found[4] else ""
    return f"{_month(found[1])} {numbers.ordinal(day)}{year}"


def _day_month(found: re.Match[str]) -> str:
    day = int(found[2])
    if not 1 <= day <= 31 or not found[3][0].isupper():
        return found[0]
    year = f" {_year(found[4])}" if found[4] else ""
    return f"{found[1] or 'the '}{numbers.ordinal(day)} of {_month(found[3])}{year}"


def _length(found: re.Match[str]) -> str:
    units = ("hour", "minute", "second")
    parts = [(int(found[place + 1]), unit) for place, unit in enumerate(units)]
    said = [f"{numbers.cardinal(n)} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n]
    return " ".join(said) or "zero seconds"


def _times(found: re.Match[str]) -> str:
    halves = _half(found[3]), _half(found[6])
    begin = time_of_day(int(found[1]), int(found[2]), halves[0])
    end = time_of_day(int(found[4]), int(found[5]), halves[1])
    if halves[1] and not halves[0]:
        begin = begin.removesuffix(" o'clock")
    return f"{begin} to {end}{_stop(found)}"
