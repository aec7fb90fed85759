"""The rules of `noticing.toml`, made ready: which words after which verb say what."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from os1.memory.relations import PETS
from os1.mind import dates
from os1.mind.mentions import ROLE
from os1.mind.plainly import NAME
from os1.mind.tables import tables, word_list

_COUNT = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d+|many|several|a couple of)"
_WORD = r"[\w'.&/-]+"
_MORE = (
    "with|near|because|for|so|since|when|where|while|and|but|now|too|as well|either|though"
    "|by (?:my|him|her)self|alone|again|right now"
    "|that|at the moment|nowadays|together|already|actually|who|which|until|after|before|of course|on my own|every"
    "|all (?:my|his|her|our) life|most of all|above all|very much|a lot|so much|more than|to bits"
    r"|anyway|here|down|(?:on )?(?:[Mm]on|[Tt]ues|[Ww]ednes|[Tt]hurs|[Ff]ri|[Ss]atur|[Ss]un)days?"
    r"|(?:back|over|out|up|down) (?:in|at)|if|on his own|on her own|from|or"
)
"""What may follow a value that is complete."""
_OPEN = r"(?:[,;].*|\.|(?:^| )(?:{}|in|at)\b.*)?"
_PLACE = r"(?:[,;].*|\.|(?:^| )(?:{})\b.*)?"
_LIKED = (
    r"(?:[,;].*| (?:because|so|since|when|while|but|now|too|as well|either|though|again|anyway|actually"
    r"|very much|a lot"
    r"|so much|more than|to bits|every|in my life|at all|until|the most|best|most of all|above all)\b.*)?"
)
_WHEREABOUTS = r"(?: now| these days)?(?:,.*| (?:and|but|with (?:his|her|their))\b.*)?"
_COURSE = r"(?:,.*| (?:and|but|since|because|this|from|so)\b.*)?"
"""A course is no thing that is done somewhere ("she is doing art in the kitchen")."""
_UNLIKE_GOODS = (
    "the|my|his|her|our|your|their|this|these|those|some|all|any|it|them|up|out|off|no|so|too|more|most|many|few"
    "|several|with|of|for|to|in|on|at|and|or|do|does|a|an|as|from|by|me|him|us|you|how|what|that|not|own"
)
_MASS = (
    "furniture|cheese|bread|jewellery|jewelry|pottery|glass|steel|concrete|insurance|beer|wine|honey|chocolate"
    "|silver|sheep|fish|cattle|software|fruit|veg|advertising|property|ice cream|machinery|leather"
)
_DAYS = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days|mornings|evenings|weekends)"
OFTEN = (
    r"(?i:every (?:single |other )?(?:day|morning|night|evening|week|weekend|afternoon|month"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?: (?:morning|night|evening|afternoon))?"
    r"|(?:once|twice|(?:two|three|four|five) times) a"
    rf" (?:week|day|month)|most (?:days|mornings|weekends|weeks|evenings)|(?:on (?:a )?)?{_DAYS}(?: and {_DAYS})?)"
)
"""How often somebody does what they do again and again."""
PET = "|".join(sorted(PETS | {"guinea pig"}, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Rule:
    """What one way to go on after a verb says. `kind` names the sort of its value, `fixed` a value that is
    not in the words; `event` that it tells what happened, `ends` that it is over then, `future` that only a
    plan says it, `we` that only two can; `closes` are the relations that are over with it; `sure` is how sure it
    leaves what is said at best, where that is not certain."""

    pattern: re.Pattern[str]
    relation: str
    kind: str = ""
    fixed: str = ""
    event: bool = False
    ends: bool = False
    future: bool = False
    we: bool = False
    closes: tuple[str, ...] = ()
    sure: str = ""


@functools.cache
def rules() -> dict[str, list[Rule]]:
    """Every rule, by its verb."""
    found: dict[str, list[Rule]] = {}
    for given in tables()["rule"]:
        rule = Rule(
            re.compile(_filled(given["say"]) + _end(given)),
            given["relation"],
            given.get("kind", ""),
            given.get("fixed", ""),
            given.get("event", False),
            given.get("ends", False),
            given.get("future", False),
            given.get("who") == "we",
            tuple(given.get("closes", "").split()),
            given.get("sure", ""),
        )
        for verb in given["verb"].split():
            found.setdefault(verb, []).append(rule)
    return found


def _filled(say: str) -> str:
    """`say` with its slots as expressions, of which the last is the value."""
    for slot, pattern in _slots().items():
        say = say.replace("{" + slot + "}", pattern)
    first, *more = say.split("(?P<value>")
    if more:
        say = "(?:".join([first, *more[:-1]]) + f"(?P<value>{more[-1]}"
    return f"(?:{say})"


def _end(given: dict[str, str]) -> str:
    if given.get("kind") == "number":
        return _PLACE.format(_MORE)
    if given.get("kind") in ("liked", "loved") or given["relation"] in ("allergic_to", "afraid_of"):
        return _LIKED
    if given.get("kind") == "course":
        return _COURSE
    if given.get("kind") == "whereabouts":
        return _WHEREABOUTS
    return (_PLACE if "{place}" in given["say"] else _OPEN).format(_MORE)


def _any(key: str) -> str:
    """Any entry of a list, in capitals or not."""
    return f"(?i:{'|'.join(re.escape(word) for word in word_list(key))})"


def _list_of(one: str, before: str) -> str:
    return rf"{one}(?:(?:, and|,| and) (?:{before})?{one})*"


@functools.cache
def _slots() -> dict[str, str]:
    pets = rf"(?:[\w-]+ ){{0,2}}?(?:{PET})s?"
    called = rf"(?: (?:called|named) {NAME}(?: and {NAME})?|, {NAME}(?=,|$))?"
    count = rf"(?:(?:hundred|thousand|million|and|{dates.NUMBER}|[\d.,]+))"
    where = r"(?:in|on|at|near|outside) (?:the |an? |my |our )?[\w'.-]+(?: [\w'.-]+){0,3}?"
    lead = rf"(?:(?!(?:{_UNLIKE_GOODS})\b)[a-z-]+ )"
    unlike = "|".join([_UNLIKE_GOODS, *word_list("not_goods")])
    goods = rf"{lead}{{0,2}}?(?!(?:{unlike})\b)(?:[a-z-]*[^\W\ds]s|{_MASS})"
    coin = "euros?|dollars?|pounds?|quid|bucks|francs|crowns|kronor|kroner|rupees|yen|grand|k"
    values = {
        "place": r"(?:the |an? )?[\w'.-]+(?: [\w'.-]+){0,4}?",
        "employer": r"(?:the |an? )?[\w'.&-]+(?: [\w'.&-]+){0,3}?",
        "trip": r"[A-Z][\w'.-]+(?: [A-Z][\w'.-]+){0,2}",
        "name": NAME,
        "names": rf"{NAME}(?:(?:, | and |, and ){NAME})*",
        "someone": (
            rf"(?:(?:my|our|his|her) (?:[\w'-]+ ){{0,3}}?{ROLE}(?:'s {ROLE})?(?: {NAME})?)|{NAME}(?:'s "
            rf"{ROLE})?|him|her"
        ),
        "date": r".+?",
        "number": dates.NUMBER,
        "thing": rf"{_WORD}(?: {_WORD}){{0,4}}?",
        "liked": r"(?:to )?[\w'-]+(?: [\w'-]+){0,5}?(?:, [\w' -]+?)*(?:,? and [\w'-]+(?: [\w'-]+){0,3}?)?",
        "family": (
            rf"{_COUNT} (?:(?:older|younger|little|big|twin|grown-up|lovely|small|half) )?(?:{ROLE})"
            rf"(?:(?:,? (?:called|named)|,) {NAME})?"
        ),
        "pet": rf"(?:{_COUNT}|an old|a new) {pets}{called}(?:,? and an? {pets}{called})*",
        "languages": _list_of(_any("languages"), "a little |some |a bit of "),
        "plays": _list_of(_any("played"), "the "),
        "subject": _any("subjects"),
        "money": rf"(?:[\u20ac$\u00a3] ?)?(?:{dates.NUMBER}|[\d.,]+|an?)(?: {count})*(?: ?(?:{coin}))?",
        "role": ROLE,
        "state": _any("states"),
        "condition": _any("conditions"),
        "ill": _any("ill"),
        "medicine": _any("medicines"),
        "foods": _list_of(_any("foods"), "any |the ").replace(" and)", " and| or)"),
        "goods": rf"{goods}(?: {where})?",
        "school": (
            r"(?:(?:uni|university|college|art school|drama school|medical school|law school) in [A-Z][\w'-]+"
            r"|(?!(?:the|my|his|her|a|our|their) )[\w'-]+(?: [\w'-]+)? (?:[Uu]ni|[Uu]niversity|[Cc]ollege)"
            r"|(?:the )?University of [A-Z][\w'-]+)"
        ),
        "round": (
            r"the (?:ferries|buses|trams|trains|railways?|tills|ships|boats|oil rigs|rigs|bins|docks|land|post"
            r"|phones|wards?|cruise ships|building sites|motorways)"
        ),
        "team": _any("teams"),
        "owned": _any("owned"),
        "breakfast": _any("breakfasts"),
        "beast": PET,
    }
    slots = {name: f"(?P<value>{pattern})" for name, pattern in values.items()}
    jobs = "|".join(one.replace("-", "[- ]") for one in word_list("jobs"))
    job = rf"(?:[\w-]+ ){{0,3}}?(?i:{jobs})"
    slots |= {"job": rf"an? (?P<value>{job})", "jobname": job, "years": dates.NUMBER, "where": where}
    slots |= {"often": OFTEN}
    return slots | {"concern": "|".join(map(re.escape, word_list("concern"))), "count": _COUNT}
