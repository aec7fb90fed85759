"""The OS's account of itself for `os1 self`, without starting anything."""

from __future__ import annotations

from os1.clock import SystemClock
from os1.config import Settings
from os1.events import Bus
from os1.home.rooms import open_store
from os1.mind import Mind, SelfReport
from os1.models.engine_set import open_engines


async def describe(settings: Settings) -> SelfReport:
    """Who it is and what it runs on, as it would say it now.

    Raises:
        StoreError: the memory cannot be opened.
    """
    clock = SystemClock()
    async with (
        open_store(settings) as memory,
        open_engines(settings, clock, Bus(), ("brain", "ears", "mouth")) as engines,
    ):
        here = [engine.info for engine in (engines.brain, engines.ears, engines.mouth) if engine is not None]
        return await Mind(engines.brain, memory, clock).describe(here)
