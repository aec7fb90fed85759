"""A clock on which hours pass in seconds: time flows on as soon as everybody sleeps."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Coroutine
from datetime import datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")

_ROUNDS = 30
"""Rounds of the event loop in which those who were woken may do all they want before time goes on."""


class FlowingClock:
    """Begins at `start` and jumps to the next moment somebody waits for, inside `run`. Deterministic, as long
    as nobody works in threads or processes."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._steady = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._steady)

    def monotonic(self) -> float:
        return self._steady

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        self._count += 1
        waker: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._steady + seconds, self._count, waker))
        await waker

    async def sleep_until(self, when: datetime) -> None:
        await self.sleep((when - self.now()).total_seconds())

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Let time flow until `work` is done."""
        task = asyncio.ensure_future(work)
        try:
            while not task.done():
                for _ in range(_ROUNDS):
                    await asyncio.sleep(0)
                self._step()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        return task.result()

    def _step(self) -> None:
        while self._sleepers:
            when, _, waker = heapq.heappop(self._sleepers)
            if not waker.done():
                self._steady = max(self._steady, when)
                waker.set_result(None)
                return
