"""Speech that runs on: where a new clause begins though no mark stands there.

It cuts only where what comes before is complete, and where no clause that belongs to a word before it ("the man I
love") can begin. It knows nothing of what is said.
"""

from __future__ import annotations

import re

from os1.mind.tables import roles

_ROLE = roles()
_DONE = "lived|worked|moved|came|got|left|started|joined|retired|did not|can not|used to"
_PLAIN = f"live|work|drive|run|keep|teach|take|speak|play|study|do not|go|{_DONE}"
_THIRD = f"lives|works|drives|runs|keeps|teaches|takes|speaks|plays|studies|does not|goes|{_DONE}"
_BEGINS = re.compile(
    r"(?<=[\w'])(?P<gap>,? (?:and )?)(?=(?:now |then |also )?(?:"
    rf"(?P<first>I|we) (?:am|are|was|were|have|had|{_PLAIN})\b"
    rf"|(?P<third>he|she) (?:is|was|has|had|{_THIRD})\b"
    rf"|(?P<role>my|our) (?:\w+ )?(?:{_ROLE})(?: [A-Z][\w-]+)? (?:is|was|has|{_THIRD})\b))"
)
_FILLERS = r"(?:(?:and|but|so|well|ok|okay|oh|yes|yeah|no|hi|hello|right|now|then|because|also|well) )*"
_SAYING = re.compile(
    r"\b(?:say|says|said|saying|think|thinks|thought|know|knows|knew|wish|hope|hopes|told|tell|tells|feel|feels|felt"
    r"|swears?|swore|bet|guess|suppose|supposed|reckons?|reckoned|believes?|believed|hear|hears|heard|see|sees|saw"
    r"|remember|remembers|understand|means?|meant|assumes?|assumed|pretends?|pretended|claims?|claimed|insists?"
    r"|imagine|decided|realised|realized|noticed|forget|forgot|make|makes|made|let|lets|admit|call|calls|called"
    r"|dreamt|dreamed|joke|jokes|joked|act|acts|acted|write|writes|wrote|ask|asks|asked|looks?|looked|sounds?|seems?)\b",
    re.IGNORECASE,
)
"""Verbs after which a clause may be what is said, and not what is so."""
_OPEN = frozenset(
    """
    that which who whom what where when why how because if as than since until till before after while
    whether and but or so like thing things way time times day days moment place reason everything anything
    something nothing all one ones people person man woman guy someone somebody those only first last to of
    in on at for with from by about into out the a an my our his her their your this these not do did does
    is am are was were be been have has had can will would could should sure afraid glad happy sorry certain
    positive worried scared convinced proud feeling idea hope dream fear sense chance news proof fact rumour
    theory story year week month night much many more most every each any some no even just really very too
    never always also both neither either though although unless except without between am lucky says said
    quoted what's job house flat
    """.split()  # noqa: SIM905 - one line a list
)
"""Words after which a clause is still open, or one that belongs to them may begin."""
_CLOSES = frozenset(
    """
    now today yesterday years old here there mostly anyway right already again retired pregnant dead married single
    vegan vegetarian deaf blind monday tuesday wednesday thursday friday saturday sunday ago well too
    """.split()  # noqa: SIM905 - one line a list
)
"""Words with which a clause ends more often than not."""
_NUMBERS = re.compile(
    r"(?:\d+|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|\w+teen|one|two|three|four|five|six|seven|eight|nine"
    r"|ten|eleven|twelve)"
)
_SUBJECT = re.compile(
    rf"{_FILLERS}(?:(?P<first>I|we)\b|(?P<third>he|she|[A-Z][\w-]+|(?:my|our|his|her) \w+)\b)", re.IGNORECASE
)
_ONLY_A_ROLE = re.compile(
    rf"{_FILLERS}(?:my|our) (?:(?:\w+ )?(?:{_ROLE})|eldest|oldest|youngest)(?: [A-Z][\w-]+)?(?: and (?:I|me))?",
    re.IGNORECASE,
)
_NAMED = r"(?:he|she) is (?:called|named) [A-Z]"
_GIVES_A_NAME = re.compile(_NAMED)
_GAVE_A_NAME = re.compile(rf"{_FILLERS}{_NAMED}[\w-]+")
"""Clauses that say what somebody is called stand alone ("a dog he is called Bramble he is a lurcher")."""
_LEAST = 3
"""Words that a whole clause has."""
_DANGLES = frozenset("to of in on at for with from by about into".split())  # noqa: SIM905 - one line a list
_STARTS = re.compile(
    r"(?<=[a-z\d]) (?<!at )(?<!in )(?<!of )(?<!on )(?<!to )(?<!by )(?<!for )(?<!and )(?<!the )(?<!from )(?<!with )"
    r"(?<!called )(?<!named )(?=(?:The|We|My|It|He|She|They|But|So|Then|When|Our|His|Her|There|This|That|What|Now"
    r"|At|On|Did|Do|Is|Are|Can) [a-z])"
)
"""A capital within a line without marks, of a word that has one only where a sentence begins."""


def runs(clause: str) -> list[str]:
    """`clause`, which has no mark, cut where another begins in it."""
    found: list[str] = []
    start = 0
    for match in _BEGINS.finditer(clause):
        before = clause[start : match.start()].strip()
        if _may_end(before, match, clause[match.end() :]):
            found.append(before)
            start = match.end()
    return [*found, clause[start:]]


def unmarked(line: str) -> list[str]:
    """The sentences of a `line` without any mark, where capitals show them."""
    return [line] if re.search(r"[.?!,]", line) else _STARTS.split(line)


def _may_end(before: str, match: re.Match[str], after: str) -> bool:
    """Whether `before` may be a whole clause that ends where `match` begins a new one."""
    words = before.split()
    if _GIVES_A_NAME.match(after) or _GAVE_A_NAME.fullmatch(before) or _ONLY_A_ROLE.fullmatch(before):
        return match["third"] is not None
    if len(words) < _LEAST or words[-1].lower() in _OPEN or _SAYING.search(before):
        return False
    subject = _SUBJECT.match(before)
    if subject is None or after.rstrip(" .").rsplit(maxsplit=1)[-1].lower() in _DANGLES:
        return False
    last = words[-1]
    if last[0].isupper() or last.lower() in _CLOSES or _NUMBERS.fullmatch(last.lower()):
        return True
    if match["role"]:
        return False
    return (subject["first"] is not None) == (match["first"] is not None)
