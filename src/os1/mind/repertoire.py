"""The repertoire: situations of a talk, what people say in them, and replies that fit whatever they say there.

A small brain makes up little that is worth hearing, so most of everyday talk is answered from here, and only what
is like nothing in here is left to it. Which situation it is a judge's rows tell: those of lines that call for the
same reply lie close together (`training/`).
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from os1.errors import EngineDown
from os1.mind.first_names import leanings
from os1.mind.mentions import Context, mentioned
from os1.mind.spoken import plain
from os1.models.engines import Judge

_LIKE = 0.62
"""Cosine from which a line belongs to a situation."""
_NEAREST = 2
"""Lines of a situation whose mean nearness counts: one may be near by chance."""
_FITTING = 0.04
"""What a situation that answers the very kind of question which was asked gains."""
_KEPT = 200
"""Replies that are not given again."""
_WHO = "{who}"
_KINDS = re.compile(
    r"(?P<feel>how (?:do|did|does|are) (?:you|it|that) (?:feel|feeling)|how's it feel)|(?P<how>how\b)"
    r"|(?P<why>why\b|what makes\b)|(?P<who>who\b)|(?P<what>what\b|which\b|where\b|when\b)"
)
_CAPITAL = re.compile(r"\b[A-Z][a-z]+\b")
_SENTENCE = re.compile(r"[^.!?\u2026]+[.!?\u2026]+")


@dataclass(frozen=True, slots=True)
class Situation:
    """`says` are things that people say in it, `replies` what fits all of them; "{who}" is whoever was named.

    `after` is the kind of question that they answer ("more" for any), empty where they answer none.
    """

    key: str
    tone: str
    after: str
    says: tuple[str, ...]
    replies: tuple[str, ...]


@cache
def situations() -> tuple[Situation, ...]:
    """All of them, in the order of the file."""
    lines = files("os1.mind").joinpath("repertoire.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(_situation(line) for line in lines)


@cache
def _by_key() -> dict[str, Situation]:
    return {one.key: one for one in situations()}


def lines() -> list[str]:
    """Everything that people say, in the order of the rows that a `Repertoire` wants."""
    return [say for one in situations() for say in one.says]


class Repertoire:
    """Finds a situation and picks one of its replies; `rows` are those of `lines()`, shape (n, width)."""

    def __init__(self, rows: NDArray[np.float32], seed: int = 0) -> None:
        self._rows = rows
        self._turn = seed
        self._given: deque[str] = deque(maxlen=_KEPT)
        counts = [len(one.says) for one in situations()]
        self._places = np.full((len(counts), max(counts)), len(rows))
        begin = 0
        for number, count in enumerate(counts):
            self._places[number, :count] = np.arange(begin, begin + count)
            begin += count

    async def reply(self, judge: Judge, text: str, own: Sequence[str]) -> str | None:
        """A reply to `text`, or None where it is like nothing here or the judge is down.

        `own` is what the OS said before in this talk, the oldest first.
        """
        try:
            row = (await judge.rows([text]))[0]
        except EngineDown:
            return None
        key, score = self.nearest(row, asked(own[-1]) if own else "")
        return self._pick(_by_key()[key], text, own) if score >= _LIKE else None

    def give(self, reply: str) -> None:
        """Take note that `reply` is said."""
        self._turn += 1
        self._given.append(plain(reply))

    def nearest(self, row: NDArray[np.float32], question: str) -> tuple[str, float]:
        """The situation nearest to `row`, and how near it is; `question` is the kind that was asked, or empty."""
        near = np.append(self._rows @ row, -1.0)[self._places]
        scores = np.partition(near, -_NEAREST, axis=1)[:, -_NEAREST:].mean(axis=1)
        for number, one in enumerate(situations()):
            if one.after and not question:
                scores[number] = -1.0
            elif one.after == question:
                scores[number] += _FITTING * bool(question)
        best = int(scores.argmax())
        return situations()[best].key, float(scores[best])

    def _pick(self, found: Situation, text: str, own: Sequence[str]) -> str | None:
        """One of the replies that was not given lately; a question only where not too many were asked."""
        who = _named_one(text)
        ready = [reply.replace(_WHO, who) for reply in found.replies if who or _WHO not in reply]
        said = {*self._given, *map(plain, own)}
        fresh = [reply for reply in ready if plain(reply) not in said]
        if not fresh:
            return None
        asks = [reply for reply in fresh if reply.endswith("?")]
        tells = [reply for reply in fresh if not reply.endswith("?")]
        wanted = tells if own and own[-1].endswith("?") else asks
        choices = wanted or fresh
        return choices[self._turn % len(choices)]


def asked(said: str) -> str:
    """The kind of question that `said` ends with: "feel", "how", "why", "who", "what", "yesno", or ""."""
    said = said.strip()
    if not said.endswith("?"):
        return ""
    last = plain((_SENTENCE.findall(said) or [said])[-1])
    match = _KINDS.search(last)
    return match.lastgroup or "" if match else "yesno"


def _named_one(text: str) -> str:
    """The only person whom `text` names, as the OS would say it ("Leo", "your mother"); empty for none or more."""
    context = Context()
    mentioned(text, context)
    people = {who.replace("my ", "your ", 1) for who, _ in context.seen}
    first, _, rest = text.partition(" ")
    named = {*_CAPITAL.findall(rest), *(name for name in _CAPITAL.findall(first) if name in leanings())}
    people |= named
    return next(iter(people)) if len(people) == 1 and named <= leanings().keys() else ""


def _situation(line: str) -> Situation:
    raw = json.loads(line)
    return Situation(raw["key"], raw["tone"], raw["after"], tuple(raw["says"]), tuple(raw["replies"]))
