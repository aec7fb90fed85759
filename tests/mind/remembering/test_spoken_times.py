"""Times in talk about the past: the stretch that a question means, the day that a memory names."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from os1.mind.remembering.times import day_said, named_day, stretch, when_said

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "since", "days", "rest"),
    [
        ("today", date(2026, 3, 4), 1, ""),
        ("the day before yesterday", date(2026, 3, 2), 1, ""),
        ("the boat on monday", date(2026, 3, 2), 1, "the boat"),
        ("last wednesday", date(2026, 2, 25), 1, ""),
        ("this week", date(2026, 3, 2), 7, ""),
        ("the week before last", date(2026, 2, 16), 7, ""),
        ("over the weekend", date(2026, 2, 28), 2, ""),
        ("last month", date(2026, 2, 1), 28, ""),
        ("this month", date(2026, 3, 1), 31, ""),
        ("last year", date(2025, 1, 1), 365, ""),
        ("in january", date(2026, 1, 1), 31, ""),
        ("in may", date(2025, 5, 1), 31, ""),
        ("last march", date(2025, 3, 1), 31, ""),
        ("last summer", date(2025, 6, 1), 92, ""),
        ("last spring", date(2025, 3, 1), 92, ""),
        ("in 2023", date(2023, 1, 1), 365, ""),
        ("on the 3rd of february", date(2026, 2, 3), 1, ""),
        ("december 24", date(2025, 12, 24), 1, ""),
        ("two days ago", date(2026, 3, 2), 1, ""),
        ("three weeks ago", date(2026, 2, 7), 9, ""),
        ("lately", date(2026, 2, 18), 15, ""),
        ("last week about anna", date(2026, 2, 23), 7, "about anna"),
    ],
)
def test_a_stretch_is_read(words: str, since: date, days: int, rest: str) -> None:
    found, left = stretch(words, NOW)
    assert found is not None
    assert (found.since.date(), (found.until - found.since).days, left) == (since, days, rest)


def test_parts_of_a_day_are_narrower() -> None:
    found, _ = stretch("yesterday evening", NOW)
    assert found is not None
    assert found.holds(datetime(2026, 3, 3, 20, tzinfo=UTC))
    assert not found.holds(datetime(2026, 3, 3, 9, tzinfo=UTC))


@pytest.mark.parametrize("words", ["the boat", "my sister", "the 31st of february", "weekly shopping"])
def test_what_is_no_time_is_left_alone(words: str) -> None:
    assert stretch(words, NOW) == (None, words)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The wedding is on Saturday.", date(2026, 3, 7)),
        ("The wedding was on Saturday.", date(2026, 2, 28)),
        ("We met last Friday and she left on Sunday.", date(2026, 2, 27)),
        ("The dentist is next Thursday.", date(2026, 3, 12)),
        ("It is the day after tomorrow.", date(2026, 3, 6)),
        ("The operation is on the twelfth of March.", date(2026, 3, 12)),
        ("He was born on December 24.", date(2025, 12, 24)),
        ("The concert is on the twenty-eighth of March.", date(2026, 3, 28)),
        ("She leaves in two weeks.", date(2026, 3, 18)),
        ("It happened three days ago.", date(2026, 3, 1)),
        ("We danced last night.", date(2026, 3, 3)),
        ("Today I start.", date(2026, 3, 4)),
        ("I like boats.", None),
        ("On the thirty-first of February.", None),
    ],
)
def test_the_day_that_a_memory_names_is_worked_out(text: str, day: date | None) -> None:
    assert named_day(text, NOW) == day


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(minutes=1), "a minute ago"),
        (timedelta(hours=3), "earlier today"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=11), "eleven days ago"),
        (timedelta(days=35), "five weeks ago, on the twenty-eighth of January"),
        (timedelta(days=400), "a year ago, on the twenty-eighth of January, 2025"),
    ],
)
def test_when_something_was_said_is_spoken(ago: timedelta, said: str) -> None:
    assert when_said(NOW - ago, NOW) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 3, 4), "today"),
        (date(2026, 3, 3), "yesterday"),
        (date(2026, 3, 5), "tomorrow"),
        (date(2026, 2, 23), "nine days ago, on Monday, the twenty-third of February"),
        (date(2026, 3, 7), "in three days, on Saturday, the seventh of March"),
        (date(2024, 3, 7), "a year ago, on the seventh of March, 2024"),
    ],
)
def test_a_day_is_spoken(day: date, said: str) -> None:
    assert day_said(day, NOW) == said
