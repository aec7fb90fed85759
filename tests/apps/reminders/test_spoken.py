"""Times, lengths and repeats said back as people say them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from os1.apps.reminders import spoken
from os1.apps.reminders.when import Moment, read

NOW = datetime(2026, 11, 26, 14, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize(
    ("hour", "minute", "told"),
    [
        (0, 0, "midnight"),
        (12, 0, "noon"),
        (0, 30, "half past twelve at night"),
        (5, 0, "five in the morning"),
        (5, 17, "five seventeen in the morning"),
        (9, 5, "five past nine in the morning"),
        (12, 45, "quarter to one in the afternoon"),
        (17, 35, "twenty-five to six in the afternoon"),
        (18, 3, "six oh three in the evening"),
        (22, 15, "quarter past ten at night"),
        (23, 50, "ten to twelve at night"),
    ],
)
def test_clocks(hour: int, minute: int, told: str) -> None:
    assert spoken.clock(NOW.replace(hour=hour, minute=minute)) == told


@pytest.mark.parametrize(
    ("days", "hour", "told"),
    [
        (0, 17, "today at five in the afternoon"),
        (0, 22, "tonight at ten"),
        (1, 0, "tonight at midnight"),
        (2, 0, "tomorrow, Friday, at midnight, as the day ends"),
        (1, 9, "tomorrow, Friday, at nine in the morning"),
        (4, 9, "on Monday at nine in the morning"),
        (8, 9, "on Friday the fourth of December at nine in the morning"),
        (40, 9, "on Tuesday the fifth of January at nine in the morning"),
        (400, 9, "on Friday the thirty-first of December, twenty twenty-seven, at nine in the morning"),
        (-1, 9, "yesterday at nine in the morning"),
    ],
)
def test_moments(days: int, hour: int, told: str) -> None:
    assert spoken.moment((NOW + timedelta(days=days)).replace(hour=hour), NOW) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "one second"),
        (90, "one minute and thirty seconds"),
        (5400, "one hour and thirty minutes"),
        (90061, "one day and one hour"),
        (86400 * 700, "100 weeks"),
    ],
)
def test_lengths(seconds: float, told: str) -> None:
    assert spoken.length(seconds) == told


@pytest.mark.parametrize(
    ("year", "told"),
    [
        (2027, "twenty twenty-seven"),
        (2000, "two thousand"),
        (2007, "two thousand and seven"),
        (1900, "nineteen hundred"),
        (1905, "nineteen oh five"),
        (2100, "twenty-one hundred"),
    ],
)
def test_years(year: int, told: str) -> None:
    assert spoken.year(year) == told


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("every day at eight", "every day at eight in the morning"),
        ("every weekday at eight", "every weekday at eight in the morning"),
        ("every other friday at five", "every other week on Friday at five in the afternoon"),
        ("every monday and thursday at nine", "every Monday and Thursday at nine in the morning"),
        (
            "every tuesday thursday and sunday at six",
            "every Tuesday, Thursday and Sunday at six in the evening",
        ),
        ("monthly on the first at noon", "every month on the first at noon"),
        ("the last day of every month at noon", "every month on the last day at noon"),
        ("the last friday of every month at five", "every month on the last Friday at five in the afternoon"),
        ("every month on the second tuesday at noon", "every month on the second Tuesday at noon"),
        ("every year on march 4th at noon", "every year on the fourth of March at noon"),
        ("every three days at noon", "every three days at noon"),
        ("every twenty minutes", "every twenty minutes"),
        ("every hour", "every hour"),
    ],
)
def test_repeats(phrase: str, told: str) -> None:
    reading = read(phrase, NOW)
    assert isinstance(reading, Moment)
    assert spoken.repeat(reading.rule, reading.at) == told


def test_many_things_are_listed() -> None:
    assert spoken.listed(["a", "b", "c"]) == "a, b, and c"
    assert spoken.place(22) == "twenty-second"
