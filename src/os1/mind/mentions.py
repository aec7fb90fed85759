"""Who is spoken of: the subject at the head of a clause, and whom "she" or "his brother" means.

Someone is "person" (who speaks), a name, or a role ("my sister", "Anna's husband"). In doubt there is nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from os1.memory.names import called
from os1.memory.relations import FEMALE, MALE, PETS, ROLES, SAME_ROLE
from os1.mind.first_names import leanings
from os1.mind.patterns import listed_words
from os1.mind.plainly import NAME
from os1.mind.tables import forms, word_list
from os1.mind.whom import PRONOUNS, Context, Naming

_PLURAL = {
    "parents", "grandparents", "kids", "children", "sons", "daughters", "brothers", "sisters",
    "in-laws", "friends",
    "grandchildren", "nieces", "nephews", "cousins", "aunts", "uncles", "grandsons", "granddaughters",
}  # fmt: skip
_ALL_ROLES = sorted([*ROLES, *PETS, *SAME_ROLE, *_PLURAL, "guinea pig"], key=len, reverse=True)
ROLE = rf"(?:{'|'.join(one.replace('-', '[- ]') for one in _ALL_ROLES)})"
_ADJECTIVE = (
    r"(?:(?:best|old|older|younger|little|big|elder|eldest|oldest|youngest|twin|good|dear|late|new|first|second|only"
    r"|own|closest|kid|lovely|beloved|poor"
    r"|great(?! grand| gran\b| nan\b| aunt| uncle| niece| nephew)|wee|baby|current|beautiful|dad's|mum's|school"
    r"|childhood) )"
)
ATTRIBUTE = (
    r"(?:(?:full |first |real )?name|nickname|birthday|date of birth|(?:wedding )?anniversary|wedding(?: day)?|age"
    r"|(?:all-time |absolute )?favou?rite (?:colou?r|food|film|movie|book|song|band|season|animal|city"
    r"|drink|dish))"
)
_OWNER = re.compile(rf"(?P<own>my|our|his|her|their|{NAME}(?='s ))(?:'s)? ", re.IGNORECASE)
_THING = re.compile(rf"(?P<attribute>{ATTRIBUTE})\b", re.IGNORECASE)
_SOMEONE = re.compile(rf"(?P<adj>{_ADJECTIVE}*)(?P<role>{ROLE})\b(?P<more>'s\b|'(?= ))?", re.IGNORECASE)
_NAMED = re.compile(
    rf"(?P<comma>,)? ?(?:called |named |is called )?(?P<name>{NAME})(?P<more>'s\b)?"
    r"(?(comma)(?=[,.;!?]|$)|(?=[\s,.;!?]|$))"
)
_KIN = re.compile(
    r"^(?:[Mm]um|[Mm]om|[Mm]ummy|[Mm]am|[Mm]ammy|[Dd]ad|[Dd]addy|[Gg]randma|[Gg]randpa|[Gg]ranny|[Gg]randad"
    r"|[Gg]randdad|[Gg]ran|[Nn]an|[Nn]ana|(?:Mother|Father)(?! [A-Z])|(?:Aunt|Auntie|Uncle)(?= [A-Z]))(?=[ ,']|$)"
)
"""Kin by whom somebody is called without "my"."""
_GRAND = re.compile(r"[Gg]ran|[Nn]ana?\b")
_OUR_NAMED = re.compile(rf"^[Oo]ur (?={'|'.join(sorted(leanings()))}\b)")
"""Kin whom one calls by name with an "our" before it."""
_WITH_ME = re.compile(
    rf"(?:(?P<who>(?:[Mm]y|[Oo]ur) (?:[\w-]+ )?(?:{ROLE})(?: {NAME})?|{NAME}) and (?:I|me))"
    r" (?=(?:are|were|have|had|live|lived|got|moved|split|separated|both|met|do|did|rent|went)\b)"
)
"""The speaker and somebody else."""
_OF_MANY = {
    "kids": "child", "children": "child", "boys": "son", "girls": "daughter", "sons": "son",
    "daughters": "daughter", "brothers": "brother", "sisters": "sister", "grandsons": "grandson",
    "granddaughters": "granddaughter",
    "grandchildren": "grandchild", "nephews": "nephew", "nieces": "niece", "cousins": "cousin",
}  # fmt: skip
_LISTED = re.compile(
    rf"\b(?:[Mm]y|[Oo]ur) {_ADJECTIVE}*(?:two |three |four )?(?P<role>{'|'.join(_OF_MANY)})(?: are)?"
    r"(?: called| named)?,?:? "
    rf"(?P<names>{NAME}(?:, {NAME})*,? and {NAME})"
    r"(?=[,.;!?]|$| (?:are|were|have|who|live|go|both|is|and|at|in) )"
)
"""Several of one kind, and what they are called."""
_ELDEST = re.compile(
    rf"\b(?:[Mm]y|[Oo]ur) (?:eldest|oldest|youngest|firstborn),? (?P<name>{NAME})(?=[\s,.;!?]|$)"
)
"""A child that is told from the others by its age, and what it is called."""
_FIRSTBORN = re.compile(rf"\b(?:my|our) (?:eldest|oldest|youngest|firstborn)\b(?! {ROLE}\b)", re.IGNORECASE)
_OWN = re.compile(
    r"^(?:(?:[Tt]he )?(?P<role>[Ww]ife|[Mm]issus|[Hh]ubby|[Oo]ther half)(?=[ '])"
    r"|(?:The )?(?P<named>Baby|Husband|Daughter|Son|Boyfriend|Girlfriend|Brother|Sister|Dog|Cat)"
    r"(?=(?:'s name| is called| is named) ))"
)
"""One's own whom one speaks of with "the", or with no word before it."""
_CALLED_KIN = re.compile(
    r"(?<!'s )\b(?:Mum|Mom|Mummy|Dad|Daddy|Grandma|Grandpa|Granny|Grandad|Gran|Nan|Nana)\b(?!')"
)
_SEXES = dict.fromkeys(("man", "boy", "guy", "lad", "bloke", "chap", "fellow", "gentleman"), "m")
_SEXES |= dict.fromkeys(("woman", "girl", "lady"), "f")
_CALLED_SHE = (
    "boat",
    "narrowboat",
    "houseboat",
    "yacht",
    "ship",
    "car",
    "van",
    "campervan",
    "caravan",
    "tractor",
)
"""Things that people give names and call "she"."""
_STRANGER = re.compile(
    r"(?<!\bam )(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bbe )\b(?:the|an?|this|that|some|another) (?:[\w-]+ ){0,2}?"
    rf"(?P<who>{'|'.join([*_SEXES, 'kid', 'toddler', 'stranger', *_CALLED_SHE, *sorted(PETS | ROLES)])})\b(?!')",
    re.IGNORECASE,
)
"""Somebody, or an animal, who comes up without a name or a tie to anybody, and may be meant by "he" or "she"."""
_OTHER = re.compile(
    rf"\b(?:(?:my|our|his|her|their) other|his|her) (?:[\w-]+ )?(?P<who>{ROLE})\b|\bthe other (?:one|two)\b",
    re.IGNORECASE,
)
"""One of two, whom no name or role tells from the one who is known; or somebody's, who may be meant next."""
_NEWCOMER = re.compile(
    rf"\b(?:adopted|rescued|(?:got|getting|bought|have|had|has) (?:one|an? (?:[\w-]+ ){{0,2}}{ROLE})|gave birth"
    r"|baby|newborn|(?:he|she|boy|girl) (?:was|is) born|a (?:dad|mum|mom"
    r"|father|mother|grandmother|grandfather|grandma|grandpa))\b"
)
"""Somebody new comes up, whose name may be told next."""
_MET = re.compile(
    r"\b(?:told|tell|met|asked|ask|(?<=I )called|(?<=he )called|(?<=[Ww]e )called|phoned|rang|texted|emailed"
    r"|hugged|kissed|invited|dating|thanked|helped) "
    rf"(?P<name>{NAME})"
)
"""Verbs that one does to somebody, so that a name after them is somebody's."""
_CAME_UP = re.compile(
    r"\b(?:(?<!work )(?<!works )(?<!working )(?<!worked )for|about|with|and|than|call|calling|ring|text|visit"
    rf"|see|saw|seeing|meet|met|told|tell|asked|ask|miss|help) (?P<name>{NAME})(?![\w'])"
    rf"|(?<!\w)(?P<who>{NAME}) (?:just |always |still )?(?:wants|says|thinks|reckons|knows|said|thought|wanted"
    rf"|told|asked)\b|\b(?:[Gg]oing|off|went|been) (?:round |over )?to (?P<whose>{NAME})'s(?=[,.!]|$)"
)
"""A name in a place where somebody's is."""
_CALLING = re.compile(r"\b(?:call|nickname)(?:s|d|ed|ing)? $", re.IGNORECASE)
"""Before somebody who is given another name ("he calls my son Big Dave")."""
_IS_MINE = re.compile(
    rf"(?:is|was) (?:actually |also |really )?(?:my|our) {_ADJECTIVE}*{ROLE}\b(?!['-]| (?:{ROLE}|\w+er)\b)"
)
"""What tells of a name that came up that it is somebody's, and whose."""
_PRONOUN = re.compile(rf"\b(?:{'|'.join(PRONOUNS)})\b", re.IGNORECASE)
_NO_NAMES = frozenset(
    """
    I I'm The This That These Those There Then They Their We You He She It My Our His Her What When Where Who
    Why How Yes No Not And But So Because Although Monday Tuesday Wednesday Thursday Friday Saturday Sunday
    January February March April May June July August September October November December Christmas Easter
    Mum Mom Dad Sorry Well Oh Ah Hi Hello Hey Actually Apparently Maybe Perhaps Please Thanks Just Never Now
    Today Tomorrow Yesterday Everyone Everybody Nobody People Someone Somebody Both All Some Most Many One
    Two Three After Before Since While As At In On For From To Of With Without By If Is Are Was Were Do Does
    Did Have Has Had Can Could Will Would Should May Might Good Bad Great Nice God English French German
    Italian Spanish Sometimes Always Still Also Only Even Once Every Each Here There Imagine Remember Another
    Honestly Luckily Sadly Currently Recently Anyway Besides Finally Okay Ok Nothing Nope Yeah Forget Work
    Life Home Dinner Lunch Breakfast Let Wait Look Love Born Got Been Being Living
    Me Him Us Them You Your Mine Myself Himself Herself Which Whose Until Than Too Very So Sure Right Like Such
    Any Else Or Nor Again Away Out Up Down Off Over Under Around About Am Not Yet
    """.split()  # noqa: SIM905
)


TITLES = frozenset(
    ("Dr", "Mr", "Mrs", "Ms", "Prof", "Doctor", "Professor", "Sir", "Miss", "Madam", "Lord", "Lady", "Madame")
)
_LOUD = 2
"""Letters that initials may have."""


@dataclass(frozen=True, slots=True)
class Head:
    """The subject of a clause and what follows it. `attribute` is what of them is spoken of ("birthday"),
    empty where it is they themselves; `we` that the speaker speaks for more than one."""

    who: str
    rest: str
    attribute: str = ""
    we: bool = False


def head(clause: str, context: Context) -> Head | None:
    """The subject that `clause` begins with, or None where it is none that can be placed."""
    first, _, rest = clause.partition(" ")
    if first in ("I", "we", "We"):
        return Head("person", rest, we=first != "I" or rest.startswith(("are ", "were ")))  # "Ros and I are"
    if first.lower() in ("he", "she"):
        named = context.just_named(first) if _IS_MINE.match(rest) else None
        who = context.meant(first) or named
        lately = who is not None and context.place.get(who, 0) >= context.sentence - 1
        newly = re.match(r"(?:is|was) (?:called|named) ", rest) and not lately
        if who and newly and not _may_be_named("his", who, context):
            context.stranger(PRONOUNS[first.lower()])
            return None
        if who:
            context.mention(who, PRONOUNS[first.lower()])
            context.heads[who] = context.sentence
        return Head(who, rest) if who else None
    clause = re.sub(r"^(?:[Mm]y|[Oo]ur) (?:eldest|oldest|youngest),? (?=[A-Z])", "", clause)
    clause = _OUR_NAMED.sub("", clause)
    if couple := _WITH_ME.match(clause):
        _of_somebody(couple["who"], context)
        return Head("person", clause[couple.end() :], we=True)
    if not (clause.startswith("Baby") and _is_anothers("baby", context)):
        clause = _OWN.sub(lambda match: f"my {(match['role'] or match['named']).lower()}", clause)
    return _of_somebody(clause, context)


def _is_anothers(role: str, context: Context) -> bool:
    """Whether a `role` without an owner may be that of somebody who came up ("my niece had her baby")."""
    return f"my {role}" not in context.place and bool(context.strangers)


def someone(words: str, context: Context) -> str | None:
    """Whom `words`, as the object of a clause, mean: a role, a name, "him"; None for anything else."""
    words = words.strip()
    if words.lower() in ("him", "her"):
        return context.meant(words)
    found = _of_somebody(words, context)
    return found.who if found and not found.rest.strip(" ,") and not found.attribute else None


def _has_children(context: Context) -> bool:
    """Whether the person has children, who may be the ones that call somebody "Grandad Pete"."""
    own = {who for who, _ in context.seen} | {f"my {one.role}" for one in context.namings}
    return not own.isdisjoint(("my child", "my son", "my daughter", "my kids", "my children"))


def _of_somebody(words: str, context: Context) -> Head | None:
    if not context.courtesy and not (_GRAND.match(words) and _has_children(context)):
        words = _KIN.sub(lambda match: f"my {match.group().lower()}", words)
    return _possessed(words, context) or _by_name(words, context)


def is_many(who: str) -> bool:
    """Whether `who` is more than one ("my parents")."""
    return who.rpartition(" ")[2] in _PLURAL


def is_name(words: str) -> bool:
    """Whether `words` can be the name of somebody; what is all capitals is only said loudly."""
    parts = words.split()
    loud = any(part.isupper() and len(part) > _LOUD for part in parts)
    return (
        bool(re.fullmatch(NAME, words))
        and not loud
        and not _NO_NAMES & set(parts)
        and parts[0].lower() not in forms()  # "Quit vaping on Monday"
        and parts[-1] not in TITLES
    )


def role_of(word: str) -> str:
    """The one form of a role ("mum" is "mother", "sister in law" is "sister-in-law")."""
    word = word.lower()
    word = SAME_ROLE.get(word, word)
    hyphened = word.replace(" ", "-")
    return hyphened if hyphened in ROLES | PETS else word


def sex_of(role: str) -> str:
    """ "f" or "m" where a role says so, "p" where it is that of several, else ""."""
    return "f" if role in FEMALE else "m" if role in MALE else "p" if role in _PLURAL else ""


def mentioned(sentence: str, context: Context) -> None:
    """Note in `context` everyone whom `sentence` speaks of by role, and what they are called."""
    for match in re.finditer(rf"\b(?:my|our)\b(?= {_ADJECTIVE}*{ROLE}\b)", sentence, re.IGNORECASE):
        if not _CALLING.search(sentence[: match.start()]):
            _possessed(sentence[match.start() :], context)
    if _FIRSTBORN.search(sentence):
        context.mention("my child")
    _note_strangers(sentence, context)
    for match in _CALLED_KIN.finditer(sentence):
        role = role_of(match.group())
        context.mention(f"my {role}", sex_of(role))
    passing = _PRONOUN.search(sentence) or sentence.endswith("?")  # "can you help with Excel?"
    for match in () if passing else _CAME_UP.finditer(sentence):
        name = match["name"] or match["who"] or match["whose"]
        if is_name(name) and name.lower() not in word_list("kinds_of_people") and _plausible(name, context):
            context.came_up[name] = context.sentence
    context.newcomer = context.newcomer or bool(_NEWCOMER.search(sentence))
    for match in _MET.finditer(sentence):
        if is_name(match["name"]):
            context.mention(match["name"])


def _note_strangers(sentence: str, context: Context) -> None:
    """Note of which sex somebody comes up in `sentence` who cannot be placed."""
    for match in _STRANGER.finditer(sentence):
        if context.place.get(f"my {match['who'].lower()}") != context.sentence:
            who = match["who"].lower()
            context.stranger(_SEXES.get(who) or sex_of(who) or "mf")
    for match in _OTHER.finditer(sentence):
        context.stranger(sex_of(role_of(match["who"] or "")) or "mf")


def listed(sentence: str, context: Context) -> None:
    """Note what those are called whom a `sentence` that states something names together ("my kids Ravi and Ann"),
    or by their age ("our eldest, Ann")."""
    for match in _LISTED.finditer(sentence):
        role = _OF_MANY[match["role"]]
        names = list(names_in(match["names"]))
        for name in names if all(map(_names_somebody, names)) else ():
            _name_one(role, name, context)
    for match in _ELDEST.finditer(sentence):
        if _names_somebody(match["name"]) and match["name"].lower() not in _ALL_ROLES:
            _name_one("child", match["name"], context)


def _name_one(role: str, name: str, context: Context) -> None:
    context.mention(name, sex_of(role))
    naming = Naming("person", role, name)
    if naming not in context.namings:
        context.namings.append(naming)


def _possessed(clause: str, context: Context) -> Head | None:
    match = _OWNER.match(clause)
    if match is None:
        return None
    owner = _owner(match["own"], context)
    rest = clause[match.end() :]
    while owner:
        if found := _THING.match(rest):
            if "name" in found["attribute"].lower() and not (
                _may_be_named(match["own"], owner, context) and _is_near(owner, context)
            ):
                context.stranger(PRONOUNS[match["own"].lower()])  # "he" is the newcomer
                return None
            return Head(owner, rest[found.end() :].strip(), attribute=found["attribute"].lower())
        found = _theirs(rest, owner, context)
        if found is None or (match["own"].lower() == "our" and found["role"].lower() == "kid"):
            return None  # "our kid" is a brother here and a child there
        role = role_of(found["role"])
        who, rest = called(owner, role), rest[found.end() :]
        owns = bool(found["more"])
        if (
            not owns
            and (named := _NAMED.match(rest))
            and _names_somebody(named["name"])
            and role not in _PLURAL
        ):
            context.namings.append(Naming(owner, role, named["name"]))
            who, rest, owns = named["name"], rest[named.end() :], bool(named["more"])
        context.mention(who, sex_of(role))
        if owner != "person":
            context.tied[who] = owner
        if "late " in found["adj"].lower():
            context.late.append(who)
        if not owns:
            return Head(who, rest.strip(" ,"))
        owner, rest = who, rest.strip()
    return None


def _theirs(rest: str, owner: str, context: Context) -> re.Match[str] | None:
    """Whoever of the `owner` the words `rest` begin with; somebody of theirs who cannot be told is a stranger."""
    found = _SOMEONE.match(rest)
    if found is None and owner != "person":
        context.stranger("mf")  # "my neighbour's girl"
    return found


def _names_somebody(name: str) -> bool:
    """Whether `name` after a role is the name of that somebody ("my dad Irish" is no name)."""
    words = name.lower()
    return is_name(name) and not any(words in word_list(key) for key in ("kinds_of_people", "conditions"))


def _is_near(owner: str, context: Context) -> bool:
    """Whether "her name is" may be said of `owner`: of one's elders, whose names are seldom told, only right after
    they were spoken of."""
    near = context.place.get(owner, context.sentence) >= context.sentence - 1
    return near or not re.search(r"(?:mother|father|parent|-in-law)s?$", owner)


def _may_be_named(own: str, owner: str, context: Context) -> bool:
    """Whether "her name is" can be said of `owner`, and not of somebody new who came up."""
    pet = owner.rpartition(" ")[2] in PETS
    new = owner == context.introduced and context.place.get(owner) == context.sentence
    return own.lower() not in ("his", "her") or pet or new or not context.newcomer


def _by_name(clause: str, context: Context) -> Head | None:
    match = re.match(NAME, clause)
    if match is None:
        return None
    name = match.group()
    if name.split()[0] in _NO_NAMES or name.split()[0].lower() in _ALL_ROLES:
        return None
    if len(name.split()) == 2 and not is_name(name):
        name = name.split()[0]
    rest = clause[len(name) :]
    if rest and not re.match(r"[\s,.;!?]", rest):
        return None
    if not _plausible(name, context) or re.match(r" (?:are|were) ", rest):
        return None  # "she and Matthew are"
    return Head(name, rest.strip(" ,"))


def _plausible(name: str, context: Context) -> bool:
    """Whether `name`, which may owe its capital to its place, is the name of somebody."""
    known = name in context.names or any(name == one for one, _ in context.seen)
    first = name.split(maxsplit=1)[0].lower()
    common = first in listed_words("common") or bool(re.search(r"(?:ing|ed|ly|ful|ness|tion|al|ous)$", first))
    return known or not common


def _owner(word: str, context: Context) -> str | None:
    if word.lower() in ("my", "our"):
        return "person"
    if word.lower() in ("his", "her"):
        return context.meant_owner(word)
    first = word.split(maxsplit=1)[0]
    if first[0].islower() or first in _NO_NAMES or first.lower() in _ALL_ROLES:
        return None
    context.mention(word)
    return word


def names_in(words: str) -> Iterable[str]:
    """The names in a list such as "Leo, Nina and Jo"; none where anything else stands between them."""
    parts = re.split(r",? and |, ", words.strip())
    return parts if all(is_name(part) for part in parts) else ()


def vague(words: str) -> bool:
    """Whether `words` point at something rather than name it."""
    parts = words.lower().split()
    return not parts or parts[0] in word_list("vague") or parts[-1] in word_list("vague")
