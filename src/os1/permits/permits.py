"""May this happen? The only place where tools run.

What a tool can do to the world decides what it takes: LOOK and NOTE are free, CHANGE is asked once per kind,
SEND is recited and confirmed every time. A yes counts for one call, once, for two minutes, and only from the
person's own utterance that began after the question. Knows no apps, no brain, no sound.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from os1.clock import Clock
from os1.errors import Refused, SettingsError
from os1.permits import sentences
from os1.permits.checks import checked, fingerprint, require_person
from os1.permits.ledger import Ledger, Record, State
from os1.types import Ask, Call, Done, Effect, Heard, Outcome, Prepared, Shelf, Tool, new_id

ANSWER_WITHIN = timedelta(minutes=2)
_GRACE = 0.2
"""Seconds that a cancelled tool gets to tidy up before it is left behind."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Question:
    """The one question that is open: what it asks, who asked for it, and when it was put (both clocks)."""

    ask: Ask
    heard: str
    wall: datetime
    steady: float


class Permits:
    """Decides, asks, records, runs and undoes; one act at a time.

    Methods raise `Refused` with a sentence for the person where nothing may be done, and `StoreError` where the
    ledger cannot be written (then nothing was run, or the act is known as unfinished).
    """

    def __init__(self, tools: Sequence[Tool], ledger: Shelf, clock: Clock) -> None:
        self._tools = {tool.name: tool for tool in tools}
        if len(self._tools) != len(tools):
            raise SettingsError("Two tools share a name; uninstall one of the apps that bring them.")
        self._ledger = Ledger(ledger)
        self._clock = clock
        self._lock = asyncio.Lock()
        self._question: _Question | None = None
        self._halt: asyncio.Future[None] | None = None
        self._stops = 0
        self._strays: set[asyncio.Task[Outcome]] = set()

    @property
    def asking(self) -> Ask | None:
        """The question that a yes or a no would answer now."""
        question = self._question
        return question.ask if question and not self._expired(question) else None

    async def perform(self, call: Call, heard: Heard) -> Done | Ask:
        """Do what the person asked for, or give the question to put first. Withdraws any earlier question.

        The same call of the same utterance is done once: asked again (after a crash, say) it gives the record.
        """
        require_person(heard)
        tool = self._tools.get(call.tool)
        if tool is None or tool.hidden:
            raise Refused("That's not something I know how to do.")
        call = checked(call, tool)
        async with self._turn():
            mark = fingerprint(call)
            record = self._ledger.asked(heard.id, mark)
            if record and (tool.effect is not Effect.LOOK or record.state == "finished"):
                return record.done
            self._question = None
            ready = await self._prepared(tool, call, heard)
            if isinstance(ready, Outcome):
                return await self._end(self._begun(call, heard.id, mark), "finished", ready)
            call = replace(call, args=ready.args)
            if self._needs_asking(tool, call):
                return self._ask(tool, call, ready, heard)
            return await self._carry_out(tool, self._begun(call, heard.id, mark))

    def recited(self) -> None:
        """Say that the open question has reached the person: only what they say from now on answers it."""
        if self._question:
            now = self._clock.now()
            self._question = replace(self._question, wall=now, steady=self._clock.monotonic())

    def withdraw(self) -> None:
        """Forget the open question; no yes can answer it any more."""
        self._question = None

    async def answer(self, yes: bool, heard: Heard) -> Done:
        """Take the person's yes or no to the open question: run exactly what was recited, or record the no."""
        require_person(heard)
        async with self._turn():
            if record := self._ledger.answered(heard.id):
                return record.done
            question = self._question
            if question is None:
                raise Refused(sentences.NOTHING_ASKED)
            if heard.id == question.heard or heard.time <= question.wall:
                raise Refused(sentences.TOO_EARLY)
            self._question = None
            if self._expired(question):
                raise Refused(sentences.TOO_OLD)
            call = question.ask.call
            tool = self._tools[call.tool]
            record = self._begun(call, question.heard, fingerprint(call), answered=heard.id)
            if not yes:
                return await self._end(record, "declined", Outcome(sentences.DECLINED, ok=False))
            if tool.effect is Effect.CHANGE and not call.quoted:
                await self._ledger.grant(tool.name, heard.id, self._clock.now())
            return await self._carry_out(tool, record)

    async def undo(self, heard: Heard, done: str | None = None) -> Done:
        """Take back the act with the id `done`, or else the last act that can be taken back."""
        require_person(heard)
        async with self._turn():
            mark = f"undo {done or 'last'}"
            if (record := self._ledger.asked(heard.id, mark)) and record.state == "finished":
                return record.done
            self._question = None
            target = self._ledger.undoable(done)
            if target is None or target.done.undo is None:
                raise Refused(sentences.NOT_UNDOABLE if done else sentences.NOTHING_TO_UNDO)
            tool = self._tools.get(target.done.undo.tool)
            if tool is None:
                raise Refused(sentences.NOT_UNDOABLE)
            if tool.effect is Effect.SEND:
                raise Refused(sentences.UNDO_SENDS)
            call = checked(target.done.undo, tool)
            return await self._carry_out(tool, self._begun(call, heard.id, mark, undoes=target.done.id))

    async def stop(self) -> None:
        """At once: forget the open question, cancel the running tool and whatever waits behind it."""
        self._question = None
        self._stops += 1
        if self._halt and not self._halt.done():
            self._halt.set_result(None)

    async def history(self, last: int = 20) -> list[Done]:
        """The last acts, oldest first, with how each came out."""
        await self._ledger.open()
        return [record.done for record in self._ledger.records()[-last:]]

    async def cut_off(self) -> list[Done]:
        """The acts that were in the middle when the OS last ended; `say` tells so."""
        await self._ledger.open()
        return [replace(r.done, say=sentences.cut_off(self._describe(r.done))) for r in self._ledger.cut_off]

    async def granted(self) -> list[str]:
        """The names of the CHANGE tools that the person has allowed for good."""
        await self._ledger.open()
        return self._ledger.granted()

    async def revoke(self, tool: str, heard: Heard) -> bool:
        """Ask again before `tool` is next used; tells whether it had been allowed."""
        require_person(heard)
        await self._ledger.open()
        return await self._ledger.revoke(tool)

    async def reread(self) -> None:
        """Read the ledger again, after something was forgotten or came back."""
        await self._ledger.reread()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """One act at a time; what waited here while the person said stop is not begun."""
        stops = self._stops
        async with self._lock:
            if stops != self._stops:
                raise Refused(sentences.STOPPED)
            await self._ledger.open()
            yield

    def _expired(self, question: _Question) -> bool:
        """Both clocks count: the wall clock can be set, and the steady one stands while the machine sleeps."""
        waited = timedelta(seconds=self._clock.monotonic() - question.steady)
        return max(waited, self._clock.now() - question.wall) > ANSWER_WITHIN

    def _needs_asking(self, tool: Tool, call: Call) -> bool:
        """A grant covers arguments that are the person's own, never those that come from outside text."""
        if tool.effect is Effect.CHANGE:
            return bool(call.quoted) or tool.name not in self._ledger.granted()
        return tool.effect is Effect.SEND

    async def _prepared(self, tool: Tool, call: Call, heard: Heard) -> Prepared | Outcome:
        """What the tool found out before its act; the call as it is where it looks nothing up."""
        if tool.prepare is None:
            return Prepared(call.args)
        try:
            return await tool.prepare(call.args, heard)
        except Exception as error:  # noqa: BLE001 - a tool is a plug-in and may raise anything; it is logged and said
            _log.exception("the tool %s could not prepare", tool.name)
            return Outcome(
                sentences.apology(tool, call, error), ok=False, data={"error": type(error).__name__}
            )

    def _ask(self, tool: Tool, call: Call, ready: Prepared, heard: Heard) -> Ask:
        ask = Ask(call, ready.say or sentences.question(tool, call), ready.cites)
        self._question = _Question(ask, heard.id, self._clock.now(), self._clock.monotonic())
        return ask

    def _describe(self, done: Done) -> str:
        tool = self._tools.get(done.tool)
        return sentences.describe(tool, Call(done.tool, done.args)) if tool else f"{done.tool}."

    def _begun(self, call: Call, heard: str, mark: str, *, answered: str = "", undoes: str = "") -> Record:
        now = self._clock.now()
        done = Done(new_id(now), call.tool, call.args, heard, now, ok=False, say=sentences.UNSURE)
        return Record(self._ledger.next_number(), mark, done, answered=answered, undoes=undoes)

    async def _carry_out(self, tool: Tool, record: Record) -> Done:
        """Record the intent, run the tool, record what came of it. Cancellation is recorded and passed on."""
        try:
            await self._ledger.write(record)
            outcome = await self._run(tool, Call(tool.name, record.done.args))
        except asyncio.CancelledError:
            await asyncio.shield(self._ledger.write(replace(record, state="unfinished")))
            raise
        if outcome is None:
            return await self._end(record, "unfinished", Outcome(sentences.UNSURE, ok=False))
        if record.undoes:
            outcome = replace(outcome, undo=None)
        return await self._end(record, "finished", outcome)

    async def _end(self, record: Record, state: State, outcome: Outcome) -> Done:
        done = replace(record.done, ok=outcome.ok, say=outcome.say, data=outcome.data, undo=outcome.undo)
        await self._ledger.write(replace(record, state=state, done=done))
        return done

    async def _run(self, tool: Tool, call: Call) -> Outcome | None:
        """What the tool gave, an apology where it raised, or None where `stop` cut it off."""
        task = asyncio.create_task(_call(tool, call))
        self._halt = asyncio.get_running_loop().create_future()
        try:
            either: set[asyncio.Future[Any]] = {task, self._halt}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._halt.cancel()
            self._halt = None
            if not task.done():
                task.cancel()
                self._strays.add(task)
                task.add_done_callback(self._strays.discard)
        await asyncio.wait({task}, timeout=_GRACE)
        return task.result() if task.done() and not task.cancelled() else None


async def _call(tool: Tool, call: Call) -> Outcome:
    try:
        outcome = await tool.run(**call.args)
        if not isinstance(outcome, Outcome):
            raise TypeError(f"{tool.name} gave {type(outcome).__name__}, not an Outcome")
    except Exception as error:  # noqa: BLE001 - a tool is a plug-in and may raise anything; it is logged and said
        _log.exception("the tool %s failed", tool.name)
        return Outcome(sentences.apology(tool, call, error), ok=False, data={"error": type(error).__name__})
    return outcome
