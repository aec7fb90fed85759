"""What an expression of time means, at a Wednesday in March; and that all who read times mean the same by it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from os1.memory.moments import KINDS, Lean, expression, nth, number_of, read
from os1.memory.times import spans
from os1.mind import dates
from os1.mind.remembering.times import stretch

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "lean", "start", "days", "iso"),
    [
        ("three weeks ago", "past", date(2026, 2, 7), 9, "2026-02-11"),
        ("Two Months ago", "past", date(2025, 12, 19), 33, "2026-01"),
        ("twenty-five years ago", "past", date(2000, 8, 26), 381, "2001"),
        ("a few days ago", "past", date(2026, 3, 1), 1, None),
        ("last week", "past", date(2026, 2, 23), 7, "2026-02"),
        ("next month", "ahead", date(2026, 4, 1), 30, "2026-04"),
        ("the weekend", "past", date(2026, 2, 28), 2, None),
        ("wednesday", "past", date(2026, 2, 25), 1, "2026-02-25"),
        ("wednesday", "ahead", date(2026, 3, 11), 1, "2026-03-11"),
        ("this wednesday", "past", date(2026, 3, 4), 1, "2026-03-04"),
        ("next thursday", "ahead", date(2026, 3, 12), 1, "2026-03-12"),
        ("the twelfth of march", "past", date(2025, 3, 12), 1, "2025-03-12"),
        ("the twelfth of march", "near", date(2026, 3, 12), 1, "2026-03-12"),
        ("march 4th", "ahead", date(2027, 3, 4), 1, "2027-03-04"),
        ("29 february", "past", date(2024, 2, 29), 1, "2024-02-29"),
        ("29 february", "ahead", date(2028, 2, 29), 1, "2028-02-29"),
        ("sept. 2024", "past", date(2024, 9, 1), 30, "2024-09"),
        ("last winter", "past", date(2025, 12, 1), 90, "2025"),
        ("the past two weeks", "past", date(2026, 2, 18), 14, None),
        ("in three days", "ahead", date(2026, 3, 7), 1, "2026-03-07"),
        ("the day after tomorrow", "past", date(2026, 3, 6), 1, "2026-03-06"),
    ],
)
def test_an_expression_is_a_span(words: str, lean: Lean, start: date, days: int, iso: str | None) -> None:
    moment = read(words, NOW, lean)
    assert moment is not None
    assert (moment.start.date(), round((moment.end - moment.start) / timedelta(days=1)), moment.iso) == (
        start,
        days,
        iso,
    )


def test_a_part_of_a_day_and_a_moment_ago_are_short() -> None:
    evening = read("yesterday evening", NOW)
    assert evening is not None
    assert evening.end - evening.start == timedelta(hours=7)
    assert evening.iso == "2026-03-03"
    just = read("just now", NOW)
    assert just is not None
    assert NOW - just.start == timedelta(minutes=20)


@pytest.mark.parametrize(
    "words", ["", "soon", "the 31st of february", "31 june", "0001-99-99", "999 years ago today"]
)
def test_what_is_no_time_is_none(words: str) -> None:
    assert read(words, NOW) is None


def test_before_the_first_year_there_is_nothing() -> None:
    assert read("900 years ago", datetime(40, 1, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    "words",
    ["three weeks ago", "last week", "last summer", "yesterday", "last month", "last tuesday", "last may"],
)
def test_all_who_read_times_mean_the_same(words: str) -> None:
    moment = read(words, NOW)
    assert moment is not None
    assert [(one.start, one.end) for one in spans(f"What did I say {words}?", NOW)] == [
        (moment.start, moment.end)
    ]
    found, _ = stretch(words, NOW)
    assert found is not None
    assert (found.since, found.until) == (moment.start, moment.end)
    assert dates.find(words, NOW) == (dates.When("at", moment.iso), "")


def test_every_kind_is_part_of_an_expression_without_names() -> None:
    assert "(?P<" not in expression(*KINDS)


@pytest.mark.parametrize(
    ("words", "number"),
    [("34", 34), ("ninety one", 91), ("a", 1), ("a few", 3), ("couple", None), ("", None)],
)
def test_numbers(words: str, number: int | None) -> None:
    assert number_of(words) == number


def test_days_of_the_month() -> None:
    assert [nth(words) for words in ("3rd", "third", "twenty-first", "thirtieth", "thirty first")] == [
        3,
        3,
        21,
        30,
        31,
    ]
