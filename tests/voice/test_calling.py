"""Words that call a name, and words that only resemble it."""

from __future__ import annotations

import pytest

from os1.voice.calling import distance, is_called


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vera, what time is it?", "Vera"),
        ("vera what time is it", "Vera"),
        ("Vera?", "Vera"),
        ("Vera", "Vera"),
        ("Hey Vera!", "Vera"),
        ("Oh, hey Vera, are you there?", "Vera"),
        ("Good morning, Vera.", "Vera"),
        ("Okay, Vera, stop.", "Vera"),
        ("Fera, what time is it?", "Vera"),
        ("Hey Vira.", "Vera"),
        ("Veera, tell me a joke.", "Vera"),
        ("Vara", "Vera"),
        ("Marine remind me to water the plants.", "Marin"),
        ("Maryn, are you there?", "Marin"),
        ("Pene Lope, are you there?", "Penelope"),
        ("Hey Pennelopy, what now?", "Penelope"),
        ("Zoë, come here.", "Zoe"),
        ("Ada, come here.", "Ada"),
        ("Well, well, Ada.", "Ada"),
        ("Hope, are you there?", "Hope"),
    ],
)
def test_the_name_at_the_beginning_is_a_call_also_misheard(text: str, name: str) -> None:
    assert is_called(text, name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("", "Vera"),
        ("...", "Vera"),
        ("Hey.", "Vera"),
        ("What did Vera say?", "Vera"),
        ("Very nice, thank you.", "Vera"),
        ("I told Vera, stop it.", "Vera"),
        ("The cat is out.", "Theo"),
        ("Then, we went home.", "Theo"),
        ("Here, take this.", "Hera"),
        ("So it is.", "Iris"),
        ("Lunch is ready.", "Luna"),
        ("Marine life is rich there.", "Marin"),
        ("Ida, come here.", "Ada"),
        ("Adah, come here.", "Ada"),
        ("Vera, what time is it?", ""),
    ],
)
def test_other_words_are_none(text: str, name: str) -> None:
    assert not is_called(text, name)


def test_what_ears_are_known_to_write_for_the_name_is_a_call_by_its_place() -> None:
    known = {("add", "a"), ("so",), ("maliki",)}
    assert is_called("Add a what time is it?", "Edda", known)
    assert is_called("Hey, add a, remind me.", "Edda", known)
    assert is_called("Maliki, good night.", "Malachy", known)
    assert not is_called("Add a reminder for tomorrow.", "Edda", known)
    assert not is_called("So, what time is it?", "Sol", known), "too many sentences begin like that"
    assert not is_called("Maliki, good night.", "Malachy")


@pytest.mark.parametrize(
    ("one", "other", "steps"),
    [
        ("", "", 0),
        ("a", "", 1),
        ("vera", "vera", 0),
        ("vera", "fera", 1),
        ("vera", "ver", 1),
        ("ab", "ba", 2),
    ],
)
def test_the_distance_of_words_is_counted_in_letters(one: str, other: str, steps: int) -> None:
    assert distance(one, other) == distance(other, one) == steps
