"""The people in somebody's life, put together from what is known: who they are to them, dates, and feelings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from os1.memory.facts import Claim, Fact, fold
from os1.memory.names import Names, called
from os1.memory.namesakes import Namesake, group_of
from os1.memory.relations import DATES, FEELINGS, PETS, ROLES


@dataclass(frozen=True, slots=True)
class Person:
    """Someone the person has spoken of. `name` is a role ("my sister") where no name is known.

    `relation` is what they are to the person ("sister", "Anna's husband", "former wife"), empty where that was
    never said. `dates` maps what happened or happens to when, as it was said ("birthday" to "14 March").
    `feelings` are the facts that say how the person feels about them. `sources` are the utterances that all of it
    comes from.
    """

    name: str
    aliases: tuple[str, ...] = ()
    relation: str = ""
    dates: tuple[tuple[str, str], ...] = ()
    feelings: tuple[Fact, ...] = ()
    sources: tuple[str, ...] = ()


def people(
    claims: Sequence[Claim],
    facts: Sequence[Fact],
    names: Names,
    namesakes: Callable[[str], Sequence[Namesake]],
) -> list[Person]:
    """Everyone in `claims` and the `facts` that they add up to but the person and the OS, in order of appearance.

    What is over is included. Two of one name are two; a claim that may be about either is told of neither.
    """
    found: dict[str, None] = {}
    pets = {fact.value for fact in facts if fact.relation in PETS}
    pets |= {called(fact.subject, pet) for fact in facts for pet in PETS}
    for fact in facts:
        if fact.relation == "has_family" and fact.value in ROLES and not fact.negated:
            found[names.of(called(fact.subject, fact.value))] = None
        if fact.subject not in ("person", "os1"):
            found[fact.subject] = None
        if fact.relation in ROLES or fact.relation == "married_to":
            found[fact.value] = None
    return [
        one
        for name in found
        if name not in pets and name != "person"
        for one in _called(name, claims, facts, names, namesakes)
    ]


def _called(
    name: str,
    claims: Sequence[Claim],
    facts: Sequence[Fact],
    names: Names,
    namesakes: Callable[[str], Sequence[Namesake]],
) -> list[Person]:
    """Whoever is called `name`: one, or where they are to the person what nobody is at once, each of them."""
    roles = {
        fact.relation
        for fact in facts
        if fact.value == name and fact.subject == "person" and fact.relation in ROLES and not fact.negated
    }
    several = namesakes(name) if len({group_of(f"my {role}") for role in roles} - {""}) > 1 else ()
    if not several:
        return [_person(name, facts, names)]
    found = []
    for each in several:
        one = _person(name, fold(claim for claim in claims if claim.source in each.ids), names)
        found.append(replace(one, aliases=tuple(alias for alias in one.aliases if alias == each.mark)))
    return found


def _person(name: str, facts: Sequence[Fact], names: Names) -> Person:
    about = [fact for fact in facts if name in (fact.subject, fact.value)]
    dates = {
        fact.relation: fact.value
        for fact in about
        if fact.subject == name and fact.relation in DATES and fact.until is None and not fact.negated
    }
    feelings = [fact for fact in about if fact.subject == "person" and fact.relation in FEELINGS]
    return Person(
        name,
        names.aliases(name),
        _relation(name, about),
        tuple(dates.items()),
        tuple(fact for fact in feelings if fact.until is None),
        tuple(dict.fromkeys(source for fact in about for source in fact.sources)),
    )


def _relation(name: str, about: Sequence[Fact]) -> str:
    """What `name` is to the person: as it was said of them now, once, or by way of somebody else."""
    told = [fact for fact in about if fact.value == name and not fact.negated and fact.certainty != "unsure"]
    of_person = [one for one in told if one.subject == "person"]
    now = [fact.relation for fact in of_person if fact.until is None]
    roles = [one for one in now if one in ROLES] + ["spouse" for one in now if one == "married_to"]
    once = [one.relation for one in of_person if one.relation in ROLES]
    roles += [one if one.startswith("ex") else f"former {one}" for one in once]
    roles += [called(one.subject, one.relation) for one in told if one.relation in ROLES]
    if roles:
        return roles[0]
    return name.removeprefix("my ") if name.startswith("my ") else ""
