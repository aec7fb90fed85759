"""Which statements are facts worth keeping: the rules of `noticing.toml`, matched on what follows the verb.

A rule must read the clause to a place where it may end, or it reads nothing. Values are words that were said.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from os1.memory.facts import Certainty, Fact
from os1.memory.relations import PETS, ROLES
from os1.mind import dates
from os1.mind.mentions import ROLE, Context, Naming, is_name, names_in, role_of, someone, vague
from os1.mind.plainly import NAME, tables, word_list
from os1.mind.statements import Statement

_NUMBERED = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d+|many|several|a couple of)"
_WORD = r"[\w'.&/-]+"
_NOUNS = rf"(?P<value>{_WORD}(?: {_WORD}){{0,4}}?)"
_END = (
    r"(?:[,;].*|\.| (?:with|near|because|for|so|since|when|where|while|and|but|now|too|as well|either|though|by|alone"
    r"|again|at the moment|right now|nowadays|together|already|actually|who|which|until|after|before|of course|on my own"
    r"|every|very much|a lot|so much|more than|best|most|to bits|anyway|if|as|on his own|on her own|from|in|at|or)\b.*)?"
)
_PLACE_END = _END.replace("|from|in|at|or)", "|from|or)")
_PLAIN_END = r"(?:[,;].*| (?:because|so|since|when|while|but|now|too|as well|either|though|again|anyway|actually|and|very much|a lot|so much|more than|to bits|every|from|with|in my life|at all|for it|for that|for my|until)\b.*)?"


def _one_of(key: str) -> str:
    return "|".join(re.escape(word) for word in word_list(key))


@functools.cache
def _slots() -> dict[str, str]:
    pets = "|".join(sorted(PETS | {"guinea pig"}, key=len, reverse=True))
    roles = ROLE
    return {
        "place": r"(?P<value>(?:the |an? )?[\w'.-]+(?: [\w'.-]+){0,4}?)",
        "employer": r"(?P<value>(?:the |an? )?[\w'.&-]+(?: [\w'.&-]+){0,3}?)",
        "company": r"(?P<value>[A-Z][\w'.&-]+(?: [A-Z][\w'.&-]+){0,2})",
        "trip": r"(?P<value>[A-Z][\w'.-]+(?: [A-Z][\w'.-]+){0,2})",
        "job": rf"an? (?P<value>(?:[\w-]+ ){{0,3}}?(?:{_one_of('jobs')}))",
        "state": rf"(?P<value>{_one_of('states')})",
        "condition": rf"(?P<value>{_one_of('conditions')})",
        "ill": rf"(?P<value>{_one_of('ill')})",
        "medicine": rf"(?P<value>{_one_of('medicines')})",
        "name": rf"(?P<value>{NAME})",
        "names": rf"(?P<value>{NAME}(?:(?:, | and |, and ){NAME})*)",
        "someone": rf"(?P<value>(?:(?:my|our|his|her) (?:[\w'-]+ ){{0,3}}?{roles}(?:'s {roles})?(?: {NAME})?)|{NAME}(?:'s {roles})?|him|her)",
        "date": r"(?P<value>.+?)",
        "number": rf"(?P<value>{dates.NUMBER})",
        "thing": _NOUNS,
        "liked": r"(?P<value>(?:to )?[\w'-]+(?: [\w'-]+){0,5}?(?:, [\w' -]+?)*(?:,? and [\w'-]+(?: [\w'-]+){0,3}?)?)",
        "family": rf"(?P<value>{_NUMBERED} (?:(?:older|younger|little|big|twin|grown-up|lovely|small|half) )?(?:{roles}))",
        "pet": rf"(?P<value>(?:{_NUMBERED}|an old|a new) (?:[\w-]+ ){{0,2}}?(?:{pets})s?(?: (?:called|named) {NAME}(?: and {NAME})?)?(?:,? and (?:an? )(?:[\w-]+ ){{0,2}}?(?:{pets})(?: (?:called|named) {NAME})?)*)",
        "languages": rf"(?P<value>(?:{_one_of('languages')})(?:(?:,| and|, and) (?:a little |some |a bit of )?(?:{_one_of('languages')}))*)",
        "plays": rf"(?P<value>(?:{_one_of('played')})(?:(?:,| and|, and) (?:the )?(?:{_one_of('played')}))*)",
        "subject": rf"(?P<value>{_one_of('subjects')})",
        "money": rf"(?P<value>(?:[\u20ac$\u00a3] ?)?(?:{dates.NUMBER}|[\d.,]+|an?)(?: (?:hundred|thousand|million|and|{dates.NUMBER}|[\d.,]+))*(?: ?(?:euros?|dollars?|pounds?|quid|bucks|francs|crowns|kronor|kroner|rupees|yen|grand|k))?)",
        "role": rf"(?P<value>{roles})",
    }


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: re.Pattern[str]
    relation: str
    kind: str
    fixed: str
    event: bool
    ends: bool
    future: bool
    we: bool
    closes: tuple[str, ...]


@functools.cache
def _rules() -> dict[str, list[_Rule]]:
    by_verb: dict[str, list[_Rule]] = {}
    for given in tables()["rule"]:
        say = given["say"]
        for slot, pattern in _slots().items():
            say = say.replace("{" + slot + "}", pattern, 1)
        # A slot that is only there to be skipped names no value.
        first, *more = say.split("(?P<value>")
        say = "(?:".join([first, *more[:-1]]) + f"(?P<value>{more[-1]}" if more else say
        loose = given.get("kind") in ("liked", "loved") or given["relation"] in ("allergic_to", "afraid_of")
        end = _PLAIN_END if loose else _PLACE_END if "{place}" in given["say"] else _END
        by_verb.setdefault(given["verb"], []).append(
            _Rule(
                re.compile(f"(?:{say}){end}", re.IGNORECASE),
                given["relation"],
                given.get("kind", ""),
                given.get("fixed", ""),
                given.get("event", False),
                given.get("ends", False),
                given.get("future", False),
                given.get("who") == "we",
                tuple(given.get("closes", "").split()),
            )
        )
    return by_verb


@dataclass(frozen=True, slots=True)
class Found:
    """What a statement says: `facts`, and `closes`, relations of `who` of which what holds is over since `until`."""

    facts: tuple[Fact, ...] = ()
    closes: tuple[str, ...] = ()
    who: str = ""
    until: str = ""


def facts_of(stated: Statement, context: Context, now: datetime) -> Found:
    """The facts in `stated`, which was said at `now`; their sources are for the caller to name."""
    if stated.attribute:
        return Found(tuple(_of_attribute(stated, context)))
    raw = stated.rest.strip(" ,")
    when, rest = dates.find(raw, now, ahead=stated.tense == "plan")
    found: list[Fact] = []
    for rule in _rules().get(stated.verb, ()):
        text = raw if rule.kind == "date" else rest
        match = rule.pattern.fullmatch(text.strip(" ,"))
        if match is None or (rule.we and not stated.we) or not _fits(rule, stated, when):
            continue
        if rule.closes:
            return Found((), rule.closes, stated.who, _day(when, now))
        values = _values(rule, match, stated, context)
        found += [_fact(stated, rule, one, when, now) for one in values]
        if rule.kind == "death" and values and when and when.iso and not stated.negated:
            found.append(Fact("", stated.who, "died", dates.worded(when.iso), certainty=stated.sure))
    return Found(tuple(one for one in found if one.value))


def of_naming(naming: Naming) -> Fact:
    """That somebody's `role` is called so."""
    return Fact("", naming.owner, naming.role, naming.name)


def _fits(rule: _Rule, stated: Statement, when: dates.When | None) -> bool:
    """Whether the tense of what was said is one in which this rule says something."""
    if rule.future and stated.tense != "plan":
        return False
    match stated.tense:
        case "present":
            return not rule.event or stated.negated or stated.over
        case "plan":
            return True
        case "perfect":
            held = when is not None and when.kind == "since"
            return rule.event or held or stated.by == "never" or stated.negated
        case "past":
            if stated.over or rule.event:
                return True
            if stated.negated:
                return stated.by == "never"
            return stated.verb in ("live", "work", "study") or (
                stated.verb in ("be", "have")
                and rule.relation
                in ("works_as", "marital_status", "married_to", "has_pet", "has_condition", "is", "diet")
            )


def _fact(
    stated: Statement, rule: _Rule, value: tuple[str, str, str], when: dates.When | None, now: datetime
) -> Fact:
    who, relation, words = value
    past = stated.tense == "past" and not rule.event and not stated.negated
    over = stated.over or past or (rule.ends and not stated.negated)
    certainty: Certainty = stated.sure
    if stated.tense == "plan" and not stated.negated and certainty == "certain":
        certainty = "planned"
    since = when.iso if when and when.kind != "until" and not over else None
    until = None
    if over and not (rule.ends and stated.tense == "plan"):
        until = _day(when, now)
    if past and when and when.kind == "since":
        until = now.date().isoformat()
    moved = (
        stated.verb == "move" and since is None and not over and certainty == "certain" and not stated.negated
    )
    return Fact(
        "",
        who,
        relation,
        words,
        now.date().isoformat()[:7] if moved and when is None else since,
        until,
        certainty,
        stated.negated,
    )


def _day(when: dates.When | None, now: datetime) -> str:
    return (when.iso if when else None) or now.date().isoformat()


def _of_attribute(stated: Statement, context: Context) -> Iterable[Fact]:
    """What "my sister's birthday is ..." and its like say."""
    if stated.verb not in ("be",) or stated.tense not in ("present", "past") or stated.over:
        return
    attribute = stated.attribute.split()
    rest = re.sub(r"^(?:actually|really|also|still|called|on|in) ", "", stated.rest.strip(" ,"))
    certainty: Certainty = stated.sure
    made = replace(Fact("", stated.who, "", ""), certainty=certainty, negated=stated.negated)
    what = attribute[-1]
    if what in ("birthday", "anniversary", "wedding", "day"):
        whole = re.split(r",| and | but | because | so ", rest)[0]
        if date := dates.said(whole):
            relation = {"day": "wedding"}.get(what, what)
            yield replace(made, relation=relation, value=date)
        return
    if what in ("name", "nickname"):
        match = re.match(NAME, rest)
        if match and is_name(match.group()):
            yield from _called(made, what, match.group())
        return
    if what == "age":
        if match := re.fullmatch(dates.NUMBER, rest):
            yield replace(made, relation="age", value=str(dates.value_of(match.group())))
        return
    if "favourite" in attribute or "favorite" in attribute:
        thing = {"color": "colour", "movie": "film"}.get(what, what)
        value = re.split(r",| and (?:I|my|it|she|he) | but | because | so | by far", rest)[0].strip()
        if value and len(value.split()) <= 6 and not vague(value):
            yield replace(made, relation=f"favourite_{thing}", value=_trimmed(value))


def _called(made: Fact, what: str, name: str) -> Iterable[Fact]:
    owner, _, role = made.subject.rpartition("'s ")
    if what == "nickname":
        yield replace(made, relation="nickname", value=name)
    elif made.subject.startswith("my ") and "'s " not in made.subject:
        yield replace(made, subject="person", relation=made.subject.removeprefix("my "), value=name)
    elif owner and role in ROLES | PETS:
        yield replace(made, subject=owner, relation=role, value=name)
    elif made.subject == "person" or made.negated:
        yield replace(made, relation="name", value=name)


_Value = tuple[str, str, str]
"""A subject, a relation and a value."""


def _values(rule: _Rule, match: re.Match[str], stated: Statement, context: Context) -> Sequence[_Value]:
    if rule.fixed:
        return [(stated.who, rule.relation, rule.fixed)] if rule.kind != "death" else _death(stated, match)
    words = (match.groupdict().get("value") or "").strip(" ,.")
    return _KINDS.get(rule.kind, _as_said)(words, rule.relation, stated, context)


def _as_said(words: str, relation: str, stated: Statement, context: Context) -> Sequence[_Value]:
    if vague(words) or len(words.split()) > 6 or words.lower() in _NOWHERE:
        return []
    if relation in ("lives_in", "from", "works_at") and re.match(
        r"(?:an?|the) (?:hurry|moment|way|dark|middle|end|past|lie|world|same)", words
    ):
        return []
    if relation == "works_at" and (
        words.split(maxsplit=1)[0] in ("free", "hours", "years", "fun") or words[0].isdigit()
    ):
        return []
    if relation in ("allergic_to", "afraid_of") and " and " in words:
        return [(stated.who, relation, one) for one in _listed(words)]
    return [(stated.who, relation, words)]


_NOWHERE = frozenset(
    [
        "home",
        "work",
        "bed",
        "town",
        "here",
        "there",
        "peace",
        "fear",
        "hope",
        "school",
        "night",
        "nights",
        "weekends",
        "silence",
        "debt",
        "love",
        "pain",
        "myself",
        "a",
        "living",
        "money",
        "fun",
        "free",
        "shifts",
        "life",
        "the",
        "house",
        "a",
        "house",
        "harmony",
        "sin",
        "misery",
        "poverty",
        "secret",
    ]
)


def _job(words: str, relation: str, stated: Statement, context: Context) -> Sequence[_Value]:
    before = words.lower().split()[:-1]
    if set(before) & set(word_list("figurative")):
        return []
    if before[:1] == ["retired"]:
        return [(stated.who, "is", "retired")]
    if before[:1] in (["former"], ["ex"], ["would-be"], ["wannabe"]):
        return []
    return [(stated.who, relation, words)]


def _somebody(words: str, relation: str, stated: Statement, context: Context) -> Sequence[_Value]:
    who = someone(words, context)
    return [(stated.who, relation, who)] if who and who not in (stated.who, "person") else []


def _a_name(words: str, relation: str, stated: Statement, context: Context) -> Sequence[_Value]:
    if not is_name(words):
        return []
    context.mention(words)
    return [(stated.who, relation, words)]


def _date(words: str, relation: str, stated: Statement, context: Context) -> Sequence[_Value]:
    found = dates.said(words)
    return [(stated.who, relation, found)] if found else []


def _number(words: str, relation: str, stated: Statement, context: Context) -> Sequence[_Value]:
    number = dates.value_of(words)
    return [(stated.who, relation, str(number))] if number is not None and number > 0 else []


def _family(words: str, relation: str, stated: Statement, context: Context) -> Sequence[_Value]:
    count, _, rest = words.partition(" ")
    if stated.negated and count.lower() in ("a", "an", "one"):
        count = "a"
    one = count.lower() in ("a", "an", "one")
    role = role_of(rest.split()[-1] if len(rest.split()) > 1 and rest.split()[0] in _SIZES else rest)
    if role in PETS:
        return []
    role = {"kids": "children"}.get(role, role)
    return [(stated.who, relation, role if one else f"{count.lower()} {role}")]


_SIZES = frozenset("older younger little big twin grown-up lovely small".split())  # noqa: SIM905


def _children(words: str, relation: str, stated: Statement, context: Context) -> Sequence[_Value]:
    for name in names_in(words):
        context.mention(name)
    return [(stated.who, "child", name) for name in names_in(words)]


def _pet(words: str, relation: str, stated: Statement, context: Context) -> Sequence[_Value]:
    found: list[_Value] = []
    for part in re.split(r",? and (?=an? )", words):
        animal = re.search(
            rf"\b({'|'.join(sorted(PETS | {'guinea pig'}, key=len, reverse=True))})(s?)\b", part
        )
        if animal is None:
            continue
        count = re.match(r"(two|three|four|five|six|several|many|\d+) ", part)
        kind = animal[1].replace("guinea pig", "guinea-pig")
        found.append((stated.who, relation, f"{count[1]} {kind}s" if count and animal[2] else kind))
        if named := re.search(rf"(?:called|named) ({NAME}(?: and {NAME})?)", part):
            for name in names_in(named[1]):
                context.mention(name)
                found.append((stated.who, kind, name))
    return found


def _list(words: str, relation: str, stated: Statement, context: Context) -> Sequence[_Value]:
    parts = re.split(r", and |, | and ", words)
    clean = [re.sub(r"^(?:the|a little|some|a bit of) ", "", part) for part in parts]
    return [
        (stated.who, relation, part[0].upper() + part[1:] if relation == "speaks" else part) for part in clean
    ]


def _liked(words: str, relation: str, stated: Statement, context: Context) -> Sequence[_Value]:
    if re.search(r"\b(?:it|this|that|these|those|you|your|me|us|them|how|when|what|about)\b", words.lower()):
        return []
    if who := someone(words, context):
        if (
            words[0].isupper()
            and not any(who == name for name, _ in context.seen[:-1])
            and relation != "loves"
        ):
            return [(stated.who, relation, words)]
        return [(stated.who, relation, who)] if who not in (stated.who, "person") else []
    if re.match(r"(?:my|our|his|her|their) ", words, re.IGNORECASE):
        return []
    return [(stated.who, relation, part) for part in _listed(words) if not vague(part)]


def _loved(words: str, relation: str, stated: Statement, context: Context) -> Sequence[_Value]:
    known = {name for name, _ in context.seen}
    who = someone(words, context)
    if who and (who in known) and (not words[0].isupper() or words in known):
        return _liked(words, "loves", stated, context)
    return _liked(words, relation, stated, context)


def _listed(words: str) -> list[str]:
    """A list of short things, one by one; fixed pairs ("fish and chips") stay together."""
    for pair in word_list("pairs"):
        words = words.replace(pair, pair.replace(" and ", "\x00"))
    parts = [part.strip() for part in re.split(r", and |, | and ", words)]
    parts = [part.replace("\x00", " and ") for part in parts]
    return [_trimmed(part) for part in parts if part and len(part.split()) <= 5]


def _trimmed(words: str) -> str:
    return re.sub(r"^(?:an?|some|any|to|all kinds of) ", "", words.strip(" ,"))


def _habit(words: str, relation: str, stated: Statement, context: Context) -> Sequence[_Value]:
    return [(stated.who, relation, {"smok": "smoke", "vap": "vape"}.get(words.lower(), words.lower()))]


def _role(words: str, relation: str, stated: Statement, context: Context) -> Sequence[_Value]:
    role = role_of(words)
    if stated.who == "person" or not is_name(stated.who) or role in PETS:
        return []
    return [("person", role, stated.who)]


def _is_called(words: str, relation: str, stated: Statement, context: Context) -> Sequence[_Value]:
    if not is_name(words) or set(words.lower().split()) & set(word_list("kinds_of_people")):
        return []
    made = list(_called(Fact("", stated.who, "", ""), "name", words))
    context.mention(words, next((sex for name, sex in context.seen if name == stated.who), ""))
    return [(one.subject, one.relation, one.value) for one in made]


def _nickname(words: str, relation: str, stated: Statement, context: Context) -> Sequence[_Value]:
    # "We call him Joni": whom is who was spoken of last.
    if stated.who != "person" or not is_name(words):
        return []
    fitting = [name for name, _ in context.seen if name != words]
    return [(fitting[-1], relation, words)] if fitting else []


def _death(stated: Statement, match: re.Match[str]) -> Sequence[_Value]:
    return [(stated.who, "is", "dead")] if stated.who != "person" else []


_KINDS: dict[str, Callable[[str, str, Statement, Context], Sequence[_Value]]] = {
    "job": _job,
    "someone": _somebody,
    "name": _a_name,
    "date": _date,
    "number": _number,
    "family": _family,
    "children": _children,
    "pet": _pet,
    "list": _list,
    "liked": _liked,
    "loved": _loved,
    "habit": _habit,
    "role": _role,
    "called": _is_called,
    "nickname": _nickname,
}
