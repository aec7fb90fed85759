"""The grammar of spoken times: plain words to pieces. Knows no calendar and not what time it is.

Each form is one line of a table: a pattern over plain words (see `numerals`) and what it makes. A phrase is a
row of forms with nothing left over; whatever cannot be read whole is not read at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from os1.apps.reminders.lengths import LENGTH, length
from os1.apps.reminders.pieces import (
    After,
    Clock,
    Date,
    Every,
    Half,
    InWeek,
    Length,
    Offset,
    Open,
    Part,
    Piece,
    Shift,
    Weekday,
)

Match = re.Match[str]
Make = Callable[[Match], tuple[Piece, ...]]
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_YEAR = "january february march april may june july august september october november december"
MONTHS = tuple(_YEAR.split())
_DAY = "|".join(DAYS)
_MONTH = "|".join(MONTHS)
_PLACE = r"(\d+(?:st|nd|rd|th)|second)"
_AT = r"(?:(?:at|by|for|around|about|from|till|until|to) )?(?:about |around |exactly )?"
_SURE = r"(?:at|by|for|around|about|from|till|until|to) (?:about |around |exactly )?"
_HALF = r"(?: (am|pm))?"
_HOLIDAYS = {
    "christmas eve": (24, 12),
    "christmas(?: day)?": (25, 12),
    "boxing day": (26, 12),
    "new year's eve": (31, 12),
    "new year's(?: day)?": (1, 1),
    "halloween": (31, 10),
}
_PARTS = {
    "breakfast": r"(?:at|for) breakfast(?: ?time)?",
    "after breakfast": r"after breakfast",
    "first thing": r"1st thing(?: in the morning)?",
    "before lunch": r"before lunch",
    "lunch": r"(?:at|over|for) lunch(?: ?time)?|at lunchtime",
    "after lunch": r"after lunch",
    "after work": r"after work",
    "before dinner": r"before (?:dinner|supper)",
    "dinner": r"(?:at|for|over) (?:dinner|supper)(?: ?time)?|at teatime",
    "after dinner": r"after (?:dinner|supper)",
    "bedtime": r"(?:at|before|by) (?:bed ?time|bed)|before i go to bed",
    "end of day": r"(?:at|by) the end of the (?:working )?day|end of day",
}
_VAGUE = (
    r"(?:a (?:little|bit) )?later(?: on)?(?: today| tonight)?|soon(?:ish)?|some ?time(?: soon)?|one day|some day|"
    r"someday|in a (?:bit|while|moment|sec)|in (?:a few|some|several) (?:minutes|hours|days|weeks)|"
    r"when i get (?:home|there|back)|at the end of the (?:month|week|year)|every (?:so often|now and then)|"
    r"(?:once|twice|\d+ times) (?:a|per) (?:day|week|month|year)|"
    rf"in (?:{_MONTH})|next (?:month|year)|this (?:week|month|year)"
)


def _number(text: str) -> int:
    return 2 if text == "second" else int(re.sub(r"\D", "", text))


def _day(name: str) -> int:
    return DAYS.index(name.removesuffix("s"))


def _clock(hour: str, minute: str | None, half: str | None, *, bare: bool = False) -> tuple[Piece, ...]:
    h, m = int(hour), int(minute or 0)
    if h > 23 or m > 59 or (half and not 1 <= h <= 12):
        return (Open("no_such_time"),)
    known: Half = "am" if half == "am" else "pm" if half == "pm" else ""
    if not known and (h > 12 or h == 0 or (len(hour) == 2 and hour[0] == "0")):
        known = "24"
    return (Clock(h, m, known, bare),)


def _relative(m: Match) -> tuple[Piece, ...]:
    """Quarter past five, twenty to six, half past twelve."""
    count, side, hour, half = m.group(1), m.group(2), int(m.group(3)), m.group(4)
    minutes = {"half": 30, "quarter": 15}.get(count) or int(count)
    later = side in ("past", "after")
    if not 1 <= hour <= 12 or not 0 < minutes < 60 or (count == "half" and not later):
        return (Open("no_such_time"),)
    if not later:
        hour, minutes = (12 if hour == 1 else hour - 1), 60 - minutes
        if half and hour == 11:
            half = "am" if half == "pm" else "pm"
    return _clock(str(hour), str(minutes), half)


def _weekdays(m: Match) -> tuple[Piece, ...]:
    return (Every("WEEKLY", weekdays=tuple(sorted({_day(name) for name in re.findall(_DAY, m.group())}))),)


def _interval(m: Match) -> tuple[Piece, ...]:
    """Every two weeks, every twenty minutes, every hour and a half, every half hour."""
    span = length(m.group(1))
    if span.months and not span.days and not span.seconds:
        years, months = divmod(span.months, 12)
        return (Every("MONTHLY", span.months) if months else Every("YEARLY", years),)
    if span.days and not span.months and not span.seconds:
        weeks, days = divmod(span.days, 7)
        return (Every("DAILY", span.days) if days else Every("WEEKLY", weeks),)
    minutes, seconds = divmod(span.seconds, 60)
    if span.days or span.months or seconds or minutes < 1:
        return (Open("no_such_repeat"),)
    return (Every("MINUTELY", int(minutes)),)


def _monthly(day: str) -> tuple[Piece, ...]:
    number = _number(day)
    return (Every("MONTHLY", monthday=number) if number < 29 else Open("short_months"),)


def _slashes(m: Match) -> tuple[Piece, ...]:
    first, second, year = int(m.group(1)), int(m.group(2)), int(m.group(3) or 0)
    year += 2000 if 0 < year < 100 else 0
    if first > 12 >= second:
        return (Date(first, second, year),)
    if second > 12 >= first:
        return (Date(second, first, year),)
    return (Date(first, second, year) if first == second else Open("which_month"),)


def _from(span: Length, day: Piece) -> tuple[Piece, ...]:
    """A week from Friday, two days after tomorrow."""
    if span.months or span.seconds:
        return (Open("when"),)
    if isinstance(day, Offset):
        return (Offset(day.days + span.days),)
    if isinstance(day, Weekday) and span.days % 7 == 0:
        return (Weekday(day.day, day.next, day.weeks + span.days // 7),)
    return (Open("when"),)


def _named_day(name: str) -> Piece:
    if name.startswith("next "):
        return Weekday(_day(name[5:]), next=True)
    return {"today": Offset(0), "tomorrow": Offset(1)}.get(name) or Weekday(_day(name))


def _forms() -> Iterator[tuple[str, Make]]:
    yield from _lengths()
    yield from _clocks()
    yield from _days()
    yield from _dates()
    yield from _repeats()
    for name, pattern in _PARTS.items():
        yield pattern, lambda m, name=name: (Part(name),)  # type: ignore[misc] # mypy cannot type the default
    yield (
        r"(?:(in|during) the |(this) )?(morning|afternoon|evening)",
        lambda m: (Offset(0), Part(m.group(3))) if m.group(2) else (Part(m.group(3)),),
    )
    yield r"tonight", lambda m: (Offset(0), Part("night"))
    yield r"(?:at |in the )?night(?:time)?", lambda m: (Part("night"),)
    yield _VAGUE, lambda m: (Open("when"),)
    yield rf"yesterday|last (?:{_DAY}|night|week|month|year)|{LENGTH} ago", lambda m: (Open("past"),)


def _lengths() -> Iterator[tuple[str, Make]]:
    yield (
        rf"(?:in|after) (?:exactly |about )?({LENGTH})(?: time|'s time)?",
        lambda m: (After(length(m.group(1))),),
    )
    yield rf"({LENGTH}) from now", lambda m: (After(length(m.group(1))),)
    yield (
        rf"(?:by )?({LENGTH}) (later|earlier|sooner)",
        lambda m: (Shift(length(m.group(1)), m.group(2) != "later"),),
    )
    yield rf"back (?:by )?({LENGTH})", lambda m: (Shift(length(m.group(1))),)
    near = rf"(today|tomorrow|(?:next )?(?:{_DAY}))"
    yield rf"({LENGTH}) (?:from|on|after) {near}", lambda m: _from(length(m.group(1)), _named_day(m.group(2)))
    yield r"a week today|today week", lambda m: (Offset(7),)
    yield r"a week tomorrow|tomorrow week", lambda m: (Offset(8),)


def _clocks() -> Iterator[tuple[str, Make]]:
    past = r"(half|quarter|\d{1,2})(?: minutes?)? (past|after|to|till|of|before) (\d{1,2})(?: oclock)?"
    yield rf"{_AT}(?:a )?{past}{_HALF}", _relative
    yield rf"{_AT}half (\d{{1,2}}){_HALF}", lambda m: _clock(m.group(1), "30", m.group(2))
    yield rf"{_AT}(\d{{1,2}}):(\d{{2}}){_HALF}(?: hours| oclock)?", lambda m: _clock(*m.group(1, 2, 3))
    yield rf"{_AT}(\d{{1,2}}) oclock{_HALF}", lambda m: _clock(m.group(1), None, m.group(2))
    yield rf"{_AT}(\d{{1,2}}) (?:(\d{{2}}) )?(am|pm)", lambda m: _clock(*m.group(1, 2, 3))
    yield rf"{_SURE}(\d{{1,2}}) ([0-5]\d)", lambda m: _clock(m.group(1), m.group(2), None)
    yield r"(\d{1,2}) ([0-5]\d)", lambda m: _clock(m.group(1), m.group(2), None, bare=True)
    yield rf"{_SURE}(\d{{1,2}})", lambda m: _clock(m.group(1), None, None)
    yield r"(\d{1,2})", lambda m: _clock(m.group(1), None, None, bare=True)
    yield rf"{_AT}(\d{{2}})(\d{{2}}) hours", lambda m: _clock(m.group(1), m.group(2), None)
    yield rf"{_AT}(?:12 )?(?:noon|midday)", lambda m: (Clock(12, 0, "24"),)
    yield rf"{_AT}(?:12 )?midnight", lambda m: (Clock(0, 0, "24"),)


def _days() -> Iterator[tuple[str, Make]]:
    by = r"(?:on |by |for |to |until |from )?"
    yield rf"{by}today", lambda m: (Offset(0),)
    yield rf"{by}tomorrow", lambda m: (Offset(1),)
    yield rf"{by}(?:the )?day after tomorrow", lambda m: (Offset(2),)
    yield rf"{by}(?:this |the )?(?:coming )?({_DAY})", lambda m: (Weekday(_day(m.group(1))),)
    yield rf"{by}next ({_DAY})", lambda m: (Weekday(_day(m.group(1)), next=True),)
    yield rf"{by}({_DAY}) week", lambda m: (Weekday(_day(m.group(1)), weeks=1),)
    yield r"next week", lambda m: (InWeek(1),)
    yield rf"{by}(?:at )?(?:this |the )?weekend", lambda m: (Weekday(5),)
    yield rf"{by}next weekend", lambda m: (Weekday(5, next=True),)


def _dates() -> Iterator[tuple[str, Make]]:
    by = r"(?:on |by |for |to )?"
    year = r"(?: (20\d\d))?"
    months = {name: number for number, name in enumerate(MONTHS, 1)}
    yield (
        rf"{by}(?:the )?{_PLACE} of ({_MONTH}){year}",
        lambda m: (Date(_number(m.group(1)), months[m.group(2)], int(m.group(3) or 0)),),
    )
    yield (
        rf"{by}(\d{{1,2}}(?:st|nd|rd|th)?) ({_MONTH}){year}",
        lambda m: (Date(_number(m.group(1)), months[m.group(2)], int(m.group(3) or 0)),),
    )
    yield (
        rf"{by}({_MONTH}) (?:the )?(\d{{1,2}}(?:st|nd|rd|th)?|second){year}",
        lambda m: (Date(_number(m.group(2)), months[m.group(1)], int(m.group(3) or 0)),),
    )
    yield rf"{by}the {_PLACE}(?: of the month)?", lambda m: (Date(_number(m.group(1))),)
    yield (
        rf"{by}(?:the )?{_PLACE} of (this|next) month",
        lambda m: (Date(_number(m.group(1)), months=1 if m.group(2) == "next" else 0),),
    )
    yield (
        rf"{by}(\d{{4}})-(\d{{2}})-(\d{{2}})",
        lambda m: (Date(int(m.group(3)), int(m.group(2)), int(m.group(1))),),
    )
    yield rf"{by}(\d{{1,2}})/(\d{{1,2}})(?:/(\d{{2,4}}))?", _slashes
    for name, (day, month) in _HOLIDAYS.items():
        yield rf"{by}{name}", lambda m, day=day, month=month: (Date(day, month),)  # type: ignore[misc] # as above


def _repeats() -> Iterator[tuple[str, Make]]:
    every = r"(?:every|each)"
    yield rf"{every} (?:single )?day|daily", lambda m: (Every("DAILY"),)
    yield rf"{every} (morning|afternoon|evening|night)", lambda m: (Every("DAILY"), Part(m.group(1)))
    week = (0, 1, 2, 3, 4)
    yield (
        rf"{every} (?:weekday|working day|workday)|(?:on )?weekdays",
        lambda m: (Every("WEEKLY", weekdays=week),),
    )
    yield rf"{every} weekend|(?:on |at )?weekends", lambda m: (Every("WEEKLY", weekdays=(5, 6)),)
    yield rf"{every} (?:{_DAY})s?(?:(?: and| or)?(?: on| every)? (?:{_DAY})s?)*", _weekdays
    yield rf"(?:on )?(?:{_DAY})s(?:(?: and| or)?(?: on)? (?:{_DAY})s)*", _weekdays
    yield rf"{every} other ({_DAY})", lambda m: (Every("WEEKLY", 2, (_day(m.group(1)),)),)
    yield (
        rf"{every} (?:\d+(?:st|nd|rd|th)|second) (?:{_DAY}|day|week|month)",
        lambda m: (Open("every_second"),),
    )
    yield rf"{every} other (day|week|month|year)", lambda m: _interval_of(m.group(1), 2)
    yield rf"{every} (day|week|month|year)", lambda m: _interval_of(m.group(1), 1)
    yield rf"{every} ({LENGTH})", _interval
    yield r"weekly|once a week", lambda m: (Every("WEEKLY"),)
    yield r"fortnightly|every fortnight", lambda m: (Every("WEEKLY", 2),)
    yield r"monthly|once a month", lambda m: (Every("MONTHLY"),)
    yield r"yearly|annually|once a year", lambda m: (Every("YEARLY"),)
    dated = rf"(?:the )?(?:\d+(?:st|nd|rd|th)? (?:of )?)?(?:{_MONTH})|christmas|halloween|new year's"
    yield rf"{every}(?= (?:{dated}))", lambda m: (Every("YEARLY"),)
    yield rf"hourly|{every} hour(?: on the hour)?", lambda m: (Every("HOURLY"),)
    month = r"of (?:every|each) month"
    yield rf"(?:on )?the (last|{_PLACE}) ({_DAY}) {month}", _nth_weekday
    yield rf"{every} (last|{_PLACE}) ({_DAY}) of the month", _nth_weekday
    yield rf"(?:on )?the {_PLACE} {month}", lambda m: _monthly(m.group(1))
    yield rf"{every} {_PLACE} of the month", lambda m: _monthly(m.group(1))
    yield rf"(?:on )?the last day {month}", lambda m: (Every("MONTHLY", monthday=-1),)
    yield rf"(?:monthly|{every} month) on the (last|{_PLACE}) ({_DAY})", _nth_weekday
    yield rf"(?:monthly|{every} month) on the last(?: day)?", lambda m: (Every("MONTHLY", monthday=-1),)


def _interval_of(unit: str, count: int) -> tuple[Piece, ...]:
    kinds = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
    return (Every(kinds[unit], count),)  # type: ignore[arg-type] # the values are the literals


def _nth_weekday(m: Match) -> tuple[Piece, ...]:
    place = -1 if m.group(1) == "last" else _number(m.group(1))
    if place > 4:
        return (Open("no_such_repeat"),)
    return (Every("MONTHLY", weekdays=(_day(m.group(3)),), place=place),)


@cache
def _table() -> list[tuple[re.Pattern[str], Make]]:
    """The forms, compiled when the first phrase is read: a tenth of a second that starting need not pay."""
    return [(re.compile(rf"(?:{pattern})(?= |$)"), make) for pattern, make in _forms()]


_MOST = 5
"""Pieces that a spoken time has at most."""
_JOIN = re.compile(r"and ")


@lru_cache(maxsize=2048)
def readings(plain: str) -> tuple[tuple[Piece, ...], ...]:
    """Every way to read all of `plain` (plain words) as a row of pieces; the fewest pieces first."""
    if not plain or len(plain) > 120:
        return ()
    found = set(_rows(plain, ()))
    return tuple(sorted(found, key=lambda pieces: (len(pieces), repr(pieces))))


def _rows(plain: str, before: tuple[Piece, ...]) -> Iterator[tuple[Piece, ...]]:
    """Every way to go on after the pieces `before`; few pieces and none twice keep the ways few, too."""
    if not _agrees(before):
        return
    if not plain:
        yield before
        return
    if join := _JOIN.match(plain):
        yield from _rows(plain[join.end() :], before)
    for pattern, make in _table():
        if m := pattern.match(plain):
            yield from _rows(plain[m.end() + 1 :], before + make(m))


def _agrees(pieces: tuple[Piece, ...]) -> bool:
    """One hour, one part of the day, one repeat and one length at most."""
    kinds = [type(piece) for piece in pieces if isinstance(piece, Clock | Part | Every | After | Shift)]
    return len(pieces) <= _MOST and len(kinds) == len(set(kinds))
