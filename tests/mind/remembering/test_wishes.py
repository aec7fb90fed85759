"""What the person wants done with memories: forget, keep none of this, set one right; and what only sounds so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from os1.mind.remembering.requests import correction, off_the_record, wish

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "kind", "about", "when"),
    [
        ("Forget what I said about Paul.", "about", "Paul", ""),
        ("please forget everything I told you about my ex", "about", "my ex", ""),
        ("Can you forget what I said about the money last week?", "about", "the money", "last week"),
        ("delete everything you know about Anna", "about", "Anna", ""),
        ("forget all about Tom", "about", "Tom", ""),
        ("Forget I mentioned Paul.", "about", "Paul", ""),
        ("remove the part about my sister", "about", "my sister", ""),
        ("Forget that.", "last", "", ""),
        ("forget the last thing", "last", "", ""),
        ("Forget I said that.", "last", "", ""),
        ("Don't remember that.", "last", "", ""),
        ("strike that from the record", "last", "", ""),
        ("Forget everything from yesterday.", "time", "", "yesterday"),
        ("erase what I said this morning", "time", "", "this morning"),
        ("forget what we talked about last night", "time", "", "last night"),
        ("Forget everything.", "everything", "", ""),
        ("forget me", "everything", "", ""),
    ],
)
def test_a_wish_to_forget_is_read(text: str, kind: str, about: str, when: str) -> None:
    found = wish(text, NOW)
    assert found is not None
    assert (found.kind, found.about, found.when.said if found.when else "") == (kind, about, when)


@pytest.mark.parametrize(
    "text",
    [
        "Forget it.",
        "forget about it",
        "never mind",
        "I forgot my keys.",
        "Don't forget to call mum.",
        "Don't forget what I said about Paul.",
        "don't let me forget milk",
        "Forget the reminder.",
        "forget my nine o'clock alarm",
        "forget to lock the door",
        "I'll never forget what he said about Paul.",
        "I want to forget him.",
        "Forget the one who came in the rain and left before the morning came and all.",
    ],
)
def test_what_only_sounds_like_it_is_none(text: str) -> None:
    assert wish(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Don't remember this: I kissed Tom.", "I kissed Tom."),
        ("Off the record, I hate my boss.", "I hate my boss."),
        ("I kissed Tom. Don't remember this.", "I kissed Tom."),
        ("Please don't write this down. I'm broke.", "I'm broke."),
        ("Don't remember that she failed her exam.", "she failed her exam"),
        ("Don't remember that I told you about Paul.", None),
        ("don't remember this", ""),
        ("Don't keep what I'm about to say.", ""),
        ("I don't remember this.", None),
        ("Do you remember this?", None),
        ("I kissed Tom.", None),
    ],
)
def test_what_is_off_the_record_is_read(text: str, rest: str | None) -> None:
    assert off_the_record(text) == rest


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("No, that's wrong, it was March.", "March"),
        ("that's not right, she lives in Porto", "Porto"),
        ("No, it's Marta.", "Marta"),
        ("No, that isn't true. He works at Siemens now.", "Siemens"),
        ("That's not true, the wedding was on the ninth of May", "the ninth of May"),
        ("no that's wrong, not Lisbon but Porto", "Porto"),
        ("Actually, that's not quite right, her name is Dr Okafor", "Dr Okafor"),
        ("No, that's wrong, it was March. The fourteenth of March.", "March"),
        ("That's wrong.", ""),
    ],
)
def test_a_correction_is_read(text: str, value: str) -> None:
    assert correction(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "No.",
        "no way",
        "No, I went to bed.",
        "No, it was great.",
        "That's right, she lives in Porto.",
        "You're wrong about that.",
        "That was wrong of me.",
        "She lives in Porto.",
    ],
)
def test_what_sets_nothing_right_is_talk(text: str) -> None:
    assert correction(text) is None


def test_after_a_doubt_the_value_alone_will_do() -> None:
    assert correction("it's the twenty-third", expected=True) == "the twenty-third"
    assert correction("Marta", expected=True) == "Marta"
