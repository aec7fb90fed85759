"""Scripted conversations, read without a brain: what must be known after each, and what must never be.

`tuned.jsonl` was written before the rules; all others one after the other later, each read once before any
rule was changed. Of `unseen-1.jsonl` and on, nearly every talk is a trap, and what a careful reader would note is
expected whether or not a rule can read it. `unseen-9.jsonl` holds those talks of five more batches from which
something was read, with that alone; `unseen-10.jsonl` the same of one batch of plainer talk, `unseen-11.jsonl` of
one that new users might hold, part of it without marks or capitals. A turn that
begins with ">" is the OS's. `expect` is what must be found, `allow` what may be, and everything else counts
as invented; `never` names what must not be, and `forget` the utterances that are forgotten at the end.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from os1.memory import Fact, Memory, open_memory
from os1.memory.facts import bare
from os1.mind.noticer import Noticer
from os1.testing.clock import VirtualClock
from os1.types import Heard, Reply

FOLDER = Path(__file__).parent / "conversations"
BEGUN = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)
KEY = bytes(32)
_FIRM = ("certain", "told")
_MOST_WRONG = 0.01
_LEAST_FOUND = {"tuned": 0.9, "held": 0.9, "fresh": 0.9, "last": 0.9}
_LEAST_FOUND_OF_ALL = 0.65


@dataclass
class Tally:
    """What came of one file of conversations."""

    wanted: int = 0
    found: int = 0
    made: int = 0
    wrong: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


async def known_after(conversation: dict[str, Any], memory: Memory, clock: VirtualClock) -> list[Fact]:
    """Live through `conversation`, each turn a minute after the one before, and read it as it goes."""
    noticer = Noticer(memory, None, clock)
    theirs = 0
    for number, turn in enumerate(conversation["turns"]):
        time = BEGUN + timedelta(minutes=number)
        if turn.startswith("> "):
            await memory.said(Reply(f"{conversation['id']}/os{number}", "", turn[2:], time))
        else:
            await memory.heard(Heard(f"{conversation['id']}/{theirs}", turn, time))
            theirs += 1
        await noticer.catch_up()
    forgotten = [f"{conversation['id']}/{one}" for one in conversation.get("forget", ())]
    if forgotten:
        await memory.forget(forgotten)
    return await memory.facts(past=True)


def same(fact: Fact, told: Sequence[Any]) -> bool:
    """Whether `fact` speaks of the same as the line `told` of a conversation."""
    subject, relation, value = told[:3]
    alike = fact.subject.lower() == subject.lower() and bare(fact.value) == bare(value)
    return alike and fact.relation == relation


def meets(fact: Fact, told: Sequence[Any], *, exact: bool = True) -> bool:
    """Whether `fact` is what `told` says: denied, past, as sure, and (`exact`) since and until then."""
    more = told[3] if len(told) > 3 else {}
    sure = fact.certainty == more["certainty"] if "certainty" in more else fact.certainty in _FIRM
    dated = all(getattr(fact, name) == more[name] for name in ("since", "until") if name in more)
    stands = fact.negated == more.get("negated", False) and (fact.until is not None) == more.get(
        "past", False
    )
    return same(fact, told) and sure and stands and (dated or not exact)


def asserted(fact: Fact) -> bool:
    """Whether `fact` is held to be so, or to have been so; what was only heard, planned or set right is not."""
    return fact.until is None or fact.certainty in _FIRM


def judge(conversation: dict[str, Any], facts: Sequence[Fact], tally: Tally) -> None:
    told = f"{conversation['id']}: "
    for line in conversation["expect"]:
        tally.wanted += 1
        tally.found += any(meets(fact, line) for fact in facts)
    may = [*conversation["expect"], *conversation.get("allow", ())]
    for fact in filter(asserted, facts):
        tally.made += 1
        if not any(meets(fact, line, exact=False) for line in may):
            tally.wrong.append(f"{told}{fact.subject} {fact.relation} {fact.value}")
    for line in conversation["never"]:
        more = line[3] if len(line) > 3 else {}
        for fact in facts:
            denied = fact.negated != more.get("negated", False)
            other = "certainty" in more and fact.certainty != more["certainty"]
            past = (fact.until is not None) != more.get("past", False)
            if same(fact, line) and not (denied or other or past):
                tally.broken.append(f"{told}{line}")


async def all_of(name: str, folder: Path) -> AsyncIterator[tuple[dict[str, Any], list[Fact]]]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        conversation = json.loads(line)
        clock = VirtualClock(BEGUN)
        async with open_memory(folder / conversation["id"] / "os1.db", KEY, clock) as memory:
            yield conversation, await known_after(conversation, memory, clock)


@pytest.mark.parametrize("name", sorted(file.stem for file in FOLDER.glob("*.jsonl")))
def test_what_is_told_is_known_and_nothing_else_is(name: str, tmp_path: Path) -> None:
    tally = Tally()

    async def check() -> None:
        async for conversation, facts in all_of(f"{name}.jsonl", tmp_path):
            judge(conversation, facts, tally)

    asyncio.run(check())
    assert tally.broken == []
    assert len(tally.wrong) <= _MOST_WRONG * tally.made, tally.wrong
    least = _LEAST_FOUND.get(name, _LEAST_FOUND_OF_ALL) * tally.wanted
    assert tally.found >= least, f"{tally.found} of {tally.wanted}"


def test_every_conversation_is_told_apart_and_says_something() -> None:
    ids = []
    for file in sorted(FOLDER.glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            conversation = json.loads(line)
            ids.append(conversation["id"])
            assert len(conversation["turns"]) >= 2
            assert conversation["expect"] or conversation["never"]
    assert len(ids) == len(set(ids)) >= 490
