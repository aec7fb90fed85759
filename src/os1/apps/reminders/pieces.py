"""What a spoken time is made of, before it meets a calendar: lengths, clocks, days, parts of a day, repeats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Half = Literal["", "am", "pm", "24"]


@dataclass(frozen=True, slots=True)
class Length:
    """A stretch of time: calendar months and days apart from seconds, since a day is not always 24 hours."""

    months: int = 0
    days: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class After:
    """In `length` from now."""

    length: Length


@dataclass(frozen=True, slots=True)
class Shift:
    """`length` later than it was (or earlier)."""

    length: Length
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. `half` is empty where the words leave morning or afternoon open, "24" for a 24-hour clock.

    A `bare` one is only a number or two, and might count something else.
    """

    hour: int
    minute: int = 0
    half: Half = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Offset:
    """So many days from today."""

    days: int


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week, Monday is 0; `next` says "next Friday", `weeks` are weeks after that day."""

    day: int
    next: bool = False
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class InWeek:
    """The week after this one, by its number from now; it needs a weekday."""

    weeks: int


@dataclass(frozen=True, slots=True)
class Date:
    """A date: without `month` it is the next such day of a month; `months` moves it ("the 4th of next month")."""

    day: int
    month: int = 0
    year: int = 0
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day, by a name in `times.PARTS`."""

    name: str


@dataclass(frozen=True, slots=True)
class Every:
    """A repeat, in the words of RFC 5545. `monthday` 0 means none, -1 the last; `place` is the nth weekday."""

    frequency: Literal["MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    place: int = 0
    monthday: int = 0


@dataclass(frozen=True, slots=True)
class Open:
    """Words about time that name no time ("later", "yesterday"): `why` is the key of the question to ask."""

    why: str


Piece = After | Shift | Clock | Offset | Weekday | InWeek | Date | Part | Every | Open
