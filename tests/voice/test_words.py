from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from os1.voice.chunking import chunks
from os1.voice.words import (
    begins_with_stop,
    beyond_backchannels,
    is_backchannel,
    is_spelling,
    is_unfinished,
    is_whole,
    syllables,
    words_in,
)


@pytest.mark.parametrize("text", ["Mm-hm.", "mm-hmm", "Yeah.", "Yeah, yeah.", "Okay", "I see.", "Oh, wow!"])
def test_backchannels(text: str) -> None:
    assert is_backchannel(text)


@pytest.mark.parametrize("text", ["I'm right.", "I'm him, right.", "Um, okay."])
def test_a_murmur_that_ears_made_words_of_is_a_backchannel(text: str) -> None:
    assert is_backchannel(text)


@pytest.mark.parametrize(
    "text", ["", "I'm", "I'm not right.", "No.", "Yes", "Stop.", "Okay, but why?", "Wait.", "Yeah, stop."]
)
def test_words_that_ask_for_the_floor(text: str) -> None:
    assert not is_backchannel(text)


def test_stops() -> None:
    assert begins_with_stop("Stop!") and begins_with_stop("Hold on.") and begins_with_stop("That’s enough.")
    assert begins_with_stop("Wait, that's not it") and not begins_with_stop("Don't stop")
    assert not begins_with_stop("")


def test_what_follows_a_listeners_sounds_is_left() -> None:
    assert beyond_backchannels("Yeah, right, but why?") == ["but", "why"]
    assert beyond_backchannels("Oh okay. Uh-huh.") == [] == beyond_backchannels("")
    assert beyond_backchannels("I see what you mean") == ["what", "you", "mean"]
    assert is_whole("Stop.")


def test_unfinished_words() -> None:
    assert is_unfinished("I want to") and is_unfinished("Um.") and is_unfinished("one, two,")
    assert not is_unfinished("") and not is_unfinished("What for?") and not is_unfinished("I am here")


def test_ears_write_um_as_an_arm() -> None:
    assert is_unfinished("The thing is arm.") and is_unfinished("And, am")
    assert not is_unfinished("I broke my arm.") and not is_unfinished("That's who I am.")


def test_words_and_syllables() -> None:
    assert words_in("It’s nine-thirty, OK?") == ["it's", "nine-thirty", "ok"]
    assert syllables("hello there") == 3 and syllables("the") == 1 and syllables("") == 0


@given(st.lists(st.text("abc.,;é—", min_size=1, max_size=30), max_size=40), st.integers(1, 60))
def test_chunks_lose_nothing_and_are_short(words: list[str], longest: int) -> None:
    text = " ".join(words)
    pieces = chunks(text, longest)
    assert " ".join(pieces).split() == text.split()
    assert all(piece and (len(piece) <= longest or " " not in piece) for piece in pieces)


def test_a_long_clause_is_cut_after_a_mark() -> None:
    text = "We went to the market, and there we bought apples and pears and a very long loaf of bread"
    assert chunks(text, 60)[0] == "We went to the market,"


@pytest.mark.parametrize(
    "text",
    [
        "My number is 4 7 1",
        "it's four seven one.",
        "Call 555-0199.",
        "C A T",
        "The code is double nine",
        "My number is 471.",
    ],
)
def test_who_spells_may_go_on(text: str) -> None:
    assert is_spelling(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wake me at nine.",
        "I am 34.",
        "in five",
        "42.",
        "So do I",
        "plan b or a",
        "",
        "in 2019",
        "it is twenty",
    ],
)
def test_times_and_amounts_are_not_spelled(text: str) -> None:
    assert not is_spelling(text)


def test_some_words_end_no_sentence() -> None:
    assert is_unfinished("I don't know whether.") and is_unfinished("It was because.")
    assert not is_unfinished("Come in.") and not is_unfinished("That's what I was thinking of.")
