"""What a brain is measured with: items read from JSON lines, one job each. Keys it does not know it leaves.

It knows the format and nothing of how an item is done or scored. An item without a time is said at `NOON`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, get_args

from os1.errors import SettingsError, reason
from os1.mind.letters import Brief
from os1.mind.summing_up import Kind
from os1.types import Arg, Mood

JOBS = ("tool", "facts", "reply", "summary", "letter")
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
NO_TOOL = "none"
_ARGS = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a talk; `who` is "person" or "os1"."""

    who: str
    text: str


@dataclass(frozen=True, slots=True)
class ToolDoc:
    """A tool as it is offered: it is only chosen here, never run."""

    name: str
    doc: str
    args: Mapping[str, Arg]


@dataclass(frozen=True, slots=True)
class WantedFact:
    """A fact that is to be found."""

    subject: str
    relation: str
    value: str
    negated: bool
    certain: bool


@dataclass(frozen=True, slots=True)
class Checks:
    """What an output is held to: one of `any` in it, none of `none`, at most `max_words` (0: as many as it likes).

    `care` is whether the answer has to point to people and real help, None where the item does not say. `target`
    is an output that somebody wrote, to which it may be compared.
    """

    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    max_words: int = 0
    care: bool | None = None
    target: str = ""


@dataclass(frozen=True, slots=True)
class ToolTask:
    tools: tuple[ToolDoc, ...]
    turns: tuple[Turn, ...]
    tool: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FactsTask:
    turns: tuple[Turn, ...]
    expect: tuple[WantedFact, ...]


@dataclass(frozen=True, slots=True)
class ReplyTask:
    """`memories` are what was told on earlier days, oldest first; the last of `turns` is the person's."""

    memories: tuple[tuple[datetime, str], ...]
    mood: Mood | None
    turns: tuple[Turn, ...]
    checks: Checks


@dataclass(frozen=True, slots=True)
class SummaryTask:
    kind: Kind
    text: str
    checks: Checks


@dataclass(frozen=True, slots=True)
class LetterTask:
    brief: Brief
    checks: Checks


Task = ToolTask | FactsTask | ReplyTask | SummaryTask | LetterTask


@dataclass(frozen=True, slots=True)
class Item:
    """One line: its job, when it is said, what is to be done, and `raw`, the object as it was read."""

    job: str
    now: datetime
    task: Task
    raw: Mapping[str, Any]


def read_items(path: Path) -> list[Item]:
    """The items of the file, in its order.

    Raises:
        SettingsError: the file cannot be read, or a line is not an item; the sentence names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} cannot be read ({reason(error)}); give a file of JSON lines.") from error
    items = [item_of(line, f"{path}, line {n}") for n, line in enumerate(lines, 1) if line.strip()]
    if not items:
        raise SettingsError(f"{path} holds no items; give one JSON object a line.")
    return items


def item_of(line: str, where: str) -> Item:
    """The item on one line of a file; `where` names the line in errors, which are SettingsErrors."""
    try:
        raw = json.loads(line)
    except json.JSONDecodeError as error:
        raise SettingsError(f"{where} is not JSON ({error.msg}); each line is one object.") from error
    job = raw.get("job") if isinstance(raw, dict) else None
    if job not in JOBS:
        raise SettingsError(f"{where} has the job {job!r}; the jobs are {', '.join(JOBS)}.")
    try:
        return Item(job, _now(raw), _TASKS[job](raw), raw)
    except KeyError as error:
        raise SettingsError(f"{where} lacks {error.args[0]!r}, which a {job} needs.") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise SettingsError(f"{where} is no usable {job} ({error}).") from error


def _now(raw: Mapping[str, Any]) -> datetime:
    return _zoned(datetime.fromisoformat(raw["now"])) if "now" in raw else NOON


def _zoned(when: datetime) -> datetime:
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _tool(raw: Mapping[str, Any]) -> ToolTask:
    expect = raw["expect"]
    tools = tuple(_tool_doc(one) for one in raw["tools"])
    if expect["tool"] not in (NO_TOOL, *(one.name for one in tools)):
        raise ValueError(f"the tool {expect['tool']!r} is not offered")
    return ToolTask(tools, _turns(raw, "person"), expect["tool"], dict(expect.get("args", {})))


def _tool_doc(raw: Mapping[str, Any]) -> ToolDoc:
    args = {name: Arg(name, _ARGS[kind], required=False) for name, kind in raw["args"].items()}  # type: ignore[arg-type]  # the values are the four kinds
    return ToolDoc(_text(raw["name"]), _text(raw["doc"]), args)


def _facts(raw: Mapping[str, Any]) -> FactsTask:
    wanted = [
        WantedFact(
            _text(one["subject"]),
            _text(one["relation"]),
            _text(one["value"]),
            bool(one.get("negated", False)),
            bool(one.get("certain", True)),
        )
        for one in raw["expect"]
    ]
    return FactsTask(_turns(raw, "person"), tuple(wanted))


def _reply(raw: Mapping[str, Any]) -> ReplyTask:
    turns = [Turn(_who(one["who"]), _text(one["text"])) for one in raw["turns"]]
    target = turns.pop().text if turns and turns[-1].who == "os1" else ""
    mood = Mood(float(raw["mood"]["valence"]), float(raw["mood"]["arousal"])) if raw.get("mood") else None
    told = sorted((_day(one["when"]), _text(one["text"])) for one in raw.get("memories", ()))
    if not turns:
        raise ValueError("nobody says anything to it")
    return ReplyTask(tuple(told), mood, tuple(turns), _checks(raw, target))


def _summary(raw: Mapping[str, Any]) -> SummaryTask:
    kind = raw.get("kind", "mail")
    if kind not in get_args(Kind):
        raise ValueError(f"kind is {kind!r}; it can be {', '.join(get_args(Kind))}")
    return SummaryTask(kind, _text(raw["text"]), _checks(raw, raw.get("target", "")))


def _letter(raw: Mapping[str, Any]) -> LetterTask:
    given = raw["brief"]
    facts = tuple(_text(one) for one in given["facts"])
    sender, to, occasion = (_text(given[key]) for key in ("from", "to", "occasion"))
    brief = Brief(sender, to, given.get("relation", ""), occasion, facts, given.get("manner", ""))
    return LetterTask(brief, _checks(raw, raw.get("target", "")))


_TASKS: Mapping[str, Callable[[Mapping[str, Any]], Task]] = {
    "tool": _tool,
    "facts": _facts,
    "reply": _reply,
    "summary": _summary,
    "letter": _letter,
}


def _checks(raw: Mapping[str, Any], target: str) -> Checks:
    given = raw.get("checks", {})
    return Checks(
        tuple(_text(one) for one in given.get("any", ())),
        tuple(_text(one) for one in given.get("none", ())),
        int(given.get("max_words", 0)),
        given.get("care"),
        _text(target),
    )


def _turns(raw: Mapping[str, Any], last: str) -> tuple[Turn, ...]:
    turns = tuple(Turn(_who(one["who"]), _text(one["text"])) for one in raw["turns"])
    if not turns or turns[-1].who != last:
        raise ValueError(f"the last turn must be the {last}'s")
    return turns


def _who(name: object) -> str:
    if name not in ("person", "os1"):
        raise ValueError(f"a turn is of {name!r}; it can be of person or os1")
    return str(name)


def _day(when: str) -> datetime:
    """A day in the evening, or the moment that is given."""
    if len(when) == 10:
        return datetime.combine(date.fromisoformat(when), time(19), UTC)
    return _zoned(datetime.fromisoformat(when))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} must be a text")
    return value
