"""The rule that ends a turn, and the traps that such rules fall into."""

from __future__ import annotations

import pytest

from os1.models.engines import EARS_RATE, Transcript
from os1.voice.turns import LONGEST_SILENCE, Segment, Utterance

SECOND = EARS_RATE


def segment(
    number: int, begin: float, end: float | None, text: str | None = None, ending: float | None = None
) -> Segment:
    return Segment(
        number,
        int(begin * SECOND),
        0,
        None if end is None else int(end * SECOND),
        None if text is None else Transcript(text),
        ending,
    )


def closes(utterance: Utterance, seconds: float) -> bool:
    return utterance.closes(int(seconds * SECOND))


def test_a_final_end_with_its_words_closes_the_turn() -> None:
    assert closes(Utterance([segment(1, 0, 1, "I am going home.", 0.9)]), 1.2)


def test_an_end_that_is_only_likely_waits_for_a_moment() -> None:
    utterance = Utterance([segment(1, 0, 1, "I think of the letter", 0.7)])
    assert not closes(utterance, 1.3) and closes(utterance, 1.4)
    closed = Utterance([segment(1, 0, 1, "I think of the letter.", 0.7)])
    assert not closes(closed, 1.19) and closes(closed, 1.21), "the ears agree"


@pytest.mark.parametrize(
    "text",
    [
        "If it rains tomorrow.",
        "And unless he calls.",
        "Although I could",
        "And so, my fellow Americans.",
        "Well, ladies and gentlemen.",
    ],
)
def test_who_only_gave_a_condition_or_called_may_go_on(text: str) -> None:
    utterance = Utterance([segment(1, 0, 1, text, 0.95)])
    assert not closes(utterance, 2.1) and closes(utterance, 2.3)


@pytest.mark.parametrize(
    "text",
    [
        "If it rains, stay.",
        "If not, why?",
        "I asked if it rains.",
        "So my boss called.",
        "And my friends?",
        "My dog.",
    ],
)
def test_a_sentence_with_a_condition_or_a_call_is_one(text: str) -> None:
    assert closes(Utterance([segment(1, 0, 1, text, 0.95)]), 1.01)


def test_in_a_lull_only_a_likely_end_is_thought_about() -> None:
    last = segment(1, 0, None, "I went home.", 0.7)
    assert not Utterance([last]).likely
    last.lull = SECOND
    assert Utterance([last]).likely and not closes(Utterance([last]), 9)
    last.ending = 0.3
    assert not Utterance([last]).likely
    last.resume()
    left = (last.lull, last.transcript, last.ending)
    assert all(one is None for one in left)


def test_the_turn_never_closes_before_its_last_segments_transcript() -> None:
    first = segment(1, 0, 1, "I am going.", 0.9)
    last = segment(2, 1.5, 2.5, None, 0.99)
    assert not closes(Utterance([first, last]), 3.0)
    assert not closes(Utterance([first, last]), 60.0), "not even after the longest silence"
    last.transcript = Transcript("I am going home.")
    assert closes(Utterance([first, last]), 3.0)


def test_an_earlier_segments_end_never_closes_a_later_one() -> None:
    first = segment(1, 0, 1, "I am going home.", 0.99)
    last = segment(2, 1.5, 2.5, "I am going home because it rains", 0.1)
    assert not closes(Utterance([first, last]), 3.0)
    assert closes(Utterance([first, last]), 2.5 + LONGEST_SILENCE)


def test_nothing_closes_while_somebody_speaks() -> None:
    assert not closes(Utterance([segment(1, 0, 1, "Home.", 0.99), segment(2, 1.5, None)]), 60)


def test_a_turn_waits_for_smart_turn_but_not_for_ever() -> None:
    utterance = Utterance([segment(1, 0, 1, "I am going home")])
    assert not closes(utterance, 1.5)
    assert closes(utterance, 1 + LONGEST_SILENCE)


@pytest.mark.parametrize(
    ("text", "ending", "likely"),
    [
        ("I went home.", 0.05, True),
        ("I went home", 0.3, True),
        ("I went home", 0.1, False),
        ("I went home and", 0.9, False),
        ("I went home.", None, False),
        ("", 0.9, False),
        (None, 0.9, False),
    ],
)
def test_a_likely_end_may_be_thought_about(text: str | None, ending: float | None, likely: bool) -> None:
    assert Utterance([segment(1, 0, 1, text, ending)]).likely is likely
    assert not Utterance([segment(1, 0, 1, text, ending), segment(2, 1.5, None)]).likely


def test_the_end_of_an_earlier_segment_makes_no_later_one_likely() -> None:
    last = segment(2, 1.5, 2.5, None, 0.9)
    assert not Utterance([segment(1, 0, 1, "I am going home.", 0.99), last]).likely


def test_who_spells_a_number_is_waited_for() -> None:
    utterance = Utterance([segment(1, 0, 1, "My number is 4 7 1.", 0.95)])
    assert not closes(utterance, 2.1) and closes(utterance, 2.3)


@pytest.mark.parametrize("text", ["Yeah.", "Stop.", "No", "Hold on", "Thank you."])
def test_short_and_whole_answers_do_not_wait_for_anything(text: str) -> None:
    assert closes(Utterance([segment(1, 0, 0.4, text)]), 0.6)


@pytest.mark.parametrize(
    "text",
    [
        "I would like to",
        "Well, um",
        "I was there, and",
        "Five, six,",
        "So...",
        "Remind me to",
        "Remind me too?",
        "I am going two.",
    ],
)
def test_words_that_go_on_wait_whatever_the_voice_did(text: str) -> None:
    utterance = Utterance([segment(1, 0, 1, text, 0.99)])
    assert not closes(utterance, 2.0)
    assert closes(utterance, 1 + LONGEST_SILENCE)


@pytest.mark.parametrize("text", ["Is it on?", "Come in.", "What is that?", "I like it too.", "Me too."])
def test_a_closed_sentence_may_end_on_a_small_word(text: str) -> None:
    assert closes(Utterance([segment(1, 0, 1, text, 0.9)]), 1.2)


def test_a_passage_keeps_its_words_when_the_ears_last_heard_none() -> None:
    utterance = Utterance([segment(1, 0, 1, "I am here"), segment(2, 1.5, 2, "")])
    assert utterance.text == "I am here"


def test_words_of_all_passages_are_joined_in_order() -> None:
    later = Segment(3, 20 * SECOND, 20 * SECOND, 21 * SECOND, Transcript("and then this.", 0.5), 0.9)
    utterance = Utterance([segment(1, 0, 1, "First"), segment(2, 2, 18, "First that", 0.1), later])
    assert utterance.text == "First that and then this."
    assert utterance.transcript.confidence == 0.5
    assert utterance.closes(22 * SECOND)


def test_a_missing_transcript_of_an_earlier_passage_keeps_the_turn_open() -> None:
    later = Segment(2, 20 * SECOND, 20 * SECOND, 21 * SECOND, Transcript("and then this."), 0.9)
    assert not Utterance([segment(1, 0, 18), later]).closes(30 * SECOND)


@pytest.mark.parametrize(("ending", "seconds"), [(0.3, 0.45), (0.05, 1.2)])
def test_a_whole_sentence_that_smart_turn_missed_needs_less_silence(ending: float, seconds: float) -> None:
    utterance = Utterance([segment(1, 0, 1, "The dog is small.", ending)])
    assert not closes(utterance, 1 + seconds - 0.05)
    assert closes(utterance, 1 + seconds + 0.05)
