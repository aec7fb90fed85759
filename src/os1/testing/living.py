"""A mind with a memory of its own in a test's hands, and a way to talk with it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from os1.memory import Memory, open_memory
from os1.mind import Mind
from os1.models.engines import Brain, Judge
from os1.testing.clock import VirtualClock
from os1.types import Clause, Done, Heard, Meaning, Recalled, Reply, Tool, new_id

MORNING = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
KEY = bytes(range(32))


@dataclass
class Life:
    """One running mind; `say` is one turn as the house makes it."""

    mind: Mind
    memory: Memory
    clock: VirtualClock

    async def say(self, text: str, done: Sequence[Done] = (), tools: Sequence[Tool] = ()) -> str:
        clauses, _ = await self.turn(text, done, tools)
        return " ".join(clause.text for clause in clauses)

    async def turn(
        self, text: str, done: Sequence[Done] = (), tools: Sequence[Tool] = ()
    ) -> tuple[list[Clause], Meaning]:
        await self.clock.advance(5)
        now = self.clock.now()
        heard = Heard(new_id(now), text, now)
        await self.memory.heard(heard)
        meaning = await self.mind.understand(heard, tools, asking=None)
        recalled: list[Recalled] = await self.memory.recall(text, exclude=frozenset({heard.id}))
        clauses = [clause async for clause in self.mind.reply(heard, meaning, done, recalled)]
        said = " ".join(clause.text for clause in clauses)
        if said:
            cites = tuple(dict.fromkeys(id for clause in clauses for id in clause.cites))
            await self.memory.said(Reply(new_id(now), heard.id, said, self.clock.now(), cites=cites))
        return clauses, meaning


@asynccontextmanager
async def live(
    home: Path, brain: Brain | None = None, start: datetime = MORNING, judge: Judge | None = None
) -> AsyncIterator[Life]:
    """A mind over the real store in `home`; leaving the block is switching it off."""
    clock = VirtualClock(start)
    async with open_memory(home / "os1.db", KEY, clock) as memory:
        yield Life(Mind(brain, memory, clock, judge), memory, clock)
