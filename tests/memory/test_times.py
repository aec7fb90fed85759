"""Times as people say them, at a Thursday in November."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from os1.memory.times import anchors, spans

NOW = datetime(2025, 11, 20, 18, 30, tzinfo=UTC)


def said(text: str) -> list[tuple[str, str]]:
    return [(f"{one.start:%Y-%m-%d}", f"{one.end:%Y-%m-%d}") for one in spans(text, NOW)]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("What did we do yesterday?", "2025-11-19", "2025-11-20"),
        ("what have I said today", "2025-11-20", "2025-11-21"),
        ("last night", "2025-11-19", "2025-11-20"),
        ("the other day", "2025-11-13", "2025-11-21"),
        ("Have I slept lately?", "2025-11-06", "2025-11-21"),
        ("on Tuesday", "2025-11-18", "2025-11-19"),
        ("on thursday", "2025-11-13", "2025-11-14"),
        ("last Thursday", "2025-11-13", "2025-11-14"),
        ("last week", "2025-11-10", "2025-11-17"),
        ("this week", "2025-11-17", "2025-11-24"),
        ("last weekend", "2025-11-15", "2025-11-17"),
        ("last month", "2025-10-01", "2025-11-01"),
        ("this month", "2025-11-01", "2025-12-01"),
        ("last year", "2024-01-01", "2025-01-01"),
        ("in 2023", "2023-01-01", "2024-01-01"),
        ("in March", "2025-03-01", "2025-04-01"),
        ("in December", "2024-12-01", "2025-01-01"),
        ("in June 2023", "2023-06-01", "2023-07-01"),
        ("last spring", "2025-03-01", "2025-06-01"),
        ("last autumn", "2024-09-01", "2024-12-01"),
        ("in the summer", "2025-06-01", "2025-09-01"),
        ("summer of 2022", "2022-06-01", "2022-09-01"),
        ("two weeks ago", "2025-11-02", "2025-11-11"),
        ("a couple of days ago", "2025-11-18", "2025-11-19"),
        ("3 days ago", "2025-11-17", "2025-11-18"),
        ("8 May 2023", "2023-05-08", "2023-05-09"),
        ("May 8th", "2025-05-08", "2025-05-09"),
        ("the 3rd of December", "2024-12-03", "2024-12-04"),
        ("on 7 May, 2023", "2023-05-07", "2023-05-08"),
        ("2024-05-08", "2024-05-08", "2024-05-09"),
    ],
)
def test_a_time_is_a_span(text: str, start: str, end: str) -> None:
    assert said(text) == [(start, end)]


@pytest.mark.parametrize(
    "text",
    ["", "May I ask?", "We march on.", "the fall of Rome", "February 31st", "31 June", "0001-99-99", "9999"],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert said(text) == []


def test_two_times_are_two_spans() -> None:
    assert len(said("in March or in 2021")) == 2


def test_years_before_all_years_are_no_error() -> None:
    assert spans("900 years ago and 999 years ago", datetime(40, 1, 1, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    ("text", "event", "before", "after"),
    [
        ("What did I say before the wedding?", "the wedding", 90, 0),
        ("Who called the day after Tom's party?", "Tom's party", 0, 2),
        ("Where was she the week before my exam, and why?", "my exam", 10, 0),
        ("the week after our trip", "our trip", 0, 10),
        ("the night before the flight", "the flight", 2, 0),
        ("What changed since I moved to Rome?", "I moved to Rome", 0, 3650),
        ("After the storm, who helped?", "the storm", 0, 90),
        ("Who was there during the concert?", "the concert", 7, 7),
    ],
)
def test_an_event_tells_a_time(text: str, event: str, before: int, after: int) -> None:
    (anchor,) = anchors(text)
    assert anchor.event == event
    span = anchor.span(NOW)
    assert (NOW - span.start, span.end - NOW) == (timedelta(days=before), timedelta(days=after))


def test_words_of_time_without_an_event_are_no_anchor() -> None:
    assert anchors("Have we met before?") == []
    assert anchors("after all, it rained") == []
