"""A reader killed at any instant loses nothing and says nothing twice."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from os1.memory import Fact, open_memory
from os1.mind.noticer import Noticer
from os1.testing.clock import VirtualClock
from os1.types import Heard

NOW = datetime(2026, 3, 4, 19, 0, tzinfo=UTC)
KEY = bytes(32)
_READER = """
import asyncio, sys
from datetime import UTC, datetime
from pathlib import Path
from os1.memory import open_memory
from os1.mind.noticer import Noticer
from os1.testing.clock import VirtualClock

async def read():
    clock = VirtualClock(datetime(2026, 3, 4, 19, 0, tzinfo=UTC))
    async with open_memory(Path(sys.argv[1]), bytes(32), clock) as memory:
        print("reading", flush=True)
        await Noticer(memory, None, clock).catch_up()

asyncio.run(read())
"""
_PLACES = ("Leeds", "York", "Bath", "Cork", "Lyon", "Graz", "Porto", "Oslo")
_LINES = 120
_KILLS = 8


async def told(folder: Path) -> None:
    """Fill a store with lines that move somebody about, like and correct things."""
    async with open_memory(folder / "os1.db", KEY, VirtualClock(NOW)) as memory:
        for n in range(_LINES):
            place = _PLACES[n % len(_PLACES)]
            text = f"I live in {place}." if n % 2 else f"I like chess, {place.lower()} tea and jazz."
            await memory.heard(Heard(f"h{n}", text, NOW + timedelta(minutes=n)))


async def read(folder: Path) -> list[Fact]:
    clock = VirtualClock(NOW + timedelta(days=1))
    async with open_memory(folder / "os1.db", KEY, clock) as memory:
        await Noticer(memory, None, clock).catch_up()
        return await memory.facts(past=True)


def killed_while_reading(folder: Path, after: float) -> None:
    reader = subprocess.Popen([sys.executable, "-c", _READER, str(folder / "os1.db")], stdout=subprocess.PIPE)
    with reader:
        assert reader.stdout is not None
        reader.stdout.readline()
        time.sleep(after)
        reader.kill()


def test_killed_readers_leave_what_one_that_was_left_alone_finds(tmp_path: Path) -> None:
    alone, killed = tmp_path / "alone", tmp_path / "killed"
    asyncio.run(told(alone))
    asyncio.run(told(killed))
    chance = random.Random(7)
    for _ in range(_KILLS):
        killed_while_reading(killed, chance.uniform(0.0, 0.15))
    assert asyncio.run(read(killed)) == asyncio.run(read(alone))
