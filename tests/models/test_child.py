"""A supervised engine process survives everything but the end of its parent."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import psutil
import pytest

from os1.clock import SystemClock
from os1.errors import EngineDown, SettingsError, WeightsBroken
from os1.models import child as supervision
from os1.models.child import Child
from os1.testing.clock import VirtualClock
from os1.testing.engine import FACTORY

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def engine(
    clock: SystemClock | VirtualClock | None = None,
    on_state: Callable[[str], None] = lambda state: None,
    **setup: Any,
) -> AsyncIterator[Child]:
    child = Child("test", FACTORY, setup, clock=clock or SystemClock(), on_state=on_state)
    try:
        yield child
    finally:
        await child.close()


async def pid_of(child: Child) -> int:
    header, _ = await child.request({"do": "pid"})
    return int(header["pid"])


async def test_a_request_starts_the_process_and_brings_header_and_bytes_back() -> None:
    async with engine() as child:
        assert child.pid is None
        header, payload = await child.request({"do": "echo", "say": "hé"}, bytes(range(256)) * 5000)
        assert (header["said"], payload) == ("hé", bytes(range(256)) * 5000)
        assert await pid_of(child) == child.pid


async def test_killed_in_the_middle_it_says_so_and_the_next_request_works() -> None:
    states: list[str] = []
    async with engine(on_state=states.append) as child:
        first = await pid_of(child)
        asking = asyncio.create_task(child.request({"do": "hang"}))
        await asyncio.sleep(0.1)
        os.kill(first, signal.SIGKILL)
        with pytest.raises(EngineDown, match="restarted"):
            await asking
        assert await pid_of(child) != first
    assert states == ["up", "down", "up", "down"]


async def test_killed_while_idle_it_is_replaced() -> None:
    async with engine() as child:
        first = await pid_of(child)
        os.kill(first, signal.SIGKILL)
        await asyncio.sleep(0.3)
        assert await pid_of(child) != first


async def test_a_hanging_engine_is_killed_after_its_time() -> None:
    async with engine() as child:
        first = await pid_of(child)
        with pytest.raises(EngineDown):
            await child.request({"do": "hang"}, timeout=0.2)
        assert not psutil.pid_exists(first)
        assert await pid_of(child) != first


async def test_an_engine_that_refuses_to_start_tells_why() -> None:
    async with engine(refuse="The weights are not what they should be.") as child:
        with pytest.raises(WeightsBroken, match="not what they should be"):
            await child.start()
        assert child.pid is None


async def test_an_engine_that_dies_or_stays_silent_while_starting_is_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with engine(trip="no such library") as child:
        with pytest.raises(EngineDown, match="ImportError: no such library"):
            await child.start()
    async with engine(crash=True) as child:
        with pytest.raises(EngineDown, match="did not start"):
            await child.start()
    monkeypatch.setattr(supervision, "_START_TIMEOUT", 0.5)
    async with engine(silent=True) as child:
        with pytest.raises(EngineDown, match="did not start"):
            await child.start()
        assert child.pid is None


async def test_complaints_keep_their_type_and_surprises_become_words() -> None:
    async with engine() as child:
        with pytest.raises(SettingsError, match="no such voice"):
            await child.request({"do": "complain"})
        with pytest.raises(EngineDown, match="ZeroDivisionError"):
            await child.request({"do": "break"})
        first = child.pid
        assert await pid_of(child) == first


async def test_too_many_crashes_make_it_rest_until_the_minute_has_passed() -> None:
    clock = VirtualClock(datetime(2026, 1, 1, tzinfo=UTC))
    async with engine(clock, crash=True) as child:
        for _ in range(4):
            with pytest.raises(EngineDown, match="did not start"):
                await child.start()
        with pytest.raises(EngineDown, match="rests now"):
            await child.start()
        await clock.advance(61)
        with pytest.raises(EngineDown, match="did not start"):
            await child.start()


async def test_a_cancelled_request_leaves_the_stream_in_order() -> None:
    async with engine() as child:
        await child.start()
        asking = asyncio.create_task(child.request({"do": "echo", "say": "first"}))
        waiting = asyncio.create_task(child.request({"do": "echo", "say": "never"}))
        await asyncio.sleep(0)
        asking.cancel()
        waiting.cancel()
        results = await asyncio.gather(asking, waiting, return_exceptions=True)
        assert all(isinstance(result, asyncio.CancelledError) for result in results)
        header, _ = await child.request({"do": "echo", "say": "third"})
        assert header["said"] == "third"


async def test_a_request_that_is_cancelled_twice_leaves_the_stream_in_order() -> None:
    async with engine() as child:
        await child.start()
        asking = asyncio.create_task(child.request({"do": "sleep", "seconds": 0.3}))
        for _ in range(3):
            await asyncio.sleep(0.05)
            asking.cancel()
        header, _ = await child.request({"do": "echo", "say": "mine"})
        assert header["said"] == "mine"
        assert asking.cancelled()


async def test_cancelled_while_starting_it_leaves_no_process() -> None:
    async with engine(silent=True) as child:
        starting = asyncio.create_task(child.start())
        await asyncio.sleep(0.3)
        pid = child.pid
        assert pid is not None
        starting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await starting
        assert not psutil.pid_exists(pid)


async def test_restart_gives_a_new_process_and_close_stays_down() -> None:
    async with engine() as child:
        first = await pid_of(child)
        await child.restart()
        assert child.pid not in (None, first)
        await child.close()
        with pytest.raises(EngineDown, match="shut down"):
            await child.request({"do": "echo"})


PARENT = """
import asyncio, sys
from os1.clock import SystemClock
from os1.models.child import Child
from os1.testing.engine import FACTORY

async def main():
    child = Child("test", FACTORY, {}, clock=SystemClock())
    await child.start()
    print(child.pid, flush=True)
    await child.request({"do": sys.argv[1]})
    await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.mark.parametrize("doing", ["echo", "hang"])
async def test_the_engine_goes_when_its_parent_is_killed(doing: str) -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PARENT, doing, stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    pid = int(await parent.stdout.readline())
    assert psutil.pid_exists(pid)
    parent.kill()
    await parent.wait()
    for _ in range(100):
        if not _alive(pid):
            return
        await asyncio.sleep(0.1)
    pytest.fail("the engine outlived its parent")


def _alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
