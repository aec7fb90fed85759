"""Reads the log in quiet hours: facts from what was said, promises from its own replies, talks summed up.

What was found and that it was read are kept at once, so the reading may be broken off anywhere and goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

from os1.clock import Clock
from os1.errors import ModelError
from os1.memory.claims import Unread
from os1.memory.episodes import Talk
from os1.memory.facts import Fact
from os1.memory.known import Known, Reading
from os1.memory.relations import ROLES
from os1.mind import summing_up
from os1.mind.noticing import Noticed, needs_known, notice
from os1.mind.noticing_brain import ask_brain
from os1.mind.promising import promises_in
from os1.mind.summing import sum_up
from os1.mind.words import Words
from os1.models.engines import Brain

CLAUSES = "clauses/8"
"""The reader that needs no brain. A better one gets a new number, and reads everything anew."""
BRAIN = "brain/1"
_BATCH = 20
_RECENT = 60
"""Lines of a talk that a brain sums up: the last ones, where there are more."""


class Memory(Protocol):
    """What it needs of memory."""

    @property
    def known(self) -> Known: ...

    async def facts(self, about: str | None = None, *, past: bool = False) -> list[Fact]: ...


class Noticer:
    """One OS's reading of its own log. A bundled brain is not trusted to read; a strong one is, under guard."""

    def __init__(self, memory: Memory, brain: Brain | None, clock: Clock) -> None:
        self._memory = memory
        self._known = memory.known
        self._brain = brain if brain is not None and brain.info.strength == "strong" else None
        self._words = Words(int(clock.now().timestamp()))
        self._names: frozenset[str] | None = None

    async def catch_up(self, most: int = 10_000) -> int:
        """Read what is unread without a brain, up to `most` lines; gives how many were read. Milliseconds a
        line."""
        count = 0
        while count < most and (
            lines := await self._known.unread((CLAUSES, BRAIN), min(_BATCH, most - count))
        ):
            found: list[Reading] = []
            for line in lines:
                if needs_known(line.line.text):  # which what is still in hand is part of
                    await self._keep_read(CLAUSES, found)
                found.append(_reading(line, await self._by_clauses(line)))
                await asyncio.sleep(0)  # a voice may be speaking on this loop
            await self._keep_read(CLAUSES, found)
            count += len(lines)
        return count

    async def step(self) -> bool:
        """Read a few lines, or sum up a few talks; False when there is nothing to do, or the brain is not
        there."""
        with suppress(ModelError):
            return await self._step()
        return False

    async def _step(self) -> bool:
        if self._brain is None:
            if await self.catch_up(_BATCH):
                return True
        elif lines := await self._known.unread((BRAIN,), 1):
            for line in lines:
                await self._known.read(BRAIN, [_reading(line, await self._by_brain(self._brain, line))])
            return True
        return await self._sum_up()

    async def _by_clauses(self, line: Unread) -> Noticed:
        if line.line.speaker == "os1":
            return Noticed()
        if self._names is None:
            self._names = await self._known.names()
        known = await self._known.near(line) if needs_known(line.line.text) else ()
        noticed = notice(line.line, line.before, known, self._names)
        self._names |= {fact.value for fact in noticed.facts if fact.relation in ROLES and not fact.negated}
        return noticed

    async def _by_brain(self, brain: Brain, line: Unread) -> Noticed:
        """What the clauses say, and what the brain finds beside it."""
        certain = await self._by_clauses(line)
        if line.line.speaker == "os1" or certain.wrong:
            return certain
        return Noticed(_together(certain.facts, await ask_brain(brain, line.line, line.before)))

    async def _keep_read(self, reader: str, found: list[Reading]) -> None:
        if found:
            await self._known.read(reader, found)
            found.clear()

    async def _sum_up(self) -> bool:
        talks = await self._known.ended_talks(_BATCH)
        if not talks:
            return False
        facts = await self._memory.facts(past=True)
        for talk in talks:
            await self._keep(talk, {source for fact in facts for source in fact.sources})
        return True

    async def _keep(self, talk: Talk, telling: set[str]) -> None:
        summed = sum_up(talk.lines, telling, self._words)
        summary = summed.summary
        sources: tuple[str, ...] = summed.sources
        if self._brain is not None:
            told = "\n".join(f"{one.speaker}: {one.text}" for one in talk.lines[-_RECENT:])
            better = await summing_up.sum_up(self._brain, "conversation", told, self._words)
            if better.by == "brain":
                summary, sources = better.say, tuple(one.id for one in talk.lines[-_RECENT:])
        await self._known.sum_up(talk, summary, summed.mood, sources)


def _reading(line: Unread, noticed: Noticed) -> Reading:
    said = line.line
    promised = promises_in(said.text, said.time) if said.speaker == "os1" else ()
    return Reading(line, noticed.facts, noticed.wrong, promised)


def _together(sure: Sequence[Fact], found: Sequence[Fact]) -> tuple[Fact, ...]:
    """What the clauses say, and of `found` what they do not speak of."""
    told = {(one.subject.lower(), one.relation, one.value.lower()) for one in sure}
    more = [one for one in found if (one.subject.lower(), one.relation, one.value.lower()) not in told]
    return (*sure, *more)
