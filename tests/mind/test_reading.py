"""The steps of reading a sentence: made plain, cut into clauses, its subject placed, its verb found."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from os1.mind.mentions import head, is_name, names_in, role_of, someone
from os1.mind.plainly import clauses, plainly, sentences
from os1.mind.promising import promises_in
from os1.mind.rules import rules
from os1.mind.statements import after_joke, is_joke, statements, states_nothing
from os1.mind.verbs import Walk
from os1.mind.whom import Context

NOW = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("I'm here and I can't stay.", "I am here and I can not stay."),
        (
            "She's a vet, she's got a cat, she's called Ann.",
            "She is a vet, she has got a cat, she is called Ann.",
        ),
        ("Anna's pregnant. Anna's sister isn't.", "Anna is pregnant. Anna's sister is not."),
        ("He won't. We're off. They've gone.", "He will not. We are off. They have gone."),
        ("I\u2019ve no kids", "I do not have any kids"),
        ("i live in leeds", "I live in Leeds"),
        ("my sister anna lives in york", "my sister Anna lives in York"),
        ("my sister always lives there", "my sister always lives there"),
        ('He said "I am Batman" once.', "He said  quoted  once."),
        ("I like it lol", "I like it"),
    ],
)
def test_an_utterance_is_made_plain(text: str, plain: str) -> None:
    assert plainly(text) == plain


def test_what_stands_in_between_is_taken_out() -> None:
    assert sentences("My sister, Anna, sings. Who knows?") == ["My sister Anna sings.", "Who knows?"]
    assert sentences("My boss, who lives in York, sings.") == ["My boss sings.", "My boss lives in York"]


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("I live in Leeds and my son lives in York.", ["I live in Leeds", "my son lives in York"]),
        ("I like Leo and Nina.", ["I like Leo and Nina"]),
        ("Leo is six and Nina is four.", ["Leo is six", "Nina is four"]),
        ("I live here, but I work in York.", ["I live here", "I work in York"]),
        ("I live in Leeds and work as a nurse.", ["I live in Leeds", "work as a nurse"]),
        ("So much energy and love everywhere.", ["So much energy and love everywhere"]),
    ],
)
def test_a_sentence_is_cut_into_clauses(sentence: str, parts: list[str]) -> None:
    assert [clause.text for clause in clauses(sentence)] == parts


@pytest.mark.parametrize(
    ("clause", "who", "attribute"),
    [
        ("I sing", "person", ""),
        ("my little sister sings", "my sister", ""),
        ("my sister Anna sings", "Anna", ""),
        ("my sister's husband sings", "my sister's husband", ""),
        ("my sister Anna's husband Paul sings", "Paul", ""),
        ("my mum sings", "my mother", ""),
        ("Grandma sings", "my grandmother", ""),
        ("Anna Petersen sings", "Anna Petersen", ""),
        ("Anna's birthday is in May", "Anna", "birthday"),
        ("my favourite film is Alien", "person", "favourite film"),
        ("my wedding anniversary is in May", "person", "wedding anniversary"),
    ],
)
def test_the_subject_is_placed(clause: str, who: str, attribute: str) -> None:
    found = head(clause, Context())
    assert found is not None
    assert (found.who, found.attribute) == (who, attribute)


@pytest.mark.parametrize(
    "clause", ["she sings", "it rains", "the dog sings", "my car sings", "Monday is bad", "their son sings"]
)
def test_what_is_nobody_that_is_known_is_no_subject(clause: str) -> None:
    assert head(clause, Context()) is None


def test_names_and_roles() -> None:
    assert is_name("Anna")
    assert is_name("Ludwig van Beethoven")
    assert not is_name("Monday")
    assert not is_name("anna")
    assert list(names_in("Leo, Nina and Jo")) == ["Leo", "Nina", "Jo"]
    assert list(names_in("Leo and the dog")) == []
    assert [role_of(word) for word in ("Mum", "sister in law", "best friend", "twin")] == [
        "mother",
        "sister-in-law",
        "friend",
        "twin",
    ]
    assert someone("my sister Anna", Context()) == "Anna"
    assert someone("my sister and me", Context()) is None
    assert someone("him", Context()) is None


@pytest.mark.parametrize(
    ("words", "third", "verb", "tense", "nots"),
    [
        ("live in Leeds", False, "live", "present", 0),
        ("lives in Leeds", True, "live", "present", 0),
        ("do not live in Leeds", False, "live", "present", 1),
        ("has never lived in Leeds", True, "live", "perfect", 1),
        ("lived in Leeds", True, "live", "past", 0),
        ("will live in Leeds", True, "live", "plan", 0),
        ("am thinking of moving to Leeds", False, "move", "plan", 0),
        ("is moving to Leeds", True, "move", "plan", 0),
        ("is working in Leeds", True, "work", "present", 0),
        ("have decided not to move", False, "move", "plan", 1),
        ("is not really a nurse", True, "be", "present", 1),
        ("still secretly like jazz", False, "like", "present", 0),
    ],
)
def test_the_verb_is_found(words: str, third: bool, verb: str, tense: str, nots: int) -> None:
    walk = Walk(words.split(), third=third)
    assert walk.to_the_verb()
    assert (walk.verb, walk.tense, walk.nots) == (verb, tense, nots)


@pytest.mark.parametrize(
    ("words", "third"),
    [
        ("live in Leeds", True),
        ("lives in Leeds", False),
        ("would live in Leeds", False),
        ("might move", True),
        ("is eating meat", True),
        ("was going to move", True),
        ("hardly like it", False),
        ("dithers", True),
        ("", True),
        ("will love it", False),
    ],
)
def test_what_does_not_agree_or_is_not_so_has_no_verb(words: str, third: bool) -> None:
    assert not Walk(words.split(), third=third).to_the_verb()


def test_jokes_take_back_and_may_go_on() -> None:
    assert is_joke("Just kidding!")
    assert is_joke("Yeah right.")
    assert after_joke("Kidding, I am thirty.") == "I am thirty."
    assert after_joke("I like kidding.") is None


def test_nothing_is_stated_by_what_only_asks_or_dreams() -> None:
    for sentence in (
        "Do I sing?",
        "If I sing",
        "I dreamt I sang",
        "is my brother a vet",
        "I live here, right?",
    ):
        assert states_nothing(sentence)
    assert not states_nothing("I live here.")
    assert list(statements("Everyone thinks I live in Rome and I live in York.", Context())) == []


def test_offers_are_no_promises() -> None:
    assert promises_in("I'll look if you like. Shall I? I'll be here.", NOW) == []
    assert [one.kind for one in promises_in("I won't forget. I'll keep that in mind.", NOW)] == [
        "remember"
    ] * 2


def test_every_rule_can_be_read_and_says_something() -> None:
    count = 0
    for verb, of_verb in rules().items():
        for rule in of_verb:
            count += 1
            assert rule.relation or rule.closes or rule.kind == "role", verb
            assert rule.fixed or rule.closes or "value" in rule.pattern.groupindex, rule.pattern.pattern
    assert count > 80
