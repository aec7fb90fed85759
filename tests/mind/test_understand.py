"""Stop, yes, no, undo and plain requests; and everything that only resembles them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from os1.mind.understand import understand, yes_or_no
from os1.types import Ask, Call, Effect, Outcome, Tool

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
ASK = Ask(Call("mail.send"), "Shall I send it?")


async def _run(**_: Any) -> Outcome:
    return Outcome("Done.")


def _match(text: str, _now: datetime) -> Mapping[str, Any] | None:
    found = re.match(r"(?:please )?remind me to (.+)", text, re.IGNORECASE)
    return {"text": found[1]} if found else None


TOOL = Tool("reminder.add", "Set a reminder.", Effect.NOTE, _run, match=_match)
HIDDEN = Tool("reminder.back", "Undo.", Effect.NOTE, _run, match=lambda *_: {}, hidden=True)


def kind(text: str, *, asking: bool = False, name: str = "Wren") -> str:
    meaning = understand(text, NOW, [HIDDEN, TOOL], asking=ASK if asking else None, name=name)
    return meaning.kind if meaning else "talk"


@pytest.mark.parametrize(
    "text",
    [
        "Stop.",
        "stop!",
        "stop it",
        "Stop talking.",
        "shut up",
        "Shut up!",
        "be quiet",
        "Quiet.",
        "wait",
        "Wait a second.",
        "hold on",
        "Hang on a second",
        "enough",
        "That's enough.",
        "hush",
        "Shh",
        "pause",
        "Okay, stop.",
        "please stop",
        "stop please",
        "Wren, stop.",
        "stop, Wren",
        "no, stop",
        "Hey Wren, be quiet.",
        "stop stop stop",
        "uh, wait",
    ],
)
def test_stop(text: str) -> None:
    assert kind(text) == "stop"
    assert kind(text, asking=True) == "stop"


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "Yes.",
        "Yeah!",
        "yep",
        "yup",
        "Sure.",
        "okay",
        "OK",
        "Do it.",
        "go ahead",
        "Yes, send it.",
        "yeah, do it",
        "Please do.",
        "that's right",
        "correct",
        "of course",
        "Absolutely.",
        "uh huh",
        "mm-hmm",
        "yes please",
        "Yes, Wren.",
        "sounds good",
        "confirm",
        "uh, yes",
        "yes yes",
        "okay, go ahead then",
        "sure, why not",
        "Yes, go ahead and send it.",
        "send it",
        "fine by me",
    ],
)
def test_a_plain_yes_counts_only_while_something_is_asked(text: str) -> None:
    assert kind(text, asking=True) == "yes"
    assert kind(text) == "talk"


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "No.",
        "nope",
        "nah",
        "no, don't",
        "Don't.",
        "no thanks",
        "never mind",
        "Not now.",
        "cancel",
        "cancel that",
        "forget it",
        "leave it",
        "I'd rather not",
        "no way",
        "No, leave it for today.",
        "uh, no",
        "yeah no",
        "don't do it",
        "don't send it",
        "absolutely not",
        "I changed my mind",
        "not yet",
        "of course not",
    ],
)
def test_a_no_counts_while_something_is_asked(text: str) -> None:
    assert kind(text, asking=True) == "no"


@pytest.mark.parametrize(
    "text",
    [
        "yes, but at six",
        "yes and tell her I love her",
        "what would you send?",
        "no problem",
        "who is it to?",
        "maybe",
        "yesterday was good",
        "thanks",
        "nothing",
        "I don't know",
        "right",
        "sure as hell",
        "okay but not to her",
        "she said yes",
        "I already said yes to him",
        "north of here",
        "yes if it's not too late",
        "no, yes, go ahead",
        "good",
        "and then?",
        "",
    ],
)
def test_what_is_neither_yes_nor_no_stays_talk(text: str) -> None:
    assert kind(text, asking=True) == "talk"


@pytest.mark.parametrize(
    "text",
    [
        "undo",
        "Undo that.",
        "take that back",
        "put it back",
        "revert that",
        "cancel that",
        "I didn't mean that",
        "please undo it",
        "Wren, undo that",
    ],
)
def test_undo(text: str) -> None:
    assert kind(text) == "undo"


@pytest.mark.parametrize(
    "text",
    [
        "I can't stop thinking about her",
        "the bus stop is far",
        "wait until you hear this",
        "stop me if you've heard this",
        "I had enough money",
        "undo my life",
        "the quiet is nice",
        "hold on to me",
        "I told him to shut up",
        "what a stop",
        "I paused the film",
        "he took it back to the shop",
    ],
)
def test_talk_that_resembles_a_command_stays_talk(text: str) -> None:
    assert kind(text) == "talk"
    assert kind(text, asking=True) in ("talk", "no")


def test_a_tool_that_matches_is_called_with_its_arguments() -> None:
    meaning = understand("Remind me to call Amy", NOW, [HIDDEN, TOOL], asking=None, name="Wren")
    assert meaning is not None
    assert meaning.call == Call("reminder.add", {"text": "call Amy"})


def test_a_request_while_something_is_asked_is_a_request() -> None:
    assert kind("Remind me to call Amy", asking=True) == "act"


def test_hidden_tools_are_never_matched() -> None:
    assert understand("anything", NOW, [HIDDEN], asking=None, name="") is None


def test_a_name_of_regular_expression_marks_does_no_harm() -> None:
    assert kind("stop", name="(") == "stop"


def test_yes_or_no_of_noise_is_none() -> None:
    assert yes_or_no("...") is None
