"""A clock that stands still until a test moves it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

_STEPS = 20
"""Rounds of the event loop that sleepers get to react before time goes on."""


class VirtualClock:
    """Begins at `start` (with a zone) and moves only by `advance` or `set`."""

    def __init__(self, start: datetime) -> None:
        self._now = start
        self._steady = 0.0
        self._changed = asyncio.Event()

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._steady

    async def sleep(self, seconds: float) -> None:
        until = self._steady + seconds
        while self._steady < until:
            await self._changed.wait()

    async def sleep_until(self, when: datetime) -> None:
        while self._now.astimezone(UTC) < when.astimezone(UTC):
            await self._changed.wait()

    async def advance(self, seconds: float, step: float = 60.0) -> None:
        """Let `seconds` pass, in steps of at most `step`, with everyone awake in between."""
        while seconds > 0:
            passed = min(step, seconds)
            self._steady += passed
            seconds -= passed
            await self.set(self._now + timedelta(seconds=passed))

    async def set(self, when: datetime) -> None:
        """Show `when` on the wall clock, as if somebody had set it; steady seconds do not move."""
        self._now = when
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
        for _ in range(_STEPS):
            await asyncio.sleep(0)
