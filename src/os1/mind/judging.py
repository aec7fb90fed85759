"""What a judge is asked, as it was taught: the talk on one side, a tool or one of its arguments on the other.

`training/` makes its lessons with these functions, so a change here wants a new adapter.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from os1.errors import EngineDown
from os1.mind.patterns import listed_words
from os1.mind.spoken import plain
from os1.models.engines import Judge
from os1.types import Arg, Call, Effect, Tool

_TURNS = 4
"""Turns of the talk that a judge is shown: an answer to them ("no, at eight") means nothing without."""
_OWN, _NEXT = "> ", " | "
_SURE: Mapping[Effect, float] = {Effect.LOOK: 1.0, Effect.NOTE: 1.5, Effect.CHANGE: 2.0, Effect.SEND: 2.0}
"""By how much, in logits, a tool must be likelier than none, by what it can do."""
_UNHINTED = 2.0
"""By how much more where it shares no word with the person's: much sounds like a request that is none."""
_ASKS = re.compile(
    r"(?:(?:and|but|so|well) )?(?:what|who|whose|why|how|which)\b(?! (?:about|if)\b)", re.IGNORECASE
)
"""How a question of its own begins, which does not go on with what was asked for before."""
_CHANGES = re.compile(
    r"\b(?:no|not|make it|make that|actually|sorry|I mean|I meant|rather|instead|also|too|as well|change|same"
    r"|another|cancel|forget|never mind|it|them|that|both|what about|how about)\b|^and\b",
    re.IGNORECASE,
)
"""Words that point at what was said before."""
_LEAD = r"(?:(?:oh|ah|ugh|no|nah|hmm|um|uh|ok|okay|well|actually|wait|sorry|please|just|and|but),? )*"
_DROPS = (
    r"(?:never ?mind|forget (?:it|about it|that)|leave (?:it|that)|(?:don't|do not) bother|no need"
    r"|scrap that)\b"
)
_GOES_ON = r"\W*(?:$|(?:I|we|it|he|she|they|you|that|there|this|my|our|someone|somebody)\b|\w+['’]s\b)"
"""What follows where nothing else is asked for instead."""
_DROPPED = re.compile(rf"^{_LEAD}{_DROPS}{_GOES_ON}|[,.;] {_DROPS}\W*$", re.IGNORECASE)
"""How what was being arranged is given up."""
_REFUSED = re.compile(
    rf"^{_LEAD}no,? (?:not (?:till|until|now|yet|today|before|really|if)|(?:hang|hold) on)\b", re.IGNORECASE
)
"""How an act that was asked about is refused."""
_FORBIDS = re.compile(
    rf"(?:^|[,.;!?] ){_LEAD}(?:don't|do not) (?:you |even |go |ever )?(?P<act>\w+)", re.IGNORECASE
)
_TAKES_BACK = frozenset({"canc", "stop", "undo", "dele", "remo", "drop", "disc", "clea", "forg", "skip"})
"""First letters of what tools do by which something is given up."""
_ORDER = re.compile(
    r"[A-Z][a-z]+ (?:the|an?|my|our|your|some|to|for|up|out|off|about|him|her|them|it|back)\b"
)
"""How an order begins: a verb before what is hardly ever found after a name."""
_STEM = 4
"""Letters by which two words count as the same ("reminder", "remind")."""


_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}


@dataclass(frozen=True, slots=True)
class Talk:
    """The last turns as one text, and where in it the person speaks (first letter, one after the last)."""

    text: str
    persons: tuple[tuple[int, int], ...]

    @property
    def said(self) -> list[str]:
        """The person's turns."""
        return [self.text[begin:end] for begin, end in self.persons]


def talk_of(turns: Sequence[tuple[bool, str]]) -> Talk:
    """The end of a talk; each turn says whether it is the OS's own, and its text."""
    parts: list[str] = []
    persons: list[tuple[int, int]] = []
    place = 0
    for own, text in turns[-_TURNS:]:
        part = f"{_OWN}{text}" if own else text
        place += len(_NEXT) if parts else 0
        if not own:
            persons.append((place, place + len(part)))
        parts.append(part)
        place += len(part)
    return Talk(_NEXT.join(parts), tuple(persons))


def tool_side(name: str, doc: str, args: Sequence[str]) -> str:
    """A tool as a judge reads it."""
    return f"{_words(name)}: {doc} {' '.join(args)}".strip()


def argument_side(name: str, doc: str, arg: str) -> str:
    """The argument `arg` of a tool as a judge is asked for it."""
    return f"{arg} ? {_words(name)}: {doc}"


async def wanted(judge: Judge, talk: Talk, tools: Sequence[Tool]) -> Call | None:
    """The tool that the last words of `talk` ask for with its arguments; None for talk, and where it is down."""
    if not tools:
        return None
    talk = _of_one_matter(talk)
    sides = [tool_side(tool.name, tool.doc, list(tool.args)) for tool in tools]
    try:
        scores = await judge.wanted(talk.text, sides)
        tool, score = tools[int(scores.argmax())], float(scores.max())
        told = any(hinted(said, tool) for said in talk.said)
        if score <= _SURE[tool.effect] + (0.0 if told else _UNHINTED) or _declined(talk.said[-1], tool):
            return None
        args = await _arguments(judge, talk, tool)
    except EngineDown:
        return None
    return None if args is None else Call(tool.name, args)


async def _arguments(judge: Judge, talk: Talk, tool: Tool) -> dict[str, Any] | None:
    """The arguments of `tool` in the person's own words; None where a required one is missing."""
    if not tool.args:
        return {}
    asked = [argument_side(tool.name, tool.doc, name) for name in tool.args]
    places = await judge.stretches(talk.text, asked, talk.persons)
    args: dict[str, Any] = {}
    for (name, arg), place in zip(tool.args.items(), places, strict=True):
        value = None if place is None else _value(_within(talk.text, *_whole(talk.text, *place)), arg)
        if value is not None:
            args[name] = value
        elif arg.required:
            return None
    return args


def _whole(text: str, begin: int, end: int) -> tuple[int, int]:
    """The stretch of `text`, made longer to whole words."""
    while begin > 0 and text[begin - 1].isalnum():
        begin -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return begin, end


def _within(text: str, begin: int, end: int) -> str:
    """A stretch of `text` as it stands within a sentence: an order that is one ("Remind me? Water the plants.")
    loses its capital."""
    words = text[begin:end]
    begins = begin == 0 or text[:begin].rstrip().endswith((".", "?", "!", "|"))
    return f"{words[0].lower()}{words[1:]}" if begins and _ORDER.match(words) else words


def _value(words: str, arg: Arg) -> Any:
    """`words` as a value of `arg`, or None where they are none."""
    if arg.choices:
        said = plain(words)
        return next((one for one in arg.choices if plain(one) in said), None)
    if arg.kind == "string":
        return words
    try:
        value = json.loads(words)
    except json.JSONDecodeError:
        return None
    return value if fits(value, arg) else None


def fits(value: object, arg: Arg) -> bool:
    """Whether `value` is of the kind, and among the choices, of `arg`."""
    right = isinstance(value, _KINDS[arg.kind]) and (arg.kind == "boolean" or not isinstance(value, bool))
    return right and (not arg.choices or value in arg.choices)


def _of_one_matter(talk: Talk) -> Talk:
    """`talk` where its last words go on with it, for they answer what the OS asked or change what was asked for;
    else those alone, since what was asked for before is done."""
    begin, end = talk.persons[-1]
    last = talk.text[begin:end]
    answers = talk.text[:begin].rstrip(_NEXT).endswith("?") and not _ASKS.match(last)
    return talk if answers or _CHANGES.search(last) else talk_of([(False, last)])


def _declined(text: str, tool: Tool) -> bool:
    """Whether `text` gives up what was arranged or forbids what `tool` does: a judge tells what words are about,
    and is weak at a "don't"."""
    does = _stems(tool_side(tool.name, tool.doc, ()))
    if _REFUSED.match(text) or any(one["act"].lower()[:_STEM] in does for one in _FORBIDS.finditer(text)):
        return True
    return bool(_DROPPED.search(text)) and does.isdisjoint(_TAKES_BACK)


def hinted(text: str, tool: Tool) -> bool:
    """Whether `text` shares a telling word with what `tool` is."""
    return not _stems(text).isdisjoint(_stems(tool_side(tool.name, tool.doc, list(tool.args))))


@functools.lru_cache(maxsize=512)
def _stems(text: str) -> frozenset[str]:
    common = {word[:_STEM] for word in listed_words("common")}
    return frozenset(word[:_STEM] for word in plain(text).split() if len(word) >= _STEM) - common


def _words(name: str) -> str:
    return re.sub("[._]", " ", name)
