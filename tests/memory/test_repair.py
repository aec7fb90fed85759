"""Damage: whatever page it takes, all that can be read is saved, and what came of it is said."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import apsw
import pytest
from kept import KEY, NOW, heard, opened, said

from os1.errors import Busy, StoreBroken
from os1.memory.migrations import STEPS
from os1.memory.repair import mend
from os1.memory.store import connect, open_store
from os1.types import Done, new_id

PAGE = 4096
_COUNT = 80


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with something in every table and index; copy it before harming it."""
    home = tmp_path_factory.mktemp("told") / "home"

    async def tell() -> None:
        async with opened(home) as memory:
            for number in range(_COUNT):
                name = f"{number}"
                text = f"The gnome number {number} is called {'Bartholomew ' * (number % 60)}"
                await memory.heard(heard(f"h{name}", text))
                await memory.said(said(f"s{name}", f"So gnome {number} it is.", f"h{name}"))
                await memory.did(Done(f"d{name}", "note", {"n": number}, f"h{name}", NOW, True, "Noted."))
                await memory.shelf("any").put(name, {"words": f"note {number} " * 10})
            await memory.heard(heard("long", "A long story. " * 2000))
            await memory.forget(["h0"])
            await memory.forget(["h1"], undo=1e9)

    asyncio.run(tell())
    return home


@pytest.fixture
def home(told: Path, tmp_path: Path) -> Path:
    return shutil.copytree(told, tmp_path / "home")


def harm(home: Path, *pages: int) -> None:
    """Flip one bit in each of these pages, which are counted from 1, and have the store checked at the start."""
    store = home / "os1.db"
    data = bytearray(store.read_bytes())
    for page in pages:
        data[(page - 1) * PAGE + 700] ^= 4
    store.write_bytes(data)
    (home / "os1.db-wal").write_bytes(b"")  # what a process that was killed leaves behind


def pages_of(home: Path) -> int:
    return (home / "os1.db").stat().st_size // PAGE


async def _asked(home: Path, question: Callable[[apsw.Connection], Any]) -> Any:
    async with open_store(home / "os1.db", KEY) as store:
        return await store.read(question)


def apsw_connection(home: Path) -> contextlib.closing[apsw.Connection]:
    return contextlib.closing(connect(home / "os1.db", KEY))


def free_pages(home: Path) -> set[int]:
    """The pages that hold nothing."""
    with apsw_connection(home) as connection:
        used = {int(page) for (page,) in connection.execute("SELECT pageno FROM dbstat")}
    return set(range(1, pages_of(home) + 1)) - used


def pages(home: Path, table: str) -> list[int]:
    """The pages of a table or index, its root first."""

    def read(connection: apsw.Connection) -> list[int]:
        sql = "SELECT pageno FROM dbstat WHERE name = ? ORDER BY path"
        return [int(page) for (page,) in connection.execute(sql, (table,))]

    return list(asyncio.run(_asked(home, read)))


async def _open(home: Path) -> tuple[str | None, int]:
    """What was mended, and how many lines there are; everything in the store works."""
    async with opened(home) as memory:
        assert await memory.whole()
        await memory.heard(heard("new", "A new gnome arrives."))
        assert "new" in [one.id for one in await memory.recall("new gnome arrives")]
        await memory.shelf("any").items()
        await memory.export(home / f"out-{new_id(NOW)}")
        count = (await memory.stats())["utterances"] - 1
        await memory.forget(["new"])
        return memory.repaired, int(count)


@pytest.mark.slow
def test_any_one_page_may_be_damaged(told: Path, tmp_path: Path) -> None:
    whole = asyncio.run(_open(shutil.copytree(told, tmp_path / "whole")))[1]
    assert whole == 2 * _COUNT + 1 - 4
    roots = {*pages(told, "sqlite_schema"), pages(told, "utterance")[0]}
    free = free_pages(told)
    for page in range(2, pages_of(told) + 1):
        home = shutil.copytree(told, tmp_path / f"{page}")
        harm(home, page)
        repaired, count = asyncio.run(_open(home))
        assert whole - count < 40, page
        assert (repaired is None) == (page in free), page
        if repaired and count == whole and page not in roots:
            assert "Nothing that was said is lost" in repaired or "missing as well" in repaired
        shutil.rmtree(home)


def test_a_store_of_which_nothing_can_be_saved_is_left_as_it_is(home: Path) -> None:
    store = home / "os1.db"
    before = bytes(byte ^ 1 for byte in store.read_bytes())
    store.write_bytes(before)
    with pytest.raises(StoreBroken, match="beyond reading"):
        mend(store, KEY)
    assert store.read_bytes() == before
    assert not list(home.glob("aside-*"))


def test_a_damaged_index_is_made_anew_from_the_log(home: Path) -> None:
    harm(home, *pages(home, "utterance_text_data"), *pages(home, "utterance_at"))
    repaired, count = asyncio.run(_open(home))
    assert "Nothing that was said is lost" in (repaired or "")
    assert count == 2 * _COUNT - 3
    assert asyncio.run(_open(home))[0] is None  # once


def test_lines_on_damaged_pages_are_counted_and_the_rest_is_saved(home: Path) -> None:
    leaves = pages(home, "utterance")
    harm(home, leaves[2], leaves[4], leaves[5])

    async def check() -> None:
        async with opened(home) as memory:
            kept = (await memory.stats())["utterances"]
            assert 2 * _COUNT - 3 - 60 < kept < 2 * _COUNT - 3
            assert f"I could save {kept} of {2 * _COUNT - 3} lines" in (memory.repaired or "")
            assert (home / "aside-1" / "os1.db").exists()
            assert str(home / "aside-1") in (memory.repaired or "")
            await memory.heard(heard("next", "A line."))
            numbers = await _asked(
                home, lambda c: c.execute("SELECT max(n), count(*) FROM utterance").fetchall()
            )
            assert numbers[0][0] == 2 * _COUNT + 2  # never used twice
            await memory.forget(["next"])
            assert not (home / "aside-1").exists()  # nothing in it can be forgotten

    asyncio.run(check())


def test_what_was_forgotten_for_a_while_can_still_come_back(home: Path) -> None:
    harm(home, *pages(home, "utterance_at"))

    async def check() -> None:
        async with opened(home) as memory:
            assert memory.repaired
            held = await _asked(home, lambda c: c.execute("SELECT id FROM held").get)
            assert await memory.unforget(str(held)) == 2
            assert (await memory.stats())["utterances"] == 2 * _COUNT - 1

    asyncio.run(check())


def test_damaged_documents_and_acts_are_spoken_of(home: Path) -> None:
    harm(home, pages(home, "shelf")[2], pages(home, "act")[2])
    repaired, count = asyncio.run(_open(home))
    assert "may be missing as well" in (repaired or "")
    assert count == 2 * _COUNT - 3


def test_what_was_derived_and_lost_is_read_again(home: Path) -> None:
    steps = [*STEPS, _DERIVED]

    def derive(connection: apsw.Connection) -> None:
        connection.execute(_DERIVED + _DERIVATIONS)
        connection.pragma("user_version", len(steps))

    async def prepare() -> None:
        async with open_store(home / "os1.db", KEY) as store:
            await store.write(derive)

    asyncio.run(prepare())
    with apsw_connection(home) as connection:
        rows: list[Any] = connection.execute("SELECT pageno FROM dbstat WHERE name = 'derived'").fetchall()
    harm(home, max(page for (page,) in rows))
    assert "Nothing that was said is lost" in mend(home / "os1.db", KEY, steps).sentence
    with apsw_connection(home) as connection:
        assert connection.execute("SELECT count(*) FROM reading").get == 0
        assert 0 < int(connection.execute("SELECT count(*) FROM derived").get) < 900


_DERIVED = """
    CREATE TABLE derived (n INTEGER PRIMARY KEY, of INTEGER REFERENCES utterance(n) ON DELETE CASCADE, what TEXT);
    CREATE TABLE IF NOT EXISTS reading (reader TEXT NOT NULL PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
"""
_DERIVATIONS = """
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 900)
    INSERT INTO derived SELECT n, 5, 'a fact that was derived' FROM number;
    INSERT INTO reading VALUES ('someone', 9);
"""


def test_a_page_that_is_met_later_is_mended_at_the_next_start(home: Path) -> None:
    store, root = home / "os1.db", pages(home, "shelf")[1]
    data = bytearray(store.read_bytes())
    data[(root - 1) * PAGE + 700] ^= 4
    store.write_bytes(data)

    async def meet() -> None:
        async with opened(home) as memory:
            assert memory.repaired is None
            with pytest.raises(StoreBroken, match="start OS1 again"):
                await memory.shelf("any").items()

    asyncio.run(meet())
    assert "damaged" in (asyncio.run(_open(home))[0] or "")


@pytest.mark.parametrize("killed", [False, True])
def test_without_its_first_page_a_store_is_read_page_by_page(home: Path, killed: bool) -> None:
    tables = ("utterance", "act", "shelf")
    read = [f"SELECT * FROM {table} ORDER BY 1, 2" for table in tables]

    async def look() -> Any:
        async with opened(home) as memory:
            if killed:
                await memory.heard(heard("late", "Said at the last moment."))
            rows = await _asked(home, lambda c: [c.execute(sql).fetchall() for sql in read])
            log = (home / "os1.db-wal").read_bytes()
            file = (home / "os1.db").read_bytes()
        if killed:  # as if this process had never closed it
            (home / "os1.db-wal").write_bytes(log)
            (home / "os1.db").write_bytes(file)
        return rows

    before = asyncio.run(look())
    store = home / "os1.db"
    data = bytearray(store.read_bytes())
    data[700] ^= 4
    store.write_bytes(data)
    mended = mend(store, KEY)
    assert mended.saved == len(before[0])
    after = asyncio.run(_asked(home, lambda c: [c.execute(sql).fetchall() for sql in read]))
    assert after == before
    assert asyncio.run(_open(home))[0] is None


def test_a_file_that_was_cut_gives_what_is_left(home: Path) -> None:
    asyncio.run(_grow(home))
    store = home / "os1.db"
    store.write_bytes(store.read_bytes()[: pages_of(home) * 3 // 4 * PAGE + 100])
    repaired, count = asyncio.run(_open(home))
    assert "damaged" in (repaired or "")
    assert 0 < count < 2 * _COUNT - 3 + 60


async def _grow(home: Path) -> None:
    """Pages for the newest lines at the end of the file, where a disk that loses the end of it takes them."""
    async with opened(home) as memory:
        for number in range(60):
            await memory.heard(heard(f"g{number}", f"A long story, {number}. " * 100))


def test_nothing_is_mended_while_another_process_has_it_open(home: Path) -> None:
    async def check() -> None:
        async with opened(home):
            with pytest.raises(Busy):
                mend(home / "os1.db", KEY)

    asyncio.run(check())
