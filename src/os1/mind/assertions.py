"""Which statements are facts worth keeping, and since when or until when they hold.

A rule must read the clause to a place where it may end, or it reads nothing. Values are words that were said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from os1.memory.facts import Certainty, Fact
from os1.mind import dates
from os1.mind.mentions import is_name, vague
from os1.mind.plainly import NAME
from os1.mind.rules import Rule, rules
from os1.mind.statements import Statement
from os1.mind.tables import word_list
from os1.mind.value import Value
from os1.mind.values import called_so, trimmed, values
from os1.mind.whom import Context, Naming

_LASTED = frozenset(
    ("works_as", "works_at", "marital_status", "married_to", "has_pet", "has_condition", "is", "diet", "lives_in",
     "lives_with", "studies", "studies_at")
)  # fmt: skip
"""Relations of which the simple past ("was a teacher") tells a state that lasted and is over."""
_OWN_TO_TELL = ("is", "likes", "dislikes", "habit", "diet", "age")
_FOR_GOOD = ("adopted", "an only child", "left-handed")
"""What somebody who "was" it still is."""
_ELSEWHERE = re.compile(
    r"\bat (?:work|school|nursery|the [a-z]+)\b|\b(?:in|on) (?:my|the|our|his|her) (?:class|group|team|year|race"
    r"|shelter|show|game|office|shop|lab|film|picture|painting|ward|street|choir)\b"
)
_ENDS = re.compile(r",| and (?:I|my|it|she|he|we) | but | because | so | which | by far| although | though ")


@dataclass(frozen=True, slots=True)
class Found:
    """What a statement says: `facts`, and `closes`, relations of `who` of which what holds is over since
    `until`."""

    facts: tuple[Fact, ...] = ()
    closes: tuple[str, ...] = ()
    who: str = ""
    until: str = ""


def facts_of(stated: Statement, context: Context, now: datetime) -> Found:
    """The facts in `stated`, which was said at `now`; their sources are for the caller to name."""
    if stated.attribute:
        return Found(tuple(_of_attribute(stated)))
    raw = stated.rest.strip(" ,")
    when, rest = dates.find(raw, now, ahead=stated.tense == "plan")
    found: list[Fact] = []
    for rule in rules().get(stated.verb, ()):
        text = raw if rule.kind in ("date", "due") else rest
        match = rule.pattern.fullmatch(text.strip(" ,"))
        birthday = rule.kind == "number" and stated.verb == "be" and when is not None
        for_a_while = stated.tense == "plan" and stated.negated and when is not None
        if (
            match is None
            or birthday
            or for_a_while
            or (rule.we and not stated.we)
            or not _fits(rule, stated, when)
        ):
            continue
        travels = rule.relation == "from" and stated.tense == "present" and when is not None
        if _is_elsewhere(rule, raw) or travels:
            continue  # who comes from Leeds on Friday is on the way
        if rule.closes:
            return Found((), rule.closes, stated.who, _day(when, now))
        told = values(rule, match, stated, context)
        since = None if rule.kind in ("date", "due") else when
        found += [_fact(stated, rule, one, since, now) for one in told]
        if rule.kind == "death" and told and when and when.iso and not stated.negated:
            found.append(Fact("", stated.who, "died", dates.worded(when.iso), certainty=stated.sure))
    return Found(tuple(one for one in found if one.value and not _said_of_oneself(one)))


def _said_of_oneself(fact: Fact) -> bool:
    """Whether others say it of the person, who knows better ("she says I'm pregnant, ha")."""
    return fact.certainty == "hearsay" and fact.subject == "person" and fact.relation in _OWN_TO_TELL


def _is_elsewhere(rule: Rule, words: str) -> bool:
    """Whether "I've got a dog at work" or "kids in my class" are meant, who are nobody's own."""
    return rule.kind in ("pet", "pets", "some", "children") and bool(_ELSEWHERE.search(words))


def of_naming(naming: Naming) -> Fact:
    """That somebody's `role` is called so."""
    return Fact("", naming.owner, naming.role, naming.name)


def _fits(rule: Rule, stated: Statement, when: dates.When | None) -> bool:
    """Whether the tense of what was said is one in which this rule says something."""
    if rule.future and stated.tense != "plan":
        return False
    match stated.tense:
        case "present":
            return not rule.event or stated.negated or stated.over
        case "plan":
            return rule.kind != "number" and stated.sure == "certain" and not (rule.ends or rule.sure)
        case "perfect":
            lasts = when is not None and when.kind == "since"
            return rule.event or lasts or stated.negated
        case "past":
            if stated.negated:
                return stated.by == "never" or rule.event
            called = rule.kind == "called" and stated.who != "person"
            return stated.over or rule.event or called or rule.relation in _LASTED


def _fact(stated: Statement, rule: Rule, told: Value, when: dates.When | None, now: datetime) -> Fact:
    past = stated.tense == "past" and not (rule.event or stated.negated or rule.kind == "called")
    past = past and told.value not in _FOR_GOOD
    over = stated.over or past or (rule.ends and not stated.negated)
    certainty: Certainty = "unsure" if rule.sure and stated.sure == "certain" else stated.sure
    if stated.tense == "plan" and not stated.negated and certainty == "certain":
        certainty = "planned"
    since = when.iso if when and when.kind != "until" and not over else None
    if told.value == "pregnant" and when and when.kind == "at":
        since = None  # "expecting in May"
    if stated.verb == "move" and when is None and stated.tense == "perfect" and not (over or stated.negated):
        since = now.date().isoformat()[:7] if certainty == "certain" else None
    until = None
    if over and stated.tense != "plan":
        until = now.date().isoformat() if past and when and when.kind == "since" else _day(when, now)
    return Fact("", told.who, told.relation, told.value, since, until, certainty, stated.negated)


def _day(when: dates.When | None, now: datetime) -> str:
    return (when.iso if when else None) or now.date().isoformat()


def _of_attribute(stated: Statement) -> Iterable[Fact]:
    """What "my sister's birthday is ..." and its like say."""
    if stated.verb != "be" or stated.tense not in ("present", "past") or stated.over:
        return
    what = stated.attribute.split()[-1]
    rest = re.sub(r"^(?:actually|really|also|still|called|on|in) ", "", stated.rest.strip(" ,"))
    made = Fact("", stated.who, "", "", certainty=stated.sure, negated=stated.negated)
    if what in ("birthday", "birth", "anniversary", "wedding", "day"):
        if date := dates.said(_ENDS.split(rest)[0]):
            yield replace(made, relation={"day": "wedding", "birth": "birthday"}.get(what, what), value=date)
    elif what in ("name", "nickname"):
        match = re.match(NAME, rest)
        if match and is_name(match.group()) and match.group().lower() not in word_list("kinds_of_people"):
            yield from called_so(made, what, match.group())
    elif what == "age":
        if match := re.fullmatch(dates.NUMBER, rest):
            yield replace(made, relation="age", value=str(dates.value_of(match.group())))
    elif "avo" in stated.attribute:
        yield from _favourite(made, what, _ENDS.split(rest)[0].strip())


def _favourite(made: Fact, what: str, value: str) -> Iterable[Fact]:
    thing = {"color": "colour", "movie": "film"}.get(what, what)
    if value and len(value.split()) <= 6 and not vague(value):
        yield replace(made, relation=f"favourite_{thing}", value=trimmed(value))
