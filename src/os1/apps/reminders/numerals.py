"""Words as the ears write them, made plain: lower case, no punctuation, numbers in digits.

"Twenty-five to six, p.m." and "25 to 6 pm" become the same words. Each plain word knows which stretch of the
original text it stands for, so a part of an utterance can be cut out verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_SMALL = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen
"""
_TEN = "twenty thirty forty fifty sixty seventy eighty ninety"
_PLACES = """
zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth
"""
_TENS = {word: 10 * n for n, word in enumerate(_TEN.split(), 2)}
_TENTHS = {"twentieth": 20, "thirtieth": 30}
NUMBERS = {word: n for n, word in enumerate(_SMALL.split())} | _TENS | {"fourty": 40}
ORDINALS = {word: n for n, word in enumerate(_PLACES.split()) if n} | _TENTHS
_WORD = re.compile(
    r"\d{4}-\d{2}-\d{2}|\d{1,2}[:.]\d{2}(?!\d)|\d{1,4}/\d{1,2}(?:/\d{2,4})?|\d+\.\d+|\d+(?:st|nd|rd|th)\b|\d+"
    r"|\b[ap]\.\s?m\b\.?|\b[ap] m\b|\bo['’ ]?\s?clock\b|[^\W\d_]+(?:['’][^\W\d_]+)*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A plain word and the stretch of the original text, from `start` up to `end`, that it stands for."""

    plain: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """The plain words of `text`, with number words in digits ("twenty five" is 25, "the fourth" the 4th)."""
    return _counted([Word(_plain(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)])


def joined(some: Sequence[Word]) -> str:
    """Plain words with one space between them."""
    return " ".join(word.plain for word in some)


def _plain(word: str) -> str:
    low = word.lower().replace("’", "'")
    if re.fullmatch(r"[ap]\.?\s?m\.?", low):
        return f"{low[0]}m"
    if low.endswith("clock") and low.startswith("o"):
        return "oclock"
    return re.sub(r"^(\d{1,2})\.(\d{2})$", r"\1:\2", low)


def _counted(raw: list[Word]) -> list[Word]:
    """Number words replaced by digits, from left to right, taking as many words as make one number."""
    plain: list[Word] = []
    at = 0
    while at < len(raw):
        text, taken = _number(raw, at)
        plain.append(Word(text, raw[at].start, raw[at + taken - 1].end))
        at += taken
    return plain


def _number(raw: list[Word], at: int) -> tuple[str, int]:
    """The plain form of what begins at `at`, and how many words it takes."""
    word = raw[at].plain
    after = raw[at + 1].plain if at + 1 < len(raw) else ""
    if word in _TENS:
        unit = NUMBERS.get(after, 0)
        if 0 < unit < 10:
            return str(_TENS[word] + unit), 2
        place = ORDINALS.get(after, 0)
        if 0 < place < 10 and (after != "second" or _is_a_place(raw, at)):
            return ordinal(_TENS[word] + place), 2
    if word in ("oh", "o") and at and raw[at - 1].plain in NUMBERS and 0 < NUMBERS.get(after, 0) < 10:
        return f"0{NUMBERS[after]}", 2
    if word in NUMBERS:
        return str(NUMBERS[word]), 1
    if word in ORDINALS and word != "second":
        return ordinal(ORDINALS[word]), 1
    return word, 1


def _is_a_place(raw: list[Word], at: int) -> bool:
    """Whether "twenty second" is a place (the twenty-second of May) and not a length (a twenty second timer)."""
    before = raw[at - 1].plain if at else ""
    after = raw[at + 2].plain if at + 2 < len(raw) else ""
    return after == "of" or (before == "the" and after != "timer")


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, ..."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
