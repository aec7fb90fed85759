"""What free answers say about a name, a manner and a voice, as people and ears really give them."""

from __future__ import annotations

import pytest

from os1.mind import extract

NAMES = [
    ("I'm Theodore", "Theodore"),
    ("I'm Theodore.", "Theodore"),
    ("I am Theodore Twombly.", "Theodore"),
    ("i'm theodore", "Theodore"),
    ("My name's Theo Twombly", "Theo"),
    ("My name is Theo Twombly.", "Theo"),
    ("my name is samantha", "Samantha"),
    ("Call me Sam", "Sam"),
    ("You can call me Al.", "Al"),
    ("call me sam please", "Sam"),
    ("uh, it's Amy", "Amy"),
    ("Um, it's Amy.", "Amy"),
    ("Theodore.", "Theodore"),
    ("theodore", "Theodore"),
    ("Theodore Twombly", "Theodore"),
    ("Hi, I'm Catherine.", "Catherine"),
    ("Hello, my name is Jo.", "Jo"),
    ("This is Isabella.", "Isabella"),
    ("The name's Bond.", "Bond"),
    ("They call me Red.", "Red"),
    ("Everyone calls me Bo.", "Bo"),
    ("I go by Kit.", "Kit"),
    ("It's Samuel, but everyone calls me Sam.", "Sam"),
    ("Just Sam.", "Sam"),
    ("Sam is fine.", "Sam"),
    ("Well, I'm Charlie, I guess.", "Charlie"),
    ("no, it's Teo with an e", "Teo"),
    ("I said Theo", "Theo"),
    ("Not Leo, Theo.", "Theo"),
    ("No, my name is Theo.", "Theo"),
    ("It's spelled T H E O.", "Theo"),
    ("T-H-E-O", "Theo"),
    ("Catherine with a K", "Katherine"),
    ("Mary-Ann", "Mary-Ann"),
    ("I'm Siobhán O'Neill", "Siobhán"),
    ("I'm called Björn.", "Björn"),
    ("Dr. Smith", "Dr. Smith"),
    ("Mister Jones.", "Mr. Jones"),
    ("AMY", "Amy"),
    ("Oh, hello. Amy.", "Amy"),
    ("Hey there, Paul here.", "Paul"),
    ("I'm Will.", "Will"),
    ("It's me, I'm Anna.", "Anna"),
    ("yeah I'm Priya and I live in Leeds", "Priya"),
    ("Okay. Yusuf.", "Yusuf"),
    ("Margaret. Maggie to my friends.", "Maggie"),
    ("Robert, but Bob for short", "Bob"),
]


@pytest.mark.parametrize(("text", "called"), NAMES)
def test_a_name_is_found(text: str, called: str) -> None:
    found = extract.spoken_name(text)
    assert found is not None
    assert found[0] == called


NO_NAMES = [
    "",
    "what?",
    "Hello.",
    "hello there",
    "Yes.",
    "I'm tired.",
    "I'm fine, thanks.",
    "I'm not sure",
    "I'm here.",
    "I'm working",
    "it's complicated",
    "It's raining",
    "It's a secret",
    "none of your business",
    "I'd rather not say.",
    "skip",
    "Pass.",
    "why do you ask?",
    "Are you a person?",
    "I don't want to tell you",
    "whatever you like",
    "call me later",
    "I'm going through a divorce",
    "that's private",
    "Hmm.",
    "my name is not important",
]


@pytest.mark.parametrize("text", NO_NAMES)
def test_what_is_no_name_gives_none(text: str) -> None:
    assert extract.spoken_name(text) is None


def test_the_whole_name_is_kept_beside_the_first() -> None:
    assert extract.spoken_name("My name's Theo Twombly.") == ("Theo", "Theo Twombly")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("No, it's Teo.", "Teo"),
        ("I said Theo", "Theo"),
        ("call me Ted", "Ted"),
        ("Short and plain", None),
        ("no, it's too much", None),
        ("I'm Tuesday tired", None),
        ("warm", None),
    ],
)
def test_only_a_plain_correction_changes_a_name_later(text: str, expected: str | None) -> None:
    found = extract.corrected_name(text)
    assert (found[0] if found else None) == expected


@pytest.mark.parametrize(
    ("text", "manner"),
    [
        ("Short and plain.", "plain"),
        ("keep it brief please", "plain"),
        ("to the point", "plain"),
        ("not too chatty", "plain"),
        ("The first one.", "plain"),
        ("Warm, I guess.", "chatty"),
        ("chatty is good", "chatty"),
        ("Like a friend would.", "chatty"),
        ("a bit of both", "chatty"),
        ("I don't mind", "chatty"),
        ("Playful!", "playful"),
        ("funny", "playful"),
        ("make me laugh", "playful"),
        ("surprise me", "chatty"),
        ("Just be normal with me. Not too chirpy.", "plain"),
        ("the last one", "playful"),
        ("forty two", None),
        ("what?", None),
        ("", None),
    ],
)
def test_manner(text: str, manner: str | None) -> None:
    assert extract.manner(text) == manner


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("A woman's voice.", "woman"),
        ("A woman, please.", "woman"),
        ("female", "woman"),
        ("A man's.", "man"),
        ("a guy I think", "man"),
        ("Male.", "man"),
        ("no preference", "any"),
        ("I don't care", "any"),
        ("either one", "any"),
        ("man or woman, you choose", "any"),
        ("not a woman, a man", "man"),
        ("purple", None),
        ("human", None),
        ("", None),
    ],
)
def test_voice(text: str, voice: str | None) -> None:
    assert extract.voice(text) == voice


@pytest.mark.parametrize(
    ("text", "expected"), [("skip", True), ("No.", True), ("I'd rather not", True), ("Theo", False)]
)
def test_refusals(text: str, expected: bool) -> None:
    assert extract.refuses(text) is expected
