"""Times as people say them in talk about the past: the stretch that a question means, the day that a memory names.

Everything is relative to a moment that is given. What cannot be read is left alone; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from os1.mind.spoken import MONTHS, ago, day, listed_number, ordinal, plain, span

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = tuple(month.lower() for month in MONTHS)
_SEASONS = {"winter": 12, "spring": 3, "summer": 6, "autumn": 9, "fall": 9}
"""The first month of each; northern, as the words are English and say nothing of where."""
_PARTS = {"morning": (5, 12), "afternoon": (12, 18), "evening": (17, 24), "night": (18, 28)}
_NUMBER = r"(?P<n>\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of|a few)"
_UNITS = {"day": 1, "week": 7, "month": 30, "year": 365}
_DAY_NUMBER = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
_NTH = {ordinal(n).replace("-", " "): n for n in range(1, 32)}
_MONTH = rf"(?P<m>{'|'.join(_MONTHS)})"
_PAST = re.compile(r"\b(was|were|went|had|did|got|came|saw|met|last|ended|happened|\w{3,}ed)\b")


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `since` to `until` (not included), and how it was said ("last week")."""

    since: datetime
    until: datetime
    said: str

    def holds(self, when: datetime) -> bool:
        return self.since <= when < self.until


Reading = Callable[[re.Match[str], datetime], tuple[datetime, datetime] | None]


def stretch(words: str, now: datetime) -> tuple[Stretch | None, str]:
    """The stretch of the past that plain `words` name at their end or beginning, and the rest of them."""
    for pattern, read in _STRETCHES:
        for place in (rf"^(?P<rest>.*?) ?\b(?:back )?(?:on |in |during |from )?(?P<t>{pattern})$",
                      rf"^(?:on |in |during )?(?P<t>{pattern})\b ?(?P<rest>.*)$"):  # fmt: skip
            if (match := re.match(place, words)) and (found := read(match, now)):
                return Stretch(*found, match["t"]), match["rest"]
    return None, words


def named_day(text: str, said: datetime) -> date | None:
    """The first day that `text`, said at `said`, names: "yesterday", "on Saturday", "the third of March"."""
    words = _spelled(plain(text))
    found = [
        (match.start(), day_)
        for pattern, read in _NAMED
        if (match := re.search(rf"\b{pattern}\b", words)) and (day_ := read(match, words, said.date()))
    ]
    return min(found)[1] if found else None


def when_said(then: datetime, now: datetime) -> str:
    """When `then` was, for the ear: "yesterday", "eleven days ago", "seven weeks ago, on the first of March"."""
    days = (now.date() - then.astimezone(now.tzinfo).date()).days
    if days == 0 and now - then >= timedelta(minutes=45):
        return "earlier today" if then.hour >= 5 else "last night"
    return ago(then, now) if days < 21 else f"{ago(then, now)}, on {_short(then.date(), now.date())}"


def day_said(when: date, now: datetime) -> str:
    """A day that is spoken of, seen from `now`: "today", "yesterday", "nine days ago, on Saturday, the ..."."""
    away = (when - now.date()).days
    if away in (-1, 0, 1):
        return ("yesterday", "today", "tomorrow")[away + 1]
    told = day(datetime.combine(when, time())) if abs(away) < 330 else _short(when, now.date())
    length = span(timedelta(days=abs(away)))
    return f"{length} ago, on {told}" if away < 0 else f"in {length}, on {told}"


def _short(when: date, now: date) -> str:
    year = f", {when.year}" if when.year != now.year else ""
    return f"the {ordinal(when.day)} of {MONTHS[when.month - 1]}{year}"


def _spelled(words: str) -> str:
    """`words` with days of the month as numbers ("the third of march" is "the 3 of march")."""
    for name, n in sorted(_NTH.items(), key=lambda item: -len(item[0])):
        words = re.sub(rf"\b(the |{_MONTH.replace('?P<m>', '?:')} ){name}\b", rf"\g<1>{n}", words)
    return words


def _midnight(when: date, now: datetime) -> datetime:
    return datetime.combine(when, time(), now.tzinfo)


def _days(now: datetime, back: int, length: int = 1) -> tuple[datetime, datetime]:
    since = now.date() - timedelta(days=back)
    return _midnight(since, now), _midnight(since + timedelta(days=length), now)


def _week(now: datetime, back: int) -> tuple[datetime, datetime]:
    return _days(now, now.weekday() + 7 * back, 7)


def _weekend(now: datetime) -> tuple[datetime, datetime]:
    """The weekend that is or was last."""
    back = (now.weekday() - 5) % 7 if now.weekday() != 6 else 1
    return _days(now, back, 2)


def _month(now: datetime, year: int, month: int, months: int = 1) -> tuple[datetime, datetime]:
    last = year * 12 + month - 1 + months
    return _midnight(date(year, month, 1), now), _midnight(date(last // 12, last % 12 + 1, 1), now)


def _last_month_named(match: re.Match[str], now: datetime) -> tuple[datetime, datetime]:
    month = _MONTHS.index(match["m"]) + 1
    year = now.year - (month > now.month or (month == now.month and match["t"].startswith("last")))
    return _month(now, year, month)


def _season(match: re.Match[str], now: datetime) -> tuple[datetime, datetime]:
    month = _SEASONS[match["s"]]
    year = now.year
    if month > now.month or (match["t"].startswith("last") and month + 2 >= now.month):
        year -= 1
    return _month(now, year, month, 3)


def _around(match: re.Match[str], now: datetime) -> tuple[datetime, datetime]:
    """ "three weeks ago" is meant loosely: half a unit either way."""
    count = listed_number(match["n"])
    size = _UNITS[match["u"]]
    loose = {1: 0, 7: 4, 30: 16, 365: 190}[size]
    return _days(now, count * size + loose, 2 * loose + 1)


def _past(match: re.Match[str], now: datetime) -> tuple[datetime, datetime]:
    count = listed_number(match["n"]) if match["n"] else 1
    return _midnight(now.date() - timedelta(days=count * _UNITS[match["u"]]), now), now


def _weekday(match: re.Match[str], now: datetime) -> tuple[datetime, datetime]:
    back = (now.weekday() - _WEEKDAYS.index(match["w"])) % 7 or 7
    return _part(match, _days(now, back))


def _dated(match: re.Match[str], now: datetime) -> tuple[datetime, datetime] | None:
    month, number = _MONTHS.index(match["m"]) + 1, int(match["d"])
    try:
        when = date(now.year, month, number)
        when = when if when <= now.date() else when.replace(year=now.year - 1)
    except ValueError:
        return None
    return _midnight(when, now), _midnight(when + timedelta(days=1), now)


def _part(match: re.Match[str], whole: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    if not (part := match.groupdict().get("p")):
        return whole
    start, end = _PARTS[part]
    return whole[0] + timedelta(hours=start), whole[0] + timedelta(hours=end)


_DAY_PART = r"(?: (?P<p>morning|afternoon|evening|night))?"
_STRETCHES: tuple[tuple[str, Reading], ...] = (
    (r"the day before yesterday", lambda m, now: _days(now, 2)),
    (r"last night|tonight", lambda m, now: (now - timedelta(hours=20), now)),
    (rf"yesterday{_DAY_PART}", lambda m, now: _part(m, _days(now, 1))),
    (r"today|this (?:morning|afternoon|evening)|earlier(?: today)?|so far", lambda m, now: _days(now, 0)),
    (r"just now|a (?:minute|moment|second) ago", lambda m, now: (now - timedelta(minutes=20), now)),
    (rf"{_NUMBER} (?P<u>day|week|month|year)s? ago", _around),
    (rf"(?:in |over )?the (?:last|past)(?: {_NUMBER})? (?P<u>day|week|month|year)s?", _past),
    (r"last week", lambda m, now: _week(now, 1)),
    (r"the week before last", lambda m, now: _week(now, 2)),
    (r"this week", lambda m, now: _week(now, 0)),
    (r"(?:last |this |over |at )?(?:the )?weekend", lambda m, now: _weekend(now)),
    (r"last month", lambda m, now: _month(now, now.year - (now.month == 1), (now.month - 2) % 12 + 1)),
    (r"this month", lambda m, now: _month(now, now.year, now.month)),
    (r"last year", lambda m, now: _month(now, now.year - 1, 1, 12)),
    (r"this year", lambda m, now: _month(now, now.year, 1, 12)),
    (r"(?:lately|recently|these days|the other day)", lambda m, now: _days(now, 14, 15)),
    (rf"(?:last |this )?(?P<w>{'|'.join(_WEEKDAYS)}){_DAY_PART}", _weekday),
    (rf"(?:the )?{_DAY_NUMBER} (?:of )?{_MONTH}", _dated),
    (rf"{_MONTH} (?:the )?{_DAY_NUMBER}", _dated),
    (rf"(?:last |this )?(?<!of ){_MONTH}", _last_month_named),
    (rf"(?:last |this |the )?(?P<s>{'|'.join(_SEASONS)})", _season),
    (r"(?P<y>(?:19|20)\d\d)", lambda m, now: _month(now, int(m["y"]), 1, 12)),
)  # fmt: skip


def _near_weekday(match: re.Match[str], words: str, said: date) -> date:
    """The next such day, or the last one where the words are about the past."""
    number = _WEEKDAYS.index(match["w"])
    past = match["which"] == "last " or (match["which"] != "next " and _PAST.search(words[: match.end()]))
    if past:
        return said - timedelta(days=(said.weekday() - number) % 7 or 7)
    ahead = (number - said.weekday()) % 7 or 7
    return said + timedelta(days=ahead + (7 if match["which"] == "next " and ahead < 3 else 0))


def _near_date(match: re.Match[str], words: str, said: date) -> date | None:
    """That day in the year that lies nearest, or before where the words are about the past."""
    month, number = _MONTHS.index(match["m"]) + 1, int(match["d"])
    years = (said.year - 1, said.year, said.year + 1)
    try:
        days = [date(year, month, number) for year in years]
    except ValueError:
        return None
    past = bool(_PAST.search(words[: match.start()]))
    return max(one for one in days if one <= said) if past else min(days, key=lambda one: abs(one - said))


def _counted(match: re.Match[str], said: date, sign: int) -> date:
    return said + timedelta(days=sign * listed_number(match["n"]) * _UNITS[match["u"]])


_NAMED: tuple[tuple[str, Callable[[re.Match[str], str, date], date | None]], ...] = (
    (r"the day before yesterday", lambda m, words, said: said - timedelta(days=2)),
    (r"(?<!before )(?:yesterday|last night)", lambda m, words, said: said - timedelta(days=1)),
    (r"today|tonight|this (?:morning|afternoon|evening)", lambda m, words, said: said),
    (r"the day after tomorrow", lambda m, words, said: said + timedelta(days=2)),
    (r"(?<!after )tomorrow", lambda m, words, said: said + timedelta(days=1)),
    (rf"{_NUMBER} (?P<u>day|week)s? ago", lambda m, words, said: _counted(m, said, -1)),
    (rf"in {_NUMBER} (?P<u>day|week)s?", lambda m, words, said: _counted(m, said, 1)),
    (rf"(?P<which>last |next |this |on |)(?P<w>{'|'.join(_WEEKDAYS)})", _near_weekday),
    (rf"(?:the )?{_DAY_NUMBER} (?:of )?{_MONTH}", _near_date),
    (rf"{_MONTH} (?:the )?{_DAY_NUMBER}", _near_date),
)  # fmt: skip
