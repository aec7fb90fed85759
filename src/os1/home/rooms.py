"""Single rooms for commands that need no running OS: the store alone, the weights alone, one engine alone."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from os1.clock import SystemClock
from os1.config import Settings
from os1.errors import EngineDown
from os1.events import Bus
from os1.home.lock import only_one
from os1.memory import Memory, anything_kept, erase, open_memory
from os1.memory.keys import load_key
from os1.models.engine_set import open_engines
from os1.models.engines import Ears, Mouth


@asynccontextmanager
async def open_store(settings: Settings) -> AsyncIterator[Memory]:
    """The person's memory alone; it may be open in a running OS at the same time."""
    key = await asyncio.to_thread(load_key, settings)
    async with open_memory(settings.store, key, SystemClock()) as memory:
        yield memory


@asynccontextmanager
async def open_store_and_embedder(settings: Settings) -> AsyncIterator[tuple[Memory, str]]:
    """The person's memory, which finds by meaning too; else the text says why by words alone."""
    async with (
        open_store(settings) as memory,
        open_engines(settings, SystemClock(), Bus(), ("embedder",)) as engines,
    ):
        memory.use(engines.embedder)
        yield memory, engines.missing.get("embedder", "")


__all__ = [
    "Memory",
    "anything_kept",
    "erase_home",
    "open_ears",
    "open_mouth",
    "open_store",
    "open_store_and_embedder",
]


async def erase_home(settings: Settings) -> None:
    """Destroy the store, its key, and the certificate authority that phones were asked to trust.

    Raises:
        Busy: an OS1 runs with this home.
    """
    with only_one(settings.home):
        await erase(settings)
        await asyncio.to_thread(shutil.rmtree, settings.home / "tls", ignore_errors=True)


@asynccontextmanager
async def open_ears(settings: Settings) -> AsyncIterator[Ears]:
    """The ears alone.

    Raises:
        EngineDown: there are none; the sentence says why.
    """
    async with open_engines(settings, SystemClock(), Bus(), ("ears",)) as engines:
        if engines.ears is None:
            raise EngineDown(engines.missing["ears"])
        yield engines.ears


@asynccontextmanager
async def open_mouth(settings: Settings) -> AsyncIterator[Mouth]:
    """The mouth alone.

    Raises:
        EngineDown: there is none; the sentence says why.
    """
    async with open_engines(settings, SystemClock(), Bus(), ("mouth",)) as engines:
        if engines.mouth is None:
            raise EngineDown(engines.missing["mouth"])
        yield engines.mouth
