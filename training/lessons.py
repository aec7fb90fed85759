"""Lessons: each item of the data as the prompt that the mind gives a bundled brain, with the answer to learn.

The prompts are made by the mind's own functions, so that what is learned is what will be asked.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.jobs.items import (
    FactsTask,
    LetterTask,
    ReplyTask,
    SummaryTask,
    ToolTask,
    Turn,
    WantedFact,
    item_of,
)

from os1.mind import feelings
from os1.mind.choose import NONE
from os1.mind.dialogue import Scene, prompt
from os1.mind.identity import Fact as Settled
from os1.mind.identity import Identity
from os1.mind.letters import prompt as letter_prompt
from os1.mind.remembering import context
from os1.models.engines import EngineInfo, Message
from os1.types import Heard, Mood, Recalled

DATA = Path(__file__).parent / "data"
NAMES = (
    "Wren",
    "Clara",
    "Rhys",
    "Joy",
    "Wendell",
    "Eden",
    "Hollis",
    "Vera",
    "Samantha",
    "Ida",
    "Felix",
    "Noor",
)
PEOPLE = ("", "", "Theo", "Maya", "Jonas", "Priya", "Sam", "Elena", "Kofi", "Ruth", "Daniel", "Yuki")
CHARACTERS = (
    "curious",
    "playful",
    "candid",
    "gentle",
    "dry",
    "steady",
    "patient",
    "bright",
    "bold",
    "thoughtful",
)
_LETTERS = 1600
"""Letters of memories that are shown, as in the turn."""
_FACTS = (
    "List the lasting facts in the person's last words: subject | relation | value. Add | not where they deny it, "
    "| unsure where it is hearsay or a plan. Or say none."
)
"""The mind reads facts by rule where the brain is a bundled one; to be asked for them teaches it to read."""
INFO = EngineInfo("brain", "bundled", strength="bundled", context=2048)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A talk of which some messages are to be learned: `learned` are the places in `messages`."""

    job: str
    group: str
    messages: tuple[Message, ...]
    learned: tuple[int, ...]


def read(folder: Path = DATA) -> list[dict[str, Any]]:
    """Every item of the data, in the order of the files."""
    return [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def group(raw: Mapping[str, Any]) -> str:
    """What items share that are contrasts of one another: their first line."""
    if raw.get("turns"):
        return str(raw["turns"][0]["text"]).lower()
    return str(raw["text"] if raw["job"] == "summary" else raw["brief"])


def lessons(raw: Mapping[str, Any], dice: random.Random) -> Iterator[Lesson]:
    """The lessons in one item; `dice` throw who is talking."""
    item = item_of(json.dumps(raw), "the data")
    where = group(raw)
    match item.task:
        case ReplyTask():
            yield from _replies(raw, where, dice)
        case ToolTask():
            return  # a judge picks tools; `training/judging` teaches it
        case FactsTask() as task:
            turns = [Message("system", _FACTS), *_messages(task.turns)]
            yield _one("facts", where, turns, "\n".join(map(_fact, task.expect)) or NONE)
        case SummaryTask():
            return  # a brain of this size takes one for another in what it sums up, and is not asked
        case LetterTask() as task:
            yield _one("letter", where, letter_prompt(task.brief, "bundled"), task.checks.target)


def _replies(raw: Mapping[str, Any], where: str, dice: random.Random) -> Iterator[Lesson]:
    """A dialogue with memories teaches each reply by itself, as what it may know stands beside the last words;
    any other teaches all its replies at once."""
    turns = [Turn(one["who"], one["text"]) for one in raw["turns"]]
    answers = [i for i, turn in enumerate(turns) if turn.who == "os1" and i and turns[i - 1].who == "person"]
    own = _self(raw, dice)
    if raw.get("memories") or raw.get("mood"):
        for i in answers:
            messages = _prompt(raw, own, turns[:i])
            yield _one("reply", where, messages, turns[i].text)
        return
    last = answers[-1]
    messages = [*_prompt(raw, own, turns[:last]), Message("assistant", turns[last].text)]
    learned = tuple(i for i, message in enumerate(messages) if message.role == "assistant")
    yield Lesson("reply", where, tuple(messages), learned)


def _prompt(raw: Mapping[str, Any], own: Identity, turns: Sequence[Turn]) -> list[Message]:
    now = _moment(raw.get("now", "2026-03-04T19:30"))
    recent = [Recalled(f"r{i}", turn.who, now, turn.text, 0.0) for i, turn in enumerate(turns[:-1])]
    told = [
        Recalled(f"m{i}", "person", _moment(one["when"]), one["text"], 0.0)
        for i, one in enumerate(raw.get("memories", ()))
    ]
    given = raw.get("mood") or {"valence": 0.0, "arousal": 0.3}
    mood = feelings.coloured(Mood(given["valence"], given["arousal"]))
    notes = context.notes(told, (), own, now, _LETTERS)
    return prompt(Scene(own, Heard("h", turns[-1].text, now), recent, notes, mood), INFO)


def _self(raw: Mapping[str, Any], dice: random.Random) -> Identity:
    """Somebody of the character that the item asks for, of any name."""
    own = Identity(
        datetime(2026, 1, 1, tzinfo=UTC),
        {"name": Settled(dice.choice(NAMES)), "person": Settled(dice.choice(PEOPLE))},
    )
    traits = tuple(Settled(one) for one in raw.get("character") or dice.sample(CHARACTERS, 2))
    return replace(own, traits=traits)


def _fact(fact: WantedFact) -> str:
    marks = ["not"] * fact.negated + ["unsure"] * (not fact.certain)
    return " | ".join([fact.subject, fact.relation, fact.value, *marks])


def _one(job: str, where: str, messages: Sequence[Message], answer: str) -> Lesson:
    return Lesson(job, where, (*messages, Message("assistant", answer)), (len(messages),))


def _messages(turns: Sequence[Turn]) -> list[Message]:
    return [Message("user" if one.who == "person" else "assistant", one.text) for one in turns]


def _moment(text: str) -> datetime:
    when = datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=UTC)
