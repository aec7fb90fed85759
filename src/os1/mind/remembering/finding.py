"""Which memories answer a question, and how surely: what recall brings, weighed again by what is asked for.

A memory answers where it speaks of most of what is asked for; in doubt there is no answer. Questions, requests and
the OS's own words are no answers.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from os1.memory.facts import Fact
from os1.memory.relations import ROLES
from os1.mind.clauses import sentences
from os1.mind.patterns import listed_words
from os1.mind.remembering.gist import Gist, family, gist, proper, stem, stems, table
from os1.mind.remembering.past import Past
from os1.mind.remembering.questions import Question, is_told
from os1.mind.spoken import plain
from os1.types import Recalled

_CANDIDATES = 40
_COUNTED = {"about": 200, "how_often": 400}
"""Candidates for the questions whose answer counts them."""
_ENOUGH = {"about": 0.55, "thing": 0.6, "ever": 0.6, "when_told": 0.6, "whether": 0.85}
"""How much of what is asked a memory must speak of, by kind of question."""
_USUALLY = 0.65
NEAR = 0.45
"""With less than this a memory is not even near."""
_BIRTHDAY = stem("birthday")
_PLACES = frozenset(
    ("lives_in", "lives_with", "works_at", "studies_at", "born_in", "grew_up_in", "from", "goes_to")
)
"""Relations that say where."""
_NAMING = frozenset(map(stem, ("name", "called")))
_NONE: frozenset[str] = frozenset()
_RANK, _FIT = 0.12, 0.2
"""What recall's first place and the kind of answer that is wanted add."""


@dataclass(frozen=True, slots=True)
class Found:
    """A memory that answers: how much of what was asked it speaks of (0 to 1), and its rank among the others."""

    memory: Recalled
    covered: float
    score: float


async def gist_of(question: Question, past: Past) -> Gist:
    """What `question` is about, with every other name of the people in it."""
    text = question.about
    if question.pronoun:
        text = past.last.who
    called = {**await _introduced(text, past), **await names(past)}
    # What is asked for never begins a sentence, so its first word is a name where it is written as one.
    found = gist(text, frozenset(called) | proper(f"about {text}"))
    also = {stem(word): called[word] for word in plain(text).replace("'s", "").split() if word in called}
    return replace(found, also=also)


async def names(past: Past) -> Mapping[str, frozenset[str]]:
    """Every plain word that names somebody in the person's life, with the stems of their other names."""
    found: dict[str, frozenset[str]] = {}
    for person in await past.memory.people():
        called = [person.name, person.relation, *person.aliases]
        words = {word for name in called for word in plain(name).replace("'s", "").split()}
        words -= listed_words("common") | {"my", "former"}
        for word in words:
            found[word] = found.get(word, frozenset()) | {stem(one) for one in words}
    return found


async def _introduced(text: str, past: Past) -> Mapping[str, frozenset[str]]:
    """Names of those whom `text` calls by what they are ("my sister"), as the person's own words give them."""
    found: dict[str, frozenset[str]] = {}
    for what in re.findall(r"\bmy ([a-z]+)\b", text.lower()):
        lines = await past.memory.recall(f"my {what}", _CANDIDATES, past.skip)
        given = rf"\b[Mm]y {what},? (?:is called |called )?([A-Z]\w+)|\b([A-Z]\w+),? (?:is )?my {what}\b"
        called = {
            stem(plain(a or b)) for one in lines if is_told(one.text) for a, b in re.findall(given, one.text)
        }
        if len(called) == 1:
            found[what] = frozenset(called)
    return found


async def find(question: Question, wanted: Gist, past: Past, *, own: bool = False) -> list[Found]:
    """The memories that answer `question`, best first; `own` asks for the OS's own words."""
    if not wanted:
        return []
    most = _COUNTED.get(question.kind, _CANDIDATES)
    query = f"{question.about}. {' '.join(wanted.others)} {wanted.wider()}"
    candidates = list(await past.memory.recall(query, most, past.skip))
    if question.kind in _COUNTED and wanted.names:
        known = {one.id for one in candidates}.union(past.skip)
        said = await past.memory.said_by(past.last.who if question.pronoun else question.about, most)
        candidates += [one for one in said if one.id not in known and one.speaker not in ("person", "os1")]
    if question.when:
        inside = await past.memory.during(question.when.since, question.when.until)
        known = {one.id for one in candidates}
        candidates = [one for one in candidates if question.when.holds(one.time)]
        candidates += [one for one in inside if one.id not in known and one.id not in past.skip]
    found = []
    for rank, one in enumerate(candidates):
        if past.one and one.id not in past.one.ids:
            continue
        if (one.speaker == "os1") is not own or not (own or is_told(one.text)):
            continue
        # Lines from elsewhere are also about whoever says them.
        text = one.text if one.speaker in ("person", "os1") else f"{one.speaker} said: {one.text}"
        # What leads to a memory says the rest of what is asked: "the friend who lent me the book".
        covered = wanted.covered(f"{text} {one.because}")
        if covered < NEAR or not _surely(wanted, text, personal=question.personal):
            continue
        if question.own and not one.because and not wanted.names and not _of_oneself(wanted, one.text):
            continue
        first = _RANK * (1 - rank / len(candidates))
        fitting = fits(question.kind, wanted, one.text)
        if fitting or question.kind != "where":
            found.append(Found(one, covered, covered + first + _FIT * fitting))
    return sorted(found, key=lambda one: one.score, reverse=True)


def enough(question: Question, found: Sequence[Found]) -> list[Found]:
    """Those of `found` that speak of enough of what `question` asks to be its answer."""
    least = _ENOUGH.get(question.kind, _USUALLY)
    return [one for one in found if one.covered >= least]


def to_the_point(found: Sequence[Found], wanted: Gist) -> list[Found]:
    """Those of `found` that speak of what is asked of somebody, and not only of them: Dad's lunch is no answer to
    when Dad's operation is."""
    core = wanted.core
    if not (wanted.names and core):
        return list(found)
    ageing = _BIRTHDAY in core.weights  # "Milo will be seven on Saturday"

    def speaks(one: Recalled) -> bool:
        return core.covered(f"{one.text} {one.because}") > 0 or (ageing and fits("age", wanted, one.text))

    return [one for one in found if speaks(one.memory)]


async def fitting_facts(question: Question, wanted: Gist, past: Past, *, over: bool = False) -> list[Fact]:
    """The facts that answer `question`, best first; `over` asks for those that hold no longer as well."""
    fitting = []
    naming = not _NAMING.isdisjoint(wanted.weights)
    for fact in await past.memory.facts(None, past=over) if question.personal or wanted.names else ():
        if past.one and not past.one.has(fact):
            continue
        if question.kind == "where" and fact.relation not in _PLACES:
            continue
        subject = "I my" if fact.subject == "person" else fact.subject
        said = f"{fact.relation.replace('_', ' ')} {fact.value}"
        covered = wanted.covered(f"{subject} {said}")
        if covered >= _USUALLY and _answers(fact, said, wanted.core, naming=naming):
            fitting.append((covered, fact))
    return [fact for _, fact in sorted(fitting, key=lambda pair: (-pair[0], -pair[1].learned.timestamp()))]


def _answers(fact: Fact, said: str, core: Gist, *, naming: bool) -> bool:
    """Whether `fact` says what is asked of somebody (`core`), or, where their name is, who they are."""
    if core:
        return core.covered(said) >= _USUALLY
    return naming and fact.relation in ROLES and fact.subject == "person"


def fits(kind: str, wanted: Gist, text: str) -> bool:
    """Whether `text` holds the kind of thing that a question of `kind` asks for."""
    words = plain(text).split()
    if kind == "where":
        return any(_places(words, place, wanted) for place in range(len(words)))
    if kind == "when":
        return not _words("moments").isdisjoint(words) or any(word[0].isdigit() for word in words)
    if kind == "age":
        return any(word.isdigit() or word in _words("ages") for word in words)
    if kind == "how":
        return not _words("past").isdisjoint(words)
    if kind == "who":
        return any(_introduces(words, place, wanted) for place in range(len(words)))
    if kind == "about":
        return any(_named(part.split()[0]) & wanted.weights.keys() for part in sentences(text))
    if kind == "thing":
        return any(stem(b) in wanted.weights for a, b in pairwise(words) if a in ("a", "an"))
    return False


def _places(words: Sequence[str], place: int, wanted: Gist) -> bool:
    """Whether at `place` begins where something is: "in Porto", "behind the station"; not "at work" of work."""
    if words[place] not in _words("places"):
        return False
    after = [word for word in words[place + 1 : place + 4] if word not in _words("articles")]
    if not after or after[0] in _words("no_place") or after[0] in _words("moments"):
        return False
    named = stem(after[0].removesuffix("'s"))
    return named not in wanted.weights and family(named).isdisjoint(wanted.weights)


def _of_oneself(wanted: Gist, text: str) -> bool:
    """Whether what is asked for is told of the teller themselves, or at least of nobody else."""
    best = max(sentences(text), key=wanted.covered)
    words = set(plain(best).split())
    if not words.isdisjoint(_words("oneself")):
        return True
    others = proper(best) | {plain(word) for word in best.split()[:1] if word.endswith("'s")}
    return words.isdisjoint(_words("others")) and not others


def _introduces(words: Sequence[str], place: int, wanted: Gist) -> bool:
    """Whether the word at `place` is asked about, and is told of: "Anna is", "called Anna", "my Anna"."""
    if not _named(words[place]) & wanted.weights.keys():
        return False
    after = words[place + 1] if place + 1 < len(words) else ""
    return after in ("is", "was") or not {"called", "my"}.isdisjoint(words[max(0, place - 2) : place])


def _named(word: str) -> set[str]:
    return {stem(plain(word))}


def _surely(wanted: Gist, text: str, *, personal: bool) -> bool:
    """Whether `text` is about the same thing or person and not only in like words.

    Where a name is asked for, it must be there; a question that may be about anything needs a name or two words.
    """
    told = stems(text)
    named = {one for one in wanted.names if one in told or not wanted.also.get(one, _NONE).isdisjoint(told)}
    if wanted.names or personal:
        return bool(named) or not wanted.names
    telling = [one for one in wanted.weights if one in told]
    called = {stem(word) for word in proper(text)}
    return len(telling) > 1 or not called.isdisjoint(telling)


@functools.cache
def _words(key: str) -> frozenset[str]:
    return frozenset(table()["words"][key].split())


def newest_first(found: Sequence[Found]) -> list[Found]:
    """`found` with what was said last first."""
    return sorted(found, key=lambda one: one.memory.time, reverse=True)
