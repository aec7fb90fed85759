"""Facts that are right, missed, too many, named otherwise, over, or turned round are each counted as that."""

from __future__ import annotations

from typing import Any

import pytest
from bench.jobs.facts import score
from bench.jobs.items import WantedFact

from os1.memory.facts import Certainty, Fact


def wanted(subject: str, relation: str, value: str, *, no: bool = False, certain: bool = True) -> WantedFact:
    return WantedFact(subject, relation, value, no, certain)


def fact(
    subject: str,
    relation: str,
    value: str,
    *,
    no: bool = False,
    until: str | None = None,
    sure: Certainty = "certain",
) -> Fact:
    return Fact("", subject, relation, value, until=until, certainty=sure, negated=no)


def scores(want: list[WantedFact], found: list[Fact], past: list[Fact] | None = None) -> Any:
    """Hits and tries by name."""
    return {name: (hits, tries) for name, hits, tries in score(want, found, past or ())}


def test_perfect() -> None:
    counted = scores([wanted("person", "likes", "rhubarb")], [fact("person", "likes", "rhubarb")])
    assert counted["precision"] == counted["recall"] == (1, 1)
    assert counted["inversions, of what was given"] == (0, 1)
    assert counted["relation named alike, of right ones"] == (1, 1)


def test_inverted_is_neither_right_nor_merely_wrong() -> None:
    counted = scores(
        [wanted("person", "allergic_to", "cats", no=True)], [fact("person", "allergic_to", "cats")]
    )
    assert counted["precision"] == counted["recall"] == (0, 1)
    assert counted["inversions, of what was given"] == (1, 1)


def test_missed_and_made_up() -> None:
    counted = scores([wanted("Odile", "lives_in", "Ghent")], [fact("person", "lives_in", "Ghent")])
    assert counted["recall"] == (0, 1)
    assert counted["precision"] == (0, 1)
    assert counted["inversions, of what was given"] == (0, 1)


@pytest.mark.parametrize(("found", "right"), [([], 1), ([fact("person", "likes", "olives")], 0)])
def test_nothing_is_to_be_found_where_nothing_was_said(found: list[Fact], right: int) -> None:
    assert scores([], found)["nothing found where nothing was said"] == (right, 1)


def test_one_fact_answers_one_want() -> None:
    want = [wanted("person", "likes", "rhubarb"), wanted("person", "likes", "rhubarb")]
    assert scores(want, [fact("person", "likes", "rhubarb")])["recall"] == (1, 2)


def test_other_names_for_a_relation_and_words_around_a_value() -> None:
    counted = scores(
        [wanted("my mum", "owns", "a blue canal boat")], [fact("mother", "has", "blue canal boat")]
    )
    assert counted["recall"] == (1, 1)
    assert counted["relation named alike, of right ones"] == (0, 1)


def test_what_is_over_answers_a_past_and_is_never_held_against_anybody() -> None:
    smoked = fact("person", "smokes", "smoke", until="2019")
    assert scores([wanted("person", "used_to", "smoke")], [], [smoked])["recall"] == (1, 1)
    assert scores([], [], [smoked])["precision"] == (0, 0)


def test_a_past_that_is_told_as_present_is_turned_round() -> None:
    counted = scores([wanted("person", "used_to", "smoke")], [fact("person", "does", "smoke")])
    assert counted["inversions, of what was given"] == (1, 1)


def test_hearsay_that_is_kept_as_certain_is_seen() -> None:
    want = [wanted("Pavel", "plans_to", "get a dog", certain=False)]
    assert scores(want, [fact("Pavel", "plans_to", "get a dog")])["certainty right, of right ones"] == (0, 1)
    doubted = fact("Pavel", "plans_to", "get a dog", sure="hearsay")
    assert scores(want, [doubted])["certainty right, of right ones"] == (1, 1)
