"""Whatever is said, at whatever moment: a time ahead, or a question; never an error, never a second opinion."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from os1.apps.reminders.focus import Focus
from os1.apps.reminders.numerals import NUMBERS, ORDINALS, joined, words
from os1.apps.reminders.phrases import DAYS, MONTHS
from os1.apps.reminders.reminder import Reminder
from os1.apps.reminders.requests import Requests
from os1.apps.reminders.strings import say
from os1.apps.reminders.when import Unclear, read

LONDON = ZoneInfo("Europe/London")
_GLUE = """
at in on by for to the a an and half quarter past every other each next this today tomorrow tonight morning evening
noon midnight am pm minutes hours days weeks months years second from now week day month 5:30 17:45 4th 31
"""
_VOCABULARY = [*NUMBERS, *ORDINALS, *DAYS, *MONTHS, *_GLUE.split()]
PHRASES = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(_VOCABULARY), max_size=8).map(" ".join),
    st.sampled_from(
        ["tomorrow at half past five", "every other friday at noon", "in an hour and a half", "the 31st"]
    ),
)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1)).map(
    lambda wall: wall.replace(tzinfo=LONDON)
)


@settings(max_examples=400, deadline=None)
@given(phrase=PHRASES, now=MOMENTS, wake=st.booleans())
def test_any_words_at_any_time_are_ahead_or_asked_about(phrase: str, now: datetime, wake: bool) -> None:
    reading = read(phrase, now, wake=wake)
    assert reading == read(phrase, now, wake=wake)
    if isinstance(reading, Unclear):
        assert say(f"unclear.{reading.why}")
        return
    ahead = reading.at.astimezone(UTC) - now.astimezone(UTC)
    assert timedelta() < ahead < timedelta(days=366 * 51)
    if reading.rule:
        one = Reminder("1", "x", "reminder", True, reading.at, reading.at, now, reading.rule, reading.steady)
        following = one.rung(reading.at)
        assert following.state == "rung" or following.at > reading.at


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=80))
def test_plain_words_stand_for_stretches_of_the_text(text: str) -> None:
    found = words(text)
    assert all(0 <= word.start < word.end <= len(text) for word in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert joined(found) == " ".join(word.plain for word in found)


_TALK = "remind me to call my mother wake set a timer for cancel move it the second one make snooze"


@settings(max_examples=200, deadline=None)
@given(said=st.one_of(PHRASES, st.lists(st.sampled_from([*_TALK.split(), *_VOCABULARY])).map(" ".join)))
def test_any_words_are_a_request_or_not_and_keep_verbatim(said: str) -> None:
    focus = Focus()
    now = datetime(2026, 11, 26, 14, 0, tzinfo=LONDON)
    focus.touch("a", now)
    focus.rang(now)
    requests = Requests(focus)
    for match in (
        requests.add,
        requests.timer,
        requests.list,
        requests.cancel,
        requests.move,
        requests.snooze,
    ):
        args = match(said, now)
        assert args is None or all(isinstance(value, str) for value in args.values())
    added = requests.add(said, now)
    if added and added["text"] not in ("wake up", "alarm"):
        assert added["text"].removeprefix("about ") in said


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "word", ["12 30 ", "monday ", "and ", "5 to 6 ", "an hour ", "the 4th ", "every day "]
)
def test_no_words_take_for_ever(word: str) -> None:
    assert read((word * 60)[:119], datetime(2026, 11, 26, 14, 0, tzinfo=LONDON))
