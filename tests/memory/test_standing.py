"""What is held of facts is what the store says: after any change, and nothing of what was forgotten."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from kept import heard, opened

from os1.errors import SettingsError
from os1.memory import Fact, Memory
from os1.memory.facts import Claim, bare

pytestmark = pytest.mark.anyio


@pytest.fixture
async def memory(tmp_path: Path) -> AsyncIterator[Memory]:
    """A memory that knows two things, and has both at hand."""
    async with opened(tmp_path) as memory:
        await memory.heard(heard("h0", "I live in Leeds."))
        await memory.heard(heard("h1", "I like quincemarmalade.", 1))
        await memory.learn([fact("lives_in", "Leeds", "h0"), fact("likes", "quincemarmalade", "h1")])
        assert await told(memory) == {"Leeds", "quincemarmalade"}
        yield memory


def fact(relation: str, value: str, source: str) -> Fact:
    return Fact("", "person", relation, value, sources=(source,))


async def told(memory: Memory) -> set[str]:
    return {one.value for one in await memory.facts()}


async def test_what_has_not_changed_is_not_worked_out_again(memory: Memory) -> None:
    before = await memory.facts()
    await memory.heard(heard("h2", "It rains.", 2))
    after = await memory.facts()
    assert all(one is other for one, other in zip(before, after, strict=True))


async def test_each_change_is_seen_at_once(memory: Memory) -> None:
    lives = next(one for one in await memory.facts() if one.relation == "lives_in")
    await memory.heard(heard("h2", "No, York.", 2))
    await memory.correct(lives.id, "York", by="h2")
    assert await told(memory) == {"York", "quincemarmalade"}
    await memory.take_back("h2")
    assert await told(memory) == {"Leeds", "quincemarmalade"}
    await memory.learn([fact("allergic_to", "nuts", "h2")])
    (nuts,) = await memory.known.unconfirmed()
    await memory.confirm(nuts.id)
    assert await memory.known.unconfirmed() == []
    assert {one.certainty for one in await memory.facts()} == {"certain"}


async def test_what_another_process_changes_is_seen(memory: Memory, tmp_path: Path) -> None:
    async with opened(tmp_path) as other:
        await other.learn([fact("likes", "jazz", "h0")])
        await other.forget(["h1"])
    assert await told(memory) == {"Leeds", "jazz"}


async def test_a_change_that_fails_halfway_leaves_what_was_known(memory: Memory) -> None:
    with pytest.raises(SettingsError):
        await memory.learn([fact("likes", "jazz", "h0"), fact("likes", "rain", "nobody said this")])
    assert await told(memory) == {"Leeds", "quincemarmalade"}


async def test_what_is_forgotten_is_held_nowhere_and_can_come_back(memory: Memory) -> None:
    forgetting = await memory.forget(["h1"], undo=60)
    assert bare.cache_info().currsize == 0
    gc.collect()
    held = [one.value for one in gc.get_objects() if isinstance(one, Fact | Claim)]
    assert "quincemarmalade" not in held
    assert await told(memory) == {"Leeds"}
    assert forgetting.id is not None
    await memory.unforget(forgetting.id)
    assert await told(memory) == {"Leeds", "quincemarmalade"}
