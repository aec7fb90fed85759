"""Whether a text stays with its source: names, numbers and telling words that the source does not bear out.

It compares words. It knows how numbers, times and years are spoken, and nothing of what a sentence means.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

from os1.mind.clauses import sentences
from os1.mind.patterns import listed_words
from os1.mind.spoken import number, ordinal, plain

_STEM = 5
"""Letters by which two words count as the same."""
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())  # noqa: SIM905 - a list
_CALENDAR = _DAYS | frozenset(
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
_SHORT = {
    "doctor": "dr",
    "mister": "mr",
    "miz": "ms",
    "missus": "mrs",
    "professor": "prof",
    "saint": "st",
    "street": "st",
}
_BREAKS = ":\"'\u201c\u2018(\u2014\u2013"
"""Marks after which a capital need not be a name."""
_NAME = re.compile(r"[A-Z\u00c0-\u00de][\w'\u2019-]+")
_FREE = frozenset(("i", "ok", "there", "english", "am", "pm"))
_CLOCK = re.compile(r"\b(\d{1,2})[.:](\d{2})\b")


def telling(text: str) -> frozenset[str]:
    """The words of `text` that carry something, by their first letters."""
    common = listed_words("common")
    words = (word.removesuffix("'s") for word in plain(text).split())
    return frozenset(word[:_STEM] for word in words if len(word) > 3 and word not in common)


def invented(text: str, source: str) -> list[str]:
    """Names and numbers in `text` that `source` does not give, in the order in which they stand."""
    return [*_invented_names(text, source), *map(str, sorted(_spoken(text) - _given(source)))]


def borne_out(text: str, source: str) -> float:
    """The share of the telling words of `text` that occur in `source`, 0 to 1."""
    words = telling(text)
    return len(words & telling(source)) / len(words) if words else 0.0


def _invented_names(text: str, source: str) -> list[str]:
    known = {word.removesuffix("'s") for word in re.findall(r"[^\W_](?:[^\W_]|')*", _bare(source))}
    found = []
    for sentence in (sentence for line in text.splitlines() for sentence in sentences(line)):
        for match in _NAME.finditer(sentence):
            before = sentence[: match.start()].rstrip()
            begins = not before or before[-1] in _BREAKS
            if any(_unknown(word, known, begins) for word in _bare(match.group()).split()):
                found.append(match.group())
    return found


def _bare(text: str) -> str:
    """`text` plain and without accents, which come and go as it is written and spoken."""
    return "".join(c for c in unicodedata.normalize("NFKD", plain(text)) if not unicodedata.combining(c))


def _unknown(word: str, known: set[str], begins: bool) -> bool:
    """Whether `word`, written with a capital, names somebody or something that is not `known`."""
    word = word.removesuffix("'s")
    if {word, word.removesuffix("s"), _SHORT.get(word)} & known or word.split("'")[0] in _FREE:
        return False
    if word.removesuffix("s") in _CALENDAR:
        return word in _DAYS and not any(word.startswith(one) and len(one) > 2 for one in known)
    return word in _first_names() if begins else True


@cache
def _first_names() -> frozenset[str]:
    """Words that are a first name even at the beginning of a sentence."""
    lines = files("os1.mind").joinpath("names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split("|")[0].lower() for line in lines if line and not line.startswith("#"))


@cache
def _number_words() -> dict[str, int]:
    simple = (*range(1, 20), *range(20, 100, 10))
    found = {form(n): n for n in simple for form in (number, ordinal)}
    return {**found, "noon": 12, "midnight": 12, "half": 30, "quarter": 15, "dozen": 12}


def _spoken(text: str) -> set[int]:
    """The numbers in `text`, written or spoken, but for one and two: those are said of anything."""
    found: list[int] = []
    total = current = 0
    for word in [*plain(re.sub(r"(?<=\d),(?=\d{3})", "", text)).split(), "."]:
        value = _number_words().get(word, 0)
        if value and (_goes_on(current, value) or not current):
            current += value
        elif word in ("hundred", "hundredth"):
            current = max(current, 1) * 100
        elif word in ("thousand", "thousandth"):
            total, current = max(current, 1) * 1000, 0
        elif not (word == "and" and (total or current)):
            found += [total + current, *(int(digits) for digits in re.findall(r"\d{1,9}", word))]
            total, current = 0, value
    return {one for one in found if one > 2}


def _goes_on(current: int, value: int) -> bool:
    """Whether a number that stands at `current` goes on with `value`, as "forty" does with "three"."""
    small = current % 100
    return bool(current) and (small == 0 or (small >= 20 and small % 10 == 0 and value < 10))


def _given(source: str) -> set[int]:
    """The numbers that may be said of `source`: its own, times as they are spoken, years in halves, its lines."""
    source = re.sub(r"(?<=\d)\.(?=\d{3}\b)", "", source)
    given = _spoken(source) | {int(digits) for digits in re.findall(r"\d{1,9}", source)}
    for hour, minute in _CLOCK.findall(source):
        h, m = int(hour), int(minute)
        given |= {h % 12 or 12, (h + 1) % 12 or 12, m, 60 - m}
    given.add(sum(bool(line.strip()) for line in source.splitlines()))
    given |= {one % 12 for one in given if 12 < one < 24}
    for year in [one for one in given if 1000 <= one < 2100]:
        given |= {year // 100, year % 100}
    return given
