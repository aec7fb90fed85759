"""Does the items: each one with the functions that the product itself uses, over a store of its own.

A request is understood, a reply spoken and a fact noticed by the same mind, with the same care, guard and
fallbacks, as when a person talks. Time stands still at the item's own moment.
"""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bench.jobs.items import (
    NO_TOOL,
    FactsTask,
    Item,
    LetterTask,
    ReplyTask,
    SummaryTask,
    ToolDoc,
    ToolTask,
    Turn,
)
from bench.jobs.meter import Metered
from os1.clock import SystemClock
from os1.memory import Fact, Memory, open_memory
from os1.mind import Mind
from os1.mind.feelings import Feelings
from os1.mind.identity import Fact as Settled
from os1.mind.identity import Identity
from os1.mind.letters import write_letter
from os1.mind.noticer import Noticer
from os1.mind.repertoire import Repertoire, situations
from os1.mind.summing_up import sum_up
from os1.mind.words import Words
from os1.models.engines import Judge
from os1.types import Effect, Heard, Outcome, Reply, Tool, new_id

NAME = "Wren"
"""What the OS is called here."""
_KEY = bytes(32)
_APART = timedelta(seconds=20)
_READY = frozenset(reply for one in situations() for reply in one.replies)


@dataclass(frozen=True, slots=True)
class Work:
    """What became of an item. `text` is what was said or written, `by_brain` whether a brain put it in words, and
    `ready` whether the repertoire had it.

    `tool` and `args` are the choice, `facts` what holds after the last turn, `past` what is over by then.
    """

    text: str = ""
    by_brain: bool = False
    ready: bool = False
    tool: str = NO_TOOL
    args: Mapping[str, Any] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    past: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Means:
    """What the items are done with."""

    brain: Metered
    judge: Judge | None = None
    repertoire: Repertoire | None = None


async def work(item: Item, means: Means) -> Work:
    """Do `item` with `means`."""
    match item.task:
        case ToolTask() as task:
            return await _choose(task, item.now, means)
        case FactsTask() as task:
            return await _notice(task, item.now, means)
        case ReplyTask() as task:
            return await _reply(task, item.now, means)
        case SummaryTask() as task:
            summary = await sum_up(means.brain, task.kind, task.text, Words())
            return Work(summary.say, summary.by == "brain")
        case LetterTask() as task:
            letter = await write_letter(means.brain, task.brief, Words())
            return Work(letter.text or letter.say, bool(letter.text))


class _Standing(SystemClock):
    """A clock that shows one moment."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._moment = now

    def now(self) -> datetime:
        return self._moment


@asynccontextmanager
async def _life(now: datetime, means: Means) -> AsyncIterator[tuple[Memory, Mind]]:
    """An OS that has a name and is past its first talk, with nothing told to it yet."""
    clock = _Standing(now)
    with tempfile.TemporaryDirectory() as folder:
        async with open_memory(Path(folder) / "os1.db", _KEY, clock) as memory:
            own = Identity(now - timedelta(days=90), {"name": Settled(NAME)})
            await memory.shelf("mind").put("self", {"identity": own.to_document(), "first": None})
            mind = Mind(means.brain, memory, clock, means.judge)
            if means.repertoire is not None:
                mind.use(means.repertoire)
            yield memory, mind


async def _tell(memory: Memory, turns: Sequence[Turn], now: datetime) -> Heard:
    """Keep `turns`, of which the last one is said `now`; gives that one."""
    last = ""
    for turns_left, turn in zip(range(len(turns) - 1, -1, -1), turns, strict=True):
        when = now - turns_left * _APART
        if turn.who == "person":
            heard = Heard(new_id(when), turn.text, when)
            await memory.heard(heard)
            last = heard.id
        else:
            await memory.said(Reply(new_id(when), last, turn.text, when))
    return heard


async def _choose(task: ToolTask, now: datetime, means: Means) -> Work:
    async with _life(now, means) as (memory, mind):
        heard = await _tell(memory, task.turns, now)
        meaning = await mind.understand(heard, [_offered(one) for one in task.tools], asking=None)
    if meaning.kind == "act" and meaning.call:
        return Work(tool=meaning.call.tool, args=dict(meaning.call.args))
    return Work()


def _offered(doc: ToolDoc) -> Tool:
    async def run() -> Outcome:
        raise AssertionError("a tool is only chosen here")

    return Tool(doc.name, doc.doc, Effect.NOTE, run, args=doc.args)


async def _notice(task: FactsTask, now: datetime, means: Means) -> Work:
    async with _life(now, means) as (memory, _):
        await _tell(memory, task.turns, now)
        noticer = Noticer(memory, means.brain, _Standing(now))
        for _ in task.turns:
            await noticer.step()
        await noticer.catch_up()
        holds = await memory.facts()
        present = {one.id for one in holds}
        over = [one for one in await memory.facts(past=True) if one.id not in present]
    return Work(facts=tuple(holds), past=tuple(over))


async def _reply(task: ReplyTask, now: datetime, means: Means) -> Work:
    async with _life(now, means) as (memory, mind):
        for when, text in task.memories:
            await memory.heard(Heard(new_id(when), text, when))
        if task.mood:
            feelings = Feelings(now, task.mood.valence, task.mood.arousal)
            await memory.shelf("mind").put("feelings", feelings.to_document())
        heard = await _tell(memory, task.turns, now)
        before = len(means.brain.said)
        meaning = await mind.understand(heard, (), asking=None)
        recalled = await memory.recall(heard.text, exclude=frozenset({heard.id}))
        clauses = [clause.text async for clause in mind.reply(heard, meaning, (), recalled)]
    said = " ".join(clauses)
    worded = any(said and said in " ".join(one.text.split()) for one in means.brain.said[before:])
    return Work(said, worded, ready=said in _READY)
