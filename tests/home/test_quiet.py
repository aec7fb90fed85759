"""Work in quiet hours: it waits while somebody talks, goes on after, and looks again by itself."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from os1.events import Bus
from os1.home.quiet import work_when_quiet
from os1.testing.clock import VirtualClock
from os1.testing.pilot import fly

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


class Work:
    """Work of a number of steps, which counts those done."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.done = 0

    async def step(self) -> bool:
        if not self.left:
            return False
        self.left -= 1
        self.done += 1
        return True


async def begun(work: Work, bus: Bus, clock: VirtualClock) -> asyncio.Task[None]:
    task = asyncio.create_task(work_when_quiet(work.step, bus, clock))
    await clock.advance(0.01)
    return task


async def ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_it_works_at_once_in_a_quiet_house_and_at_its_pace() -> None:
    async def check() -> None:
        work, bus, clock = Work(5), Bus(), VirtualClock(NOW)
        task = await begun(work, bus, clock)
        assert work.done == 1
        await clock.advance(0.5, step=0.1)
        assert 1 < work.done < 5
        await clock.advance(5, step=0.1)
        assert work.done == 5
        await ended(task)

    asyncio.run(check())


def test_it_makes_way_for_talk_and_goes_on_after_it() -> None:
    async def check() -> None:
        work, bus, clock = Work(100), Bus(), VirtualClock(NOW)
        task = await begun(work, bus, clock)
        bus.publish("state", state="thinking")
        await clock.advance(0.2)
        there = work.done
        await clock.advance(60, step=1)
        assert work.done <= there + 1
        bus.publish("state", state="listening")
        await clock.advance(1, step=0.5)
        assert work.done <= there + 1
        await clock.advance(10, step=0.5)
        assert work.done > there + 5
        await ended(task)

    asyncio.run(check())


def test_news_and_time_make_it_look_again() -> None:
    async def check() -> None:
        work, bus, clock = Work(0), Bus(), VirtualClock(NOW)
        task = await begun(work, bus, clock)
        work.left = 1
        bus.publish("engine", role="mouth", state="up")
        await clock.advance(10, step=1)
        assert work.done == 0
        bus.publish("heard", id="h", text="x")
        await clock.advance(10, step=1)
        assert work.done == 1
        work.left = 1
        await clock.advance(400, step=10)
        assert work.done == 2
        await ended(task)

    asyncio.run(check())


def test_the_house_learns_from_what_was_said_once_it_is_quiet(tmp_path: Path) -> None:
    async def check() -> None:
        async with fly(tmp_path) as pilot:
            await pilot.say("My sister Anna lives in Lisbon.")
            memory = pilot.home.memory
            for _ in range(200):
                await pilot.clock.advance(1, step=0.5)
                if await memory.person("Anna"):
                    break
            anna = await memory.person("my sister")
            assert anna is not None
            assert (anna.name, anna.relation) == ("Anna", "sister")
            for _ in range(200):
                await pilot.clock.advance(60)
                if await memory.episodes():
                    break
            (episode,) = await memory.episodes()
            assert "My sister Anna lives in Lisbon." in episode.summary

    asyncio.run(check())
