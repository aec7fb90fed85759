"""What is known as facts, said aloud: about the person, about someone in their life, and what the OS promised.

A fact is stated only where it was said plainly and holds; what was heard from others, planned or doubted is left
to the words themselves.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from os1.memory.facts import Fact
from os1.mind.clauses import sentences
from os1.mind.remembering.gist import Gist
from os1.mind.remembering.past import Past, Told
from os1.mind.remembering.questions import Question
from os1.mind.remembering.telling import is_person, told
from os1.mind.remembering.times import when_said
from os1.mind.spoken import listed, plain
from os1.mind.telling import told as clause

_OF_SELF = re.compile(
    r"(?:i'm|i am) an? \w+(?! (?:bit|little|lot))|i (?:live|work|teach|study|play|grew up)\b|"
    r"my name is|i have (?:a|two|three) "
)
_LOOKED_AT = 60
_QUOTED = 2
_NOTHING = Gist({})
_STATED = 4
"""Facts that an ear keeps at once."""


def stated(fact: Fact, past: Past) -> str | None:
    """`fact` in a sentence; empty where only its words will do, None where it answers nothing any more."""
    if fact.certainty in ("unsure", "planned"):
        return None
    if fact.until is not None:
        return past.words.say("remember.no_longer")
    return sentence(fact) if fact.certainty in ("certain", "told") else ""


async def introduced(question: Question, past: Past) -> Told:
    """Who somebody is to the person, as a sentence with what it leans on; empty where that is not known."""
    name = past.last.who if question.pronoun else question.about
    if past.one is not None:  # what is known by a name may be of either
        return Told("", who="")
    found = await past.memory.person(name)
    if found is None or not found.relation:
        return Told("", who=found.name if found else "")
    called = found.name if not found.name.startswith("my ") else ""
    facts = [
        fact
        for fact in await past.memory.facts(found.name)
        if fact.certainty in ("certain", "told") and not fact.negated
    ]
    own = [fact for fact in facts if fact.relation == found.relation and fact.subject == "person"]
    if not called or not own:
        return Told("", who=found.name)
    say = past.words.say("remember.is_to", who=called, what=found.relation.replace("-", " "))
    return Told(say, own[0].sources[-1:], (own[0].id,), found.name)


async def person(past: Past) -> Told:
    """What is known of the person: their name, the facts that hold or what they said of themselves, since when."""
    known = await past.memory.facts("me") if past.read_up else []
    facts = [
        one for one in known if one.certainty == "certain" and not one.negated and one.subject == "person"
    ]
    stated = [(one, said) for one in reversed(facts) if (said := sentence(one))][:_STATED]
    said = " ".join(sentence for _, sentence in stated)
    cites = tuple(dict.fromkeys(fact.sources[-1] for fact, _ in stated))
    if not stated:
        said, cites = await _of_themselves(past)
    name = past.words.say("remember.person", person=past.own.person) if past.own.person else ""
    first = (await past.memory.stats())["first"]
    if not said:
        return Told(f"{name} {past.words.say('remember.person_nothing')}".strip())
    since = when_said(datetime.fromisoformat(first), past.now)
    kept = past.words.say("remember.person_since", since=since)
    parts = [name, said, kept]
    return Told(" ".join(part for part in parts if part), cites, tuple(fact.id for fact, _ in stated))


async def _of_themselves(past: Past) -> tuple[str, tuple[str, ...]]:
    """The last things that the person plainly said of themselves ("I'm a bookbinder"), in their words."""
    found = []
    for one in await past.memory.recall("I am I'm I live I work as my", _LOOKED_AT, past.skip):
        for sentence in sentences(one.text):
            if is_person(one.speaker, past.own) and _OF_SELF.match(plain(sentence)):
                found.append(replace(one, text=sentence))
                break
    found = sorted(found, key=lambda one: one.time)[-_QUOTED:]
    parts = [
        told(one, _NOTHING, past.own, past.now, past.words, after=found[i - 1] if i else None)
        for i, one in enumerate(found)
    ]
    return " ".join(parts), tuple(one.id for one in found)


async def promises(past: Past) -> Told:
    """The promises that are open, in the OS's own words."""
    made = [one for one in await past.memory.promises() if one.state == "open"][-_STATED:]
    if not made:
        return Told(past.words.say("remember.no_promises"))
    said = listed([one.text.rstrip(".!") for one in made])
    return Told(past.words.say("remember.promises", said=f"{said}."), tuple(one.source for one in made))


def sentence(fact: Fact) -> str:
    """`fact` as a spoken sentence to the person."""
    said = clause(fact)
    return f"{said[:1].upper()}{said[1:]}."
