"""Spoken times to absolute ones: "tomorrow at half past five" to a moment ahead, or to an honest question.

What is not read whole is not read: there is no guess. What people leave open is settled by one rule each, and
the caller says the absolute time back: a bare hour is the next one in waking hours, a day without an hour is
nine in the morning, "next Friday" is the Friday of the week after this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from dateutil.relativedelta import relativedelta

from os1.apps.reminders.numerals import joined, words
from os1.apps.reminders.phrases import readings
from os1.apps.reminders.pieces import (
    After,
    Clock,
    Date,
    Every,
    InWeek,
    Offset,
    Open,
    Part,
    Piece,
    Shift,
    Weekday,
)
from os1.apps.reminders.walls import instant, later, next_time

PARTS = {
    "first thing": time(8),
    "breakfast": time(8),
    "after breakfast": time(9),
    "morning": time(9),
    "before lunch": time(11, 30),
    "lunch": time(12, 30),
    "after lunch": time(14),
    "afternoon": time(15),
    "end of day": time(17),
    "before dinner": time(18),
    "after work": time(18),
    "dinner": time(19),
    "evening": time(19),
    "night": time(21),
    "after dinner": time(20, 30),
    "bedtime": time(22),
}
"""The hour that a part of the day means when no hour is named."""
_HOURS = {"morning": range(1, 12), "afternoon": range(12, 19), "evening": range(16, 24)}
_MORNINGS = ("first thing", "breakfast", "after breakfast")
_WAKING = range(7, 23)
_WAKING_UP = range(3, 12)
_MIDNIGHT = Clock(0, 0, "24")
_FARTHEST = timedelta(days=366 * 50)
_T = TypeVar("_T")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time ahead, with a zone. `rule` is how it repeats (RFC 5545), "" for once.

    A `steady` one was a length of real time ("in ten minutes") and does not move with the wall clock's zone.
    """

    at: datetime
    rule: str = ""
    steady: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """No time could be read; `why` is the key of the question to ask, under "unclear" in strings.toml."""

    why: str


class _Ask(Exception):
    """Carries the reason out of the depths of a reading; `read` turns it into Unclear."""


def read(phrase: str, now: datetime, *, wake: bool = False, base: datetime | None = None) -> Moment | Unclear:
    """The moment that `phrase` names, said at `now` (with a zone).

    `wake` prefers mornings ("wake me at six"). `base` is the time of what is being moved: "to six" then keeps
    its day and "to Friday" its hour.
    """
    rows = readings(joined(words(phrase)))
    if not rows:
        return Unclear("when")
    try:
        return _Reading(now, wake, base).of(rows[0])
    except _Ask as ask:
        return Unclear(str(ask))
    except (OverflowError, ValueError):
        return Unclear("too_far")


class _Reading:
    """One row of pieces read at one moment."""

    def __init__(self, now: datetime, wake: bool, base: datetime | None) -> None:
        self.now = now
        self.instant = now.astimezone(UTC)
        self.zone = now.tzinfo or UTC
        self.wake = wake
        self.base = base.astimezone(self.zone) if base else None

    def of(self, pieces: Sequence[Piece]) -> Moment:
        if asks := [piece.why for piece in pieces if isinstance(piece, Open)]:
            raise _Ask(asks[0])
        clock = _only(pieces, Clock)
        part = _only(pieces, Part)
        rest = [piece for piece in pieces if not isinstance(piece, Clock | Part)]
        if every := _only(rest, Every):
            return self._repeating(every, [p for p in rest if p is not every], clock, part)
        if len(rest) == 1 and isinstance(rest[0], After | Shift) and not (clock or part):
            moment = self._moved(rest[0])
        elif len(rest) == 1 and isinstance(rest[0], After):
            moment = self._after_at(rest[0], clock, part)
        else:
            if clock or part:
                self._not_today(rest)
            if clock and clock == _MIDNIGHT and not part and any(piece != Offset(0) for piece in rest):
                raise _Ask("which_midnight")
            moment = self._once(self.day(rest), clock, part)
        if moment.at.astimezone(UTC) <= self.instant:
            raise _Ask("past")
        if moment.at.astimezone(UTC) - self.instant > _FARTHEST:
            raise _Ask("too_far")
        return moment

    def _not_today(self, pieces: Sequence[Piece]) -> None:
        """On a Friday, "Friday at five" may be today or a week from today."""
        if any(piece == Weekday(self.now.weekday()) for piece in pieces) and len(pieces) == 1:
            raise _Ask("today_or_week")

    def _moved(self, piece: After | Shift) -> Moment:
        """In twenty minutes; an hour later than it was."""
        span, sign = piece.length, -1 if isinstance(piece, Shift) and piece.earlier else 1
        start = self.now
        if isinstance(piece, Shift):
            if self.base is None:
                raise _Ask("when")
            start = self.base
        if not (span.days or span.months):
            return Moment(later(start, sign * span.seconds), steady=isinstance(piece, After))
        wall = start.replace(tzinfo=None) + sign * relativedelta(
            months=span.months, days=span.days, seconds=round(span.seconds)
        )
        return Moment(instant(wall, self.zone, self.now))

    def _after_at(self, piece: After, clock: Clock | None, part: Part | None) -> Moment:
        """In two days at five."""
        span = piece.length
        if span.seconds or not (span.days or span.months):
            raise _Ask("when")
        day = self.now.date() + relativedelta(months=span.months, days=span.days)
        return self._once(day, clock, part)

    def _once(self, day: date | None, clock: Clock | None, part: Part | None) -> Moment:
        given = day
        if day is None and self.base:
            day = self.base.date()
        if day is None:
            walls = [wall for n in range(9) for wall in self._walls(self._today(n), clock, part)]
        elif clock is None and part is None:
            walls = [datetime.combine(day, self._default_time(day))]
        else:
            walls = self._walls(day, clock, part)
        told = (instant(wall, self.zone, self.now) for wall in walls)
        ahead = [when for when in told if when.astimezone(UTC) > self.instant]
        if not ahead:
            if self.base and given is None:
                return _Reading(self.now, self.wake, None)._once(None, clock, part)
            raise _Ask("past")
        if self.base and clock and not part:
            return Moment(min(ahead, key=self._from_base))
        fitting = [when for when in ahead if self._fits(when, clock, part, given)]
        return Moment((fitting or ahead)[0])

    def _from_base(self, when: datetime) -> timedelta:
        assert self.base
        return abs(when - self.base)

    def _today(self, days: int) -> date:
        return self.now.date() + timedelta(days=days)

    def _default_time(self, day: date) -> time:
        if self.base:
            return self.base.time()
        if day == self.now.date():
            raise _Ask("what_time")
        return PARTS["morning"]

    def _fits(self, when: datetime, clock: Clock | None, part: Part | None, day: date | None) -> bool:
        """Whether a person would mean this one of the hours they left open."""
        if clock is None or clock.half or part:
            return True
        if not self.wake:
            return when.hour in _WAKING
        nap = day is None and 9 <= self.now.hour < 18
        return nap or when.hour in _WAKING_UP

    def _walls(self, day: date, clock: Clock | None, part: Part | None) -> list[datetime]:
        """What the wall clock may show on that day, earliest first."""
        if clock is None:
            return [datetime.combine(day, PARTS[part.name if part else "morning"])]
        if part:
            return [_in_part(day, clock, part.name)]
        if clock.half == "24":
            day += timedelta(days=clock == _MIDNIGHT)
            return [datetime.combine(day, time(clock.hour, clock.minute))]
        hours = {"am": [clock.hour % 12], "pm": [clock.hour % 12 + 12]}.get(
            clock.half, [clock.hour % 12, clock.hour % 12 + 12]
        )
        return [datetime.combine(day, time(hour, clock.minute)) for hour in hours]

    def day(self, pieces: Sequence[Piece]) -> date | None:
        """The day that the pieces agree on, or None where none is named."""
        weeks = [piece for piece in pieces if isinstance(piece, InWeek)]
        named = [piece for piece in pieces if isinstance(piece, Offset | Weekday | Date)]
        if len(weeks) + len(named) != len(pieces) or len(weeks) > 1:
            raise _Ask("when")
        if weeks:
            if len(named) != 1 or not isinstance(named[0], Weekday):
                raise _Ask("which_day")
            monday = self._today(7 * weeks[0].weeks - self.now.weekday())
            return monday + timedelta(days=named[0].day)
        days = {self._dated(piece) for piece in named if not isinstance(piece, Weekday)}
        weekdays = [piece for piece in named if isinstance(piece, Weekday)]
        if not days:
            days = {self._weekday(piece) for piece in weekdays}
        elif any(day.weekday() != piece.day for day in days for piece in weekdays):
            raise _Ask("days_differ")
        if len(days) > 1:
            raise _Ask("days_differ")
        return days.pop() if days else None

    def _weekday(self, piece: Weekday) -> date:
        ahead = (piece.day - self.now.weekday()) % 7
        if piece.next:
            ahead = piece.day - self.now.weekday() + 7
        elif ahead == 0:
            ahead = 7 if not piece.weeks else 0
        return self._today(ahead + 7 * piece.weeks)

    def _dated(self, piece: Offset | Date) -> date:
        if isinstance(piece, Offset):
            return self._today(piece.days)
        if piece.year:
            return date(piece.year, piece.month, piece.day)
        if piece.months is not None:
            return _day_in(self.now.date().replace(day=1) + relativedelta(months=piece.months), piece.day)
        step = relativedelta(years=1) if piece.month else relativedelta(months=1)
        first = self.now.date().replace(day=1)
        if piece.month:
            first = first.replace(month=piece.month)
        for n in range(9):
            try:
                found = _day_in(first + n * step, piece.day)
            except _Ask:
                continue
            if found >= self.now.date():
                return found
        raise _Ask("no_such_day")

    def _repeating(self, every: Every, days: list[Piece], clock: Clock | None, part: Part | None) -> Moment:
        if every.frequency in ("MINUTELY", "HOURLY"):
            if days or clock or part:
                raise _Ask("when")
            minutes = every.interval * (60 if every.frequency == "HOURLY" else 1)
            rule = f"FREQ={every.frequency};INTERVAL={every.interval}"
            return Moment(later(self.now, 60 * minutes), rule, steady=True)
        parts = [f"FREQ={every.frequency}"]
        if every.interval > 1:
            parts.append(f"INTERVAL={every.interval}")
        parts += self._which_days(every, days)
        rule = ";".join(parts)
        if every.interval > 50 or (every.frequency == "YEARLY" and "BYMONTHDAY=29;BYMONTH=2" in rule):
            raise _Ask("no_such_repeat")
        hour = self._hour(clock, part)
        start = instant(datetime.combine(self.now.date(), hour), self.zone)
        named = every.frequency == "WEEKLY" or days or every.weekdays or every.monthday
        near = rule.replace(f";INTERVAL={every.interval}", "") if named else rule
        first = next_time(near, start, self.now, steady=False)
        if first is None:
            raise _Ask("no_such_day")
        return Moment(first, rule)

    def _which_days(self, every: Every, days: list[Piece]) -> list[str]:
        """The parts of the rule that pick days; a week, month or year with no day named keeps today's."""
        weekdays = list(every.weekdays)
        dates = [piece for piece in days if isinstance(piece, Date)]
        if every.frequency == "WEEKLY":
            weekdays += [piece.day for piece in days if isinstance(piece, Weekday) and not piece.next]
            if len(weekdays) != len(every.weekdays) + len(days):
                raise _Ask("when")
            chosen = sorted(set(weekdays or [self.now.weekday()]))
            return [f"BYDAY={','.join(_WEEKDAYS[day] for day in chosen)}"]
        if every.place:
            picked = [f"BYDAY={every.place:+d}{_WEEKDAYS[every.weekdays[0]]}"]
        elif every.frequency == "MONTHLY":
            monthday = every.monthday or (dates[0].day if dates else self.now.day)
            if monthday > 28:
                raise _Ask("short_months")
            picked = [f"BYMONTHDAY={monthday}"]
        elif every.frequency == "YEARLY":
            day = self._dated(dates[0]) if dates else self.now.date()
            picked = [f"BYMONTHDAY={day.day}", f"BYMONTH={day.month}"]
        else:
            picked = []
        if len(dates) != len(days) or len(dates) > (every.frequency in ("MONTHLY", "YEARLY")):
            raise _Ask("when")
        return picked

    def _hour(self, clock: Clock | None, part: Part | None) -> time:
        """The hour of a repeat: the first that fits a waking day."""
        walls = self._walls(self.now.date(), clock, part)
        waking = _WAKING_UP if self.wake else _WAKING
        fitting = [wall for wall in walls if wall.hour in waking]
        return (fitting or walls)[0].time()


def _only(pieces: Sequence[Piece], kind: type[_T]) -> _T | None:
    found = [piece for piece in pieces if isinstance(piece, kind)]
    if len(found) > 1:
        raise _Ask("when")
    return found[0] if found else None


def _day_in(month: date, day: int) -> date:
    try:
        return month.replace(day=day)
    except ValueError:
        raise _Ask("no_such_day") from None


def _in_part(day: date, clock: Clock, part: str) -> datetime:
    """Six in the evening, one at night (which is the next day's), two after lunch."""
    if clock.half in ("am", "pm"):
        hour = clock.hour % 12 + (12 if clock.half == "pm" else 0)
    elif clock.half == "24":
        hour = clock.hour
    elif part == "night":
        hour = 24 + clock.hour % 12 if clock.hour % 12 < 6 else clock.hour + 12
    elif part == "morning" or part in _MORNINGS:
        hour = clock.hour
    else:
        hour = clock.hour % 12 + 12
    if part == "night" and hour < 6:
        hour += 24
    allowed = range(18, 30) if part == "night" else _HOURS.get(part, range(24))
    if hour not in allowed:
        raise _Ask("hour_and_part")
    return datetime.combine(day, time(hour % 24, clock.minute)) + timedelta(days=hour // 24)


def named_day(phrase: str, now: datetime) -> date | None:
    """The day that `phrase` names ("tomorrow", "on Friday", "this evening"), if it names one and no hour."""
    reading = _Reading(now, False, None)
    for row in readings(joined(words(phrase))):
        days = [piece for piece in row if isinstance(piece, Offset | Weekday | Date)]
        if days and all(isinstance(piece, Offset | Weekday | Date | Part) for piece in row):
            try:
                return reading.day(days)
            except _Ask:
                return None
    return None
