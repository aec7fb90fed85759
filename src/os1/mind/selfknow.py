"""Questions about itself, the moment and the person that are answered from facts, never from a brain's fancy.

`asked` finds the question, `answer` words it. Small talk is here too; a strong brain does that
better and is left to it. What the questions look like is in `patterns.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from os1.mind.care import concern
from os1.mind.feelings import Feelings, named
from os1.mind.identity import Identity
from os1.mind.listening import sort
from os1.mind.patterns import alternatives, keys
from os1.mind.spoken import ago, clock_time, day, part_of_day, plain, span
from os1.mind.words import Words, variants
from os1.models.engines import EngineInfo
from os1.types import Recalled

_HEAD = (
    r"(?:(?:so|and|but|well|oh|hey|hi|hello|um|uh|okay|ok|please|tell me|can you tell me|could you tell me|"
    r"do you know|i wonder|by the way|just|now|sorry|wait|{name}) )*"
)
_TAIL = (
    r"(?: (?:please|again|now|then|by the way|exactly|actually|though|anyway|today|right now"
    r"|dear|my dear|love|darling|sweetheart|mate|pal|my friend|god bless(?: you)?|bless you|{name}))*"
)


@dataclass(frozen=True, slots=True)
class View:
    """What may be told: who it is, how it feels, on what it runs, the last words, and the time."""

    identity: Identity
    feelings: Feelings
    brain: EngineInfo | None
    recent: Sequence[Recalled]
    now: datetime


def asked(text: str, name: str = "") -> str | None:
    """Which known question or piece of small talk `text` is, as a key, or None."""
    words = plain(text)
    called = re.escape(plain(name)) or "os1"
    head, tail = _HEAD.format(name=called), _TAIL.format(name=called)
    if re.fullmatch(alternatives("other", "repeat"), words):
        return "repeat"
    for table in ("fact", "small"):
        for key in keys(table):
            if re.fullmatch(f"{head}{alternatives(table, key)}{tail}", words):
                return key
    return _last_question(text, head, tail)


def is_small(key: str) -> bool:
    """Whether `key` is small talk, which a strong brain is left to."""
    return key in keys("small")


def _last_question(text: str, head: str, tail: str) -> str | None:
    """The known question that a longer utterance ends in ("Hi. What's your name?"); small talk does not count."""
    parts = [part for part in re.split(r"[.?!,;]\s*", text) if part.strip()]
    last = plain(parts[-1]) if len(parts) > 1 else ""
    if len(last.split()) < 2:
        return None
    return next(
        (key for key in keys("fact") if re.fullmatch(f"{head}{alternatives('fact', key)}{tail}", last)), None
    )


def answer(key: str, view: View, words: Words) -> str:
    """The words for `key`, from `view` alone."""
    own = view.identity
    slots = {
        "name": own.name,
        "person": own.person,
        "reason": own.reason,
        "time": clock_time(view.now),
        "day": day(view.now),
        "part": part_of_day(view.now),
        "mood": variants(f"mood.word.{named(view.feelings.mood(view.now))}")[0],
        "why": _why(view),
    }
    match key:
        case "age" if own.born:
            born = f"{day(own.born)}, at {clock_time(own.born)}"
            return words.say("self.age", age=span(view.now - own.born), born=born)
        case "runs_on":
            return _runs_on(view, words)
        case "my_name":
            return words.say("self.my_name" if own.person else "self.my_name_unknown", **slots)
        case "remember":
            return _remembered(view, words)
        case "repeat":
            said = next((one.text for one in reversed(view.recent) if one.speaker == "os1"), "")
            return words.say("self.repeat", said=said) if said else words.say("self.nothing_said")
    return words.say(f"self.{key}", **slots)


def _why(view: View) -> str:
    """The strongest recent cause of the mood, in words; empty where nothing much happened."""
    recent = [one for one in view.feelings.causes if (view.now - one.time).total_seconds() < 6 * 3600]
    return variants(f"mood.why.{recent[-1].kind}")[0] if recent else ""


def _runs_on(view: View, words: Words) -> str:
    if view.brain is None:
        return words.say("self.runs_on_nothing")
    size = (
        f"{max(1, round(view.brain.bytes / 1_000_000))} megabytes"
        if view.brain.bytes
        else "a size I can't see"
    )
    key = "self.runs_on" if view.brain.local else "self.runs_on_remote"
    if not view.brain.bytes and view.brain.local:
        key = "self.runs_on_plain"
    return words.say(key, brain=view.brain.name, size=size)


def _remembered(view: View, words: Words) -> str:
    own = view.identity
    known = words.say("self.remember_person", person=own.person) if own.person else ""
    lines = [
        one
        for one in view.recent
        if one.speaker == "person"
        and len(one.text.split()) > 3
        and sort(one.text) == "light"
        and not concern(one.text)
    ]
    last = lines[-2] if len(lines) > 1 else None
    quoted = (
        words.say("self.remember_last", when=ago(last.time, view.now), said=last.text.strip().rstrip("."))
        if last
        else ""
    )
    return words.say("self.remember", known=known, last=quoted)
