"""What people say, and which tool their words plainly ask for; near misses ask for none."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from os1.apps.reminders.focus import Focus
from os1.apps.reminders.requests import Requests

NOW = datetime(2026, 11, 26, 14, 0, tzinfo=ZoneInfo("Europe/London"))
TOOLS = ("add", "timer", "list", "cancel", "move", "snooze")


def asked(text: str, focus: Focus | None = None, now: datetime = NOW) -> dict[str, dict[str, Any]]:
    """Every tool that the words ask for, with its arguments."""
    requests = Requests(focus or Focus())
    found = {name: getattr(requests, name)(text, now) for name in TOOLS}
    return {name: dict(args) for name, args in found.items() if args is not None}


def in_talk() -> Focus:
    """A moment after a reminder was touched, a list spoken, and something rang."""
    focus = Focus()
    focus.touch("a", NOW)
    focus.listed(("a", "b"), NOW)
    focus.rang(NOW)
    return focus


@pytest.mark.parametrize(
    ("text", "what", "when"),
    [
        (
            "Remind me to call my mother tomorrow at half past five.",
            "call my mother",
            "tomorrow at half past five",
        ),
        (
            "remind me to call my mother tomorrow at half past five",
            "call my mother",
            "tomorrow at half past five",
        ),
        ("remind me tomorrow at five to call Bob", "call Bob", "tomorrow at five"),
        (
            "remind me tomorrow to call my mother at half past five",
            "call my mother",
            "tomorrow at half past five",
        ),
        ("every Monday at nine remind me to put the bins out", "put the bins out", "every Monday at nine"),
        ("remind me every monday to put the bins out at nine", "put the bins out", "every monday at nine"),
        ("Don't let me forget the oven in a quarter of an hour!", "the oven", "in a quarter of an hour"),
        ("remind me at five to six to leave", "leave", "at five to six"),
        ("remind me at five to call the school at six", "call the school at six", "at five"),
        ("remind me to watch the 5 o'clock news at five", "watch the 5 o'clock news", "at five"),
        ("remind me to buy six eggs tomorrow", "buy six eggs", "tomorrow"),
        ("remind me about mum's birthday on Friday", "about mum's birthday", "on Friday"),
        ("remind me of the dentist next friday", "about the dentist", "next friday"),
        ("remind me next friday that the rent is due", "the rent is due", "next friday"),
        (
            "could you please remind me to take my pills every day at eight",
            "take my pills",
            "every day at eight",
        ),
        ("Samantha, remind me to breathe at noon", "breathe", "at noon"),
        ("I'd like you to remind me to sing at nine tonight, please", "sing", "at nine tonight"),
        ("hey can you remind me to call bob at 5:30 p.m.", "call bob", "at 5:30 p.m."),
        ("set a reminder for tomorrow at five to call Mum", "call Mum", "tomorrow at five"),
        ("set a reminder to water the plants every other day", "water the plants", "every other day"),
        ("tell me in ten minutes to turn the oven off", "turn the oven off", "in ten minutes"),
        ("remind me not to call him tomorrow", "not to call him", "tomorrow"),
        ("remind me to leave five thirty tomorrow", "leave", "five thirty tomorrow"),
        ("make sure you remind me to pay the rent on the first", "pay the rent", "on the first"),
        ("wake me in twenty minutes", "wake up", "in twenty minutes"),
        ("wake me up at seven please", "wake up", "at seven"),
        ("in ten minutes wake me up", "wake up", "in ten minutes"),
        ("set an alarm for seven thirty tomorrow morning", "alarm", "seven thirty tomorrow morning"),
        ("remind me in ten minutes", "", "in ten minutes"),
        ("remind me to call my mother", "call my mother", None),
        ("remind me to thank you", "thank you", None),
        ("remind me to say good night", "say good night", None),
        ("remind me to count to six", "count to six", None),
        ("remind me to buy presents for christmas", "buy presents for christmas", None),
        ("remind me to fix what broke yesterday", "fix what broke yesterday", None),
        ("remind me to call him later", "call him later", None),
    ],
)
def test_reminders_keep_the_words_as_they_were_said(text: str, what: str, when: str | None) -> None:
    assert asked(text) == {"add": {"text": what} if when is None else {"text": what, "when": when}}


@pytest.mark.parametrize(
    "text",
    [
        "I remember my mother's call",
        "remind me why I married him",
        "remind me what you said about the film",
        "remind me how to tie a tie",
        "remind me when we are there",
        "remind me about the divorce",
        "can you wake people?",
        "wake me when it's over",
        "did you remind me to call my mother at five",
        "you remind me of my mother",
        "she reminds me of autumn",
        "don't remind me",
        "don't remind me to call at five",
        "who reminds you at five",
        "my alarm didn't ring",
        "the timer is broken",
        "what's on your mind",
        "what's on tv tonight",
        "what have I got to lose",
        "what do you have",
        "cancel my subscription",
        "cancel it",
        "forget it",
        "forget the second one",
        "move to france",
        "move it to six",
        "change the subject to football",
        "make it six",
        "make it stop",
        "no",
        "six",
        "ten more minutes",
        "remind me again in ten minutes",
        "remind me",
        "half past five",
        "",
    ],
)
def test_near_misses_ask_for_nothing(text: str) -> None:
    assert asked(text) == {}


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("set a timer for ten minutes", {"duration": "ten minutes"}),
        ("Set a timer for an hour and a half.", {"duration": "an hour and a half"}),
        ("ten minute timer please", {"duration": "ten minute"}),
        ("set a ten minute pasta timer", {"duration": "ten minute", "label": "pasta"}),
        ("set a pasta timer for ten minutes", {"duration": "ten minutes", "label": "pasta"}),
        ("timer for the Pasta for ten minutes", {"duration": "ten minutes", "label": "Pasta"}),
        ("set a timer for ten minutes for the pasta", {"duration": "ten minutes", "label": "pasta"}),
        ("start a 20 second timer", {"duration": "20 second"}),
        ("set a timer", {}),
    ],
)
def test_timers(text: str, args: dict[str, str]) -> None:
    assert asked(text) == {"timer": args}


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("what have I got?", {}),
        ("What's on today?", {"day": "today"}),
        ("what's on tomorrow", {"day": "tomorrow"}),
        ("what do I have to do on friday", {"day": "friday"}),
        ("what are my reminders", {}),
        ("any reminders for tomorrow", {"day": "tomorrow"}),
        ("read me my timers", {"kind": "timers"}),
        ("how long is left on the pasta timer", {"kind": "timers"}),
    ],
)
def test_lists(text: str, args: dict[str, str]) -> None:
    assert asked(text) == {"list": args}


@pytest.mark.parametrize(
    ("text", "tool", "args"),
    [
        ("cancel the second one", "cancel", {"which": "the second one"}),
        ("cancel the reminder about mum", "cancel", {"which": "the reminder about mum"}),
        ("cancel the one about Mum", "cancel", {"which": "the one about Mum"}),
        ("cancel all my reminders", "cancel", {"which": "all my reminders"}),
        ("cancel everything", "cancel", {"which": "everything"}),
        ("delete it", "cancel", {"which": "it"}),
        ("forget the second one", "cancel", {"which": "the second one"}),
        ("move it to six", "move", {"which": "it", "when": "six"}),
        (
            "move the second one to friday at noon",
            "move",
            {"which": "the second one", "when": "friday at noon"},
        ),
        (
            "change the reminder about mum to tomorrow",
            "move",
            {"which": "the reminder about mum", "when": "tomorrow"},
        ),
        ("push it back an hour", "move", {"which": "it", "when": "back an hour"}),
        ("make it half an hour later", "move", {"which": "it", "when": "half an hour later"}),
        ("move the timer to fifteen minutes", "move", {"which": "the timer", "when": "fifteen minutes"}),
        ("no wait, make it six", "move", {"which": "it", "when": "six"}),
        ("No, make it seven in the evening.", "move", {"which": "it", "when": "seven in the evening"}),
        ("no, at seven", "move", {"which": "it", "when": "at seven"}),
        ("sorry I meant tomorrow", "move", {"which": "it", "when": "tomorrow"}),
        ("snooze", "snooze", {}),
        ("snooze for five minutes", "snooze", {"duration": "five minutes"}),
        ("ten more minutes", "snooze", {"duration": "ten minutes"}),
        ("give me another five minutes", "snooze", {"duration": "five minutes"}),
        ("remind me again in half an hour", "snooze", {"duration": "half an hour"}),
    ],
)
def test_in_the_middle_of_talk_about_reminders(text: str, tool: str, args: dict[str, str]) -> None:
    assert asked(text, in_talk()) == {tool: args}


@pytest.mark.parametrize(
    "text", ["make it stop", "no", "forget it", "that is it", "it's over", "make it better"]
)
def test_small_talk_is_not_a_change_even_then(text: str) -> None:
    assert asked(text, in_talk()) == {}


def test_what_was_talked_about_goes_stale() -> None:
    assert asked("make it six", in_talk(), NOW + timedelta(minutes=6)) == {}
    assert asked("make it six", in_talk(), NOW - timedelta(minutes=1)) == {}


def test_an_answer_to_when_completes_the_reminder() -> None:
    focus = Focus()
    focus.want("call my mother", NOW)
    assert asked("half past five", focus) == {"add": {"text": "call my mother", "when": "half past five"}}
    assert asked("what do you think", focus) == {}
    assert asked("half past five", focus, NOW + timedelta(minutes=10)) == {}


def test_an_answer_to_how_long_completes_the_timer() -> None:
    focus = Focus()
    focus.want("pasta", NOW, timer=True)
    assert asked("ten minutes", focus) == {"timer": {"duration": "ten minutes", "label": "pasta"}}
