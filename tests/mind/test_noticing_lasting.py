"""What is read of courses, homes, posts, habits and things that people keep for years, and what is not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from os1.memory.facts import Fact
from os1.mind.noticing import notice
from os1.mind.telling import told
from os1.testing.facts import short
from os1.types import Recalled

NOW = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)


def read(text: str) -> list[str]:
    return [short(fact) for fact in notice(Recalled("u1", "person", NOW, text, 0.0)).facts]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("We moved to Galway in August, me and the kids.", ["person lives_in Galway since 2025-08"]),
        ("We rent in Malmö at the moment.", ["person lives_in Malmö"]),
        ("We're in Mandurah now, moved down in autumn.", ["person lives_in Mandurah"]),
        ("I live on my own these days.", ["person household alone"]),
        ("I share with two lads, Bilal and Tom.", ["person flatmate Bilal", "person flatmate Tom"]),
        ("My brother is training to be a vet.", ["my brother trains_as vet"]),
        ("My sister's doing law at Cork.", ["my sister studies law", "my sister studies_at Cork"]),
        (
            "i'm in second year at leeds uni doing geography",
            ["person studies geography", "person studies_at leeds uni"],
        ),
        ("My niece is at uni in Bath.", ["my niece studies_at uni in Bath"]),
        ("i been at amazon since march", ["person works_at Amazon since 2026-03"]),
        ("i work at tesco", ["person works_at Tesco"]),
        ("I've been a postie since I was nineteen.", ["person works_as postie"]),
        ("I've been into baking since lockdown.", ["person likes baking"]),
        ("My brother is in the navy.", ["my brother works_at the navy"]),
        ("My uncle works on the ferries.", ["my uncle works_on the ferries"]),
        ("I only do the tills.", ["person works_on the tills"]),
        ("I drive a van for the council.", ["person drives van", "person works_at the council"]),
        (
            "My cousin is a barber in Hackney.",
            ["my cousin works_as barber", "my cousin works_in_town Hackney"],
        ),
        ("Dad lost his job at the steelworks.", ["my father works_at the steelworks past"]),
        ("I volunteer at the food bank on Wednesdays.", ["person volunteers_at the food bank"]),
        ("I take a blood thinner, warfarin.", ["person takes_medicine warfarin told"]),
        ("I love a bit of snooker on the telly.", ["person likes snooker"]),
        ("I'm Everton through and through.", ["person supports Everton"]),
        ("I play bowls down the club Tuesdays.", ["person plays bowls"]),
        ("I swim every morning at the lido.", ["person does swim every morning"]),
        ("She swims. My aunt swims every morning.", ["my aunt does swim every morning"]),
        ("i go mosque every friday", ["person goes_to mosque"]),
        ("I don't go to Mass any more.", ["person goes_to Mass past"]),
        ("At home we speak Malayalam.", ["person speaks Malayalam"]),
        ("I've got a caravan up at Skegness.", ["person owns caravan"]),
        ("We sold the boat last summer.", ["person owns boat past"]),
        ("We had the cat put down on Monday.", ["my cat is dead since 2026-03-02"]),
        ("I don't speak to Lorraine any more.", ["person speaks_to Lorraine past"]),
        ("My husband Gary and me got divorced.", ["person husband Gary", "person marital_status divorced"]),
        ("We've got twins, Ada and Joel.", ["person child Ada", "person child Joel"]),
        ("My sister is due in April.", ["my sister baby_due April"]),
        ("I'm a night owl.", ["person is a night owl"]),
        ("my mum name is fatuma", ["person mother Fatuma"]),
        ("my daughter amelia is six", ["person daughter Amelia", "Amelia age 6"]),
        ("My dentist is Dr Lindqvist.", ["person dentist Dr Lindqvist"]),
        ("No. I haven't got any brothers or sisters.", ["person has_family not brothers or sisters"]),
        ("Don't laugh, I'm scared of moths.", ["person afraid_of moths"]),
        (
            "So I've got a boyfriend now, his name is Matteo.",
            ["person has_family boyfriend", "person boyfriend Matteo"],
        ),
        ("I've had tinnitus since the concert.", ["person has_condition tinnitus told"]),
        ("My brother's taken up the bagpipes.", ["my brother plays bagpipes"]),
        ("Our Niamh is a vet.", ["Niamh works_as vet"]),
    ],
)
def test_what_lasts_is_read(text: str, facts: list[str]) -> None:
    assert sorted(read(text)) == sorted(facts)


@pytest.mark.parametrize(
    "text",
    [
        "We rent a cottage in Cornwall every summer.",
        "We rented in Crete for a week.",
        "I'm in Leeds now.",
        "I share with my sister.",
        "I share a birthday with Tom.",
        "Is he doing law at Cork?",
        "If I was doing law at Cork I'd cry.",
        "My sister's doing art in the kitchen.",
        "I'm doing history tonight.",
        "I'm at uni today.",
        "I've been at the hospital since Monday.",
        "I've been at Mum's since March.",
        "I've been at St Mary's Hospital since March.",
        "i work at night",
        "i work for free",
        "I do the bins.",
        "I do like the tills.",
        "He lost the keys to his job at Asda.",
        "I nearly had the cat put down.",
        "We might have to have the cat put down.",
        "I put the cat down on the sofa.",
        "I've got a boat to catch.",
        "I've got a boat trip on Sunday.",
        "I want a caravan.",
        "I swam this morning.",
        "I'm swimming every morning this week.",
        "I went to Mass for the wedding.",
        "I'm going to church on Sunday.",
        "I don't speak to him in the mornings.",
        "I support you, Anna.",
        "I'm Leeds through and through.",
        "My brother is due in April.",
        "We've got a new baby in the street. His name is Max.",
        "I'm not really a morning person.",
        "Should I take a blood thinner, warfarin?",
        "If only I swam every morning.",
    ],
)
def test_what_does_not_last_is_not_read(text: str) -> None:
    assert read(text) == []


def test_what_somebody_does_is_told_with_its_verb() -> None:
    mine = Fact("", "person", "does", "swim every morning")
    hers = Fact("", "Ros", "does", "teach yoga")
    assert told(mine) == "you swim every morning"
    assert told(hers) == "Ros teaches yoga"
    assert told(Fact("", "Ros", "does", "teach yoga", until="2026-01-01")) == "Ros used to teach yoga"
    assert told(Fact("", "person", "does", "teach yoga", negated=True)) == "you do not teach yoga"
    assert told(Fact("", "person", "household", "alone")) == "you live alone"
