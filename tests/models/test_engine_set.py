"""The engines of one OS open together, live without what is missing, and end together."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import psutil
import pytest

from os1.clock import SystemClock
from os1.config import Settings, default_models
from os1.errors import SettingsError
from os1.events import Bus, Event
from os1.models.engine_set import open_engines
from os1.models.engines import Message, Sampling

pytestmark = pytest.mark.anyio


def settings(models: Path, **more: Any) -> Settings:
    return Settings(Path("/nonexistent"), models, offline=True, **more)


async def test_without_weights_every_role_is_missing_with_a_sentence(tmp_path: Path) -> None:
    async with open_engines(settings(tmp_path), SystemClock(), Bus()) as engines:
        assert (engines.brain, engines.ears, engines.mouth, engines.embedder) == (None, None, None, None)
        assert set(engines.missing) == {"brain", "ears", "mouth", "embedder"}
        assert all("os1 models fetch" in sentence for sentence in engines.missing.values())


async def test_only_the_roles_asked_for_are_opened(tmp_path: Path) -> None:
    async with open_engines(settings(tmp_path), SystemClock(), Bus(), ("embedder",)) as engines:
        assert set(engines.missing) == {"embedder"}
    with pytest.raises(SettingsError, match="nose"):
        async with open_engines(settings(tmp_path), SystemClock(), Bus(), ("nose",)):
            pass


async def test_an_endpoint_replaces_the_bundled_brain_and_offline_refuses_a_far_one(tmp_path: Path) -> None:
    near, far = "http://127.0.0.1:9/v1", "https://api.example.com/v1"
    async with open_engines(settings(tmp_path, brain_url=near), SystemClock(), Bus(), ("brain",)) as engines:
        assert engines.brain is not None
        assert (engines.brain.info.strength, engines.brain.info.local) == ("strong", True)
    async with open_engines(settings(tmp_path, brain_url=far), SystemClock(), Bus(), ("brain",)) as engines:
        assert engines.brain is None
        assert "stay offline" in engines.missing["brain"]


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True)}


@pytest.mark.models
async def test_real_engines_work_come_back_when_killed_and_end_with_the_block() -> None:
    bus, seen = Bus(), list[Event]()
    before = children()

    async def watch(ready: asyncio.Event) -> None:
        async with bus.subscribe() as events:
            ready.set()
            async for event in events:
                seen.append(event)

    ready = asyncio.Event()
    watching = asyncio.create_task(watch(ready))
    await ready.wait()
    # A larger size without its weights falls back on the bundled ones.
    chosen = settings(default_models(), size="small")
    async with open_engines(chosen, SystemClock(), bus, ("brain", "embedder")) as engines:
        assert engines.missing == {}
        assert engines.brain is not None and engines.embedder is not None
        assert "SmolLM2" in engines.brain.info.name
        assert (await engines.embedder.embed(["hello"])).shape == (1, 384)
        ask = [Message("user", "Hello")]
        assert [piece async for piece in engines.brain.stream(ask, Sampling(max_tokens=3))]
        started = children() - before
        assert len(started) == 2
        for pid in started:
            os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(0.5)
        assert [piece async for piece in engines.brain.stream(ask, Sampling(max_tokens=3))]
        assert (await engines.embedder.embed(["again"])).shape == (1, 384)
    assert children() <= before
    watching.cancel()
    states = [(event.data["role"], event.data["state"]) for event in seen if event.name == "engine"]
    for role in ("brain", "embedder"):
        assert [state for who, state in states if who == role][-1] == "down"
        assert states.count((role, "up")) == 2


@pytest.mark.models
async def test_leaving_while_engines_still_load_leaves_nothing_behind() -> None:
    before = children()
    async with open_engines(settings(default_models()), SystemClock(), Bus(), ("brain", "embedder")):
        await asyncio.sleep(0.1)
    assert children() <= before
