"""The repertoire: situations of a talk, what people say in them, and replies that fit whatever they say there.

A small brain makes up little that is worth hearing, so everyday talk is answered from here, and where a line is
like nothing in here, the OS listens. Which situation it is a judge's rows tell: those of lines that call for the
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
from os1.mind.mentions import mentioned
from os1.mind.spoken import plain
from os1.mind.whom import Context
from os1.models.engines import Judge

_LIKE = 0.55
"""Cosine to the midst of a situation's lines from which a line belongs to it."""
_ASKING, _TELLING = 0.4, 0.85
"""A question belongs only where at least so many of the lines ask, a statement where at most so many do."""
_CLASHING = {"glad": ("sad", "heavy", "cross"), "sad": ("glad", "light"), "cross": ("glad",)}
"""Tones of situations in which a line of a tone does not belong."""
_FITTING = 0.04
"""What a situation that answers the very kind of question which was asked gains."""
_KEPT = 200
"""Replies that are not given again."""
_WHO = "{who}"
_KINDS = re.compile(
    r"(?P<feel>how (?:do|did|does|are) (?:you|it|that) (?:feel|feeling)|how's it feel)|(?P<how>how\b)"
    r"|(?P<why>why\b|what makes\b)|(?P<who>who\b)|(?P<what>what\b|which\b|where\b|when\b)"
)
_ASKS = re.compile(
    r"(?:what|who|whose|which|when|where|why|how|do|does|did|is|are|was|were|can|could|will|would|should|have|has"
    r"|am|tell|give|say|sing|remind|what's|who's|where's|how's)\b|.*\?$",
    re.IGNORECASE,
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


def lines() -> list[str]:
    """Everything that people say, in the order of the rows that a `Repertoire` wants."""
    return [say for one in situations() for say in one.says]


def _begins() -> NDArray[np.intp]:
    """Where in `lines()` each situation begins."""
    return np.cumsum([0, *(len(one.says) for one in situations())])[:-1]


def midst(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The midst of each situation, one unit row a situation; `rows` are those of `lines()`."""
    total = np.add.reduceat(rows, _begins())
    return np.asarray(total / np.linalg.norm(total, axis=1, keepdims=True))


class Repertoire:
    """Finds a situation and picks one of its replies; `midst` is that of each, shape (situations, width)."""

    def __init__(self, midst: NDArray[np.float32], seed: int = 0) -> None:
        self._turn = seed
        self._given: deque[str] = deque(maxlen=_KEPT)
        self._midst = midst
        asking = np.array([_asks(say) for say in lines()], np.float32)
        self._asking = np.add.reduceat(asking, _begins()) / [len(one.says) for one in situations()]
        self._after = np.array([one.after for one in situations()])
        self._tone = np.array([one.tone for one in situations()])

    async def reply(self, judge: Judge, text: str, own: Sequence[str], *, tone: str = "") -> str | None:
        """A reply to `text`, or None where it is like nothing here or the judge is down.

        `own` is what the OS said before in this talk, the oldest first; `tone` is that of `text` where it is
        known.
        """
        try:
            row = (await judge.rows([text]))[0]
        except EngineDown:
            return None
        found, score = self.nearest(row, asks=_asks(text), question=asked(own[-1]) if own else "", tone=tone)
        return self._pick(found, text, own) if score >= _LIKE else None

    def give(self, reply: str) -> None:
        """Take note that `reply` is said."""
        self._turn += 1
        self._given.append(plain(reply))

    def nearest(
        self, row: NDArray[np.float32], *, asks: bool = False, question: str = "", tone: str = ""
    ) -> tuple[Situation, float]:
        """The situation nearest to `row`, and how near it is. `asks` tells that the line asks something itself,
        `question` which kind of question it may answer, `tone` the tone in which it is said."""
        scores = self._midst @ row
        scores[np.isin(self._tone, _CLASHING.get(tone, ()))] = -1.0
        scores[self._asking < _ASKING if asks else self._asking > _TELLING] = -1.0
        if question:
            scores[self._after == question] += _FITTING
        else:
            scores[self._after != ""] = -1.0
        best = int(scores.argmax())
        return situations()[best], float(scores[best])

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


def _asks(text: str) -> bool:
    return bool(_ASKS.match(text.strip()))


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
