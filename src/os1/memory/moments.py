"""The one reader of times as people say them: an expression such as "three weeks ago", and the span that it means.

Everything is relative to a moment that is given. A month, a weekday or a date without a year is the latest that
has begun, or the next, or the nearest, as the reader leans. What is counted back is meant loosely: "three weeks
ago" is the day that long ago and half a unit either way. Seasons are those of the northern half of the earth.
English only. It does not know what stands around an expression, nor what anybody wants with the span.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

Lean = Literal["past", "ahead", "near"]
Grain = Literal["day", "week", "month", "year", "stretch"]

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SEASONS: Mapping[str, int] = {"winter": 12, "spring": 3, "summer": 6, "autumn": 9, "fall": 9}
"""The first month of each."""
_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_NTH = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth", "thirtieth",
)  # fmt: skip
_VAGUE = {"a couple of": 2, "a couple": 2, "a few": 3, "several": 4, "some": 3, "many": 10}
_LOOSE = {"day": 0, "night": 0, "week": 4, "weekend": 4, "month": 16, "year": 190}
"""Days either way by which what is counted back may be meant."""
_PARTS = {"morning": (5, 12), "afternoon": (12, 18), "evening": (17, 24), "night": (18, 28)}
"""Hours of the day."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What an expression means: from `start` until before `end`, around the day `named`, to the exactness `grain`.

    `vague` says that the words give no number ("a few years ago").
    """

    start: datetime
    end: datetime
    named: date
    grain: Grain
    vague: bool = False

    @property
    def iso(self) -> str | None:
        """The date as exact as the words: "2019", "2024-05", "2024-05-14"; None where they give none."""
        length = {"day": 10, "week": 7, "month": 7, "year": 4}.get(self.grain)
        return None if self.vague or length is None else self.named.isoformat()[:length]


_Reader = Callable[[re.Match[str], datetime, Lean], Moment]


def read(expression: str, now: datetime, lean: Lean = "past") -> Moment | None:
    """What `expression`, all of it, means when it is said at `now`; None for what is no time there can be."""
    words = " ".join(expression.lower().split())
    for _, pattern, reader in _READERS:
        if match := pattern.fullmatch(words):
            try:
                return reader(match, now, lean)
            except (ValueError, OverflowError):  # the 31st of February, or before the year 1
                return None
    return None


def expression(*kinds: str) -> str:
    """A regular expression, without groups of a name, for the expressions of these kinds (keys of `KINDS`)."""
    unnamed = (re.sub(r"\(\?P<\w+>", "(?:", KINDS[kind]) for kind in kinds)
    return f"(?:{'|'.join(f'(?:{one})' for one in unnamed)})"


def number_of(words: str) -> int | None:
    """The number that `words` say ("34", "thirty-four", "a", "a few"), below a hundred where in words; or None."""
    words = words.lower().strip()
    if words.isdigit():
        return int(words)
    if words in ("a", "an"):
        return 1
    if words in _VAGUE:
        return _VAGUE[words]
    total, parts = 0, words.replace("-", " ").split()
    for part in parts:
        if part not in _TENS and part not in _ONES:
            return None
        total += _TENS[part] if part in _TENS else _ONES.index(part)
    return total if parts else None


def nth(words: str) -> int:
    """The day of the month that `words` ("3rd", "twenty-first") say."""
    if digits := re.match(r"\d+", words):
        return int(digits.group())
    tens, _, last = words.lower().replace("-", " ").rpartition(" ")
    return 30 if last == "thirtieth" else _TENS.get(tens, 0) + _NTH.index(last) + 1


_COUNT = (
    rf"(?:\d{{1,3}}|(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(reversed(_ONES))}"
    rf"|a couple of|a couple|a few|several|some|many|an?)"
)
DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|(?:twenty|thirty)[- ](?:{'|'.join(_NTH[:9])})|{'|'.join(_NTH)})"
_SHORT = "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
MONTH = rf"(?:{'|'.join(MONTHS)}|(?:{_SHORT})\.?(?![a-z]))"
YEAR = r"(?:(?:19|20)\d\d)"
_SEASON = "|".join(SEASONS)
_WEEKDAY = "|".join(WEEKDAYS)
_WHICH = r"(?P<which>last|this past|this coming|this|next)"
_PART = r"(?: (?P<part>morning|afternoon|evening|night))?"
KINDS: Mapping[str, str] = {
    "iso": rf"(?P<year>{YEAR})-(?P<number>\d\d)-(?P<day>\d\d)",
    "dated": rf"(?:the )?(?P<day>{DAY})(?: of)? (?P<month>{MONTH})(?:,? (?P<year>{YEAR}))?",
    "dated_after": rf"(?P<month>{MONTH}) (?:the )?(?P<day>{DAY})(?!\d)(?:,? (?P<year>{YEAR}))?",
    "month_of_year": rf"(?P<month>{MONTH}),?(?: of)? (?P<year>{YEAR})",
    "which_month": rf"{_WHICH} (?P<month>{MONTH})",
    "month": rf"(?P<month>{MONTH})",
    "season_of_year": rf"(?:the )?(?P<season>{_SEASON})(?: of)? (?P<year>{YEAR})",
    "which_season": rf"{_WHICH} (?P<season>{_SEASON})",
    "season": rf"(?:the )?(?P<season>{_SEASON})",
    "year": rf"(?P<year>{YEAR})",
    "ago": rf"(?P<count>{_COUNT}) (?P<unit>day|night|weekend|week|month|year)s? ago",
    "just_now": r"just now|an? (?:minute|moment|second) ago",
    "in_a_while": rf"in (?P<count>{_COUNT}) (?P<unit>day|week|month|year)s?",
    "past": rf"(?:in |over )?the (?:last|past)(?: (?P<count>{_COUNT}))? (?P<unit>day|week|month|year)s?",
    "which_unit": rf"{_WHICH} (?P<unit>week|month|year)",
    "before_last": r"the week before last",
    "which_weekend": r"(?:last|this|over the|at the|the) weekend",
    "weekend": r"weekend",
    "which_weekday": rf"{_WHICH} (?P<weekday>{_WEEKDAY}){_PART}",
    "weekday": rf"(?P<weekday>{_WEEKDAY}){_PART}",
    "near": rf"(?P<near>yesterday|today|tomorrow){_PART}",
    "around": r"(?P<around>the day before yesterday|the day after tomorrow)",
    "night": r"last night|tonight",
    "today": r"(?:this|earlier this) (?:morning|afternoon|evening)|earlier(?: today)?|so far",
    "lately": r"(?P<lately>the other day|lately|recently|these days)",
}
"""The kinds of expression, in the order in which they are tried, each as a regular expression in small letters."""


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo)


def _days(first: date, count: int, grain: Grain, now: datetime, named: date | None = None) -> Moment:
    return Moment(_midnight(first, now), _midnight(first + timedelta(days=count), now), named or first, grain)


def _months(first: date, count: int, grain: Grain, now: datetime) -> Moment:
    return Moment(_midnight(first, now), _midnight(first + relativedelta(months=count), now), first, grain)


def _number(month: str) -> int:
    return next(n for n, name in enumerate(MONTHS, start=1) if name.startswith(month.strip(".")[:3]))


def _dated(match: re.Match[str], now: datetime, lean: Lean) -> Moment:
    month, day, today = _number(match["month"]), nth(match["day"]), now.date()
    if match["year"]:
        return _days(date(int(match["year"]), month, day), 1, "day", now)
    years = [date(year, month, day) for year in _years_with(month, day, today.year)]
    if lean == "near":
        return _days(min(years, key=lambda one: abs(one - today)), 1, "day", now)
    past = max(one for one in years if one <= today)
    return _days(past if lean == "past" else min(one for one in years if one > today), 1, "day", now)


def _years_with(month: int, day: int, year: int) -> range | list[int]:
    """The years around `year` that have this day: the 29th of February is not in all."""
    if (month, day) == (2, 29):
        return [one for one in range(year - 8, year + 9) if calendar.isleap(one)]
    return range(year - 1, year + 2)


def _iso(match: re.Match[str], now: datetime, lean: Lean) -> Moment:
    day = date(int(match["year"]), int(match["number"]), int(match["day"]))
    return _days(day, 1, "day", now)


def _month(match: re.Match[str], now: datetime, lean: Lean) -> Moment:
    given = match.groupdict()
    month = _number(given["month"])
    if given.get("year"):
        return _months(date(int(given["year"]), month, 1), 1, "month", now)
    year, which = now.year, _step(given.get("which"))
    if which < 0:
        year -= month >= now.month
    elif which > 0:
        year += month <= now.month
    elif not given.get("which"):
        ahead = lean == "ahead"
        year += (1 if month <= now.month else 0) if ahead else -(month > now.month)
    return _months(date(year, month, 1), 1, "month", now)


def _season(match: re.Match[str], now: datetime, lean: Lean) -> Moment:
    given = match.groupdict()
    month, year, which = SEASONS[given["season"]], now.year, _step(given.get("which"))
    if given.get("year"):
        year = int(given["year"])
    elif which > 0 or (lean == "ahead" and which == 0):
        year += now.month >= month
    elif month > now.month or (which < 0 and month + 2 >= now.month):
        year -= 1
    return _months(date(year, month, 1), 3, "year", now)


def _year(match: re.Match[str], now: datetime, lean: Lean) -> Moment:
    return _months(date(int(match["year"]), 1, 1), 12, "year", now)


def _ago(match: re.Match[str], now: datetime, lean: Lean) -> Moment:
    unit = {"night": "day", "weekend": "week"}.get(match["unit"], match["unit"])
    named, loose = now.date() - _length(match["count"], unit), _LOOSE[match["unit"]]
    grain: Grain = "month" if unit == "month" else "year" if unit == "year" else "day"
    around = _days(named - timedelta(days=loose), 2 * loose + 1, grain, now, named)
    return Moment(around.start, around.end, named, grain, match["count"] in _VAGUE)


def _in_a_while(match: re.Match[str], now: datetime, lean: Lean) -> Moment:
    return _days(now.date() + _length(match["count"], match["unit"]), 1, "day", now)


def _past(match: re.Match[str], now: datetime, lean: Lean) -> Moment:
    first = now.date() - _length(match["count"] or "one", match["unit"])
    return Moment(_midnight(first, now), now, first, "stretch")


def _which_unit(match: re.Match[str], now: datetime, lean: Lean) -> Moment:
    step, today = _step(match["which"]), now.date()
    if match["unit"] == "year":
        return _months(date(today.year + step, 1, 1), 12, "year", now)
    if match["unit"] == "month":
        return _months(today.replace(day=1) + relativedelta(months=step), 1, "month", now)
    return _week(now, step)


def _week(now: datetime, step: int) -> Moment:
    return _days(now.date() + timedelta(days=7 * step - now.weekday()), 7, "week", now)


def _weekend(match: re.Match[str], now: datetime, lean: Lean) -> Moment:
    """The one that is or was last."""
    return _days(now.date() - timedelta(days=(now.weekday() - 5) % 7), 2, "stretch", now)


def _weekday(match: re.Match[str], now: datetime, lean: Lean) -> Moment:
    given, today = match.groupdict(), now.date()
    number, which = WEEKDAYS.index(given["weekday"]), given.get("which") or ""
    if which == "this" and today.weekday() == number:
        ahead = 0
    elif _step(which) < 0 or (lean == "past" and _step(which) == 0):
        ahead = -((today.weekday() - number) % 7 or 7)
    else:
        ahead = (number - today.weekday()) % 7 or 7
        ahead += 7 if which == "next" and ahead < 3 else 0  # who says so means the one after tomorrow's
    return _part(given.get("part"), _days(today + timedelta(days=ahead), 1, "day", now))


def _near(match: re.Match[str], now: datetime, lean: Lean) -> Moment:
    step = {"yesterday": -1, "today": 0, "tomorrow": 1}[match["near"]]
    return _part(match["part"], _days(now.date() + timedelta(days=step), 1, "day", now))


def _around(match: re.Match[str], now: datetime, lean: Lean) -> Moment:
    step = -2 if "before" in match["around"] else 2
    return _days(now.date() + timedelta(days=step), 1, "day", now)


def _lately(match: re.Match[str], now: datetime, lean: Lean) -> Moment:
    back = 7 if match["lately"] == "the other day" else 14
    return _days(now.date() - timedelta(days=back), back + 1, "stretch", now)


def _part(part: str | None, day: Moment) -> Moment:
    if part is None:
        return day
    start, end = (day.start + timedelta(hours=hours) for hours in _PARTS[part])
    return Moment(start, end, day.named, "day")


def _step(which: str | None) -> int:
    return {"last": -1, "this past": -1, "next": 1, "this coming": 1}.get(which or "", 0)


def _length(count: str, unit: str) -> relativedelta:
    return relativedelta(**{f"{unit}s": number_of(count) or 0})  # type: ignore[arg-type]  # a unit is a keyword of it


_BY_KIND: Mapping[str, _Reader] = {
    "iso": _iso,
    "dated": _dated,
    "dated_after": _dated,
    "month_of_year": _month,
    "which_month": _month,
    "month": _month,
    "season_of_year": _season,
    "which_season": _season,
    "season": _season,
    "year": _year,
    "ago": _ago,
    "just_now": lambda match, now, lean: Moment(now - timedelta(minutes=20), now, now.date(), "stretch"),
    "in_a_while": _in_a_while,
    "past": _past,
    "which_unit": _which_unit,
    "before_last": lambda match, now, lean: _week(now, -2),
    "which_weekend": _weekend,
    "weekend": _weekend,
    "which_weekday": _weekday,
    "weekday": _weekday,
    "near": _near,
    "around": _around,
    "night": lambda match, now, lean: Moment(now - timedelta(hours=20), now, now.date(), "stretch"),
    "today": lambda match, now, lean: _days(now.date(), 1, "day", now),
    "lately": _lately,
}
_READERS: Sequence[tuple[str, re.Pattern[str], _Reader]] = tuple(
    (kind, re.compile(pattern), _BY_KIND[kind]) for kind, pattern in KINDS.items()
)
