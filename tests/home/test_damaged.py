"""A damaged store in a whole OS: it is mended at the start, and the person is told by whatever they talk with."""

from __future__ import annotations

import asyncio
import logging
import os
from pathlib import Path

import pytest

from os1 import config
from os1.home.doctor import examine
from os1.home.rooms import open_store
from os1.home.sinks import TextSink
from os1.memory.keys import load_key
from os1.memory.store import connect
from os1.models.machine import Finding
from os1.testing.pilot import fly
from os1.types import ReplySink

pytestmark = pytest.mark.anyio
PAGE = 4096


async def harmed(home: Path, *, noticed: bool) -> None:
    """A home one of whose indices is damaged, which its next start looks for where it was `noticed`."""
    async with fly(home) as pilot:
        for number in range(20):
            await pilot.say(f"Gnome number {number} has moved in.")
        settings = pilot.home.settings
    connection = connect(settings.store, load_key(settings))
    page = int(connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'utterance_leans'").get)
    connection.close()
    data = bytearray(settings.store.read_bytes())
    data[(page - 1) * PAGE + 700] ^= 4
    settings.store.write_bytes(data)
    if noticed:
        (home / "os1.db-wal").write_bytes(b"")


async def test_the_os_says_what_was_damaged(tmp_path: Path) -> None:
    await harmed(tmp_path, noticed=True)
    heard: list[str] = []
    async with fly(tmp_path) as pilot:

        async def listen(turn: object) -> bool:
            assert callable(turn)
            sink: ReplySink = TextSink(heard.append)
            return bool(await turn(sink))

        leave = pilot.home.listen(listen)
        for _ in range(200):  # the store works on a thread of its own
            if heard:
                break
            await asyncio.sleep(0.02)
        leave()
        assert "Nothing that was said is lost" in " ".join(heard)
        assert len([one for one in await pilot.log() if "Gnome" in one.text]) == 20


async def test_a_command_says_it_on_the_side(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    await harmed(tmp_path, noticed=True)
    with caplog.at_level(logging.WARNING):
        async with open_store(config.load(tmp_path, keyring="never")) as memory:
            assert (await memory.stats())["utterances"] > 20
    assert "Nothing that was said is lost" in caplog.text


async def memory_of(home: Path) -> Finding:
    """What the doctor finds out about the memory."""
    settings = config.load(home, keyring="never", offline=True, models=Path(os.devnull))
    return next(
        one for one in await examine(settings) if one.what.startswith(("The memory", "Part of my memory"))
    )


async def test_the_doctor_finds_damage_that_nobody_met_and_the_next_start_mends_it(tmp_path: Path) -> None:
    await harmed(tmp_path, noticed=False)
    found = await memory_of(tmp_path)
    assert not found.ok
    assert "Start OS1 again" in found.advice
    found = await memory_of(tmp_path)
    assert found.ok
    assert "Nothing that was said is lost" in found.what
    found = await memory_of(tmp_path)
    assert found.what.startswith("The memory is whole and holds ")
