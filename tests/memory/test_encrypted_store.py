"""The store: secret on disk, never half written, and clear about what is wrong with it."""

from __future__ import annotations

import asyncio
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest
from kept import KEY, heard, mounted, opened, run_python

from os1.errors import Busy, DiskFull, StoreBroken, StoreError, WrongKey
from os1.memory.migrations import STEPS, migrate
from os1.memory.store import open_store

_SECRET = "Catherine moved to Tromsø"


async def _fill(folder: Path, count: int = 50) -> None:
    async with opened(folder) as memory:
        for number in range(count):
            await memory.heard(heard(f"h{number}", f"{_SECRET} {number}"))


async def _read(folder: Path, key: bytes = KEY) -> int:
    async with opened(folder, key) as memory:
        return len(await memory.recent(1000))


def test_nothing_readable_is_on_disk_and_only_the_owner_may_read_it(tmp_path: Path) -> None:
    home = tmp_path / "home"

    async def check() -> None:
        async with opened(home) as memory:
            await memory.heard(heard("h1", _SECRET))
            for path in home.iterdir():  # the write-ahead log and its index are there now
                assert b"Catherine" not in path.read_bytes()
                assert stat.S_IMODE(path.stat().st_mode) == 0o600, path

    asyncio.run(check())
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert not (home / "os1.db").read_bytes().startswith(b"SQLite format")


def test_a_wrong_key_is_said_to_be_one(tmp_path: Path) -> None:
    asyncio.run(_fill(tmp_path))
    with pytest.raises(WrongKey, match="does not open"):
        asyncio.run(_read(tmp_path, bytes(32)))
    assert asyncio.run(_read(tmp_path)) == 50


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _cut_to_a_page(data: bytes) -> bytes:
    return data[:4096]


def _cut_short(data: bytes) -> bytes:
    return data[:1000]


def _garbage(data: bytes) -> bytes:
    return b"not a store at all" * 1000


def _empty(data: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("harm", [_cut, _cut_to_a_page, _cut_short, _garbage, _empty])
def test_a_damaged_store_is_said_to_be_damaged(tmp_path: Path, harm: object) -> None:
    assert callable(harm)
    asyncio.run(_fill(tmp_path))
    store = tmp_path / "os1.db"
    store.write_bytes(harm(store.read_bytes()))
    with pytest.raises(StoreBroken, match="backup"):
        asyncio.run(_read(tmp_path))


def test_a_store_that_vanished_is_not_begun_anew(tmp_path: Path) -> None:
    asyncio.run(_fill(tmp_path))
    (tmp_path / "os1.db").unlink()
    with pytest.raises(StoreBroken, match="missing"):
        asyncio.run(_read(tmp_path))
    assert not (tmp_path / "os1.db").exists()


def test_bad_pages_are_found_and_mended_at_the_next_start_after_a_crash(tmp_path: Path) -> None:
    asyncio.run(_fill(tmp_path, 400))
    store = tmp_path / "os1.db"
    data = bytearray(store.read_bytes())
    middle = len(data) // 8192 * 4096
    data[middle + 500 : middle + 600] = bytes(100)
    store.write_bytes(data)
    (tmp_path / "os1.db-wal").write_bytes(b"")  # what a process that was killed leaves behind

    async def check() -> None:
        async with opened(tmp_path) as memory:
            assert "damaged" in (memory.repaired or "")
            assert 300 < len(await memory.recent(1000)) <= 400

    asyncio.run(check())


def test_bad_pages_are_found_when_they_are_read(tmp_path: Path) -> None:
    asyncio.run(_fill(tmp_path, 400))
    store = tmp_path / "os1.db"
    data = bytearray(store.read_bytes())
    for page in range(1, len(data) // 4096):
        data[page * 4096 + 500] ^= 1
    store.write_bytes(data)
    with pytest.raises(StoreBroken):
        asyncio.run(_read(tmp_path))


def test_a_newer_store_is_refused_and_left_alone(tmp_path: Path) -> None:
    asyncio.run(_fill(tmp_path))

    async def age() -> None:
        async with open_store(tmp_path / "os1.db", KEY) as store:
            await store.write(lambda connection: connection.pragma("user_version", 99))

    asyncio.run(age())
    with pytest.raises(StoreError, match="newer OS1"):
        asyncio.run(_read(tmp_path))


@pytest.mark.parametrize("version", range(len(STEPS)))
def test_every_earlier_schema_becomes_the_last_one(version: int) -> None:
    old, new = apsw.Connection(":memory:"), apsw.Connection(":memory:")
    migrate(old, STEPS[:version])
    migrate(old)
    migrate(new)
    schema = "SELECT type, name, sql FROM sqlite_schema ORDER BY name"
    assert old.execute(schema).fetchall() == new.execute(schema).fetchall()
    assert old.pragma("user_version") == len(STEPS)


def test_a_step_that_fails_leaves_the_schema_before_it() -> None:
    connection = apsw.Connection(":memory:")
    with pytest.raises(apsw.SQLError):
        migrate(connection, ["CREATE TABLE a (x)", "CREATE TABLE b (x); CREATE NONSENSE"])
    assert connection.pragma("user_version") == 1
    assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("a",)]


def test_a_cancelled_writer_leaves_its_write_whole(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            for number in range(20):
                task = asyncio.create_task(memory.heard(heard(f"h{number}", f"line {number}")))
                await asyncio.sleep(0)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
        async with opened(tmp_path) as memory:
            assert [one.id for one in await memory.recent(100)] == [f"h{number}" for number in range(20)]

    asyncio.run(check())


def test_a_write_that_fails_is_rolled_back(tmp_path: Path) -> None:
    async def check() -> None:
        async with open_store(tmp_path / "os1.db", KEY) as store:

            def half(connection: apsw.Connection) -> None:
                connection.execute("INSERT INTO shelf VALUES ('a', 'b', '{}')")
                raise RuntimeError("the power of thought failed")

            with pytest.raises(RuntimeError):
                await store.write(half)
            assert await store.read(lambda c: c.execute("SELECT count(*) FROM shelf").get) == 0
        with pytest.raises(StoreError, match="closed"):
            await store.read(lambda connection: None)

    asyncio.run(check())


_FULL = """
import asyncio, json, resource, sys
from pathlib import Path
from kept import heard, opened
from os1.errors import DiskFull

async def main(folder):
    kept, refused = [], ""
    async with opened(folder) as memory:
        await memory.heard(heard("first", "before"))
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, hard))
        for number in range(1000):
            try:
                await memory.heard(heard(f"h{number}", "long " * 500))
            except DiskFull as error:
                refused = str(error)
                break
            kept.append(f"h{number}")
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        await memory.heard(heard("last", "after"))
    async with opened(folder) as memory:
        found = [one.id for one in await memory.recent(2000)]
    print(json.dumps({"kept": ["first", *kept, "last"], "found": found, "refused": refused}))

asyncio.run(main(Path(sys.argv[1])))
"""


def test_a_file_that_cannot_grow_loses_nothing_that_was_kept(tmp_path: Path) -> None:
    told = json.loads(run_python(_FULL, tmp_path))
    assert "no room" in told["refused"]
    assert told["found"] == told["kept"]


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes, where this process may mount one."""
    with mounted(tmp_path / "disk", "2m") as folder:
        yield folder


def test_a_full_disk_loses_nothing_that_was_kept(tiny_disk: Path) -> None:
    async def check() -> None:
        filler = tiny_disk / "photos"
        async with opened(tiny_disk) as memory:
            await memory.heard(heard("first", "before"))
            with pytest.raises(OSError, match="No space"):
                filler.write_bytes(bytes(4 * 2**20))
            with pytest.raises(DiskFull, match="free some space"):
                for number in range(100):
                    await memory.heard(heard(f"h{number}", "long " * 500))
            filler.unlink()
            await memory.heard(heard("last", "after"))
        async with opened(tiny_disk) as memory:
            found = [one.id for one in await memory.recent(200)]
        assert found[0] == "first"
        assert found[-1] == "last"

    asyncio.run(check())


def test_a_disk_that_is_full_at_the_start_says_so(tiny_disk: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        (tiny_disk / "photos").write_bytes(bytes(4 * 2**20))
    with pytest.raises(DiskFull):
        asyncio.run(_fill(tiny_disk / "home"))


_READ_ONLY = """
import asyncio, os, sys
from pathlib import Path
from kept import opened
from os1.errors import StoreError

async def main(folder):
    async with opened(folder):
        pass

if os.geteuid() == 0:
    os.seteuid(65534)  # root may write anywhere
try:
    asyncio.run(main(Path(sys.argv[1])))
except StoreError as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize("filled", [False, True])
def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path, filled: bool) -> None:
    home = tmp_path / "home"
    home.mkdir()
    if filled:
        asyncio.run(_fill(home))
    for path in (home, *home.iterdir()):
        path.chmod(0o555)
    for parent in list(home.parents)[:3]:
        parent.chmod(0o755)
    told = run_python(_READ_ONLY, home)
    home.chmod(0o700)
    assert told.startswith("StoreError")
    assert "permissions" in told


_IMPORT = """
import asyncio, sys
from pathlib import Path
from kept import opened

async def main(folder, name):
    async with opened(folder) as memory:
        for number in range(40):
            await memory.shelf(name).put(str(number), {"n": number})

asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
"""


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    async def check() -> None:
        async with opened(tmp_path) as memory:
            others = [asyncio.to_thread(run_python, _IMPORT, tmp_path, name) for name in "ab"]
            running = asyncio.gather(*others)
            count = 0
            while not running.done():
                await memory.heard(heard(f"h{count}", f"line {count}"))
                count += 1
            await running
            for name in "ab":
                assert len(await memory.shelf(name).items()) == 40
            assert len(await memory.recent(count + 1)) == count

    asyncio.run(check())


def test_a_writer_that_never_ends_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os1.memory.store._WAIT_MS", 50)

    async def check() -> None:
        async with opened(tmp_path) as memory, open_store(tmp_path / "os1.db", KEY) as other:
            began = asyncio.Event()
            loop, done = asyncio.get_running_loop(), os.pipe()

            def hold(connection: apsw.Connection) -> None:
                loop.call_soon_threadsafe(began.set)
                os.read(done[0], 1)

            holding = asyncio.create_task(other.write(hold))
            await began.wait()
            with pytest.raises(Busy, match="try again"):
                await memory.heard(heard("h1", "hello"))
            os.write(done[1], b"x")
            await holding
            await memory.heard(heard("h1", "hello"))
            for end in done:
                os.close(end)

    asyncio.run(check())
