"""What the relations of facts mean to memory: which exclude each other, which end others, who is family.

Relations are open: any other name is kept as it is, and its values gather. It knows no sentences.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping

FUNCTIONAL = frozenset(
    """
    name birthday born_in age lives_in grew_up_in works_as works_at studies_at married_to marital_status
    husband wife partner boyfriend girlfriend fiance fiancee boss diet died anniversary wedding
    favourite_colour favourite_food favourite_film favourite_book favourite_song favourite_band favourite_season
    """.split()  # noqa: SIM905 - one line a list
)
"""Relations with one value at a time: a new value closes the old."""
SENSITIVE = frozenset(
    "allergic_to has_condition takes_medicine intolerant_to owes earns accused_of sues diet addicted_to".split()  # noqa: SIM905
)
"""Health, allergies, money and law: never certain before the person has confirmed it."""
OPPOSITES: Mapping[str, str] = {"likes": "dislikes", "dislikes": "likes"}
"""Relations of which one closes the other where the value is the same."""
PARTNERS = ("husband", "wife", "married_to", "partner", "boyfriend", "girlfriend", "fiance", "fiancee")
APART = frozenset(("divorced", "separated", "single", "widowed"))
"""Marital states that end every partnership."""

FEMALE = frozenset(
    """
    mother sister daughter wife girlfriend fiancee aunt grandmother niece granddaughter stepmother stepsister
    stepdaughter half-sister mother-in-law sister-in-law daughter-in-law ex-wife ex-girlfriend godmother
    goddaughter great-aunt great-niece great-grandmother great-granddaughter
    """.split()  # noqa: SIM905
)
MALE = frozenset(
    """
    father brother son husband boyfriend fiance uncle grandfather nephew grandson stepfather stepbrother stepson
    half-brother father-in-law brother-in-law son-in-law ex-husband ex-boyfriend godfather godson great-uncle
    great-nephew great-grandfather great-grandson
    """.split()  # noqa: SIM905
)
NEUTRAL = frozenset(
    """
    partner friend cousin colleague neighbour boss teacher doctor therapist roommate flatmate baby child twin
    nanny landlord mentor student client manager dentist lawyer ex godchild grandchild stepchild coworker
    great-grandchild lodger carer
    """.split()  # noqa: SIM905
)
ROLES = FEMALE | MALE | NEUTRAL
"""What someone can be to someone, in the singular: the relation whose value is a name."""
SAME_ROLE: Mapping[str, str] = {
    "mum": "mother", "mom": "mother", "mummy": "mother", "mommy": "mother", "mam": "mother", "mama": "mother",
    "dad": "father", "daddy": "father", "papa": "father", "fianc\u00e9e": "fiancee", "fianc\u00e9": "fiance",
    "hubby": "husband", "wifey": "wife",
    "grandma": "grandmother", "granny": "grandmother", "gran": "grandmother", "nan": "grandmother",
    "nana": "grandmother", "grandpa": "grandfather", "granddad": "grandfather", "grandad": "grandfather",
    "auntie": "aunt", "best friend": "friend", "mate": "friend", "buddy": "friend", "pal": "friend",
    "good friend": "friend", "old friend": "friend", "closest friend": "friend", "neighbor": "neighbour",
    "housemate": "flatmate", "bro": "brother", "sis": "sister", "kid": "child", "little girl": "daughter",
    "little boy": "son", "ex wife": "ex-wife", "ex husband": "ex-husband", "ex boyfriend": "ex-boyfriend",
    "ex girlfriend": "ex-girlfriend", "mother in law": "mother-in-law", "father in law": "father-in-law",
    "sister in law": "sister-in-law", "brother in law": "brother-in-law", "son in law": "son-in-law",
    "daughter in law": "daughter-in-law", "half sister": "half-sister", "half brother": "half-brother",
    "stepdad": "stepfather", "stepmum": "stepmother", "stepmom": "stepmother", "mammy": "mother",
    "nonna": "grandmother", "abuela": "grandmother", "oma": "grandmother", "nonno": "grandfather",
    "abuelo": "grandfather", "opa": "grandfather", "great nan": "great-grandmother",
    "great gran": "great-grandmother", "great grandma": "great-grandmother", "great granny": "great-grandmother",
    "great grandad": "great-grandfather", "great grandpa": "great-grandfather", "great auntie": "great-aunt",
    "missus": "partner", "other half": "partner", "better half": "partner", "bestie": "friend", "lad": "son",
    "grandkid": "grandchild", "wee boy": "son", "wee girl": "daughter",
    "co-worker": "coworker", "workmate": "coworker", "counsellor": "therapist", "psychologist": "therapist",
}  # fmt: skip
"""Other words for a role."""
SAME_RELATION: Mapping[str, str] = {
    word: relation
    for relation, words in {
        "works_at": "works_for work_at employer employed_by employed_at employed_with job_at has_job_at working_at"
        " working_for works_in workplace hired_by",
        "works_as": "job occupation profession employed_as works_as_a job_title",
        "lives_in": "lives_at live_in living_in moved_to relocated_to based_in resides_in residence"
        " located_in settled_in address lives",
        "grew_up_in": "raised_in grew_up childhood_home",
        "born_in": "birthplace place_of_birth was_born_in",
        "from": "comes_from is_from origin",
        "birthday": "birth_date date_of_birth born_on birthdate dob",
        "age": "is_aged years_old aged",
        "studies": "studying majors_in major degree_in",
        "studies_at": "study_at student_at goes_to_university_at university",
        "married_to": "spouse is_married_to",
        "marital_status": "relationship_status civil_status",
        "allergic_to": "allergy allergies has_allergy has_allergy_to",
        "has_condition": "suffers_from diagnosed_with condition illness disease has_illness",
        "takes_medicine": "medication takes_medication takes_drug medicine",
        "likes": "enjoys is_fond_of fond_of",
        "dislikes": "hates detests does_not_like",
        "name": "is_named is_called called full_name",
        "nickname": "known_as goes_by",
        "speaks": "language speaks_language languages",
        "favourite_colour": "favorite_color favorite_colour favourite_color",
        "favourite_food": "favorite_food favourite_dish favorite_dish",
        "favourite_film": "favorite_movie favourite_movie favorite_film",
        "favourite_book": "favorite_book",
        "favourite_song": "favorite_song",
        "favourite_band": "favorite_band",
        "favourite_season": "favorite_season",
    }.items()
    for word in words.split()
}
"""Other words for a relation: whatever a reader calls it, a new employer takes the place of the old."""
PETS = frozenset(
    """
    dog cat puppy kitten rabbit hamster parrot budgie horse pony goldfish fish tortoise turtle snake lizard gecko
    ferret guinea-pig canary hen chicken cockerel rooster goat donkey rat mouse
    """.split()  # noqa: SIM905
)
"""Animals that people keep; like a role, with the animal's name as the value."""
FEELINGS = frozenset(
    """
    loves misses likes dislikes admires trusts distrusts worries_about afraid_of proud_of angry_with jealous_of
    """.split()  # noqa: SIM905
)
"""Relations that say how somebody feels about the one who is their value."""
DATES = ("birthday", "died", "anniversary", "wedding", "married_since")
"""Relations whose value is a date that matters."""


@functools.cache
def relation(word: str) -> str:
    """The one word for the relation `word`: "employed_by" is "works_at", "mum" is "mother"; itself where no other
    is known."""
    word = "_".join(re.findall(r"[^\W_]+(?:-[^\W_]+)*", word.lower()))
    return SAME_RELATION.get(word) or role(word.replace("_", " ")) or word


def spellings(relations: Iterable[str]) -> list[str]:
    """Every word under which one of `relations` may be kept, sorted."""
    wanted = set(relations)
    same = {**SAME_ROLE, **SAME_RELATION}
    return sorted(wanted | {word.replace(" ", "_") for word, one in same.items() if one in wanted})


def role(word: str) -> str | None:
    """The role that `word` (lower case, singular) names, or None."""
    word = SAME_ROLE.get(word, word)
    return word if word in ROLES else None
