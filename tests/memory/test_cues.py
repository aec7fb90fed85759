"""What kind of answer a question wants."""

from __future__ import annotations

import pytest

from os1.memory.cues import wanted, worth


@pytest.mark.parametrize(
    ("query", "answer", "other"),
    [
        ("When did Ada move?", "I moved last week.", "I moved to a flat."),
        ("How long has she painted?", "Since 2019.", "She paints with oil."),
        ("Who lent me the book?", "It came from Paul.", "It came from a friend."),
        ("what is the dog called", "We said “Pancake”.", "He sleeps on my feet."),
        ("How many cats do I have?", "There are three.", "They are grey."),
    ],
)
def test_the_kind_of_thing_asked_for_is_worth_something(query: str, answer: str, other: str) -> None:
    wants = wanted(query)
    assert worth(wants, answer) > 0 == worth(wants, other)


def test_what_asks_for_nothing_of_a_kind_wants_nothing() -> None:
    assert wanted("Tell me about the sea.") == wanted("") == ()
    assert worth((), "Paul came on Monday with three cats.") == 0
