"""Values of what lasts or comes again: a course, a home that is rented, what is done every week, somebody one no
longer speaks to. In doubt there is no value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from os1.memory.relations import PETS
from os1.mind import dates
from os1.mind.first_names import leanings
from os1.mind.mentions import is_many, names_in, someone
from os1.mind.places import place
from os1.mind.tables import word_list
from os1.mind.value import Look, Value

_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_A_STAY = re.compile(r"\b(?:every|holiday|holidays|weekends?|weeks?|nights?|summers?|winters?|for the)\b")
"""What tells that a house is rented for a while."""
_NO_EMPLOYER = re.compile(
    r"\b(?:Uni|University|College|School|Academy|Infirmary|Hospital|Hospice|Home|House|Nursery|Church|Clinic|Beach"
    r"|Airport|Park|Street|Road|Christmas|Easter|Butlins)\b|'s?$"
)
"""What one may be at for years without working there."""
_MONTHLY = 7
"""Letters of a date that names no day: who is somewhere since Monday does not work there."""


def course(look: Look) -> Sequence[Value]:
    """ "She's doing law at Cork": what somebody studies. A subject that is a pastime too, or homework, only where
    the place is said."""
    said = look.stated.rest
    at = dates.find(said, _ANY_DAY)[0]
    general = look.words.lower() in word_list("special_subjects") or re.search(r" at [a-zA-Z]", said)
    if re.search(
        r" (?:at|in) (?:night school|evening class|college)", said
    ) and look.words.lower() in word_list("languages"):
        return []  # a language is learned there, and no degree
    if (at and at.kind == "at") or not (general or look.stated.verb == "study"):
        return []
    if look.relation == "studies_at":
        return school(look) if re.search(r"\b(?:uni|college)\b", look.words) else _named_school(look)
    return [look.value(look.words)]


def _named_school(look: Look) -> Sequence[Value]:
    where = place(look.words, look.relation)
    return [look.value(where)] if where[:1].isupper() or where.startswith("the ") else []


def school(look: Look) -> Sequence[Value]:
    """ "At uni in Bath", "at Leeds uni"; not where somebody is only today."""
    when = dates.find(look.stated.rest, _ANY_DAY)[0]
    passing = when is not None and when.kind == "at"
    own = look.words.split(maxsplit=1)[0].lower() not in ("night", "sixth", "work", "about", "home")
    return [] if passing or is_many(look.stated.who) or not own else [look.value(look.words)]


def rented(look: Look) -> Sequence[Value]:
    """Where somebody rents, if it is their home and no holiday."""
    where = place(look.words, look.relation)
    lasts = look.stated.tense in ("present", "perfect") and not _A_STAY.search(look.stated.rest)
    return [look.value(where)] if lasts and where[:1].isupper() else []


def employed(look: Look) -> Sequence[Value]:
    """ "I've been at Amazon since March": for months or years, at what is neither a school nor a house."""
    when = dates.find(look.stated.rest, _ANY_DAY)[0]
    long = when is not None and when.kind == "since" and when.iso is not None and len(when.iso) <= _MONTHLY
    somebody = look.words.split(maxsplit=1)[0].removesuffix("'s") in leanings()
    if look.stated.tense != "perfect" or look.stated.negated or not long:
        return []
    return [] if _NO_EMPLOYER.search(look.words) or somebody else [look.value(look.words)]


def service(look: Look) -> Sequence[Value]:
    """Who serves in the army; not an eldest without a name, who may be of any family that is spoken of."""
    return [] if look.stated.who == "my child" else [look.value(look.words)]


def workplace(look: Look) -> Sequence[Value]:
    """ "A barber in Hackney": the town where somebody works."""
    lasts = look.stated.tense == "present" and not look.stated.over
    return [look.value(look.words)] if lasts and not dates.said(look.words) else []


def flatmates(look: Look) -> Sequence[Value]:
    """ "I share with two lads, Bilal and Tom"."""
    names = list(names_in(look.words))
    told = look.stated.who == "person" and look.stated.tense == "present" and not look.stated.negated
    if not told or any(name.split(maxsplit=1)[0] not in leanings() for name in names):
        return []
    for name in names:
        look.context.mention(name)
    return [look.value(name) for name in names]


def due(look: Look) -> Sequence[Value]:
    """When a woman "is due"; anybody else is only expected somewhere."""
    who = look.stated.who
    sex = next((known for one, known in look.context.seen if one == who), "")
    date = dates.said(look.words)
    return [look.value(date)] if date and sex == "f" and look.stated.tense == "present" else []


def now(look: Look) -> Sequence[Value]:
    """What somebody plainly does as a rule, in the present."""
    return [look.value(look.words)] if _as_a_rule(look) and not look.stated.by.endswith("ing") else []


def repeated(look: Look) -> Sequence[Value]:
    """ "I swim every morning": the verb and how often."""
    return [look.value(f"{look.stated.verb} {look.words}")] if _as_a_rule(look) else []


def _as_a_rule(look: Look) -> bool:
    return look.stated.tense == "present" and look.stated.by not in ("am", "is", "are")


def estranged(look: Look) -> Sequence[Value]:
    """Somebody to whom one no longer speaks, or never."""
    who = someone(look.words, look.context)
    apart = look.stated.over or (look.stated.negated and look.stated.by == "never")
    fits = who and who != "person" and look.stated.who == "person" and look.stated.tense == "present"
    return [look.value(who)] if who and apart and fits else []


def trait(look: Look) -> Sequence[Value]:
    """What somebody is by nature; that they are "not really" so says little."""
    return [] if look.stated.negated else [look.value(look.words)]


def put_down(look: Look) -> Sequence[Value]:
    """ "We had the cat put down": the animal is dead."""
    own = look.stated.who == "person" and look.words in PETS and not look.stated.negated
    return [Value(f"my {look.words}", "is", "dead")] if own else []


LASTING: Mapping[str, Callable[[Look], Sequence[Value]]] = {
    "course": course,
    "school": school,
    "rented": rented,
    "employed": employed,
    "workplace": workplace,
    "flatmates": flatmates,
    "due": due,
    "now": now,
    "repeated": repeated,
    "estranged": estranged,
    "service": service,
    "trait": trait,
    "put_down": put_down,
}
