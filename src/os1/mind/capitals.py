"""Capitals for names in what was written or heard without any: only where a name must stand.

It knows which words take one, and nothing of what is said.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from os1.memory.relations import FEMALE, MALE, PETS, SAME_ROLE
from os1.mind.first_names import leanings
from os1.mind.patterns import listed_words
from os1.mind.tables import forms, roles, word_list

_KIN = MALE | FEMALE | {"partner", "cousin"}
_ORDINARY = frozenset(
    """
    night nights weekends sea school college university uni church height speed heights least most best dawn
    christmas
    hospital hospitals free money fun nothing peanuts charity charities myself yourself himself herself people
    schools once all times insurance retail tech airports home homes
    """.split()  # noqa: SIM905 - one line a list
)
"""What follows "work at" or "work for" and is no name."""
_POINTING = ("that", "this", "here", "there", "she", "one", "who", "what", "everyone", "everything", "today")
_CALLED = re.compile(
    r"\b(called|named|name is|name's|call (?:him|her)) (?!a\b|an\b|the\b|my\b|not\b)(\w+)",
)
_CALL_ME = re.compile(r"\b(call me) (\w+)")
_PLACES = re.compile(
    r"\b((?:live|lives|lived|living|moved|moving|move) (?:back )?(?:in|to|at)|(?:am|is|are|come|comes"
    r"|i'm) from|born in|grew up in) (?!a\b|an\b|the\b|my\b|our\b)"
    r"((?:(?:new|san|los|las|saint|st|north|south|east|west|great|port|fort|el|la|le|cape|mount|hong|kuala|tel|abu"
    r"|rio|buenos|santa|sao) )?\w+)"
)

_EMPLOYED = re.compile(
    r"\b((?:(?:work|works|worked|working|job) (?:at|for)|been at(?= [\w&-]+ (?:since|for)\b))) "
    r"(?!(?:an?|the|my|our|his|her|their|your|this|that|him|them|me|us|it|one|some|home|two|three|four|five|six|\d+)\b)"
    r"([a-z][\w&-]+)(?! (?:in-law|house|school|office|shop|place)\b)"
)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Where a name must stand: before a verb, after a role, of several, and as whose it is."""

    acting: re.Pattern[str]
    placed: re.Pattern[str]
    paired: re.Pattern[str]
    owned: re.Pattern[str]


@functools.cache
def _patterns() -> _Patterns:
    """The expressions that are made of long lists, put together once."""
    role = roles(*PETS)
    verbs = "|".join(sorted(forms(), key=len, reverse=True))
    kin = "|".join([*_KIN, *(word for word, role in SAME_ROLE.items() if role in _KIN)])
    whose = rf"\b((?:my|our|his|her) (?:(?:\w+ )?(?:{role})|eldest|oldest|youngest))"
    return _Patterns(
        re.compile(
            rf"{whose} (?!(?:{verbs}|{'|'.join(word_list('adverbs'))}|\w+ly)\b)(\w+)(?= (?:{verbs}|'s)\b|'s )"
        ),
        re.compile(rf"{whose} (\w+)\b"),
        re.compile(rf"\b((?:kids|children|{role}s|boys|girls),? (?:are |called |named )?)(\w+) and (\w+)\b"),
        re.compile(rf"(?:^|(?<=[.!?,] ))\w{{3,}}(?=(?:'s| is) my (?:{kin})\b(?!['-]))"),
    )


def capitals(text: str) -> str:
    """`text`, which is all in small letters, with capitals where a name must stand."""
    found = _patterns()
    text = found.acting.sub(lambda m: f"{m[1]} {m[2] if _is_a_word(m[2]) else m[2].capitalize()}", text)
    text = found.placed.sub(lambda m: f"{m[1]} {_if_given(m[2])}", text)
    text = found.paired.sub(lambda m: f"{m[1]}{_if_given(m[2])} and {_if_given(m[3])}", text)
    text = _CALLED.sub(lambda m: f"{m[1]} {m[2].capitalize()}", text)
    text = _CALL_ME.sub(_as_a_name, text)
    text = found.owned.sub(
        lambda m: m[0] if m[0] in _POINTING or m[0] in listed_words("not_names") else m[0].capitalize(), text
    )
    text = _EMPLOYED.sub(lambda m: m[0] if _is_common(m[2]) else f"{m[1]} {m[2].capitalize()}", text)
    return _PLACES.sub(lambda m: f"{m[1]} {m[2].title()}", text)


def _as_a_name(match: re.Match[str]) -> str:
    """ "Call me sam" with its capital; "call me darling" and "call me later" as they are."""
    name = match[2].capitalize()
    return f"{match[1]} {name if name in leanings() else match[2]}"


def _if_given(word: str) -> str:
    """`word` with a capital where it is a name and nothing else."""
    name = word.capitalize()
    return name if name in leanings() and word not in listed_words("not_names") else word


def _is_common(word: str) -> bool:
    """Whether `word`, where an employer is named, is an ordinary word ("I work at night")."""
    return word in listed_words("common") or word in listed_words("not_names") or word in _ORDINARY


def _is_a_word(word: str) -> bool:
    """Whether `word`, which stands before a verb, is no name but may be a verb itself ("my wife says is")."""
    verb = (
        word.endswith(("s", "ed", "ing", "said", "thought", "told", "knew"))
        and word.capitalize() not in leanings()
    )
    return verb or word in listed_words("not_names")
