"""What takes the ground from under a statement: second thoughts, other people's words, play, and somebody else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from os1.memory.facts import Fact
from os1.mind.noticing import needs_known, notice
from os1.types import Recalled

NOW = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)


def line(text: str, name: str = "u1", speaker: str = "person") -> Recalled:
    return Recalled(name, speaker, NOW, text, 0.0)


def told(text: str, *before: str) -> list[tuple[str, str, str]]:
    earlier = [line(one, f"b{i}") for i, one in enumerate(before)]
    return [(one.subject, one.relation, one.value) for one in notice(line(text), earlier).facts]


@pytest.mark.parametrize(
    "text",
    [
        "Anna said, I live in Leeds now.",
        "And he goes, I'm allergic to nuts, and she laughed.",
        "My mate was like, my sister is a nurse.",
        "Tom says: I work at Tesco.",
        "I'm a doctor, well, a spin doctor.",
        "My brother lives in Rome. Or Milan, one of them.",
        "Tom's a teacher, or was.",
        "I'm married. To my job.",
        "I quit my job. In my head.",
        "I'm a nurse. According to my new badge.",
        "My mum works at Tesco, doesn't she.",
        "I'm divorced from reality.",
        "I'm deaf in that ear when she calls.",
        "I don't drink much.",
        "I'm allergic to my boss.",
        "I've got kids in my class called Max and Leo.",
        "I've got a dog at work, it's the office one.",
        "Oh great, my favourite food is hospital porridge.",
        "My name is mud.",
        "My mum can't stand Abba is why.",
        "I told you my sister lives in Denver but that's wrong.",
        "He died in a school play.",
        "I'm a qualified plumber. Is what it says on the van.",
        "My mum is a teacher. Was.",
        "We got a puppy. We gave him back.",
        "I've got a dog. It's my neighbour's but he lives here.",
        "I work for the council. On paper.",
        "Dear Sirs, I live in Kent and my husband is a surgeon.",
        "Hi, it's Dave here, her husband. I'm a pilot.",
        "Everyone calls him Uncle but he's no relation. Uncle Barnaby.",
    ],
)
def test_what_is_not_meant_so_is_not_learned(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("Let's do a role play.", "I'm a plumber and I live in Hull."),
        ("In Stardew I married Leah.", "I have a dog and a cow."),
        ("Write me a limerick about a plumber.", "My name is Bob and I live in Crewe."),
        ("I'm on her phone, she's asleep.", "I'm a pilot."),
        ("Uncle Barnaby is no relation.", "Uncle Barnaby lives over the garage."),
    ],
)
def test_what_came_before_says_whose_words_they_are(before: str, text: str) -> None:
    assert ("person", "uncle", "Barnaby") not in told(text, before)
    assert not [one for one in told(text, before) if one[0] == "person"]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("I live in Leeds. No, Bradford.", ("person", "lives_in", "Bradford")),
        ("I'm 34. No wait, 35.", ("person", "age", "35")),
        ("My sister's called Anna. Sorry, Hanna.", ("person", "sister", "Hanna")),
        ("I live in Leeds. Sorry, Anna.", ("person", "lives_in", "Leeds")),
        ("I live in Hull, sorry, no, Goole, I live in Goole.", ("person", "lives_in", "Goole")),
        ("I'm 34, no, 35.", ("person", "age", "35")),
        ("I live in Hull. No, I live in Goole.", ("person", "lives_in", "Goole")),
    ],
)
def test_a_value_alone_takes_the_place_of_the_last_one(text: str, right: tuple[str, str, str]) -> None:
    assert told(text) == [right]


def test_the_other_of_two_is_not_the_one_who_is_known() -> None:
    assert told("My gran's called Doris and my other gran was called Mavis and she died.") == [
        ("person", "grandmother", "Doris")
    ]


def test_a_name_that_may_be_a_word_to_somebody_is_not_put_in_place() -> None:
    assert told("My sister is called Anna. Sorry, Bruno.") == []


def after(text: str, *answered: Recalled) -> tuple[str, ...]:
    """What `text` says is wrong, after Jasper was said to work in a shop."""
    fact = Fact("f1", "Jasper", "works_at", "a phone shop", sources=("b0",), learned=NOW)
    assert needs_known(text)
    return notice(line(text), [line("Jasper works in a phone shop.", "b0"), *answered], [fact]).wrong


@pytest.mark.parametrize(
    "text",
    ["No he doesn't.", "I've read it wrong.", "Scratch that.", "Is what his mother says.", "Not Jasper."],
)
def test_a_mistake_is_taken_back_in_the_next_line(text: str) -> None:
    assert after(text) == ("f1",)


def test_an_answer_to_a_question_denies_that_alone() -> None:
    assert after("No he doesn't.", line("Does he like it there?", "o1", "os1")) == ()
