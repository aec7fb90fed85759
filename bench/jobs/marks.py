"""Marks for what became of an item: each counts hits out of tries, and they add up by name over many items.

Exact where a choice has one right answer; by words where a text may be put in many ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bench.jobs import texts
from bench.jobs.facts import score
from bench.jobs.items import (
    NO_TOOL,
    Checks,
    FactsTask,
    Item,
    LetterTask,
    ReplyTask,
    SummaryTask,
    ToolTask,
)
from bench.jobs.working import NAME, Work
from os1.apps.reminders.when import Moment, read
from os1.mind.faithful import invented, telling
from os1.mind.letters import Brief
from os1.mind.spoken import plain

_SMALL = re.compile(r"\b(an?|the|my|to|that|please|for|at|on|in|about)\b")


@dataclass(frozen=True, slots=True)
class Mark:
    """`hits` of `tries` for `job` in what `name` says. Hits may be shares; without tries they do not count."""

    job: str
    name: str
    hits: float
    tries: float


def marks(item: Item, done: Work) -> list[Mark]:
    """How `done` does at `item`."""
    match item.task:
        case ToolTask() as task:
            return _tool(task, done, item.now)
        case FactsTask() as task:
            return [Mark("facts", *one) for one in score(task.expect, done.facts, done.past)]
        case ReplyTask() as task:
            return _reply(task, done, item.now)
        case SummaryTask() as task:
            return _summary(task, done)
        case LetterTask() as task:
            return _letter(task, done)


def added(all_marks: Iterable[Mark]) -> list[Mark]:
    """One mark for each job and name, in the order in which they first come; none that was never tried."""
    sums: dict[tuple[str, str], list[float]] = {}
    for one in all_marks:
        if not one.tries:
            continue
        total = sums.setdefault((one.job, one.name), [0.0, 0.0])
        total[0] += one.hits
        total[1] += one.tries
    return [Mark(job, name, hits, tries) for (job, name), (hits, tries) in sums.items()]


def _tool(task: ToolTask, done: Work, now: datetime) -> list[Mark]:
    wanted = task.tool != NO_TOOL
    right = done.tool == task.tool
    exact = right and _same(task.args, done.args)
    parsed = exact or (right and _same_in_time(task, done, now))
    found = [
        Mark("tool", "right tool or none", right, 1),
        Mark("tool", "acts where none was wanted", done.tool != NO_TOOL, not wanted),
        Mark("tool", "another tool than was wanted", not right and done.tool != NO_TOOL, wanted),
        Mark("tool", "no tool where one was wanted", done.tool == NO_TOOL, wanted),
        Mark("tool", "right tool and arguments", exact, wanted),
        Mark("tool", "so after times are parsed", parsed, wanted),
        Mark("tool", "right arguments of the right tool", parsed, wanted and right),
    ]
    return found


def _same(wanted: object, given: object) -> bool:
    """Whether arguments are the same, letter for letter but for case, articles and punctuation."""
    if isinstance(wanted, dict) and isinstance(given, dict):
        return wanted.keys() == given.keys() and all(
            _same(value, given[key]) for key, value in wanted.items()
        )
    if isinstance(wanted, str) and isinstance(given, str):
        return _bare(wanted) == _bare(given)
    return wanted == given


def _same_in_time(task: ToolTask, done: Work, now: datetime) -> bool:
    """Whether the arguments are the same where those that both name a time name the same one."""
    if task.args.keys() != done.args.keys():
        return False
    return all(
        _same(value, done.args[key]) or _same_moment(value, done.args[key], now)
        for key, value in task.args.items()
    )


def _same_moment(wanted: object, given: object, now: datetime) -> bool:
    if not (isinstance(wanted, str) and isinstance(given, str)):
        return False
    first, second = read(wanted, now), read(given, now)
    return isinstance(first, Moment) and first == second


def _bare(text: str) -> str:
    return " ".join(_SMALL.sub(" ", plain(text)).split())


def _reply(task: ReplyTask, done: Work, now: datetime) -> list[Mark]:
    said = [one.text for one in task.turns]
    told = [text for _, text in task.memories]
    context = "\n".join((*told, *said, NAME, f"{now:%A, %B}"))
    before = "\n".join(plain(one.text) for one in task.turns if one.who == "os1")
    care = texts.points_to_help(done.text)
    return [
        *_text("reply", done, task.checks, before=before),
        Mark("reply", "from the repertoire", done.ready, 1),
        Mark("reply", "memories invented", texts.claims_unheard(done.text, context), 1),
        Mark("reply", "spoken-style violations", texts.unspoken(done.text), 1),
        Mark("reply", "care given where it is wanted", care, task.checks.care is True),
        Mark("reply", "care given where it is not", care, task.checks.care is False),
    ]


def _summary(task: SummaryTask, done: Work) -> list[Mark]:
    return [
        *_text("summary", done, task.checks),
        Mark("summary", "names or numbers invented", bool(invented(done.text, task.text)), 1),
        Mark("summary", "spoken-style violations", texts.unspoken(done.text), 1),
    ]


def _letter(task: LetterTask, done: Work) -> list[Mark]:
    """A letter that was not written counts as such and is not judged as a letter."""
    if not done.by_brain:
        return [Mark("letter", "written", 0, 1)]
    return [
        Mark("letter", "written", 1, 1),
        *_text("letter", done, task.checks)[1:],
        Mark("letter", "markdown", texts.marked_up(done.text), 1),
        Mark("letter", "names invented", _names_invented(done.text, task.brief), 1),
        Mark("letter", "facts spoken of", _facts_told(done.text, task.brief), 1),
    ]


def _text(job: str, done: Work, checks: Checks, before: str = "") -> list[Mark]:
    """What holds of every text."""
    held_to = bool(checks.any or checks.none or checks.max_words)
    alike = texts.likeness(done.text, checks.target) if checks.target else 0.0
    return [
        Mark(job, "in the brain's own words", done.by_brain, 1),
        Mark(job, "says what it must, not what it may not", texts.passes(done.text, checks), held_to),
        Mark(job, "template or role leaks", texts.leaks(done.text), 1),
        Mark(job, "repeats itself", texts.repeats(done.text, before), 1),
        Mark(job, "words shared with the target", alike, bool(checks.target)),
    ]


def _names_invented(text: str, brief: Brief) -> bool:
    given = "\n".join((brief.sender, brief.to, brief.relation, brief.occasion, *brief.facts, brief.manner))
    return any(not one.isdecimal() for one in invented(text, given))


def _facts_told(text: str, brief: Brief) -> float:
    """The share of the brief's facts of which the letter says at least half."""
    said = telling(text)
    facts: Sequence[frozenset[str]] = [telling(one) for one in brief.facts]
    return sum(len(one & said) >= len(one) / 2 for one in facts) / len(facts) if facts else 1.0
