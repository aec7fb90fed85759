"""What a text is about, and how a memory is quoted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from os1.mind.identity import Fact, Identity
from os1.mind.remembering.gist import Gist, gist, proper, stem
from os1.mind.remembering.telling import excerpt, is_person, quoted, told
from os1.mind.words import Words
from os1.types import Recalled

NOW = datetime(2026, 3, 16, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "words", ["move moved moving moves", "party parties", "stop stopped stopping", "Anna Anna's"]
)
def test_the_forms_of_a_word_are_one(words: str) -> None:
    assert len({stem(word.lower()) for word in words.split()}) == 1


def test_names_weigh_most_and_empty_words_nothing() -> None:
    found = gist("the new job of Anna", frozenset({"anna"}))
    assert found.weights["anna"] > found.weights["job"] > found.weights["new"]
    assert "the" not in found.weights
    assert found.names == {"anna"}


def test_names_are_known_by_their_capitals_but_not_at_the_beginning() -> None:
    assert proper("Yesterday Anna and I saw Tom in March. Rain fell.") == {"anna", "tom"}


def test_words_of_one_family_count_a_little_less() -> None:
    wanted = gist("where my sister lives", frozenset({"sister"}))
    assert 0 < wanted.covered("She moved.") < wanted.covered("My sister moved.") < 1
    assert wanted.covered("My sister lives here.") == 1
    assert wanted.covered("I like boats.") == 0
    assert "moved" in wanted.wider()


def test_other_names_of_somebody_count_as_theirs() -> None:
    wanted = Gist({"sister": 2.0}, {"sister": frozenset({"anna"})})
    assert wanted.covered("Anna came.") == 1
    assert wanted.others == ("anna",)


def test_nothing_asked_is_never_covered() -> None:
    assert gist("the of and").covered("the of and") == 0


def test_the_part_that_matters_is_quoted_with_what_is_around_it() -> None:
    text = "It rained. Anna moved to Porto. She likes it."
    assert excerpt(text, gist("Anna")) == text
    long = f"{'It rained and rained and would not stop at all. ' * 4}Anna moved to Porto. She likes it."
    assert excerpt(long, gist("Porto")).endswith("Anna moved to Porto. She likes it.")
    assert len(excerpt(long, gist("Porto")).split()) <= 26
    endless = f"{'I walked and walked, and then some more, ' * 9}until Anna came, and we ate"
    assert "Anna came" in excerpt(endless, gist("about Anna"))
    assert len(excerpt(endless, gist("about Anna")).split()) <= 45


def test_a_quotation_ends_in_a_mark_and_holds_no_other() -> None:
    assert quoted("Anna moved", gist("Anna")) == "\u201cAnna moved.\u201d"
    assert quoted("She said \u201cno\u201d", Gist({})) == "\u201cShe said \u2018no\u2019.\u201d"
    assert quoted("Anna moved!", gist("Anna")) == "\u201cAnna moved!\u201d"


def test_who_said_it_is_told() -> None:
    own = Identity().settle("person", Fact("Theo"))
    words = Words()
    for speaker, said in (
        ("person", "ou told me"),
        ("Theo", "ou told me"),
        ("os1", "I said"),
        ("Tom", "Tom said"),
    ):
        one = Recalled("a", speaker, NOW - timedelta(days=2), "Anna moved.", 1.0)
        spoken = told(one, Gist({}), own, NOW, words)
        assert said in spoken
        assert "wo days ago" in spoken
    assert not is_person("Tom", own)
    assert not is_person("", Identity())
