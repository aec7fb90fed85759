"""Names and numbers that a source does not give are seen; those that it gives in another form are not."""

from __future__ import annotations

import pytest

from os1.mind.faithful import borne_out, invented

SOURCE = """From: Dr. Petra Lund
We meet on Sat 18 April at 10.40, 1,850 people came in 1994. The bill is 143.70, and Marit's boat is 7 metres."""


@pytest.mark.parametrize(
    "text",
    [
        "Doctor Lund meets you on Saturday the eighteenth at twenty to eleven.",
        "You meet at ten forty, with Petra.",
        "One thousand eight hundred and fifty people came in nineteen ninety-four.",
        "The bill is a hundred and forty-three seventy.",
        "There's a boat of seven metres, and it's Marit's.",
        "Two things matter, and one is the boat.",
        "It was in April.",
    ],
)
def test_what_the_source_gives_may_be_said_in_other_words(text: str) -> None:
    assert invented(text, SOURCE) == []


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("You meet with Jonas.", "Jonas"),
        ("Agnes is ill.", "Agnes"),
        ("You meet on Friday.", "Friday"),
        ("The bill is a hundred and fifty.", "150"),
        ("You meet at half past nine.", "9"),
        ("It's on the twenty-third.", "23"),
        ("Her boat is in Lisbon.", "Lisbon"),
        ("She paid 5,000 for it.", "5000"),
    ],
)
def test_what_it_does_not_give_is_invented(text: str, new: str) -> None:
    assert new in invented(text, SOURCE)


def test_a_capital_after_a_line_end_or_a_quotation_mark_names_nobody() -> None:
    assert invented('Yours always,\nKindly yours. She says: "Bring nothing."', "She brings nothing.") == []


def test_accents_and_spoken_titles_come_and_go() -> None:
    assert invented("Miz Vukovic and Oisin come at three PM.", "Ms Vukovi\u0107, Ois\u00edn, 3 pm") == []


def test_how_much_of_a_text_is_the_sources_own() -> None:
    assert borne_out("Petra meets people.", SOURCE) == pytest.approx(2 / 3, abs=0.34)
    assert borne_out("Marit's boat", SOURCE) == 1.0
    assert borne_out("Arr matey, pirates sing songs.", SOURCE) == 0.0
    assert borne_out("", SOURCE) == 0.0
