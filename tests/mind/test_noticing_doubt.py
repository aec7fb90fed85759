"""What takes the ground from under a statement: second thoughts, other people's words, play, and somebody else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from os1.memory.facts import Fact
from os1.mind.noticing import Noticed, needs_known, notice
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
        "I play the oboe, or I did, before the arthritis.",
        "My mum works at Tesco, or she used to.",
        "I think we're going to move to Spain. If the house sells.",
        "My brother says he's going to move to Spain.",
        "I work for the council. Sorry, the phone.",
        "My sister lives in Malmö. No, Lund, I think she said.",
        "Papers came through this morning. He's five.",
        "We adopted! Papers came through. His name is Samuel and he's five.",
        "My dog walker is called Sue.",
        "I was watching Netflix with him. He's my brother.",
        "I went with Ali and Omar. He's my cousin.",
        "A man rang about Jaden. He's my brother.",
        "It's about Jaden. He's my brother's dentist.",
        "Well, Dale wants chickens. He's not my brother.",
        "coffee's my best friend",
        "today is my mum's birthday",
        "Can you help with Excel? He's my boss.",
        "I work at Stokes and Webb.",
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
        ("My sister lives in Malmö. No wait, Lund, she moved in spring", ("my sister", "lives_in", "Lund")),
        (
            "I work for the post office. Sorry, the Met Office. Old age.",
            ("person", "works_at", "the Met Office"),
        ),
        ("My new boss is called Sandra. Sondra? Sondra, with an o", ("person", "boss", "Sondra")),
        ("My sister is called Catherine. Katherine with a K.", ("person", "sister", "Katherine")),
        ("My sister is called Anna. Anna?", ("person", "sister", "Anna")),
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


def test_a_name_like_the_last_one_makes_that_one_doubtful() -> None:
    (fact,) = notice(line("My boss is called Sandra. Sondra?")).facts
    assert (fact.value, fact.certainty) == ("Sondra", "unsure")


def test_a_name_is_spelt_in_the_next_line() -> None:
    known = Fact("f1", "person", "boss", "Sandra", sources=("b0",), learned=NOW)
    said = line("Sondra, with an o.")
    noticed = notice(said, [line("My boss is called Sandra.", "b0")], [known])
    assert needs_known(said.text)
    assert noticed.wrong == ("f1",)
    assert [(one.relation, one.value) for one in noticed.facts] == [("boss", "Sondra")]


def test_a_value_with_more_behind_it_does_not_undo_what_was_known() -> None:
    known = Fact("f1", "person", "lives_in", "Leeds", sources=("b0",), learned=NOW)
    noticed = notice(line("No, Wanjiru, fine."), [line("I live in Leeds.", "b0")], [known])
    assert noticed == Noticed()


def test_what_follows_a_thing_that_is_liked_is_no_part_of_it() -> None:
    assert told("I used to love mushrooms and then I had too many") == [("person", "likes", "mushrooms")]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("The school called about Jaden again. He's my stepson.", ("person", "stepson", "Jaden")),
        ("It's a present for Hamid, he's my best friend, forty next week.", ("person", "friend", "Hamid")),
        ("Well, Dale wants chickens. He's my brother.", ("person", "brother", "Dale")),
        ("pete's my husband", ("person", "husband", "Pete")),
        ("I was a pastry chef back in Lyon.", ("person", "works_as", "pastry chef")),
        ("I'm studying pharmacy here in Dublin, second year.", ("person", "studies", "pharmacy")),
        ("I'm a dental hygienist.", ("person", "works_as", "dental hygienist")),
    ],
)
def test_plain_statements_are_read(text: str, right: tuple[str, str, str]) -> None:
    assert told(text) == [right]


def test_a_kid_brother_is_a_brother() -> None:
    assert told("He's Minh, he's twenty.", "My kid brother came over.") == [
        ("person", "brother", "Minh"),
        ("my brother", "age", "20"),
    ]


def test_whoever_is_placed_may_be_spoken_of_at_once() -> None:
    assert told("he's a roofer", "if pete stops dithering", "pete's my husband") == [
        ("Pete", "works_as", "roofer")
    ]


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
