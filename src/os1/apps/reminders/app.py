"""The app at work: its tools, and the wait for the next thing to ring.

A ringing is written down before it is raised and crossed out after, so that whatever cuts it off, it is raised
again with the same key, and home speaks it once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from os1.apps.reminders import ringing
from os1.apps.reminders.focus import Focus
from os1.apps.reminders.reminder import Reminder
from os1.apps.reminders.requests import Requests
from os1.apps.reminders.store import Store
from os1.apps.reminders.strings import say
from os1.apps.reminders.tools import Acts
from os1.errors import StoreError
from os1.hooks import AppContext
from os1.types import Arg, Effect, Nudge, Tool

NAME = "reminders"
_log = logging.getLogger(__name__)


class Reminders:
    """Rings on time, or late with an apology; once for each occurrence."""

    def __init__(self, context: AppContext) -> None:
        self._clock = context.clock
        self._nudge = context.nudge
        self._store = Store(context.shelf)
        context.on_forgotten(self._store.reread)
        self._focus = Focus()
        self._tools = _tools(Acts(self._store, self._focus, context.clock), Requests(self._focus))

    @property
    def tools(self) -> Sequence[Tool]:
        return self._tools

    async def run(self, started: asyncio.Event) -> None:
        since = self._clock.now()
        await self._store.open(since)
        while True:
            self._store.changed.clear()
            try:
                await self._ring_due(since)
            except StoreError:
                _log.exception("could not ring; trying again in a minute")
                started.set()
                await self._clock.sleep(60)
                continue
            started.set()
            await self._wait()

    async def _wait(self) -> None:
        """Until the next reminder is due, or anything changed."""
        waits: set[asyncio.Future[Any]] = {asyncio.ensure_future(self._store.changed.wait())}
        if waiting := self._store.waiting():
            waits.add(asyncio.ensure_future(self._clock.sleep_until(waiting[0].instant)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _ring_due(self, since: datetime) -> None:
        """Ring what is due: what is late in one breath, what is on time in another."""
        async with self._store.lock:
            while self._store.ringing:
                await self._raise(self._store.ringing[-1])
                self._store.ringing.pop()
            now = self._clock.now()
            instant = now.astimezone(UTC)
            due = [one for one in self._store.waiting() if one.instant <= instant]
            late = [one for one in due if instant - one.instant > ringing.LATE]
            for group in (late, due[len(late) :]):
                if group:
                    await self._ring(group, now, since)

    async def _ring(self, group: list[Reminder], now: datetime, since: datetime) -> None:
        plain: dict[str, Any] = {
            "key": ringing.key(group),
            "say": ringing.sentence(group, now, since),
            "due": group[0].at.isoformat(),
            "ids": {one.id: one.occurrence for one in group},
        }
        await self._store.begin_ringing(plain["key"], plain)
        await self._raise(plain)

    async def _raise(self, plain: dict[str, Any]) -> None:
        """Hand the nudge over, then move every reminder in it on to its next time."""
        due = datetime.fromisoformat(plain["due"])
        await self._nudge(Nudge(f"{NAME}/{plain['key']}", NAME, plain["say"], due))
        now = self._clock.now()
        for id, occurrence in plain["ids"].items():
            one = self._store.get(id)
            if one and one.state == "waiting" and one.occurrence == occurrence:
                await self._store.put(one.rung(now))
                self._focus.touch(id, now)
                self._focus.rang(now)
        await self._store.end_ringing(plain["key"])


def _tools(acts: Acts, requests: Requests) -> list[Tool]:
    which = Arg('which one, in the person\'s words: "the second one", "the one about mum", "it", "all"')
    when = Arg('the time in the person\'s words: "tomorrow at half past five", "every Monday at nine"')
    length = Arg('how long, in the person\'s words: "ten minutes"', required=False)
    task = Arg('the person\'s own words for what to be reminded of: "call my mother"')
    kinds = Arg("timers, to hear of timers only", required=False, choices=("timers",))
    day = Arg('one day only: "tomorrow", "Friday"', required=False)
    label = Arg("what the timer is for", required=False)
    add = {"text": task, "when": replace(when, required=False)}
    note, look = Effect.NOTE, Effect.LOOK
    return [
        Tool(
            "reminder.add",
            "Remind or wake the person at a time.",
            note,
            acts.add,
            add,
            requests.add,
            prepare=acts.whole,
            often=(say("add.ask_when", what="").rstrip("?"),),
        ),
        Tool(
            "timer.add",
            "Set a timer.",
            note,
            acts.timer,
            {"duration": length, "label": label},
            requests.timer,
            often=(say("timer.ask_length"),),
        ),
        Tool(
            "reminder.list",
            "Say what reminders and timers are waiting.",
            look,
            acts.list,
            {"day": day, "kind": kinds},
            requests.list,
        ),
        Tool(
            "reminder.cancel",
            "Cancel a reminder or timer.",
            note,
            acts.cancel,
            {"which": which},
            requests.cancel,
        ),
        Tool(
            "reminder.move",
            "Move a reminder or timer to another time.",
            note,
            acts.move,
            {"which": which, "when": when},
            requests.move,
        ),
        Tool(
            "reminder.snooze",
            "Ring again later what has just rung.",
            note,
            acts.snooze,
            {"duration": length},
            requests.snooze,
        ),
        Tool(
            "reminder.restore",
            "Put reminders back.",
            note,
            acts.restore,
            {"saved": Arg("what they were, as JSON")},
            hidden=True,
        ),
    ]
