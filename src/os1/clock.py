"""The only source of time. Nothing else in OS1 reads the wall clock, so a test can own it.

`Clock` is the machine's; `os1.testing.VirtualClock` is a test's.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Protocol

import tzlocal

_LONGEST_SLEEP = 5.0
"""Seconds between two looks at the wall clock, so that a clock that was set is noticed."""


class Clock(Protocol):
    """What the rooms ask for: the time of day, a steady count of seconds, and waiting."""

    def now(self) -> datetime:
        """The present moment, in the person's zone."""

    def monotonic(self) -> float:
        """Seconds that never run backwards, from an arbitrary origin."""

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds` of this clock."""

    async def sleep_until(self, when: datetime) -> None:
        """Wait until the wall clock shows `when`, even if the clock is set in between."""


class SystemClock:
    """The machine's own clock, in the zone the machine is set to (or the one given)."""

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._zone = zone

    def now(self) -> datetime:
        return datetime.now(self._zone or tzlocal.get_localzone())

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def sleep_until(self, when: datetime) -> None:
        # In UTC: two times of one zone are compared by their walls, which skip and repeat hours.
        instant = when.astimezone(UTC)
        while (left := (instant - datetime.now(UTC)) / timedelta(seconds=1)) > 0:  # noqa: ASYNC110 - a clock that is set raises no event
            await asyncio.sleep(min(left, _LONGEST_SLEEP))
