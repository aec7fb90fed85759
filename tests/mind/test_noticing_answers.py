"""Short answers to what the OS asked, names that come after a role, and what is put right by another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from os1.memory.facts import Fact
from os1.mind.answers import in_full
from os1.mind.noticing import notice
from os1.testing.facts import short
from os1.types import Recalled

NOW = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)


def after(*lines: str) -> list[str]:
    """What holds after `lines`, of which those that begin with "OS:" are the OS's."""
    told: list[Recalled] = []
    known: list[Fact] = []
    for n, text in enumerate(lines):
        speaker = "os1" if text.startswith("OS:") else "person"
        told.append(Recalled(f"u{n}", speaker, NOW, text.removeprefix("OS:").strip(), 0.0))
        if speaker == "person":
            noticed = notice(told[-1], told[:-1], known)
            known = [fact for fact in known if fact.id not in noticed.wrong]
            known += [
                replace(fact, id=f"f{n}-{i}", sources=(f"u{n}",)) for i, fact in enumerate(noticed.facts)
            ]
    return [short(fact) for fact in known]


@pytest.mark.parametrize(
    ("question", "answer", "facts"),
    [
        ("Does your neighbour have a name?", "Yes, Mrs Okafor.", ["person neighbour Mrs Okafor"]),
        ("What's your dog called?", "Biscuit.", ["person dog Biscuit"]),
        ("Lovely. What is your sister's name?", "She's called Anna.", ["person sister Anna"]),
        ("Who's your dentist?", "Dr Lindqvist.", ["person dentist Dr Lindqvist"]),
        ("Where do you live?", "Leeds.", ["person lives_in Leeds"]),
        ("Where are you from?", "From Kerala.", ["person from Kerala"]),
        ("Where do you work?", "Tesco.", ["person works_at Tesco"]),
        ("What do you do for a living?", "Plumber.", ["person works_as Plumber"]),
        ("How old are you?", "Seventy.", ["person age 70"]),
        ("How old is your son?", "He's six.", ["my son age 6"]),
        ("How many grandchildren have you got?", "Five.", ["person has_family five grandchildren"]),
        (
            "Do you have any pets?",
            "Two budgies, Salt and Pepper.",
            ["person budgie Pepper", "person budgie Salt", "person has_pet two budgies"],
        ),
        (
            "Who else lives in the house?",
            "Just the kids. Ngozi, Emeka and the baby, Chidi.",
            ["person child Chidi", "person child Emeka", "person child Ngozi"],
        ),
        ("When's your birthday?", "The third of May.", ["person birthday 3 May"]),
        ("What's your favourite film?", "Jaws.", ["person favourite_film Jaws"]),
        (
            "What should I call you?",
            "Bea. It's short for Beatriz.",
            ["person name Beatriz", "person nickname Bea"],
        ),
        ("Why no cheese?", "Lactose intolerant.", ["person intolerant_to Lactose told"]),
        ("Are you married?", "No, divorced.", ["person marital_status divorced"]),
    ],
)
def test_a_short_answer_stands_for_a_whole_sentence(question: str, answer: str, facts: list[str]) -> None:
    assert sorted(after(f"OS: {question}", answer)) == sorted(facts)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What's your dog called?", "No idea."),
        ("What's your dog called?", "Why?"),
        ("What's your dog called?", "Guess."),
        ("What is your dog?", "Labrador."),
        ("Where do you live?", "Somewhere cold."),
        ("Where does your sister live?", "Leeds."),
        ("Where do you work?", "At home."),
        ("What do you do for a living?", "Nothing."),
        ("How old are you?", "Old enough."),
        ("How old is your son?", "Guess."),
        ("Is your brother vegan?", "Vegan."),
        ("Do you have any pets?", "Two would be nice."),
        ("Who else lives in the house?", "Just the kids."),
        ("Which town should I use for the weather?", "Hamar."),
        ("What should I call you?", "Later."),
        ("When's your birthday?", "Not telling."),
    ],
)
def test_an_answer_that_tells_nothing_stays_nothing(question: str, answer: str) -> None:
    assert after(f"OS: {question}", answer) == []


def test_an_answer_that_is_whole_stays_as_it_is() -> None:
    assert in_full("Where do you live?", "I live in Leeds.") == "I live in Leeds."
    assert in_full("That is nice.", "Leeds.") == "Leeds."


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "No I'm not diabetic, that's my dad.",
            ["person has_condition not diabetic told", "my father has_condition diabetic told"],
        ),
        ("I'm not diabetic, that's my business.", ["person has_condition not diabetic told"]),
        (
            "It's Margaret on the forms but everybody calls me Peg.",
            ["person name Margaret", "person nickname Peg"],
        ),
        ("Everybody calls me later.", []),
        ("Nobody calls me Peg.", []),
        ("I've got a cold. And with my asthma that's no joke.", ["person has_condition asthma told"]),
        ("My asthma has gone, thank goodness.", []),
        ("I used to take an inhaler for my asthma.", []),
        ("Is it my asthma?", []),
        ("My diabetes nurse is off.", []),
        ("we've got a dog he's called bramble", ["person dog Bramble", "person has_pet dog"]),
        ("My uncle is a hundred and fifty years old.", []),
        ("Going to Priya's. She's my best friend from school.", ["person friend Priya"]),
        ("Hello computer I'm nine.", ["person age 9"]),
    ],
)
def test_what_is_said_by_the_way(text: str, facts: list[str]) -> None:
    assert sorted(after(text)) == sorted(facts)


def test_whoever_was_misheard_is_spoken_of_by_the_right_name() -> None:
    lines = ("My manager is called Stephanie.", "Stefania, with an A on the end. She's from Italy.")
    assert after(*lines) == ["person manager Stefania", "Stefania from Italy"]


def test_what_was_said_only_to_try_the_os_does_not_hold() -> None:
    lines = ("I've got a snake.", "OS: A snake?", "no i havent i just wanted to see what youd say")
    assert after(*lines) == []
