"""What stands where a rule looks for a value: a job, somebody, a list of things liked. In doubt there is no
value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from os1.memory.facts import Fact
from os1.memory.relations import PETS, ROLES
from os1.mind import dates
from os1.mind.first_names import leanings
from os1.mind.lasting import LASTING
from os1.mind.mentions import TITLES, is_many, is_name, names_in, role_of, sex_of, someone, vague
from os1.mind.places import TRAILING, adverb, place
from os1.mind.plainly import NAME
from os1.mind.rules import PET, Rule
from os1.mind.statements import Statement
from os1.mind.tables import word_list
from os1.mind.value import Look, Value
from os1.mind.whom import Context

_MOST_WORDS = 6
_OLDEST = 115
"""Years; who is said to be older is only said to look it."""
_NOWHERE = frozenset(
    (
        "home", "work", "bed", "town", "care", "here", "there", "peace", "fear", "hope", "school", "night",
        "nights", "weekends", "silence", "debt", "love", "pain", "myself", "a living", "money", "fun", "free",
        "shifts", "life",
        "easter", "christmas", "ramadan", "eid", "diwali", "halloween", "lent", "passover", "thanksgiving",
        "mars", "venus", "hell", "heaven", "the moon", "the past",
        "the house", "a house", "harmony", "sin", "misery", "poverty", "secret", "it", "hours", "years", "myself",
    )
)  # fmt: skip
"""What follows "in" or "for" and is no place and no employer."""
_PASSING = re.compile(
    r"(?:an?|the) (?:hurry|moment|way|dark|middle|end|past|lie|world|same|whole|long|second|morning"
    r"|evening|afternoon|frenzy|rush|pace|loop|vacuum|fog|panic|team|pair|group|queue|dress|suit|storm|temper|mood|living|beginning|bottom|top|start"
    r"|weekends?|time|while|spell|stint|laugh|change|garden|kitchen|background|basement|attic|holidays|bubble|dream|fantasy|mess|dump|clouds|edge|hole)\b"
)
_SOMEONES = re.compile(r"(?:my|our|his|her|their|your|this|that|these|those)\b", re.IGNORECASE)
_SOMEBODYS = re.compile(rf"(?:my|our|his|her|their) (?:[\w-]+ )?(?:{'|'.join(sorted(ROLES))})", re.IGNORECASE)
_DEAR = re.compile(r"(?:my|our) (?:son|daughter|kids?|children|wife|husband|cat|toddler|mother-in-law)")
"""Those of whom one is afraid in jest."""
_POINTING = re.compile(
    r"\b(?:mine|yours|hers|ours|theirs|it|this|that|these|those|you|your|me|us|them|how|when|what|about|where|who|there)\b"
)
_ASIDE = re.compile(r"(?: (?:obviously|honestly|literally|anyway|though|to be fair|clearly|of course))+$")
_TANGLED = re.compile(
    r"\b(?:am|is|are|was|were|has|have|had|do|does|did|gets|goes|starts|comes|wakes|says|will|would|can|could|should|I|he|she|they|we|why|how|if"
    r"|whether|because|than|which)\b|\b(?:and|or|but|so|then)$"
)
"""A value with one of these in it runs on into another clause."""
_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)
_PLACED = ("lives_in", "from", "works_at", "studies_at", "born_in", "grew_up_in")
_MOST_OF_A_DOING = 9
_BEASTS = frozenset(("rat", "mouse", "snake", "chicken", "hen", "fish", "turtle", "puppy", "kitten"))
"""What people call one another."""
_EACH = {"kids": "child", "children": "child", "boys": "son", "girls": "daughter", "sons": "son"}
_EACH |= {
    "twins": "child",
    "triplets": "child",
    "daughters": "daughter",
    "brothers": "brother",
    "sisters": "sister",
}
_ELDERS = frozenset(
    ("my mother", "my father", "my husband", "my wife", "my grandmother", "my grandfather", "my parents")
)
"""Of whom "I lost" and "passed" say that they died."""
_OF_A_PEOPLE = re.compile(
    r"(?:[a-z](?:ish|ese|ian|ean|ina|ino|ani|ic|ist|ite)|\b(?:Scots|Church|Chapel|Welsh|Dutch))$"
)
"""How words end that tell where somebody comes from or what they believe ("my wife is Filipina")."""
_HOUSEHOLD = frozenset(
    ("husband", "wife", "partner", "boyfriend", "girlfriend", "fiance", "fiancee", "baby", "boss")
)
"""Those who live with one, and of whom "is in Rome" tells where they are today."""
_FOR_A_WHILE = re.compile(
    r"\b(?:visiting|holiday|vacation|weekend|trip|conference|hospital|till|until|tonight|today|stuck|work|week|days?"
    r"|moment|back|meeting|court|prison|jail|business|tour|filming|for|love)\b"
)
_ON_A_WARD = re.compile(r"\bSt\.? \w+'|\w's'?$|\b(?:Infirmary|Hospice|Hospital|Clinic|General|Royal)\b")
"""How hospitals are called, where people are for a while too."""
_SETTLED = re.compile(
    r"\b(?:in (?:the )?(?:19|20)\d\d|in the \w+ies|in \w+ty-\w+|when I was|years ago"
    r"|as a (?:child|boy|girl|student|kid)"
    r"|with (?:my|his|her) (?:parents|family|mother|mum|mom|father|dad)|(?:with|as) (?:one|a) suitcase)\b"
)
"""How one tells of leaving for good, and not of a journey."""
_NO_KIN = frozenset(
    (
        "friend",
        "colleague",
        "neighbour",
        "boss",
        "teacher",
        "doctor",
        "manager",
        "dentist",
        "lawyer",
        "client",
    )
)
"""Those of whom one has some, and not in the family."""
_SIZES = ("older", "younger", "little", "big", "twin", "grown-up", "lovely", "small")


def values(rule: Rule, match: re.Match[str], stated: Statement, context: Context) -> Sequence[Value]:
    """What `match` of `rule` gives; nothing where the words name nothing that can be kept."""
    if rule.fixed:
        return _fixed(rule, stated)
    words = _ASIDE.sub("", (match.groupdict().get("value") or "").strip(" ,."))
    found = _KINDS.get(rule.kind, _as_said)(Look(words, rule.relation, stated, context))
    return [one for one in found if not _TANGLED.search(one.value)]


def _fixed(rule: Rule, stated: Statement) -> Sequence[Value]:
    """The value that a rule has and the words have not, of those of whom it can be said."""
    fits = {
        "death": stated.who != "person",
        "elder": stated.who in _ELDERS and _has_date(stated.rest),
        "left": stated.who in ("my wife", "my husband"),
    }
    if not fits.get(rule.kind, True):
        return []
    if rule.fixed == "drive" and stated.can:
        return []  # with an ankle in plaster, it may be
    return [Value("person" if rule.kind == "left" else stated.who, rule.relation, rule.fixed)]


def _has_date(words: str) -> bool:
    return dates.find(words, _ANY_DAY)[0] is not None or bool(words.strip(" ,."))


def called_so(made: Fact, what: str, name: str) -> Iterable[Fact]:
    """That whoever `made` is about has this `name` (or, by `what`, nickname)."""
    owner, _, role = made.subject.rpartition("'s ")
    own = made.subject.removeprefix("my ")
    if what == "nickname":
        yield _with(made, made.subject, "nickname", name)
    elif not owner and own != made.subject:
        yield _with(made, "person", role_of(own), name)
    elif owner and role in ROLES | PETS:
        yield _with(made, owner, role, name)
    elif made.subject == "person" or made.negated:
        yield _with(made, made.subject, "name", name)


def trimmed(words: str) -> str:
    """`words` without what only leads up to a thing."""
    return re.sub(r"^(?:an?|some|any|to|all kinds of) ", "", words.strip(" ,"))


def _with(made: Fact, subject: str, relation: str, value: str) -> Fact:
    return Fact("", subject, relation, value, certainty=made.certainty, negated=made.negated)


def _as_said(found: Look) -> Sequence[Value]:
    words, relation = found.words, found.relation
    if vague(words) or len(words.split()) > _MOST_WORDS or words.lower() in _NOWHERE:
        return []
    if relation in ("works_at", "studies_at") and re.search(
        rf"{re.escape(words)} and [A-Z]", found.stated.rest
    ):
        return []  # "Stokes and Webb" is one firm or two
    if relation == "works_at" and found.stated.verb == "start" and found.stated.we:
        return []  # a walk, more often than a job
    placed = relation in _PLACED
    words = place(words, relation) if placed else words
    if not words:
        return []
    if relation == "from" and not re.match(
        r"(?:the )?[A-Z]|an? (?:\w+ )?(?:village|town|city|farm|island)", words
    ):
        return []
    if words.split()[0] in ("in", "on", "at", "with", "for") or (placed and dates.said(words)):
        return []
    if placed and (_PASSING.match(words) or _SOMEONES.match(words) or words[0].isdigit()):
        return []
    if relation in ("allergic_to", "afraid_of"):
        if _POINTING.search(words.lower()):
            return []
        meant = [
            one
            for one in _listed(words)
            if one.lower().split()[-1] not in word_list("figurative_allergies")
            and one.lower() not in word_list("figurative_allergies")
            and not _SOMEBODYS.fullmatch(one)
            and not one.startswith(("my job", "my work", "my life", "my boss"))
        ]
        feared = [one for one in _listed(words) if not _DEAR.fullmatch(one)]
        return [found.value(one) for one in (feared if relation == "afraid_of" else meant)]
    return [found.value(words)]


def _job(found: Look) -> Sequence[Value]:
    before = found.words.lower().split()[:-1]
    if set(before) & set(word_list("figurative")) or before[:1] in (
        ["former"],
        ["ex"],
        ["would-be"],
        ["wannabe"],
    ):
        return []
    if before[:1] == ["retired"]:
        return [Value(found.stated.who, "is", "retired")]
    if found.stated.who.rpartition(" ")[2] in PETS or re.search(r"\b(?:called|named)\b", found.words):
        return []
    return [found.value(re.split(r" and an? ", found.words)[-1])]


def _somebody(found: Look) -> Sequence[Value]:
    who = someone(found.words, found.context)
    return [found.value(who)] if who and who not in (found.stated.who, "person") else []


def _a_name(found: Look) -> Sequence[Value]:
    if not is_name(found.words):
        return []
    found.context.mention(found.words)
    return [found.value(found.words)]


def _date(found: Look) -> Sequence[Value]:
    date = dates.said(found.words)
    return [found.value(date)] if date else []


def _number(found: Look) -> Sequence[Value]:
    number = dates.value_of(found.words) if found.words.lower() != "one" and not found.stated.we else None
    if found.stated.who == "person" and found.words.lower() == "a hundred":
        return []  # nobody is, who says so like this
    if found.stated.who in found.context.maybe:
        return []  # "Phone is sixty"
    return [found.value(str(number))] if number and number <= _OLDEST else []


def _family(found: Look) -> Sequence[Value]:
    words, _, name = re.sub(r",? (?:called|named) |, ", "\x00", found.words).partition("\x00")
    count, _, rest = words.partition(" ")
    parts = rest.split()
    role = role_of(" ".join(parts[1:]) if len(parts) > 1 and parts[0] in _SIZES else rest)
    if role in PETS:
        return []
    one = count.lower() in ("a", "an", "one")
    role = "children" if role == "kids" else role
    told = [] if role in _NO_KIN else [found.value(role if one else f"{count.lower()} {role}")]
    if one and not name and found.stated.who == "person":
        found.context.introduce(f"my {role}", sex_of(role))
    if name and one and is_name(name):
        found.context.mention(name)
        told.append(Value(found.stated.who, role, name))
    return told


def _some(found: Look) -> Sequence[Value]:
    if found.words == "pets":
        return [Value(found.stated.who, "has_pet", "pets")]
    return [found.value("children" if found.words == "kids" else found.words)]


def _children(found: Look) -> Sequence[Value]:
    """ "Two sons, Ben and Tom"; "three sisters: ..."."""
    if found.stated.negated:
        return []  # "we had no children, Arthur and I"
    names = list(names_in(found.words))
    kin = next((_EACH[word] for word in re.findall(r"\w+", found.stated.rest.lower()) if word in _EACH), "")
    for name in names if kin else ():
        found.context.mention(name, sex_of(kin))
    return [Value(found.stated.who, kin, name) for name in names if kin]


def _pet(found: Look) -> Sequence[Value]:
    told: list[Value] = []
    for part in re.split(r",? and (?=an? )", found.words):
        animal = re.search(rf"\b({PET})(s?)\b", part)
        if animal is None:
            continue
        count = re.match(r"(two|three|four|five|six|several|many|\d+) ", part)
        kind = animal[1].replace("guinea pig", "guinea-pig")
        told.append(found.value(f"{count[1]} {kind}s" if count and animal[2] else kind))
        named = re.search(rf"(?:(?:called|named) |\b{animal[0]}, )({NAME}(?: and {NAME})?)(?=,|$| )", part)
        names = list(names_in(named[1])) if named else []
        told += [Value(found.stated.who, kind, name) for name in names]
        for name in names or ([f"my {kind}"] if not count and found.stated.who == "person" else []):
            found.context.mention(name)
    return told


def _pets(found: Look) -> Sequence[Value]:
    """ "Two cats, Dylan and Thomas"."""
    animals = re.search(r"(?:two|three|four|\d) (\w+)", found.stated.rest)
    names = list(names_in(found.words))
    if animals is None:
        return []
    kind = animals[1].replace("ponies", "ponys")[:-1]
    for name in names:
        found.context.mention(name)
    return [Value(found.stated.who, kind, name) for name in names if kind in PETS]


def _list(found: Look) -> Sequence[Value]:
    parts = re.split(r", and |, | and ", found.words)
    clean = [re.sub(r"^(?:the|a little|some|a bit of) ", "", part) for part in parts]
    return [
        found.value(one[0].upper() + one[1:] if found.relation in ("speaks", "learns") else one)
        for one in clean
    ]


def _liked(found: Look) -> Sequence[Value]:
    words = found.words
    words = re.sub(r" on (?:the )?(?:telly|tv|radio)$", "", words)
    words = TRAILING.sub("", words)
    if _POINTING.search(words.lower()) or words in ("", "to") or adverb(words.split()[-1]):
        return []
    if (
        words.startswith(("being ", "to be ", "a ", "an ", "paying ", "waiting ", "queuing "))
        or "I" in words.split()
        or (found.stated.negated and re.fullmatch(r"to \w+", words))  # "I don't like to chase", as one must
    ):
        return []
    if (who := someone(words, found.context)) and not words[0].isupper():
        return [found.value(who)] if who not in (found.stated.who, "person") else []
    return [] if _SOMEONES.match(words) else [found.value(one) for one in _listed(words) if _general(one)]


def _loved(found: Look) -> Sequence[Value]:
    """Somebody who is known is loved; anything else is liked."""
    who = someone(found.words, found.context)
    known = {name for name, _ in found.context.seen}
    if who in known and who not in (found.stated.who, "person"):
        return [Value(found.stated.who, "loves", who)]
    return _liked(found)


def _general(words: str) -> bool:
    """Whether `words` name something in general, and not the one thing at hand."""
    if vague(words):
        return False
    return not words.lower().startswith("the ") or words.lower().removeprefix("the ") in word_list("general")


def _listed(words: str) -> list[str]:
    """A list of short things, one by one. Fixed pairs stay together, and so does what may share a noun
    ("action and crime films"); after a comma without an "and" at the end of the list, something else begins."""
    for pair in word_list("pairs"):
        words = words.replace(pair, pair.replace(" and ", "\x00"))
    if " - " in words or any(part.startswith("the ") and not _general(part) for part in words.split(" and ")):
        return []
    if ", " in words and " and " not in words:
        words = words.split(", ")[0]
    parts = [part.strip() for part in re.split(r", and |, | and ", words)]
    shared = (
        len(parts) == 2
        and " " not in parts[0]
        and " " in parts[1]
        and not parts[1].startswith(("the ", "a "))
    )
    reaches = bool(re.search(r" (?:in|with|on|for|of|at|to) ", parts[0]))
    parts = [words] if shared or reaches else parts
    return [
        trimmed(part.replace("\x00", " and ")) for part in parts if part and len(part.split()) <= _MOST_WORDS
    ]


def _lost(found: Look) -> Sequence[Value]:
    """ "I lost my mother" says that she died, of those whom nobody mislays."""
    who = someone(found.words, found.context)
    _, rest = dates.find(found.stated.rest, _ANY_DAY)
    if rest.strip(" ,.") != found.words and not re.search(
        r" to (?:cancer|covid|the war|dementia|a stroke)", rest
    ):
        return []  # "in the crowd"
    return [Value(who, "is", "dead")] if who in _ELDERS and found.stated.who == "person" else []


def _habit(found: Look) -> Sequence[Value]:
    word = found.words.lower()
    return [found.value({"smok": "smoke", "vap": "vape"}.get(word, word))]


def _role(found: Look) -> Sequence[Value]:
    role = role_of(found.words)
    who = found.stated.who
    if who == "person" or not is_name(who) or role in _BEASTS:
        return []
    found.context.mention(who, sex_of(role))
    return [Value("person", role, who)]


def _is_called(found: Look) -> Sequence[Value]:
    name, who = found.words, found.stated.who
    if is_many(who) or not is_name(name) or _describes(name):
        return []
    past = found.stated.tense == "past"  # "my father was Gurkhas"
    titled = name.split(maxsplit=1)[0] in TITLES
    if _is_bare(found) and not titled and name not in leanings() and (past or _OF_A_PEOPLE.search(name)):
        return []
    made = list(called_so(Fact("", who, "", ""), "name", name))
    if found.stated.verb == "be" and who == "person" and found.relation == "name":
        return []  # "I am Irish" looks the same; how people give their names is read elsewhere
    if made:
        found.context.mention(name, next((sex for one, sex in found.context.seen if one == who), ""))
    return [Value(one.subject, one.relation, one.value) for one in made]


def _describes(name: str) -> bool:
    """Whether what looks like a name says what somebody is ("my girlfriend is Deaf")."""
    words = set(name.lower().split())
    return not words.isdisjoint(word_list("kinds_of_people")) or name.lower() in word_list("conditions")


def _is_bare(found: Look) -> bool:
    """Whether somebody "is" so, and is not said to be called so."""
    return found.stated.verb == "be" and not re.match(r"(?:called|named)\b", found.stated.rest)


def _nickname(found: Look) -> Sequence[Value]:
    """ "We call him Joni"."""
    who = found.context.meant(found.stated.rest.split()[0])
    fits = who is not None and found.stated.who == "person" and is_name(found.words)
    return [Value(who, found.relation, found.words)] if who and fits and who != found.words else []


def _does(found: Look) -> Sequence[Value]:
    """What somebody does for a trade: the verb and its object; not what is only planned or was done once."""
    lasts = found.stated.tense in ("present", "perfect") or found.stated.over
    words = TRAILING.sub("", found.words)
    if not lasts or (words and vague(words)) or len(words.split()) > _MOST_OF_A_DOING:
        return []
    return [found.value(f"{found.stated.verb} {words}".strip())]


def _foods(found: Look) -> Sequence[Value]:
    if found.stated.tense == "plan":
        return []
    parts = re.split(r",? (?:and|or) |, ", found.words)
    return [found.value(re.sub(r"^(?:any|the) ", "", one)) for one in parts]


def _barred(found: Look) -> Sequence[Value]:
    """ "He can't have nuts": what somebody may not eat, where it is not only today."""
    return _foods(found) if found.stated.can and found.stated.negated else []


def _whereabouts(found: Look) -> Sequence[Value]:
    """ "My brother is in Perth": where he may live, if he is not of the same house and not there for a while."""
    who = found.stated.who
    role = next((one.role for one in found.context.namings if one.name == who), who.removeprefix("my "))
    placed = who.startswith("my ") or role != who or who in found.context.names
    passing = bool(_FOR_A_WHILE.search(found.stated.rest) or _ON_A_WARD.search(found.words))
    passing = passing or dates.find(found.stated.rest, _ANY_DAY)[0] is not None
    if not placed or who == "person" or role in _HOUSEHOLD or passing or is_many(who):
        return []
    return _as_said(found)


def _origin(found: Look) -> Sequence[Value]:
    return _as_said(found) if _SETTLED.search(found.stated.rest) else []


_KINDS: dict[str, Callable[[Look], Sequence[Value]]] = {
    **LASTING,
    "job": _job,
    "someone": _somebody,
    "name": _a_name,
    "date": _date,
    "number": _number,
    "family": _family,
    "some": _some,
    "children": _children,
    "pet": _pet,
    "pets": _pets,
    "list": _list,
    "liked": _liked,
    "loved": _loved,
    "habit": _habit,
    "lost": _lost,
    "role": _role,
    "called": _is_called,
    "nickname": _nickname,
    "does": _does,
    "foods": _foods,
    "barred": _barred,
    "whereabouts": _whereabouts,
    "origin": _origin,
}
