"""A pilot lives with a whole OS as its person does: says things, and reads what was said, done and kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from os1 import config
from os1.apps.reminders import app as reminders
from os1.home.house import Home, open_home
from os1.home.sinks import TextSink
from os1.hooks import App
from os1.models.engines import EngineSet
from os1.testing.brain import FakeBrain
from os1.testing.clock import VirtualClock
from os1.types import Heard, Recalled, new_id

MORNING = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@dataclass
class Pilot:
    """`home` is the running OS, `clock` and `brain` are in the test's hands."""

    home: Home
    clock: VirtualClock
    brain: FakeBrain

    async def say(self, text: str) -> str:
        """Say `text` by typing; gives the whole reply."""
        clauses: list[str] = []
        now = self.clock.now()
        heard = Heard(new_id(now), text, now, device="pilot")
        await self.home.respond(heard, TextSink(clauses.append))
        return " ".join(clause.strip() for clause in clauses)

    async def log(self, n: int = 50) -> list[Recalled]:
        """The last `n` utterances that are kept, oldest first."""
        return await self.home.memory.recent(n)


@asynccontextmanager
async def fly(
    home: Path,
    *,
    start: datetime = MORNING,
    brain: FakeBrain | None = None,
    apps: Sequence[App] = (reminders,),
) -> AsyncIterator[Pilot]:
    """A pilot of the OS in `home`: the real store, mind, permits and apps, with a fake brain and clock."""
    clock, brain = VirtualClock(start), brain or FakeBrain()
    engines = EngineSet(brain, None, None, None)
    settings = config.load(home, keyring="never", offline=True)
    async with open_home(settings, clock=clock, engines=engines, apps=apps) as running:
        yield Pilot(running, clock, brain)
