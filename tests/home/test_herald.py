"""Nudges: kept until somebody has heard them, spoken once, across restarts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from os1.home.herald import Herald, Listener
from os1.home.sinks import TextSink
from os1.testing.clock import VirtualClock
from os1.testing.shelf import MemoryShelf
from os1.types import Clause, Nudge, ReplySink

pytestmark = pytest.mark.anyio
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
CALL = Nudge("reminders/1/2026-03-04T12:00", "reminders", "It's noon: call your mother.", NOON)


class Room:
    """Somebody who listens, and what they heard; `deaf` refuses the next so many turns."""

    def __init__(self, deaf: int = 0) -> None:
        self.heard: list[str] = []
        self.deaf = deaf

    async def listen(self, turn: Callable[[ReplySink], Awaitable[bool]]) -> bool:
        if self.deaf:
            self.deaf -= 1
            return False
        return await turn(TextSink(self.heard.append))


async def speak(nudge: Nudge, sink: ReplySink) -> bool:
    await sink.play(Clause(nudge.say))
    return bool(sink.played())


async def delivered(herald: Herald, clock: VirtualClock, seconds: float = 60) -> None:
    task = asyncio.create_task(herald.run(speak))
    await clock.advance(seconds, step=1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_nudge_is_spoken_once_even_when_raised_again_after_a_restart() -> None:
    shelf, clock, room = MemoryShelf(), VirtualClock(NOON), Room()
    for _ in range(2):
        herald = Herald(shelf, clock)
        herald.listen(room.listen)
        await herald.raise_nudge(CALL)
        await delivered(herald, clock)
    assert room.heard == [CALL.say]


async def test_a_nudge_waits_for_somebody_to_listen_and_says_that_it_waited() -> None:
    shelf, clock, room = MemoryShelf(), VirtualClock(NOON), Room()
    herald = Herald(shelf, clock)
    await herald.raise_nudge(CALL)
    await delivered(herald, clock, 600)
    assert room.heard == []
    later = Herald(shelf, clock)
    later.listen(room.listen)
    await delivered(later, clock)
    assert room.heard == [f"While you were away: {CALL.say}"]


async def test_a_nudge_that_was_not_heard_is_tried_again() -> None:
    shelf, clock, room = MemoryShelf(), VirtualClock(NOON), Room(deaf=2)
    herald = Herald(shelf, clock)
    herald.listen(room.listen)
    await herald.raise_nudge(CALL)
    await delivered(herald, clock)
    assert room.heard == [CALL.say]


async def test_the_newest_listener_is_asked_and_one_that_left_is_not() -> None:
    shelf, clock, old, new = MemoryShelf(), VirtualClock(NOON), Room(), Room()
    herald = Herald(shelf, clock)
    herald.listen(old.listen)
    leave = herald.listen(new.listen)
    await herald.raise_nudge(CALL)
    await delivered(herald, clock)
    leave()
    await herald.raise_nudge(Nudge("another", "reminders", "And the oven.", NOON))
    await delivered(herald, clock)
    assert (old.heard, new.heard) == (["And the oven."], [CALL.say])


async def test_spoken_nudges_are_forgotten_after_a_month() -> None:
    shelf, clock, room = MemoryShelf(), VirtualClock(NOON), Room()
    herald = Herald(shelf, clock)
    herald.listen(room.listen)
    await herald.raise_nudge(CALL)
    await delivered(herald, clock)
    await clock.set(NOON + timedelta(days=31))
    await delivered(herald, clock)
    assert await shelf.items() == []


def test_a_listener_is_any_callable_that_runs_a_turn() -> None:
    listener: Listener = Room().listen
    assert callable(listener)
