"""In the running house, what is said gets its meaning by itself, and questions find it by that."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from os1 import config
from os1.home.house import open_home
from os1.models.engines import EngineSet
from os1.testing.brain import FakeEmbedder
from os1.testing.clock import VirtualClock
from os1.types import Heard

pytestmark = pytest.mark.anyio
NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


async def test_what_is_said_gets_its_meaning_within_seconds(tmp_path: Path) -> None:
    clock = VirtualClock(NOW)
    engines = EngineSet(None, None, None, FakeEmbedder())
    settings = config.load(tmp_path, keyring="never")
    async with open_home(settings, clock=clock, engines=engines, apps=()) as home:
        await home.memory.heard(Heard("h1", "The gnome guards the key.", NOW))
        for _ in range(100):
            await clock.advance(1)
            if not (await home.memory.stats())["without_meaning"]:
                break
        (found,) = [one for one in await home.memory.recall("gnome") if one.id == "h1"]
        assert found.why["meaning"] > 0
        assert home.memory.words_only == ""
