"""Dates as people say them, seen from the fourth of March 2026, a Wednesday."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from os1.mind import dates

NOW = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "kind", "iso", "rest"),
    [
        ("in Porto since 2015", "since", "2015", "in Porto"),
        ("since May", "since", "2025-05", ""),
        ("ever since last year", "since", "2025", ""),
        ("ten years ago", "at", "2016", ""),
        ("a year ago", "at", "2025", ""),
        ("two months ago", "at", "2026-01", ""),
        ("three weeks ago", "at", "2026-02-11", ""),
        ("married for twelve years", "since", "2014", "married"),
        ("here for the last six months", "since", "2025-09", "here"),
        ("on the third of March", "at", "2026-03-03", ""),
        ("on March 3rd, 2019", "at", "2019-03-03", ""),
        ("back in January", "at", "2026-01", ""),
        ("last summer", "at", "2025", ""),
        ("this year", "at", "2026", ""),
        ("last month", "at", "2026-02", ""),
        ("last week", "at", "2026-02", ""),
        ("last May", "at", "2025-05", ""),
        ("until May 2020", "until", "2020-05", ""),
        ("yesterday", "at", "2026-03-03", ""),
        ("a puppy on Saturday", "at", "2026-02-28", "a puppy"),
        ("last Tuesday", "at", "2026-03-03", ""),
        ("a few years ago", "at", None, ""),
    ],
)
def test_a_time_is_found_and_taken_out(text: str, kind: str, iso: str | None, rest: str) -> None:
    assert dates.find(text, NOW) == (dates.When(kind, iso), rest)  # type: ignore[arg-type]  # one of the three


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("to Oslo in June", "2026-06"),
        ("in February", "2027-02"),
        ("next month", "2026-04"),
        ("next summer", "2026"),
        ("next March", "2027-03"),
        ("tomorrow", "2026-03-05"),
        ("on Friday", "2026-03-06"),
    ],
)
def test_what_is_to_come_lies_ahead(text: str, iso: str) -> None:
    when, _ = dates.find(text, NOW, ahead=True)
    assert when == dates.When("at", iso)


@pytest.mark.parametrize(
    "text", ["", "for work", "it in the morning", "two cats", "since I saw him", "a lot"]
)
def test_what_is_no_time_stays(text: str) -> None:
    assert dates.find(text, NOW) == (None, text)


@pytest.mark.parametrize(
    ("text", "said", "iso"),
    [
        ("the fourteenth of May", "14 May", None),
        ("May 14th", "14 May", None),
        ("on the twenty-first of June", "21 June", None),
        ("the thirtieth of April", "30 April", None),
        ("14 March 1985", "14 March 1985", "1985-03-14"),
        ("in August", "August", None),
        ("2019", "2019", "2019"),
        ("May 2020", "May 2020", "2020-05"),
        ("a Monday", None, None),
        ("soon", None, None),
    ],
)
def test_a_date_alone_has_one_form(text: str, said: str | None, iso: str | None) -> None:
    assert dates.said(text) == said
    if iso:
        assert said is not None
        assert dates.worded(iso) == said


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("34", 34),
        ("thirty-four", 34),
        ("ninety one", 91),
        ("nineteen", 19),
        ("a", 1),
        ("a hundred", 100),
        ("x", None),
    ],
)
def test_numbers(words: str, number: int | None) -> None:
    assert dates.value_of(words) == number


@pytest.mark.parametrize("since", ["since I was six", "since the divorce", "since lockdown", "all my life"])
def test_what_happened_tells_that_it_has_lasted(since: str) -> None:
    when, rest = dates.find(f"in Leeds {since}", NOW)
    assert when is not None and (when.kind, when.iso) == ("since", None)
    assert rest == "in Leeds"
