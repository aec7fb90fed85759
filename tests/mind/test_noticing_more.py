"""Trades, states, names told together and speech without marks; and what only looks like them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from os1.mind.noticing import Noticed, notice
from os1.mind.running import runs, unmarked
from os1.testing.facts import short
from os1.types import Recalled

NOW = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)


def read(text: str) -> Noticed:
    return notice(Recalled("u1", "person", NOW, text, 0.0))


SAYS = [
    ("I run a chip shop in Anstruther.", ["person does run a chip shop in Anstruther"]),
    ("I mend clocks.", ["person does mend clocks"]),
    ("By day I fit kitchens.", ["person does fit kitchens"]),
    ("My wife runs the pharmacy on the square.", ["my wife does run the pharmacy on the square"]),
    ("I used to keep goats.", ["person does keep goats past"]),
    ("I teach the violin to children.", ["person teaches violin"]),
    ("I drive the school bus.", ["person drives the school bus"]),
    ("I've been a bell founder for two years.", ["person works_as bell founder since 2024"]),
    ("I work days as a postman.", ["person works_as postman"]),
    ("I'm in remission.", ["person is in remission"]),
    ("Kavya is expecting, but it is early.", ["Kavya is pregnant"]),
    ("I'm a widow.", ["person marital_status widowed"]),
    ("My wife left me.", ["person marital_status separated"]),
    ("I split up with Marcus.", ["person ex Marcus"]),
    ("I gave up smoking.", ["person habit smoke past"]),
    ("I gave up my licence.", ["person habit drive past"]),
    ("I don't eat onion or garlic.", ["person eats not onion", "person eats not garlic"]),
    ("I can't have nuts.", ["person eats not nuts"]),
    ("I can't abide football.", ["person dislikes football"]),
    ("My husband passed in the pandemic.", ["my husband is dead"]),
    ("My sister Nuala drowned when we were children.", ["person sister Nuala", "Nuala is dead"]),
    ("My mum turns seventy on the 14th of May.", ["my mother birthday 14 May"]),
    ("My date of birth is the 3rd of May 1941.", ["person birthday 3 May 1941"]),
    ("We're in a bungalow in Clacton now.", ["person lives_in a bungalow in Clacton"]),
    ("My brother Tony's in Perth.", ["person brother Tony", "Tony lives_in Perth unsure"]),
    ("I came from Eritrea in 2016.", ["person from Eritrea since 2016"]),
    ("I've one son, Adrian, in Stavanger.", ["person has_family son", "person son Adrian"]),
    ("Got two boys Colt and Wyatt.", ["person son Colt", "person son Wyatt"]),
    ("My kids are Ravi and Anoushka.", ["person child Ravi", "person child Anoushka"]),
    ("My eldest, Ilyas, cuts well.", ["person child Ilyas"]),
    ("My great-grandson Alfie is six.", ["person great-grandson Alfie", "Alfie age 6"]),
    ("Baby's name is Theodore.", ["person baby Theodore"]),
    ("The wife is a nurse.", ["my wife works_as nurse"]),
    ("my daughter philippa drove me", ["person daughter Philippa"]),
    ("I live in Hull I'm a baker", ["person lives_in Hull", "person works_as baker"]),
    ("my dads called rashid", ["person father Rashid"]),
    ("My sister complains about my cockerel. His name is Pavarotti.", ["person cockerel Pavarotti"]),
    ("My mother-in-law comes from Leicester.", ["my mother-in-law from Leicester"]),
    ("My son is fifteen, no, sixteen.", ["my son age 16"]),
    ("I don't own a horse obviously.", ["person owns not horse"]),
    ("I was a stewardess from 1962.", ["person works_as stewardess past"]),
    ("My daughter is called Harper. My girlfriend, I mean.", ["person girlfriend Harper"]),
    ("My friend Ros and I are going to start at Sarria.", ["person friend Ros"]),
    ("She was a college librarian for a time.", []),
    ("My colleague Dieter makes me sneeze. I'm joking, it is his cat.", ["person colleague Dieter"]),
    ("Our youngest is eighteen. Grandad Pete is thrilled.", []),
    ("Grandad Pete is thrilled.", ["person grandfather Pete"]),
    ("My friend Ann is in St Thomas' again.", ["person friend Ann"]),
    ("I was adopted when I was two.", ["person is adopted"]),
    ("I've got a cat, Mishka.", ["person has_pet cat", "person cat Mishka"]),
    ("We have a dog, Mum has none.", ["person has_pet dog"]),
    ("I hate Mondays and I hate Darren from accounts. Okay not Darren.", ["person dislikes Mondays"]),
    ("I'm expecting in November.", ["person is pregnant"]),
    ("I'm 78 now. Kilos not years. I'm 21.", ["person age 21"]),
    ("My niece is having her baby done. Baby's called Wren.", []),
    ("My girlfriend's Deaf.", ["my girlfriend has_condition Deaf told"]),
    ("My daughter Leanne says I'm pregnant, ha.", ["person daughter Leanne"]),
    ("My wife is a vegan and a trainer.", ["my wife works_as trainer", "my wife diet vegan told"]),
    ("My son is Dave. He calls my son Big Dave.", ["person son Dave"]),
    ("I'm scared of moths btw.", ["person afraid_of moths"]),
    ("im sixty five i worked at Corus", ["person age 65", "person works_at Corus past"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "facts"), SAYS, ids=[one[0] for one in SAYS])
def test_a_plain_form_is_read(text: str, facts: list[str]) -> None:
    assert sorted(short(fact) for fact in read(text).facts) == sorted(facts)


SAYS_NOTHING = [
    "My mother-in-law comes from Leicester on Friday.",
    "Phone is sixty.",
    "My father was Gurkhas too.",
    "I also love paying rent.",
    "I'm allergic to early mornings.",
    "She and Matthew are expecting in August.",
    "Marjorie joined at Easter!",
    "I'm basically allergic to my job.",
    "I've never owned a hat before.",
    "My teacher's called Madame okafor.",
    "I don't like to chase.",
    "I can't drive so I'm off for months.",
    "Mom did the dishes. There is no avoiding them. Her name's Harper.",
    "I make mistakes.",
    "I'm going to bake cakes tonight.",
    "Do you mend clocks?",
    "If I ran a shop I'd sell clocks.",
    "My mother thinks I sell drugs.",
    "My wife left me a note.",
    "I can have nuts.",
    "I came from London this morning.",
    "My wife's in Rome.",
    "My brother's in Rome for the weekend.",
    "Tony's in Perth.",
    "My son passed in June.",
    "I'm expecting a parcel.",
    "I'm giving up the fags.",
    "My kids are Man United and City fans.",
    "My brothers are English and French.",
    "I go with our kid Gaz.",
    "My husband, MS, he's poorly.",
    "I'm scared of my daughter.",
    "I've got three accordions, which my wife says is four too many.",
    "I have a boss I am afraid of",
    "The man I am married to is a fool",
    "My wife is Filipina.",
    "My father was Scots.",
    "My husband was Church.",
]


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_what_only_looks_like_one_is_not_read(text: str) -> None:
    assert [short(fact) for fact in read(text).facts if fact.certainty != "hearsay"] == []


def test_whoever_has_no_children_names_none() -> None:
    told = read("We never had children, Arthur and I.")
    assert [(fact.relation, fact.value, fact.negated) for fact in told.facts] == [
        ("has_family", "children", True)
    ]


def test_a_name_that_is_in_no_list_is_one_all_the_same() -> None:
    assert [short(fact) for fact in read("My wife is Rosario.").facts] == ["person wife Rosario"]


SHE_MAY_BE_ANOTHER = [
    "My neighbour's girl Shanice is coming with me, she's nineteen.",
    "My mum's well. The art teacher Miss Abara said it's strong, she does ceramics.",
    "My stepson is quiet. I married his dad last year. He likes drawing.",
    "I saw my friend Simona's baby. She cleans offices.",
    "My kids are thrilled, even Ola. She turned twelve.",
    "I inherited a parrot from my uncle Basil, who was a sailor. He's thirty-eight, the bird.",
]


@pytest.mark.parametrize("text", SHE_MAY_BE_ANOTHER)
def test_nobody_is_meant_where_two_may_be(text: str) -> None:
    kinds = {fact.relation for fact in read(text).facts}
    assert not kinds & {"likes", "does", "age"}


def test_somebodys_relative_is_meant_where_only_they_can_be() -> None:
    told = read("My sister Nuala has a husband, Dan. My sister's husband is a builder. He likes drawing.")
    assert "my sister's husband likes drawing" in [short(fact) for fact in told.facts]


def test_a_denial_takes_back_only_what_it_can_be_said_of() -> None:
    told = read("My brother Chuy fell off a ladder. She thinks I'm getting married. I'm not.")
    assert [short(fact) for fact in told.facts] == ["person brother Chuy"]


@pytest.mark.parametrize(
    ("clause", "parts"),
    [
        ("his name is Arjun he is an engineer", ["his name is Arjun", "he is an engineer"]),
        ("my son he is making tea", ["my son", "he is making tea"]),
        ("I have a cat I am allergic to", ["I have a cat I am allergic to"]),
        ("my mum said yesterday I am adopted", ["my mum said yesterday I am adopted"]),
        ("the flat I live in is cold", ["the flat I live in is cold"]),
        ("I am sure she is a vet", ["I am sure she is a vet"]),
    ],
)
def test_a_clause_is_cut_where_another_surely_begins(clause: str, parts: list[str]) -> None:
    assert [part.strip() for part in runs(clause)] == parts


def test_capitals_show_sentences_where_no_mark_does() -> None:
    assert unmarked("I shear sheep The farm is in Wales") == ["I shear sheep", "The farm is in Wales"]
    assert unmarked("I do the quiz at The Fleece") == ["I do the quiz at The Fleece"]
