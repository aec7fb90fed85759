"""What is known, as facts: claims read from single utterances, added up into what holds now and what held once.

Nothing here is stored. A claim is what one utterance says; facts are worked out anew from the claims that there
are, so that a claim that is forgotten leaves no trace in any fact. It knows neither sentences nor tables.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from os1.memory.relations import APART, FUNCTIONAL, OPPOSITES, PARTNERS, SENSITIVE

Certainty = Literal["certain", "told", "hearsay", "planned", "unsure"]
_RANK: dict[Certainty, int] = {"certain": 4, "told": 3, "hearsay": 2, "planned": 1, "unsure": 0}
_NEVER = datetime.min.replace(tzinfo=UTC)
_FIRM = ("certain", "told")
_PENDING = ("planned", "hearsay")
_SMALL = re.compile(r"\b(?:an?|the|my|our|his|her|their|some)\b|[^\w\s'-]")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known, with the utterances that it rests on.

    `subject` is "person" for the one who talks, "os1" for itself, a name, or a role where no name is known ("my
    sister"). `relation` is a short verb ("lives_in", "likes", "sister"). `since` and `until` are ISO dates,
    possibly partial ("2019", "2024-05"); a fact with `until` is over. `certainty`: "certain" was said plainly,
    "told" too, but counts only once confirmed, or comes from somebody else's lines; "hearsay" was said to have
    been said; "planned" may come to be; "unsure" was doubted, or was corrected since. `negated` says that it is
    not so. `learned` is when it was first said. `id` stays while its first source does. `mark` tells its subject
    from others of the name, as the person says it ("my sister", "from work"); empty where there is but one, or
    where nothing says which.
    """

    id: str
    subject: str
    relation: str
    value: str
    since: str | None = None
    until: str | None = None
    certainty: Certainty = "certain"
    negated: bool = False
    sources: tuple[str, ...] = ()
    learned: datetime = _NEVER
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one utterance says. `source` and `time` are the utterance's; `retracted` is the ISO date on which the
    person said that it was wrong, `confirmed` that they said it was right; `mark` is as in a `Fact`."""

    id: str
    subject: str
    relation: str
    value: str
    since: str | None
    until: str | None
    certainty: Certainty
    negated: bool
    source: str
    time: datetime
    confirmed: bool = False
    retracted: str | None = None
    mark: str = ""


@dataclass(slots=True)
class _Strand:
    """A fact in the making: claims that say the same, and when it ended. `place` counts the strands of one subject
    in the order in which they began."""

    claims: list[Claim]
    place: int
    until: str | None = None
    retracted: bool = False
    values: set[str] = field(default_factory=set)
    """The values that the claims give it, bare."""
    replaceable: bool = False
    """Whether another value can take its place: what is only planned or heard of holds no place."""

    def means(self, claim: Claim) -> bool:
        """Whether `claim`, of the same relation, gives the same value; of an exclusive one, a more exact one."""
        value = bare(claim.value)
        if value in self.values:
            return True
        if not _in_part(claim.relation):
            return False
        words = set(value.split())
        return any(words < set(one.split()) or set(one.split()) < words for one in self.values)

    @property
    def first(self) -> Claim:
        return self.claims[0]

    @property
    def open(self) -> bool:
        return self.until is None and not self.retracted


_Shelves = dict[tuple[str, str], list[_Strand]]


@dataclass(slots=True)
class _Strands:
    """The strands of one subject. Each is found by its relation and value, so that many values of one relation
    cost no more each than few; what is over never opens again, and is let go of wherever it is met."""

    all: list[_Strand] = field(default_factory=list)
    _by_value: _Shelves = field(default_factory=dict)
    _by_word: _Shelves = field(default_factory=dict)
    _by_rarest: _Shelves = field(default_factory=dict)
    """By the word of the value that the fewest others had."""
    _by_relation: _Shelves = field(default_factory=dict)
    """Under an empty second key."""
    _replaceable: _Shelves = field(default_factory=dict)
    """Those that another value can take the place of, in the same way."""

    def by_relation(self) -> Iterator[_Strand]:
        """All of them, those of one relation together."""
        relations: dict[str, list[_Strand]] = {}
        for strand in self.all:
            relations.setdefault(strand.first.relation, []).append(strand)
        for strands in relations.values():
            yield from strands

    def add(self, claim: Claim) -> None:
        """Let `claim` join the fact it repeats, end those it contradicts, or begin a new one."""
        if claim.retracted:
            self._begin(claim, retracted=True)
            return
        same = self._same(claim)
        if claim.until or (not claim.negated and claim.value in APART):
            self._end(claim)
        if _firm(claim) and not claim.until:
            for strand in self._contradicted(claim):
                if strand is not same:
                    strand.until = claim.since or claim.time.date().isoformat()
        if same is None:
            self._begin(claim)
        else:
            self._take(same, claim)
            same.until = claim.until

    def _begin(self, claim: Claim, *, retracted: bool = False) -> None:
        strand = _Strand([], len(self.all), claim.retracted or claim.until, retracted)
        self.all.append(strand)
        self._take(strand, claim)
        if strand.open:
            self._by_relation.setdefault((claim.relation, ""), []).append(strand)

    def _take(self, strand: _Strand, claim: Claim) -> None:
        strand.claims.append(claim)
        if not (strand.replaceable or claim.negated or claim.certainty in _PENDING):
            strand.replaceable = True
            self._replaceable.setdefault((claim.relation, ""), []).append(strand)
        value = bare(claim.value)
        if value not in strand.values:
            strand.values.add(value)
            if strand.open:
                self._shelve(strand, claim.relation, value)

    def _shelve(self, strand: _Strand, relation: str, value: str) -> None:
        self._by_value.setdefault((relation, value), []).append(strand)
        words = [(relation, word) for word in set(value.split())] if _in_part(relation) else []
        for key in words:
            self._by_word.setdefault(key, []).append(strand)
        if words:
            rarest = min(words, key=lambda key: len(self._by_word[key]))
            self._by_rarest.setdefault(rarest, []).append(strand)

    def _like(self, relation: str, value: str) -> Iterator[_Strand]:
        """The open strands of `relation` with this bare value, and some that may share a part of it."""
        yield from _opened(self._by_value, relation, value)
        words = value.split() if _in_part(relation) else []
        if words:
            # What holds all of these words is on the shelf of each, and so on the shortest.
            shortest = min(words, key=lambda word: len(self._by_word.get((relation, word), ())))
            yield from _opened(self._by_word, relation, shortest)
        for word in words:
            yield from _opened(self._by_rarest, relation, word)

    def _meaning(self, claim: Claim, relation: str) -> list[_Strand]:
        """The open strands of `relation` that give what `claim` gives, the oldest first."""
        found = {
            strand.place: strand for strand in self._like(relation, bare(claim.value)) if strand.means(claim)
        }
        return [found[place] for place in sorted(found)]

    def _same(self, claim: Claim) -> _Strand | None:
        meant = self._meaning(claim, claim.relation)
        return next((one for one in meant if one.first.negated == claim.negated), None)

    def _contradicted(self, claim: Claim) -> list[_Strand]:
        found = [one for one in self._meaning(claim, claim.relation) if one.first.negated != claim.negated]
        if claim.negated:
            if claim.relation == "has_family":
                roles = _opened(self._by_relation, claim.value)
                found += [one for one in roles if not one.first.negated]
            return found
        if claim.relation in FUNCTIONAL:
            found += _opened(self._replaceable, claim.relation)
        if opposite := OPPOSITES.get(claim.relation):
            found += [one for one in self._meaning(claim, opposite) if not one.first.negated]
        return found

    def _end(self, claim: Claim) -> None:
        """End what a closed claim says is over elsewhere: with a divorce, the husband."""
        end = claim.until or claim.since or claim.time.date().isoformat()
        relations: Sequence[str] = ()
        if claim.relation == "marital_status" and claim.value in APART and _firm(claim):
            relations = PARTNERS
        elif claim.relation == "has_family":
            relations = (claim.value,)
        for relation in relations:
            for strand in _opened(self._by_relation, relation):
                strand.until = end


def _opened(shelves: _Shelves, relation: str, key: str = "") -> list[_Strand]:
    """The strands on a shelf that are open; the others are taken off it."""
    if (strands := shelves.get((relation, key))) is None:
        return []
    strands[:] = [one for one in strands if one.open]
    return list(strands)


def _in_part(relation: str) -> bool:
    """Whether a part of a value of `relation` may mean the same ("Leeds" and "Leeds in Yorkshire")."""
    return relation in FUNCTIONAL and relation != "age"


def fold(claims: Iterable[Claim]) -> list[Fact]:
    """The facts that `claims` (in the order in which they were said) add up to, those that are over included."""
    return [_fact(strand) for strand in _woven(claims)]


def claims_of(claims: Iterable[Claim], fact_id: str) -> list[Claim]:
    """The claims of the fact in which one has this id; none where there is no such fact."""
    for strand in _woven(claims):
        if any(claim.id == fact_id for claim in strand.claims):
            return strand.claims
    return []


@functools.lru_cache(4096)
def bare(value: str) -> str:
    """`value` as values are compared: lower case, without articles and punctuation."""
    return " ".join(_SMALL.sub(" ", value.lower()).split())


def sensitive(relation: str) -> bool:
    """Whether facts of `relation` need the person's confirmation before they are certain."""
    return relation in SENSITIVE


def _woven(claims: Iterable[Claim]) -> list[_Strand]:
    subjects: dict[tuple[str, str], _Strands] = {}
    for claim in claims:
        subjects.setdefault((claim.subject, claim.mark), _Strands()).add(claim)
    return [strand for of in subjects.values() for strand in of.by_relation()]


def _firm(claim: Claim) -> bool:
    return claim.certainty in _FIRM or claim.confirmed


def _fact(strand: _Strand) -> Fact:
    claims = strand.claims
    firm = max(claims, key=lambda one: (len(one.value), one.time)) if _refines(claims) else claims[-1]
    certainty = max((_certainty(one) for one in claims), key=lambda one: _RANK[one])
    since = max((one.since for one in claims if one.since), key=len, default=None)
    return Fact(
        id=claims[0].id,
        subject=claims[0].subject,
        relation=claims[0].relation,
        value=firm.value,
        since=since,
        until=strand.until,
        certainty="unsure" if strand.retracted else certainty,
        negated=claims[0].negated,
        sources=tuple(dict.fromkeys(one.source for one in claims)),
        learned=claims[0].time,
        mark=claims[0].mark,
    )


def _refines(claims: Sequence[Claim]) -> bool:
    return claims[0].relation in FUNCTIONAL


def _certainty(claim: Claim) -> Certainty:
    if claim.confirmed:
        return "certain"
    return "told" if claim.certainty == "certain" and sensitive(claim.relation) else claim.certainty
