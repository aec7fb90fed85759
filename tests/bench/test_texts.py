"""What is wrong with a text is seen, and plain warm sentences pass."""

from __future__ import annotations

import pytest
from bench.jobs import texts
from bench.jobs.items import Checks

from os1.testing.brain import DEGENERATE

GOOD = (
    "What's your name?",
    "Did it rain on you, or did you stay in?",
    "Half past ten, by the harbour.",
    "That's brave.",
)


@pytest.mark.parametrize("text", GOOD)
def test_nothing_is_wrong_with_a_plain_sentence(text: str) -> None:
    assert not (texts.leaks(text) or texts.repeats(text) or texts.unspoken(text) or texts.marked_up(text))
    assert not texts.points_to_help(text)


@pytest.mark.parametrize("name", ["role", "template", "letter"])
def test_leaks_of_prompts_and_forms_are_seen(name: str) -> None:
    assert texts.leaks(DEGENERATE[name])


@pytest.mark.parametrize(
    "text", ["Assistant: hello", "As an AI, no.", "I am a language model.", "Sure, here's one."]
)
def test_more_leaks(text: str) -> None:
    assert texts.leaks(text)


@pytest.mark.parametrize(
    "text",
    [
        DEGENERATE["repeated"],
        "Come in and sit down. Come in and sit down.",
        "We go home. So we go home. So we go home. So.",
    ],
)
def test_repetition_is_seen(text: str) -> None:
    assert texts.repeats(text)


def test_saying_an_earlier_turn_again_is_repetition() -> None:
    assert texts.repeats("That one I can't tell you.", "hello\nthat one i can't tell you")
    assert not texts.repeats("That one I can't tell you.", "that one i can't tell you now")


@pytest.mark.parametrize(
    "text",
    [
        "Meet at 10.30.",
        "**No.**",
        "- one\n- two",
        "See (below).",
        "How can I help you today?",
        "Nice \U0001f600",
        "so " * 61,
    ],
)
def test_what_nobody_would_say_aloud_is_seen(text: str) -> None:
    assert texts.unspoken(text)


CONTEXT = "My neighbour Casimir restores harmoniums.\nWhat's he called?\nWren"


@pytest.mark.parametrize(
    "text",
    [
        "You told me that he keeps bees in the attic.",
        "You told me seven months ago: “My neighbour keeps bees in the attic.”",
        "Remember when we watched the lighthouse burn?",
        "That would be Ludovic.",
        "I think his name is Agnes.",
    ],
)
def test_a_claim_that_nobody_made_is_invented(text: str) -> None:
    assert texts.claims_unheard(text, CONTEXT)


@pytest.mark.parametrize(
    "text",
    [
        "Casimir.",
        "You told me that he restores harmoniums.",
        "You never told me where he keeps bees.",
        "I'm glad you told me.",
        "I'm Wren. What is he like?",
        "You told me seven months ago, on the second of July, in the morning: “My neighbour restores harmoniums.",
    ],
)
def test_what_was_told_may_be_said(text: str) -> None:
    assert not texts.claims_unheard(text, CONTEXT)


@pytest.mark.parametrize(
    "text",
    [
        "Please call your local emergency number.",
        "Ring a friend tonight.",
        "Tell somebody you trust.",
        "See a doctor about it.",
    ],
)
def test_pointing_to_help(text: str) -> None:
    assert texts.points_to_help(text)


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("On Tuesday, bring peonies.", True),
        ("On Tuesday, bring roses.", False),
        ("Bring peonies, not tulips.", False),
        ("One two three four five six peonies.", False),
    ],
)
def test_what_must_be_said_and_what_may_not(text: str, passes: bool) -> None:
    assert texts.passes(text, Checks(any=("peon", "lilies"), none=("tulips",), max_words=6)) is passes


def test_likeness() -> None:
    assert texts.likeness("The boat leaves Saturday.", "Boat leaves on Saturday!") == 1.0
    assert texts.likeness("Something else entirely.", "The boat leaves.") == 0.0
    assert texts.likeness("", "") == 1.0
