"""Which fact a correction is about; in doubt none."""

from __future__ import annotations

import pytest

from os1.memory import Fact
from os1.mind.remembering.correcting import righted

HOME = Fact("home", "Anna", "lives_in", "Lisbon")
WORK = Fact("work", "Anna", "works_as", "nurse")
SISTER = Fact("sister", "person", "sister", "Anna")
BIRTHDAY = Fact("birthday", "Anna", "birthday", "3 May")
LIKES = Fact("likes", "Anna", "likes", "boats")
ALL = [HOME, WORK, SISTER, BIRTHDAY, LIKES]


@pytest.mark.parametrize(
    ("text", "told", "fact"),
    [
        ("That's not right, she lives in Porto.", ALL, HOME),
        ("No, she works as a doctor.", ALL, WORK),
        ("No, her name is Marta.", ALL, SISTER),
        ("No, her birthday is on the fourth of May.", ALL, BIRTHDAY),
        ("No, that's wrong, it's Porto.", [HOME], HOME),
        ("No, it's Marta.", [SISTER], SISTER),
        ("No, that's wrong, it's Porto.", ALL, None),
        ("No, she's my cousin.", [SISTER], None),
        ("That's wrong, she lives in Porto.", [SISTER], None),
        ("No, it's trains.", [LIKES], None),
        ("No, it's Porto.", [], None),
    ],
)
def test_the_fact_that_is_meant_is_found(text: str, told: list[Fact], fact: Fact | None) -> None:
    assert righted(text, told) == fact
