"""What the OS does when nobody is talking: it reads what was said, a little at a time, and makes way at once.

It knows only that there is work which comes in small steps, and when the house is quiet.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from os1.clock import Clock
from os1.events import Bus, Event

_QUIET = 3.0
"""Seconds without a sign of talk after which the house counts as quiet."""
_PACE = 0.2
"""Seconds between two steps, so that the work never takes much of a core."""
_LOOK = 300.0
"""Seconds after which it looks for work again without any news: a talk ends by silence."""
_TALK = frozenset(("heard", "partial", "clause", "reply", "nudge"))


class Quiet:
    """Watches the bus for talk; `busy` while somebody speaks or the OS answers."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = clock.monotonic() - _QUIET
        self.busy = False
        self.news = asyncio.Event()
        """Set by every sign of talk, until the work has looked."""

    def note(self, event: Event) -> None:
        """Take account of what happened."""
        if event.name == "state":
            self.busy = event.data.get("state") not in ("listening", "asleep")
        elif event.name not in _TALK:
            return
        self._last = self._clock.monotonic()
        self.news.set()

    async def wait(self) -> None:
        """Return once it has been quiet for a while."""
        while self.busy or (left := self._last + _QUIET - self._clock.monotonic()) > 0:
            await self._clock.sleep(_QUIET if self.busy else left)


async def work_when_quiet(step: Callable[[], Awaitable[bool]], bus: Bus, clock: Clock) -> None:
    """Do `step` again and again, for ever, while nobody talks; it tells whether there is more to do."""
    quiet = Quiet(clock)
    async with bus.subscribe() as events:
        watching = asyncio.create_task(_watch(events, quiet))
        try:
            while True:
                await quiet.wait()
                quiet.news.clear()
                if await step():
                    await clock.sleep(_PACE)
                else:
                    await _news(quiet, clock)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)


async def _watch(events: AsyncIterator[Event], quiet: Quiet) -> None:
    async for event in events:
        quiet.note(event)


async def _news(quiet: Quiet, clock: Clock) -> None:
    """Wait for talk, or until it is time to look again."""
    waiting = [asyncio.create_task(quiet.news.wait()), asyncio.create_task(clock.sleep(_LOOK))]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
