"""Reads a question about what was told before: of which kind it is, and what it asks for.

What the questions look like is in `questions.toml`. It knows no memory: whether there is an answer, others find.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from os1.mind.care import concern
from os1.mind.clauses import sentences
from os1.mind.listening import sort
from os1.mind.remembering.gist import table
from os1.mind.remembering.times import Stretch, stretch
from os1.mind.spoken import plain

_NOT_TOLD = ("question", "request", "noise", "advice")
_ECHOED = 5
"""Words that a subject may have to be said back."""
_FLIPPED = {"my": "your", "i": "you", "me": "you", "mine": "yours", "our": "your", "myself": "yourself"}


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `plainly` says that it asks for what was told in so many words; otherwise it is about the
    person's life, and may be no question for memory at all.

    `about` is what it asks for, as it was written, without time and trimmings; empty where only a time was named.
    `pronoun` says that it names somebody by a pronoun, `that` that it means what was said last.
    `first` asks for the first time. `when` is the stretch of the past it names. `personal` says that the words
    themselves speak of the person's life; otherwise only a memory can tell whether it is about that.
    """

    kind: str
    plainly: bool
    about: str = ""
    when: Stretch | None = None
    pronoun: bool = False
    that: bool = False
    first: bool = False
    personal: bool = True

    @property
    def own(self) -> bool:
        """Whether it asks for something of the person's own life: what they did, or what is theirs."""
        return not self.plainly and bool(re.search(r"\b(?:i|my|we|our)\b", self.about.lower()))

    @property
    def echo(self) -> str:
        """`about` as it is said back ("your sister"); empty where it is too long for that."""
        words = self.about.split()
        if self.pronoun or self.that or not 0 < len(words) <= _ECHOED:
            return ""
        return " ".join(_FLIPPED.get(word.lower(), word) for word in words)


_OWNED = re.compile(r"\b(my (?:\w+ )?[a-z]+[^s'\W])s (name|birthday)\b")
"""An owner as it is typed in haste ("my best friends name")."""


def read(text: str, now: datetime, name: str = "", known: frozenset[str] = frozenset()) -> Question | None:
    """The question that `text` asks about the past, or None where it is other talk.

    `name` is the OS's own name, with which people begin; `known` are plain words that name people in their life.
    """
    asked = _asked(text)
    words = _OWNED.sub(r"\1's \2", _called_off(plain(asked), name))
    for kind in table()["kinds"]:
        for match in _matches("kinds", kind, words):
            if found := _question(kind, "kinds", match, asked, now):
                return found
    return _life(asked, re.sub(f"^{filled('<head>')}", "", words), now, known)


def _asked(text: str) -> str:
    """The sentence of `text` that asks, which is the last where there is more than one."""
    return ([text] if len(sentences(text)) < 2 else sentences(text))[-1]


def is_told(text: str) -> bool:
    """Whether `text` tells something anywhere: not only questions, requests, and what makes the talk go."""
    return any(_tells(sentence) for sentence in sentences(text))


def _tells(sentence: str) -> bool:
    words = plain(sentence)
    if re.match(_one("words", "tellings"), words):
        return True
    if sentence.rstrip("\"'\u201d)").endswith("?") or re.match(_one("words", "commands"), words):
        return False
    if any(True for kind in table()["kinds"] for _ in _matches("kinds", kind, words)):
        return False
    exclaims = re.match(r"(?:what|such) an? |how (?!is|was|are|were|do|did|does|can|much|many)\w+ ", words)
    least = 2 if re.match(r"(?:i|i'm|my|we|we're)\b", words) else 3
    return len(words.split()) >= least and (bool(exclaims) or sort(sentence) not in _NOT_TOLD)


def _life(text: str, words: str, now: datetime, known: frozenset[str]) -> Question | None:
    """A question about the person's life that does not ask for what was told."""
    named = not known.isdisjoint(word.removesuffix("'s") for word in words.split())
    personal = named or re.search(_one("gate", "personal"), words) is not None
    if concern(text) or sort(text) in ("heavy", "opinion", "advice", "request"):
        return None
    if any(re.search(one, _without_told(words)) for one in table()["gate"]["never"]):
        return None
    for kind in table()["life"]:
        for match in _matches("life", kind, words):
            found = _question(kind, "life", match, text, now)
            return found and replace(found, personal=personal)
    return None


def _question(
    kind: str, group: Literal["kinds", "life"], match: re.Match[str], text: str, now: datetime
) -> Question | None:
    """The question, or None where what should be a time is none."""
    groups = {name.rstrip("_"): value.strip() for name, value in match.groupdict().items() if value}
    when, about = stretch(groups.get("about", ""), now)
    if not when and "when" in groups:
        when, rest = stretch(groups["when"], now)
        if rest:
            return None
    about = trimmed(about)
    return Question(
        kind,
        plainly=group == "kinds",
        about=as_written(about, text),
        when=when,
        pronoun=bool(re.fullmatch(_one("gate", "pronoun"), about)),
        that=bool(re.fullmatch(_one("gate", "that"), about)),
        first=bool(re.search(r"\b(?:first|earliest)\b", match.string)),
    )


def trimmed(about: str) -> str:
    """`about` (plain) without what says no more of it: "the book that I told you about" is "the book"."""
    before = None
    while about != before:
        before = about
        about = re.sub(rf"^{_one('gate', 'lead')} ", "", about)
        about = _without_told(about)
    return about.strip()


def _without_told(words: str) -> str:
    return re.sub(rf"{_one('gate', 'told')}$", "", words)


def as_written(about: str, text: str) -> str:
    """The words of `about`, which are plain, as they stand in `text`."""
    loose = r"[^\w']+".join(re.escape(word).replace("'", "['\u2019]") for word in about.split())
    found = re.search(loose, text, re.IGNORECASE) if loose else None
    return found[0] if found else about


def _called_off(words: str, name: str) -> str:
    called = re.escape(plain(name)) or "os1"
    return re.sub(rf"^(?:hey |ok |okay )?{called} | {called}$", "", words)


def _matches(group: str, kind: str, words: str) -> Iterator[re.Match[str]]:
    return (match for one in _patterns(group, kind) if (match := one.fullmatch(words)))


@functools.cache
def _patterns(group: str, kind: str) -> tuple[re.Pattern[str], ...]:
    head, tail = filled("<head>"), filled("<tail>")
    return tuple(re.compile(f"{head}(?:{filled(one)}){tail}") for one in table()[group][kind]["patterns"])


@functools.cache
def _one(group: str, key: str) -> str:
    """The alternatives under `key` as one expression, in a group."""
    return f"(?:{'|'.join(filled(one) for one in table()[group][key])})"


def filled(pattern: str) -> str:
    """`pattern` with its parts put in; what is asked for ends where the trimmings begin."""
    whole = re.sub(r"(?<!\?P)<(\w+)>", lambda part: table()["parts"].get(part[1], part[0]), pattern)
    return re.sub(r"\.\+\)(?=[)]|$|\|)", ".+?)", whole)
