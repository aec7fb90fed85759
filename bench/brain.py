"""The brain: how fast it is, and how well it does its jobs, by the product's own functions.

Without a file of items it does those of `brain_items.jsonl`. Memory is that of the bundled brain's process.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

from bench.jobs import replies
from bench.jobs.items import Item, read_items
from bench.jobs.marks import Mark, added, marks
from bench.jobs.meter import Metered
from bench.jobs.replies import Kept
from bench.jobs.working import Means, work
from bench.table import Row, percentile
from os1 import config
from os1.clock import SystemClock
from os1.errors import EngineDown, SettingsError
from os1.events import Bus
from os1.home.repertory import learned
from os1.models.engine_set import open_engines
from os1.models.engines import Brain, Message, Sampling

ITEMS = Path(__file__).with_name("brain_items.jsonl")
_SYSTEM = (
    "You are a friend on the telephone. " + "You remember what was said before and answer briefly. " * 40
)
_TOKENS = 96
_RUNS = 5
_NEWS = 50
"""Items after which it says how far it is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured: `url` and `model` name a brain (empty: the bundled one), `data` the items.

    `replies` is where every input goes with its output; `blind` is another such file, to compare with it.
    """

    url: str = ""
    model: str = ""
    data: Path = ITEMS
    replies: Path | None = None
    blind: Path | None = None


async def measure(wanted: Wanted) -> list[Row]:
    """Speed first, then every item.

    Raises:
        SettingsError: a file cannot be used.
        EngineDown: there is no brain; the sentence says why.
    """
    if wanted.blind and not wanted.replies:
        raise SettingsError("--blind compares two files of replies; name the new one with --replies.")
    items = read_items(wanted.data)
    other = replies.read(wanted.blind) if wanted.blind else []
    settings = config.load(brain_url=wanted.url, brain_model=wanted.model)
    async with open_engines(settings, SystemClock(), Bus(), ("brain", "embedder")) as engines:
        if engines.brain is None:
            raise EngineDown(engines.missing["brain"])
        brain = Metered(engines.brain)
        rows = [] if wanted.url else await _speed(engines.brain)
        judge = engines.judge
        means = Means(brain, judge, await learned(judge, settings.models) if judge else None)
        told, done = await do_all(items, means)
        rows += [*_meter(brain), *_memory(), *scored(told)]
    if wanted.replies:
        replies.write(wanted.replies, done)
    if wanted.replies and other:
        blind, key, count = replies.compare(wanted.replies, done, other)
        print(f"{count} pairs are in {blind}, which side is whose in {key}.", file=sys.stderr)
    return rows


async def do_all(items: Sequence[Item], means: Means) -> tuple[list[Mark], list[Kept]]:
    """The marks of `items`, and what became of each."""
    told: list[Mark] = []
    done: list[Kept] = []
    for number, item in enumerate(items, 1):
        if number % _NEWS == 0:
            print(f"{number} of {len(items)} items are done ...", file=sys.stderr)
        result = await work(item, means)
        told += marks(item, result)
        done.append(replies.kept(item, result, means.brain.info.name))
    return told, done


def scored(told: Sequence[Mark]) -> list[Row]:
    """A row for each mark, in per cent, by job; in brackets how many times it was tried."""
    return [
        Row(f"{one.job}: {one.name} ({one.tries:.0f})", 100 * one.hits / one.tries, "%")
        for one in sorted(added(told), key=lambda one: one.job)
    ]


def _meter(brain: Metered) -> list[Row]:
    """How long the answers to the items took to begin, each with its own prompt, and how fast they came."""
    rows = []
    if waited := brain.waited():
        rows += [
            Row("brain: first token in the jobs, p50", median(waited), "s"),
            Row("brain: first token in the jobs, p95", percentile(waited, 95), "s"),
        ]
    if (speed := brain.speed()) is not None:
        rows.append(Row("brain: tokens out in the jobs", speed, "tokens/s"))
    return rows


def _memory() -> list[Row]:
    """The memory of the engine's process; none where the brain is not a child of this one."""
    sizes = [child.memory_info().rss for child in psutil.Process().children(recursive=True)]
    return [Row("brain: memory", max(sizes) / 2**20, "MiB")] if sizes else []


async def _speed(brain: Brain) -> list[Row]:
    """Medians of several runs; the peer of the warm prompt is the same brain with a prompt it has not read."""
    await _first(brain, "Hello.", [Message("system", _SYSTEM)])
    warm, cold, speed = [], [], []
    for run in range(_RUNS):
        warm.append(await _first(brain, f"Question {run}?", [Message("system", _SYSTEM)]))
        speed.append(await _out(brain, [Message("system", _SYSTEM)]))
    for run in range(_RUNS):
        cold.append(await _first(brain, "Question?", [Message("system", f"Talk {run}. {_SYSTEM}")]))
    return [
        Row("brain: first token, warm prompt", median(warm), "s", "same brain, cold prompt", median(cold)),
        Row("brain: tokens out", median(speed), "tokens/s"),
    ]


async def _first(brain: Brain, question: str, prompt: Sequence[Message]) -> float:
    began = time.perf_counter()
    async for _ in brain.stream([*prompt, Message("user", question)], Sampling(max_tokens=1)):
        break
    return time.perf_counter() - began


async def _out(brain: Brain, prompt: Sequence[Message]) -> float:
    """Pieces a second after the first; llama.cpp streams one token a piece."""
    pieces, began = 0, 0.0
    question = Message("user", "Tell me a long story about a lighthouse.")
    async for _ in brain.stream([*prompt, question], Sampling(max_tokens=_TOKENS, seed=1)):
        pieces += 1
        if pieces == 1:
            began = time.perf_counter()
    return (pieces - 1) / (time.perf_counter() - began)
