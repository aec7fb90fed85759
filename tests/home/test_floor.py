"""One turn at a time; a new one interrupts the one before it."""

from __future__ import annotations

import asyncio

import pytest

from os1.home.floor import Floor

pytestmark = pytest.mark.anyio


async def test_a_new_turn_interrupts_the_one_before_and_waits_until_it_has_ended() -> None:
    floor, order = Floor(), list[str]()

    async def long() -> str:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.01)
            order.append("first kept what it said")
        return "never"

    async def short() -> str:
        order.append("second began")
        return "done"

    first = asyncio.create_task(floor.take(long))
    await asyncio.sleep(0.01)
    assert await floor.take(short) == "done"
    assert await first is None
    assert order == ["first kept what it said", "second began"]


async def test_cancelling_the_caller_cancels_the_turn() -> None:
    floor, ended = Floor(), asyncio.Event()

    async def long() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    caller = asyncio.create_task(floor.take(long))
    await asyncio.sleep(0.01)
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    assert ended.is_set()


async def test_a_failing_turn_raises_to_its_caller_alone() -> None:
    floor = Floor()

    async def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await floor.take(fail)


async def test_it_is_free_when_the_last_turn_has_ended() -> None:
    floor, go = Floor(), asyncio.Event()
    await floor.free()

    async def turn() -> None:
        await go.wait()

    caller = asyncio.create_task(floor.take(turn))
    await asyncio.sleep(0)
    free = asyncio.create_task(floor.free())
    await asyncio.sleep(0.01)
    assert not free.done()
    go.set()
    await free
    await caller
