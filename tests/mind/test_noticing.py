"""What a single utterance says, and above all what it does not say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from os1.memory.facts import Fact
from os1.mind.noticing import Noticed, notice, prepare
from os1.mind.rules import rules
from os1.mind.statements import frame
from os1.testing.facts import short
from os1.types import Recalled

NOW = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)


def line(text: str, speaker: str = "person", name: str = "u1") -> Recalled:
    return Recalled(name, speaker, NOW, text, 0.0)


def read(text: str, *before: str) -> Noticed:
    earlier = [line(one, name=f"b{i}") for i, one in enumerate(before)]
    return notice(line(text), earlier)


def test_after_preparing_a_remark_finds_its_patterns_compiled() -> None:
    for cached in (rules, frame, prepare):
        cached.cache_clear()
    prepare()
    compiled = rules.cache_info().misses, frame.cache_info().misses
    read("My brother Leo works in a library, and I have a cat.")
    assert (rules.cache_info().misses, frame.cache_info().misses) == compiled


SAYS = [
    ("My kids are called Alfie and Daisy.", ["person child Alfie", "person child Daisy"]),
    ("My sister, Anna, lives in Cork.", ["person sister Anna", "Anna lives_in Cork"]),
    ("Anna, my sister, is a vet.", ["person sister Anna", "Anna works_as vet"]),
    ("My brother, who lives in Cork, is a vet.", ["my brother works_as vet", "my brother lives_in Cork"]),
    (
        "I have a brother called Teo, who works as a chef.",
        ["person has_family brother", "person brother Teo", "Teo works_as chef"],
    ),
    ("I lost my mum in 2019.", ["my mother is dead since 2019"]),
    ("My late husband George loved opera.", ["person husband George", "George is dead"]),
    ("My parents live in Cork.", ["my parents lives_in Cork"]),
    ("I got a job at Siemens in May.", ["person works_at Siemens since 2025-05"]),
    ("I'm a nurse at the city hospital.", ["person works_at the city hospital", "person works_as nurse"]),
    ("I don't own a car.", ["person owns not car"]),
    ("I don't have kids.", ["person has_family not children"]),
    ("I have no pets.", ["person has_pet not pets"]),
    ("I've never smoked.", ["person habit not smoke"]),
    ("I've been learning Welsh for two years.", ["person learns Welsh since 2024"]),
    ("I don't live in Leeds any more.", ["person lives_in Leeds past"]),
    ("I no longer live in Leeds.", ["person lives_in Leeds past"]),
    ("I used to live in Leeds.", ["person lives_in Leeds past"]),
    ("I lived in Leeds for ten years.", ["person lives_in Leeds past"]),
    ("We're moving to Spain next year.", ["person lives_in Spain since 2027 planned"]),
    ("I've decided not to move to Spain.", ["person lives_in not Spain"]),
    ("I want to move to Spain.", ["person lives_in Spain planned"]),
    ("I will never move to Spain.", ["person lives_in not Spain"]),
    ("I'm getting married in June.", ["person marital_status married since 2026-06 planned"]),
    ("My daughter turned six yesterday.", ["my daughter age 6 since 2026-03-03"]),
    ("I take metformin every morning.", ["person takes_medicine metformin told"]),
    ("I earn three thousand euros a month.", ["person earns three thousand euros told"]),
    ("Our anniversary is the second of June.", ["person anniversary 2 June"]),
    ("I think Anna lives in Lisbon.", ["Anna lives_in Lisbon unsure"]),
    ("Anna lives in Lisbon, I think.", ["Anna lives_in Lisbon unsure"]),
    ("According to Tom, Anna lives in Lisbon.", ["Anna lives_in Lisbon hearsay"]),
    ("Tom says he lives in Lisbon.", ["Tom lives_in Lisbon hearsay"]),
    ("I told you I live in Leeds.", ["person lives_in Leeds"]),
    (
        "my brother's a plumber and my sister is a doctor",
        ["my brother works_as plumber", "my sister works_as doctor"],
    ),
    ("Mum lives in Bath.", ["my mother lives_in Bath"]),
    ("My brother's dog is called Rex.", ["my brother dog Rex"]),
    ("I like fish and chips.", ["person likes fish and chips"]),
    ("I'm afraid of spiders and lifts.", ["person afraid_of spiders", "person afraid_of lifts"]),
    ("My favourite colour is green.", ["person favourite_colour green"]),
    ("I was born on the third of March 1985.", ["person birthday 3 March 1985"]),
    ("Call me Sam.", ["person name Sam"]),
    (
        "Last week, my grandma passed away.",
        ["my grandmother is dead since 2026-02", "my grandmother died February 2026"],
    ),
    ("I won the lottery and I live in a castle. Kidding, I live in Leeds.", ["person lives_in Leeds"]),
    ("My son is a pilot. No sorry, my daughter is a pilot.", ["my daughter works_as pilot"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "facts"), SAYS, ids=[one[0] for one in SAYS])
def test_what_is_said_is_read(text: str, facts: list[str]) -> None:
    assert sorted(short(fact) for fact in read(text).facts) == sorted(facts)


SAYS_NOTHING = [
    "My flatmate says I'm messy and she's WRONG",
    "my mother called me by my sister's name",
    "call me darling",
    "Can I say you're my friend or is that sad?",
    "I grew up in a snowstorm.",
    "I live in a rush.",
    "I love a good crisis.",
    "Oh yes, do sign me up. I love meetings.",
    "I'm a hundred years old by teatime.",
    "We are four at home.",
    "I'm allergic to mornings.",
    "My sister died of embarrassment.",
    "I lost my mother in the supermarket.",
    "My brother is Labour.",
    "My brother drives a hard bargain.",
    "My imaginary friend is a dentist.",
    "I said I'm from Venus, love, show me a badge.",
    "I'm a chemist. I mean, I sell soap.",
    "Father Piet has my chisel.",
    "I am allergic to nuts as a child.",
    "",
    "?",
    "Do I like fish?",
    "I live in Leeds, right?",
    "If I lived in Rome I'd be happy.",
    "I wish I had a brother.",
    "I would never live in Texas.",
    "I might move to Spain.",
    "Imagine I lived in Rome.",
    "I dreamt that I was a pilot.",
    "The song goes I am a creep.",
    "In the film my brother is a spy.",
    'He said "I live in Rome" and laughed.',
    "Everyone thinks I'm rich.",
    "I told her I was a doctor.",
    "I never said I live in Rome.",
    "I doubt Anna lives in Rome.",
    "My boss is a real dinosaur.",
    "My son is a little artist.",
    "I'm a keen gardener.",
    "I could kill for a coffee.",
    "I'm not really a morning person.",
    "I don't always eat meat.",
    "I love you.",
    "I love this song.",
    "I like it when it rains.",
    "I like the dress.",
    "I'm in a hurry.",
    "I live in hope.",
    "I live on coffee.",
    "I work in the garden on Sundays.",
    "She lives in Rome.",
    "They live in Rome.",
    "Sounds like a great plan, Jon!",
    "Looks like we both need a break.",
    "Unconditional love is so important.",
    "Here's one from our holiday.",
    "I was going to move to Rome.",
    "My sister passed the exam.",
    "My phone died.",
    "I'm seventeen in June.",
    "I'm one of ten.",
    "I'm engaged in a lawsuit.",
    "Tom is my brother from another mother.",
    "I'm afraid I can't come.",
    "I've decided not to drink in February.",
    "Yeah right, I live in Rome.",
    "I won the lottery and I live in Rome. Just kidding.",
]


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_what_says_nothing_gives_nothing(text: str) -> None:
    assert [short(fact) for fact in read(text).facts] == []


def test_she_is_who_was_spoken_of() -> None:
    assert short(read("She works as a vet.", "My sister Anna came.").facts[0]) == "Anna works_as vet"
    assert read("He works as a vet.", "My sister Anna came.").facts == ()
    assert (
        short(read("I love him more than my own dad.", "My uncle Sven is here.").facts[0])
        == "person loves Sven"
    )
    assert (
        read("She works as a vet.", "I met Anna and I met Ruth.", "My brother Kim and my mother came.").facts
        != ()
    )


def test_a_known_name_is_somebody_whatever_they_do() -> None:
    told = notice(line("Clara dithered. She's moving to Porto, not Lisbon."), names=frozenset({"Clara"}))
    assert [short(fact) for fact in told.facts] == ["Clara lives_in Porto planned"]
    assert read("Zenda dithered. She's moving to Porto, not Lisbon.").facts == ()


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("He died when I was twelve.", "My father was a miner and his father was a miner."),
        ("Her name is Duchess.", "She's the love of my life, that dog. Don't tell my wife."),
        ("She's fourteen.", "My stepdaughter's started school. It was Mum for two years."),
        ("He's really called Benjamin.", "My husband is a lark, and the baby is an owl."),
        ("He's a pilot.", "Heathrow was a mess."),
        ("He's nine.", "Ada is here."),
    ],
)
def test_a_pronoun_means_nobody_where_it_may_mean_another(text: str, before: str) -> None:
    assert read(text, before).facts == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("We have a son, he is called Ren.", ["person has_family son", "person son Ren"]),
        ("I have three sisters: Olga, Masha and Irina.", ["Irina", "Masha", "Olga"]),
        ("I've got two cats, Dylan and Thomas.", ["person cat Dylan", "person cat Thomas"]),
        ("My doctor's name is Dr. Osei.", ["person doctor Dr Osei"]),
        ("Anna plays golf, I'm told.", ["Anna plays golf hearsay"]),
        ("She lives in Crewe normally.", ["my mother lives_in Crewe"]),
        ("i live in new york", ["person lives_in New York"]),
        ("I'm a hundred and one.", ["person age 101"]),
        ("I've worked at Siemens for ages.", ["person works_at Siemens"]),
        ("I teach chemistry.", ["person teaches chemistry"]),
        ("I used to be allergic to nuts as a child.", ["person allergic_to nuts past told"]),
        ("I'm afraid of teeth. I'm joking, I like teeth.", ["person likes teeth"]),
    ],
)
def test_what_stands_around_a_fact_is_no_part_of_it(text: str, told: list[str]) -> None:
    found = {short(fact) for fact in read(text, "My mother is here.").facts}
    assert all(any(one.endswith(part) for one in found) for part in told), found


def test_who_is_meant_stays_open_where_two_might_be() -> None:
    assert read("She works as a vet.", "My sister is here.", "I asked Robin.").facts == ()


def test_imported_lines_are_about_their_speaker() -> None:
    told = notice(line("I live in Lyon with my husband Paul. My sister is a vet.", speaker="Ada"))
    assert sorted(short(fact) for fact in told.facts) == [
        "Ada husband Paul told",
        "Ada lives_in Lyon told",
        "Ada lives_with Paul told",
        "Ada's sister works_as vet told",
    ]


def known(fact_id: str, relation: str, value: str, source: str = "b0") -> Fact:
    return Fact(fact_id, "person", relation, value, sources=(source,), learned=NOW)


def righted(text: str, *facts: Fact) -> tuple[list[str], tuple[str, ...]]:
    found = notice(line(text), [line("before", name="b0")], facts)
    return [short(fact) for fact in found.facts], found.wrong


def test_corrections_name_what_was_wrong() -> None:
    birthday = known("f1", "birthday", "14 May")
    assert righted("No, that's wrong, it was March.", birthday) == (["person birthday March"], ("f1",))
    assert righted("Sorry, not May, I meant June.", birthday) == (["person birthday June"], ("f1",))
    assert righted("No, the twelfth.", birthday) == (["person birthday 12 May"], ("f1",))
    assert righted("No, I meant Porto, not Lisbon.", known("f2", "lives_in", "Lisbon")) == (
        ["person lives_in Porto"],
        ("f2",),
    )
    assert righted("Just kidding.", birthday) == ([], ("f1",))


def test_a_correction_of_nothing_that_is_known_changes_nothing() -> None:
    assert righted("No, that's wrong.", known("f1", "birthday", "May")) == ([], ())
    assert righted("No, that's wrong, it was March.", known("f1", "likes", "fish")) == ([], ())
    assert righted("Just kidding.", known("f1", "birthday", "May", source="long ago")) == ([], ())
    assert righted("No, that's wrong, it was March.", known("f1", "birthday", "May", source="long ago")) == (
        [],
        (),
    )


def test_an_end_closes_what_was_going_on() -> None:
    job = known("f1", "works_at", "Siemens")
    assert righted("I lost my job last week.", job)[0] == ["person works_at Siemens past"]
    assert righted("I dropped out in January.", known("f1", "studies", "law"))[0] == [
        "person studies law past"
    ]
    assert righted("I moved here in 2019.", known("f1", "lives_in", "Leeds"))[0] == [
        "person lives_in Leeds since 2019"
    ]
    assert righted("I lost my keys.", job) == ([], ())
