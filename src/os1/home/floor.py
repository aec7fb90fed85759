"""Whose turn it is: one turn at a time, and a new one interrupts the one before it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Floor:
    """Runs turns so that the person's next word always wins over a reply still being given."""

    def __init__(self) -> None:
        self._current: asyncio.Task[Any] | None = None

    async def take(self, turn: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
        """Interrupt the turn in progress, then run `turn`; None when it was itself interrupted by another.

        Cancelling the caller cancels the turn, and waits until it has kept what was said.
        """
        task = asyncio.ensure_future(_after(self._current, turn))
        self._current = task
        try:
            await asyncio.wait({task})
        except asyncio.CancelledError:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            raise
        return None if task.cancelled() else task.result()

    async def free(self) -> None:
        """Wait until no turn is in progress."""
        while self._current is not None and not self._current.done():
            await asyncio.wait({self._current})


async def _after(before: asyncio.Task[Any] | None, turn: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """End `before`, wait until it has, and run `turn`."""
    if before is not None and not before.done():
        before.cancel()
        await asyncio.wait({before})
    return await turn()
