"""A home of every earlier schema, with a talk in it, opens with today's code and has lost nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from kept import KEY, heard, opened
from lives import old_home

from os1.memory.migrations import STEPS
from os1.memory.store import open_store


@pytest.mark.parametrize("version", range(1, len(STEPS) + 1))
def test_a_home_of_every_earlier_schema_lives_on(tmp_path: Path, version: int) -> None:
    old_home(tmp_path, version)

    async def check() -> None:
        async with opened(tmp_path) as memory:
            assert [one.text for one in await memory.recent(9)] == [
                "The gnome is called Bartholomew.",
                "Hello, Bartholomew.",
            ]
            assert (await memory.recall("what is the gnome called"))[0].id == "h0"
            assert await memory.shelf("mind").get("self") == {"name": "Samantha"}
            counts = await memory.stats()
            assert (counts["acts"], counts["forgotten"]) == (1, 3)
            await memory.heard(heard("h1", "The gnome has moved."))
            await memory.export(tmp_path / "out")
            await memory.backup(tmp_path / "os1.backup")
            forgetting = await memory.forget(["h0"], undo=60)
            assert await memory.unforget(forgetting.id or "") == 2
            assert (await memory.forget(["h0"])).lines == 2
            assert memory.repaired is None
            assert await memory.whole()
        async with open_store(tmp_path / "os1.db", KEY) as store:
            plain = await store.read(lambda connection: bytes(connection.serialize("main")))
            assert await store.read(lambda connection: connection.pragma("user_version")) == len(STEPS)
        assert b"moved" in plain
        assert b"Bartholomew" not in plain

    asyncio.run(check())
