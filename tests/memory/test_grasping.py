"""Meanings are computed when there is time, lose nothing by stopping, and never outlive their line."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import apsw
import numpy as np
import pytest
from kept import KEY, NOW, heard, line, lines_file, opened, said
from numpy.typing import NDArray

from os1.errors import EngineDown
from os1.memory import Memory, open_memory
from os1.memory.grasping import grasp, ungrasped
from os1.memory.meanings import packed_vector
from os1.memory.migrations import STEPS, migrate
from os1.memory.store import open_store
from os1.models.engines import EngineInfo
from os1.testing.brain import FakeEmbedder
from os1.testing.clock import VirtualClock


class Noting(FakeEmbedder):
    """Remembers what it was asked; may be another model, down, or never done."""

    def __init__(self, name: str = "fake") -> None:
        self.asked: list[str] = []
        self.name = name
        self.down = False
        self.begun = asyncio.Event()
        self.hangs = asyncio.Event()
        self.hangs.set()

    @property
    def info(self) -> EngineInfo:
        return replace(super().info, name=self.name)

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.begun.set()
        await self.hangs.wait()
        if self.down:
            raise EngineDown("The embedder engine stopped.")
        self.asked += texts
        return await super().embed(texts)


async def _vectors(folder: Path) -> dict[int, bytes]:
    async with open_store(folder / "os1.db", KEY) as store:
        return await store.read(_read)


def _read(connection: apsw.Connection) -> dict[int, bytes]:
    rows: Any = connection.execute("SELECT n, vector FROM meaning")
    return dict(rows)


async def _told(memory: Memory, folder: Path, count: int = 20) -> None:
    rows = [line(f"i{n}", f"number {n} sleeps") for n in range(count)]
    await memory.import_lines(lines_file(folder / "lines.jsonl", *rows))


def test_every_line_gets_its_meaning_once_with_who_said_it(tmp_path: Path) -> None:
    async def check() -> None:
        embedder = Noting()
        async with opened(tmp_path) as memory:
            await memory.grasp()  # nothing happens without an embedder
            memory.use(embedder)
            await memory.heard(heard("h1", "I like tea."))
            await memory.said(said("s1", "So do I.", "h1"))
            await _told(memory, tmp_path, 1)
            assert (await memory.stats())["without_meaning"] == 3
            await memory.grasp()
            await memory.grasp()
            assert sorted(embedder.asked) == ["Ada: number 0 sleeps", "I like tea.", "So do I."]
            assert (await memory.stats())["without_meaning"] == 0
        (row,) = await FakeEmbedder().embed(["I like tea."])
        assert (await _vectors(tmp_path))[1] == packed_vector(row)[1]

    asyncio.run(check())


def test_the_newest_come_first_and_stopping_loses_nothing(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            await _told(memory, tmp_path)
        async with open_store(tmp_path / "os1.db", KEY) as store:
            assert await grasp(store, FakeEmbedder(), 5) == 5
            assert await ungrasped(store) == 15
        assert sorted(await _vectors(tmp_path)) == [16, 17, 18, 19, 20]
        async with opened(tmp_path) as memory:
            embedder = Noting()
            memory.use(embedder)
            await memory.grasp()
            assert len(embedder.asked) == 15

    asyncio.run(check())


def test_another_embedder_begins_anew(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            await _told(memory, tmp_path)
            memory.use(Noting())
            await memory.grasp()
            other = Noting("a better one")
            memory.use(other)
            await memory.grasp()
            assert len(other.asked) == 20
            assert (await memory.recall("number 7"))[0].id == "i7"

    asyncio.run(check())


def test_a_line_forgotten_or_changed_meanwhile_gets_no_meaning(tmp_path: Path) -> None:
    async def check() -> None:
        embedder = Noting()
        async with opened(tmp_path) as memory, open_store(tmp_path / "os1.db", KEY) as store:
            await _told(memory, tmp_path, 3)
            embedder.hangs.clear()
            work = asyncio.create_task(grasp(store, embedder, 10))
            await embedder.begun.wait()
            await memory.forget(["i0"])
            await store.write(
                lambda connection: connection.execute("UPDATE utterance SET text = 'anew' WHERE id = 'i1'")
            )
            embedder.hangs.set()
            await work
            assert list(await _vectors(tmp_path)) == [3]
            assert await ungrasped(store) == 1
            await grasp(store, embedder, 10)
            assert embedder.asked[-1] == "Ada: anew"

    asyncio.run(check())


def test_nothing_of_a_forgotten_meaning_is_left(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            await _told(memory, tmp_path, 200)
            memory.use(FakeEmbedder())
            await memory.grasp()
            vectors = await _vectors(tmp_path)
            assert (await memory.recall("number 7 sleeps"))[0].id == "i7"
            gone = [f"i{n}" for n in range(0, 200, 3)]
            await memory.forget(gone)
            found = await memory.recall("number 6 sleeps", 200)
            assert {one.id for one in found} == {f"i{n}" for n in range(200)} - set(gone)
        async with open_store(tmp_path / "os1.db", KEY) as store:
            plain: Any = await store.read(lambda connection: connection.serialize("main"))
        for number, vector in vectors.items():
            signs = np.packbits(np.frombuffer(vector, np.int8) > 0).tobytes()
            left = f"i{number - 1}" not in gone
            assert ((vector[:64] in plain), (vector[-64:] in plain), (signs in plain)) == (left, left, left)

    asyncio.run(check())


def test_in_the_house_it_goes_on_while_nobody_is_answered(tmp_path: Path) -> None:
    async def check() -> None:
        clock, embedder, free = VirtualClock(NOW), Noting(), asyncio.Event()
        async with open_memory(tmp_path / "os1.db", KEY, clock) as memory:
            await _told(memory, tmp_path)
            memory.use(embedder)

            async def waits() -> None:
                await free.wait()

            work = asyncio.create_task(memory.keep_grasping(waits))
            await asyncio.sleep(0.05)
            assert embedder.asked == []
            free.set()
            while (await memory.stats())["without_meaning"]:
                await clock.advance(1)
            await memory.heard(heard("h1", "One more."))
            while (await memory.stats())["without_meaning"]:
                await clock.advance(1)
            embedder.down = True
            await memory.heard(heard("h2", "And another."))
            await clock.advance(10)
            embedder.down = False
            while (await memory.stats())["without_meaning"]:
                await clock.advance(10)
            work.cancel()

    asyncio.run(check())


def test_a_question_does_not_wait_for_ever_for_its_meaning(tmp_path: Path) -> None:
    async def check() -> None:
        embedder = Noting()
        async with opened(tmp_path) as memory:
            await _told(memory, tmp_path)
            memory.use(embedder)
            await memory.grasp()
            assert "meaning" in (await memory.recall("number 3"))[0].why
            assert memory.words_only == ""
            memory.use(embedder, patience=0.01)
            embedder.hangs.clear()
            assert "meaning" not in (await memory.recall("number 3"))[0].why
            assert "not ready" in memory.words_only
            embedder.hangs.set()
            embedder.down = True
            assert (await memory.recall("number 3"))[0].id == "i3"
            assert "stopped" in memory.words_only

    asyncio.run(check())


def test_lines_from_before_there_were_meanings_get_theirs() -> None:
    old = apsw.Connection(":memory:")
    migrate(old, STEPS[:1])
    old.execute(
        "INSERT INTO utterance (id, speaker, time, at, text, words) VALUES ('a', 'Ada', '', 0, 'x', 1)"
    )
    migrate(old)
    assert old.execute("SELECT n FROM unmeant").get == 1


@pytest.mark.parametrize("speaker", ["person", "os1"])
def test_what_the_two_say_here_is_embedded_bare(tmp_path: Path, speaker: str) -> None:
    async def check() -> None:
        embedder = Noting()
        async with opened(tmp_path) as memory:
            rows = [line("i1", "Good morning.", speaker)]
            await memory.import_lines(lines_file(tmp_path / "lines.jsonl", *rows))
            memory.use(embedder)
            await memory.grasp()
        assert embedder.asked == ["Good morning."]

    asyncio.run(check())
