"""The story of one turn, top to bottom: what was heard is kept, understood, acted on, answered and kept.

It knows no sound and no screen: clauses go into a `ReplySink`, and only what the sink has played counts as said.
A turn that is not certain yet is thought about, and leaves no trace where it turns out to be none.
Interrupting a turn is cancelling the task that runs it, nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from os1.clock import Clock
from os1.errors import Busy, OS1Error, StoreError
from os1.events import Bus, reply_data
from os1.memory import Memory
from os1.mind import Mind
from os1.permits import Permits
from os1.types import (
    Ask,
    Clause,
    Done,
    Heard,
    HeldSink,
    Meaning,
    Nudge,
    Recalled,
    Reply,
    ReplySink,
    Tool,
    new_id,
)

_Step = Clause | Done | Ask


class Turns:
    """Runs turns, one at a time, for one person's OS."""

    def __init__(
        self,
        mind: Mind,
        memory: Memory,
        permits: Permits,
        tools: Sequence[Tool],
        *,
        clock: Clock,
        bus: Bus,
    ) -> None:
        self._mind = mind
        self._memory = memory
        self._permits = permits
        self._tools = [tool for tool in tools if not tool.hidden]
        self._clock = clock
        self._bus = bus
        self.met = False
        """Whether the person has said anything since the start."""

    async def warm(self) -> None:
        """Let the brain read ahead while the person speaks."""
        await self._mind.warm()

    def usual(self) -> Sequence[Clause]:
        """How the answers that come most often would begin now."""
        return self._mind.usual(self._tools)

    async def answer(self, heard: Heard, sink: ReplySink) -> Reply:
        """Answer one utterance of the person; gives what was said, as it is kept.

        The words are on disk before anything happens that can be noticed. An error is spoken as one sentence,
        never raised, except cancellation, which ends the turn where it is.
        """
        ahead = await self._hold(heard, sink) if isinstance(sink, HeldSink) and sink.held else None
        try:
            return await self._answer(heard, sink, ahead)
        finally:
            await _end(ahead)
            await self._mind.drop()

    async def _hold(self, heard: Heard, sink: HeldSink) -> asyncio.Task[Sequence[Recalled]]:
        """Think ahead, reading only, until it is certain that the person has finished; gives that work, which
        ends with what is recalled."""
        ahead = asyncio.ensure_future(self._foresee(heard, sink))
        try:
            await sink.opened()
        except asyncio.CancelledError:
            await _end(ahead)
            await self._mind.drop()
            raise
        return ahead

    async def _foresee(self, heard: Heard, sink: HeldSink) -> Sequence[Recalled]:
        found: list[Sequence[Recalled]] = []

        async def recall() -> Sequence[Recalled]:
            if not found:
                found.append(await self._recall(heard))
            return found[0]

        await self._mind.foresee(heard, self._tools, recall, self._permits.asking, sink.rehearse)
        return await recall()

    async def _answer(
        self, heard: Heard, sink: ReplySink, ahead: asyncio.Task[Sequence[Recalled]] | None
    ) -> Reply:
        self.met = True
        try:
            await self._memory.heard(heard)
            off_the_record = await self._mind.off_the_record(heard)
        except StoreError as error:
            apology = f"I'm sorry, I couldn't write that down, so I won't act on it. {error}"
            return await self._say(heard.id, _once(Clause(apology)), sink)
        self._bus.publish("heard", id=heard.id, text=heard.text, by=heard.by, device=heard.device)
        self._bus.publish("state", state="thinking")
        try:
            recalled: Sequence[Recalled] | None = None
            if ahead is not None:
                # What it has not found yet would be looked for all over again.
                await asyncio.wait({ahead})
                recalled = None if ahead.exception() else ahead.result()
            return await self._say(heard.id, self._think(heard, recalled), sink)
        finally:
            if off_the_record:
                await asyncio.shield(self.let_go())

    async def let_go(self) -> None:
        """Forget for good what the person said off the record and was answered, or cut off by a crash."""
        for heard in await self._mind.unkept():
            try:
                await self._memory.forget([heard])
            except StoreError as error:
                self._bus.publish("trouble", say=str(error))
                return
            except Busy:
                pass  # forgotten; the last traces in the file go with the next one
            await self._mind.let_go(heard)

    async def nudge(self, nudge: Nudge, sink: ReplySink) -> bool:
        """Speak first, for `nudge`; True when the person heard at least the beginning of it."""
        self._bus.publish("nudge", key=nudge.key, app=nudge.app, say=nudge.say)
        return bool((await self._say(nudge.key, _once(Clause(nudge.say)), sink)).text)

    async def _think(self, heard: Heard, recalled: Sequence[Recalled] | None) -> AsyncIterator[_Step]:
        """The clauses of the answer, each act as it is done, or a question of the permits. `recalled` is what was
        recalled ahead, if anything was."""
        try:
            meaning = await self._mind.understand(heard, self._tools, asking=self._permits.asking)
            outcome = await self._act(meaning, heard)
            if isinstance(outcome, Ask):
                yield outcome
                return
            for done in outcome:
                yield done
            if meaning.kind != "talk":
                recalled = ()
            elif recalled is None:
                recalled = await self._recall(heard)
            async for clause in self._mind.reply(heard, meaning, outcome, recalled):
                yield clause
        except OS1Error as error:
            yield Clause(f"I'm sorry. {error}")

    async def _act(self, meaning: Meaning, heard: Heard) -> Ask | Sequence[Done]:
        match meaning.kind:
            case "act" if meaning.call:
                outcome = await self._permits.perform(meaning.call, heard)
                return outcome if isinstance(outcome, Ask) else [outcome]
            case "yes" | "no":
                return [await self._permits.answer(meaning.kind == "yes", heard)]
            case "undo":
                return [await self._permits.undo(heard)]
            case "stop":
                await self._permits.stop()
            case _:
                # The talk has moved on: a later yes is not an answer to what was asked before it.
                self._permits.withdraw()
        return []

    async def _recall(self, heard: Heard) -> Sequence[Recalled]:
        return await self._memory.recall(heard.text, exclude=frozenset({heard.id}))

    async def _say(self, to: str, clauses: AsyncIterator[_Step], sink: ReplySink) -> Reply:
        """Play `clauses`, and keep what was played, however the turn ends."""
        reply = Reply(new_id(self._clock.now()), to, "", self._clock.now(), interrupted=True)
        try:
            async for step in clauses:
                if isinstance(step, Done):
                    reply = replace(reply, done=(*reply.done, step.id))
                    await self._memory.did(step)
                    self._bus.publish("done", id=step.id, tool=step.tool, ok=step.ok, say=step.say)
                    continue
                if isinstance(step, Ask):
                    reply = replace(reply, cites=step.cites)
                    await self._ask(step, sink)
                    continue
                cites = dict.fromkeys((*reply.cites, *step.cites))
                reply = replace(reply, mood=step.mood, cites=tuple(cites))
                await sink.play(step)
            await sink.drained()
            reply = replace(reply, interrupted=False)
        finally:
            reply = replace(reply, text=sink.played())
            await self._keep(reply)
        return reply

    async def _ask(self, question: Ask, sink: ReplySink) -> None:
        """Put a question; it is open only once all of it has reached the person."""
        try:
            await sink.play(Clause(question.say))
            await sink.drained()
        except asyncio.CancelledError:
            self._permits.withdraw()
            raise
        self._permits.recited()

    async def _keep(self, reply: Reply) -> None:
        if reply.text or reply.done:
            try:
                await self._memory.said(reply)
            except StoreError as error:
                self._bus.publish("trouble", say=str(error))
        self._bus.publish("reply", **reply_data(reply))
        self._bus.publish("state", state="listening")


async def _once(clause: Clause) -> AsyncIterator[_Step]:
    yield clause


async def _end(ahead: asyncio.Task[Sequence[Recalled]] | None) -> None:
    """Whether it found anything does not matter: the turn finds the same."""
    if ahead is not None:
        ahead.cancel()
        await asyncio.gather(ahead, return_exceptions=True)
