"""What can be learned from an utterance without a brain: a reader of clauses that would rather miss than be
wrong."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from os1.memory.facts import Fact, bare, sensitive
from os1.memory.names import called
from os1.memory.relations import FUNCTIONAL, ROLES
from os1.mind import corrections
from os1.mind.ailments import ailments
from os1.mind.answers import in_full
from os1.mind.assertions import Found, facts_of, of_naming
from os1.mind.mentions import is_name
from os1.mind.plainly import NAME, plainly, sentences
from os1.mind.statements import after_joke, frame, is_mistaken, statements, states_nothing
from os1.mind.tables import tables, word_list
from os1.mind.whom import Context
from os1.types import Recalled

_REMARK = "He was not an old man. My sister Anna lives in Lisbon, and I like her dog."
"""Makes the reader look at every kind of pattern."""
_POINTS_BACK = re.compile(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)
"""Words for which one must know who was spoken of before."""
_SLIP = re.compile(
    r", (?=(?:sorry|no|wait|no wait|oops|I mean|I meant|scratch that),? (?!the\b|not\b|it is\b))",
    re.IGNORECASE,
)
"""Where somebody sets themselves right within a sentence: "in Hull, sorry, in Goole"."""
_SOMEBODY = ROLES | {"has_family"}
"""Relations that say no more than that there is somebody."""
_NOT_THEM = re.compile(
    r"(?:(?:no|ok|okay|well|fine|all right),? )?not (?P<who>[\w'-]+)[.,!]*(?:,? (?:sorry|obviously|silly))?[.!]*",
    re.IGNORECASE,
)

_DENIES = re.compile(
    r"(?:(?:no|nope|oh|ah|wait|sorry|oops|well|actually),? )*"
    r"(?P<who>he|she|it|they|I|we) (?P<verb>\w+) (?:not|did|was|has|does)[,.! ]*",
    re.IGNORECASE,
)
"""How one denies what was said last, of whomever it was said."""
_ONLY_SOUNDS = re.compile(
    r"(?:\W|\b(?:no|nah|ha+|haha\w*|oh|ah|well|sorry|wait|ok|okay|lol|um|er)\b)*", re.IGNORECASE
)
"""A sentence that says nothing, so that the one after it may still speak of the line before."""


@dataclass(frozen=True, slots=True)
class Noticed:
    """What an utterance says: `facts` without sources, and `wrong`, the ids of known facts that it says are
    wrong."""

    facts: tuple[Fact, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """What was read so far of one utterance."""

    now: datetime
    known: Sequence[Fact]
    context: Context
    just: frozenset[str] = frozenset()
    """The ids of the lines of this talk that were said just before."""
    latest: str = ""
    """The id of the last of those that the same one said."""
    asked: bool = False
    """Whether it answers a question, so that a no denies that and nothing else."""
    facts: list[Fact] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    last: list[Fact] = field(default_factory=list)
    """What the sentence before says."""
    begins: bool = True
    """Whether this is its first sentence, which may speak of what was said before it."""


def notice(
    line: Recalled,
    before: Sequence[Recalled] = (),
    known: Sequence[Fact] = (),
    names: frozenset[str] = frozenset(),
) -> Noticed:
    """What `line` says, where `before` was said just before it in the same talk, `known` is what holds, and
    `names` are known to be somebody's.

    "I" is the one who said it: "person", or the name that an imported line carries.
    """
    own = [one for one in before if one.speaker == line.speaker]
    texts = [plainly(one.text) for one in (*own, line)]
    if any(frame("not_their_own").search(text) for text in texts):
        return Noticed()
    courtesy = any(frame("courtesy").search(text) for text in texts)
    context = Context(names=names, courtesy=courtesy)
    for one in own if _POINTS_BACK.search(line.text) else ():
        _read(one.text, _Reading(one.time, (), context))
    context.namings.clear()
    context.late.clear()
    context.mocks = False
    asked = bool(before) and before[-1].speaker != line.speaker and "?" in before[-1].text
    latest = own[-1].id if own else ""
    reading = _Reading(line.time, known, context, frozenset(one.id for one in before), latest, asked)
    text = in_full(before[-1].text, line.text) if asked else line.text
    _read(text, reading)
    if name := _introduced(line.text):
        reading.facts.append(Fact("", "person", "name", name))
    late = [Fact("", who, "is", "dead") for who in context.late]
    facts = [*(of_naming(one) for one in context.namings), *late, *reading.facts]
    return Noticed(tuple(_of_speaker(fact, line.speaker) for fact in _distinct(facts)), tuple(reading.wrong))


@functools.cache
def prepare() -> None:
    """Compile the patterns that a remark is read with: a quarter of a second of work, once in a process, which the
    first remark would wait for."""
    notice(Recalled("", "person", datetime.min.replace(tzinfo=UTC), _REMARK, 0.0))


def _introduced(text: str) -> str | None:
    """The name by which the speaker introduces themselves in `text`, or None."""
    for pattern in tables()["frames"]["introduced"]:
        match = re.search(pattern.replace("{name}", NAME), plainly(text))
        if match and is_name(match["name"]) and match["name"].lower() not in word_list("kinds_of_people"):
            return match["name"]
    return None


def needs_known(text: str) -> bool:
    """Whether reading `text` may need what is known already: it sets something right, or points back."""
    plain = plainly(text)
    return any(map(_looks_back, sentences(plain))) or any(
        word in plain
        for word in (" here", "dropped out", "my job", "fired", "laid off", "redundant", "sacked")
    )


def _looks_back(sentence: str) -> bool:
    """Whether `sentence` begins as one does that takes something back or sets it right."""
    return (
        corrections.is_cue(sentence)
        or corrections.is_spelt(sentence)
        or is_mistaken(sentence)
        or bool(_NOT_THEM.fullmatch(sentence.strip()))
        or after_joke(sentence) is not None
    )


def _read(text: str, reading: _Reading) -> None:
    for sentence in (part for one in sentences(plainly(text)) for part in _SLIP.split(one)):
        before = list(reading.facts)
        _read_sentence(sentence, reading)
        if frame("hedge").match(sentence):
            reading.facts = [one for one in reading.facts if one not in reading.last]
        reading.last = [one for one in reading.facts if one not in before]
        reading.begins = reading.begins and bool(_ONLY_SOUNDS.fullmatch(sentence))


def _read_sentence(sentence: str, reading: _Reading) -> None:
    whole, sentence = sentence, frame("taken_back").sub("", sentence)
    if sentence != whole:
        list(statements(whole, reading.context))  # whom it speaks of counts all the same
    if is_mistaken(sentence) and not reading.asked:
        list(statements(sentence, reading.context))  # whom "he" means counts all the same
        _take_back("", reading, _DENIES.fullmatch(sentence.strip()))
    elif (rest := after_joke(sentence)) is not None:
        _take_back(rest, reading)
    elif _somebody_not_meant(sentence, reading):
        return
    elif not _set_right(sentence, reading):
        _state(sentence, reading)


def _state(sentence: str, reading: _Reading) -> None:
    if exact := corrections.more_exact(sentence, reading.facts):
        reading.facts[-1] = exact
        return
    reading.facts += ailments(sentence)
    for stated in statements(sentence, reading.context):
        found = facts_of(stated, reading.context, reading.now)
        reading.facts += found.facts
        _close(found, reading)
        if stated.verb == "move" and stated.rest.startswith("here") and not stated.negated:
            _moved_here(reading, stated.who, stated.rest)


def _close(found: Found, reading: _Reading) -> None:
    """End what holds in the relations that a statement closes ("I dropped out"), or date an end just told."""
    last = reading.facts[-1] if reading.facts else None
    if last and last.until and last.relation in found.closes and last.subject == found.who:
        reading.facts[-1] = replace(last, until=found.until)
        return
    for fact in _present(reading, found.who, found.closes):
        reading.facts.append(replace(fact, until=found.until, since=None))


def _moved_here(reading: _Reading, who: str, rest: str) -> None:
    """Let "I moved here in 2019" say since when somebody lives where they live."""
    from os1.mind.dates import find

    when, _ = find(rest, reading.now)
    if when and when.iso:
        for fact in _present(reading, who, ("lives_in",)):
            reading.facts.append(replace(fact, since=when.iso))


def _present(reading: _Reading, who: str, relations: Sequence[str]) -> list[Fact]:
    """What holds of `who` in these relations, as was known or just said."""
    held = [
        one for one in (*reading.known, *reading.facts) if one.subject == who and one.relation in relations
    ]
    return [
        replace(one, id="", sources=())
        for one in held
        if one.until is None and not one.negated and one.certainty in ("certain", "told")
    ]


def _take_back(rest: str, reading: _Reading, denies: re.Match[str] | None = None) -> None:
    """A joke: what was said just before does not hold; where the joke goes on with how it really is, only that.
    Those of whom it goes on to speak are still there. What `denies` ("I am not") takes back only what it can be
    said of."""
    of_them = bool(re.match(r"(?:it|he|she|they)\b", rest, re.IGNORECASE))
    before = len(reading.facts)
    if rest:
        _state(rest, reading)
    instead = [(one.subject, one.relation) for one in reading.facts[before:]]
    said = reading.facts[:before]
    told = said if said or not reading.begins else _just_said(reading)
    wrong = [
        one
        for one in (reading.last if denies and not reading.begins else told)
        if (not instead or (one.subject, one.relation) in instead or one in reading.last)
        and not (of_them and one.relation in _SOMEBODY and (one.subject, one.relation) not in instead)
        and (denies is None or _can_deny(denies, one))
    ]
    reading.wrong += [one.id for one in wrong if one.id]
    reading.facts = [one for one in reading.facts if one not in wrong]
    if said and not (instead or of_them):
        reading.context.namings.clear()


def _can_deny(denies: re.Match[str], fact: Fact) -> bool:
    """Whether "I am not", "he does not" can be said of `fact`."""
    of_self = denies["who"].lower() in ("i", "we")
    if fact.relation in ROLES:
        return not of_self or denies["verb"].lower() not in ("am", "are", "is", "was", "were")
    return of_self == (fact.subject == "person")


def _just_said(reading: _Reading) -> list[Fact]:
    """The facts that the last line of this talk by the same speaker gave."""
    return [one for one in reading.known if reading.latest and reading.latest in one.sources[-1:]]


def _somebody_not_meant(sentence: str, reading: _Reading) -> bool:
    """Whether `sentence` says of whom something was just said by mistake ("not Jasper"); then that is wrong."""
    match = _NOT_THEM.fullmatch(sentence.strip())
    name = match["who"].lower() if match else ""
    wrong = [
        one
        for one in (*_just_said(reading), *reading.facts)
        if one.subject.lower() == name or one.value.lower().split()[:1] == [name]
    ]
    reading.wrong += [one.id for one in wrong if one.id]
    reading.facts = [one for one in reading.facts if one not in wrong]
    return bool(wrong)


def _set_right(sentence: str, reading: _Reading) -> bool:
    """Whether `sentence` sets right something that was said in this talk; then that is done."""
    recent = [one for one in reading.known if reading.just.intersection(one.sources)]
    named = [] if reading.last else [of_naming(one) for one in reading.context.namings]
    said = [*recent, *reading.facts, *named]
    if better := corrections.spelt(sentence, said) or corrections.meant(sentence, said):
        _put_right(better, reading)
        return True
    if not corrections.is_cue(sentence) or states_nothing(sentence):
        return False
    change = corrections.righted(sentence, said, reading.known)
    if change is None:
        return _somebody_else(sentence, recent, reading)
    _put_right(change, reading)
    return True


def _put_right(change: corrections.Righted, reading: _Reading) -> None:
    if change.wrong.id:
        reading.wrong.append(change.wrong.id)
    reading.facts = [one for one in reading.facts if one != change.wrong]
    reading.context.namings = [one for one in reading.context.namings if of_naming(one) != change.wrong]
    if change.right is not None:
        if change.wrong.relation in ROLES:
            reading.context.renamed(change.wrong.value, change.right.value)
        reading.facts.append(replace(change.right, id="", sources=()))


def _somebody_else(sentence: str, recent: Sequence[Fact], reading: _Reading) -> bool:
    """Whether `sentence` says of somebody else what was just said ("no, it's Sem who is allergic"); then that is
    right, and what was said is not."""
    before = len(reading.facts)
    cleft = re.sub(r"\b[Ii]t (?:is|was) (?=(?:my|our|[A-Z]).* who )", "", sentence)
    _state(re.sub(r" who (?=\w)", " ", cleft, count=1) if cleft != sentence else sentence, reading)
    told = reading.facts[before:]
    wrong = [
        one
        for one in (*recent, *reading.facts[:before])
        for fact in told
        if one.relation == fact.relation and _instead(fact, one, sentence)
    ]
    reading.wrong += [one.id for one in wrong if one.id]
    reading.facts = [one for one in reading.facts if one not in wrong]
    return True


def _instead(told: Fact, before: Fact, sentence: str) -> bool:
    """Whether `told`, in a `sentence` that sets something right, says what `before` should have said."""
    same = bare(before.value) == bare(told.value)
    if told.subject != before.subject:
        return same
    another = told.relation in FUNCTIONAL and not same and not (told.negated or before.negated)
    return another and not re.search(r"\b(?:now|these days|since|moved)\b", sentence)


def _distinct(facts: Sequence[Fact]) -> list[Fact]:
    return list(dict.fromkeys(facts))


def _of_speaker(fact: Fact, speaker: str) -> Fact:
    """`fact` as said by `speaker`, whose "I" and "my" it may hold; no more than told by anybody but the person."""
    told = fact.certainty == "certain" and (speaker != "person" or sensitive(fact.relation))
    fact = replace(fact, certainty="told") if told else fact
    if speaker == "person":
        return fact
    return replace(fact, subject=_seen_from(fact.subject, speaker), value=_seen_from(fact.value, speaker))


def _seen_from(name: str, speaker: str) -> str:
    if name == "person":
        return speaker
    return called(speaker, name.removeprefix("my ")) if name.startswith("my ") else name
