"""Facts in spoken words."""

from __future__ import annotations

from typing import Any

import pytest

from os1.memory.facts import Fact
from os1.mind.telling import spoken_date, told


@pytest.mark.parametrize(
    ("fact", "more", "words"),
    [
        (("person", "lives_in", "Leeds"), {}, "you live in Leeds"),
        (("Anna", "lives_in", "Leeds"), {"since": "2019"}, "Anna lives in Leeds, since 2019"),
        (("my sister", "works_as", "vet"), {}, "your sister works as a vet"),
        (("person", "sister", "Anna"), {}, "your sister is Anna"),
        (("Anna", "husband", "Paul"), {"until": "2020"}, "Anna's husband was Paul"),
        (("Anna", "birthday", "14 March"), {}, "Anna's birthday is the fourteenth of March"),
        (("person", "likes", "fish"), {"negated": True}, "you do not like fish"),
        (("Anna", "likes", "fish"), {"negated": True}, "Anna does not like fish"),
        (("Anna", "is", "pregnant"), {"negated": True}, "Anna is not pregnant"),
        (("person", "lives_in", "Leeds"), {"until": "2020"}, "you used to live in Leeds"),
        (("Anna", "has_pet", "dog"), {"until": "2020"}, "Anna used to have a dog"),
        (("person", "marital_status", "married"), {"until": "2020"}, "you were married"),
        (("person", "sister", "Anna"), {"negated": True}, "your sister is not Anna"),
        (("Anna", "lives_in", "Rome"), {"certainty": "hearsay"}, "somebody said that Anna lives in Rome"),
        (("Anna", "lives_in", "Rome"), {"certainty": "unsure"}, "perhaps Anna lives in Rome"),
        (("person", "lives_in", "Rome"), {"certainty": "planned"}, "you are thinking of this: live in Rome"),
        (("person", "sails", "boat"), {}, "your sails is boat"),
        (("person", "loves", "my niece"), {}, "you love your niece"),
        (("Anna", "lives_in", "Rome"), {"mark": "my sister"}, "your sister Anna lives in Rome"),
        (("Anna", "lives_in", "Rome"), {"mark": "from work"}, "Anna from work lives in Rome"),
    ],
)
def test_a_fact_is_told(fact: tuple[str, str, str], more: dict[str, Any], words: str) -> None:
    assert told(Fact("", *fact, **more)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("14 March", "the fourteenth of March"),
        ("1 May 1990", "the first of May 1990"),
        ("May", "May"),
        ("42", "42"),
    ],
)
def test_dates_are_told(value: str, words: str) -> None:
    assert spoken_date(value) == words
