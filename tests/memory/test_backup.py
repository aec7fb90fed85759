"""Backups: whole, secret, of one moment, without what was forgotten; and put back all or not at all."""

from __future__ import annotations

import asyncio
import json
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from kept import NOW, heard, mounted, run_python, said

from os1 import config
from os1.config import Settings
from os1.errors import Busy, DiskFull, SettingsError, StoreBroken, StoreError, WrongKey
from os1.memory import backup, erase, open_memory
from os1.memory.backup import Restored, read_seal, restore, verify
from os1.memory.keys import KEY_BYTES, load_key
from os1.memory.store import open_store
from os1.testing.clock import VirtualClock


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase that is stretched in a moment."""
    monkeypatch.setattr(backup, "_COST", 2**4)


def settings_of(home: Path) -> Settings:
    return config.load(home, keyring="never")


async def fill(home: Path, count: int = 20, word: str = "gnome") -> None:
    chosen = settings_of(home)
    async with open_memory(chosen.store, load_key(chosen), VirtualClock(NOW)) as memory:
        for number in range(count):
            await memory.heard(heard(f"h{number}", f"The {word} number {number}."))
        await memory.shelf("mind").put("self", {"name": "Samantha"})


async def texts(home: Path) -> list[str]:
    chosen = settings_of(home)
    async with open_memory(chosen.store, load_key(chosen), VirtualClock(NOW)) as memory:
        assert (await memory.recall("gnome")) != []
        return [one.text for one in await memory.recent(1000)]


async def back_up(home: Path, file: Path, passphrase: str | None = None) -> backup.Backup:
    chosen = settings_of(home)
    async with open_memory(chosen.store, load_key(chosen), VirtualClock(NOW)) as memory:
        return await memory.backup(file, passphrase)


def put_back(home: Path, file: Path, passphrase: str | None = None, *, replace: bool = False) -> Restored:
    return asyncio.run(restore(settings_of(home), file, passphrase, replace=replace))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    asyncio.run(fill(tmp_path / "home"))
    return tmp_path / "home"


def test_a_backup_comes_back_in_its_own_home(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "far" / "os1.backup"
    made = asyncio.run(back_up(home, file))
    assert (made.utterances, made.documents, made.by) == (20, 1, "home")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"gnome" not in file.read_bytes()
    assert b"SQLite" not in file.read_bytes()
    assert list(file.parent.iterdir()) == [file]
    asyncio.run(fill(home, 30))
    with pytest.raises(SettingsError, match="--replace"):
        put_back(home, file)
    assert len(asyncio.run(texts(home))) == 30
    restored = put_back(home, file, replace=True)
    assert len(asyncio.run(texts(home))) == 20
    assert restored.aside == home / "aside-1"
    shutil.copytree(home, tmp_path / "old")
    (tmp_path / "old" / "aside-1" / "os1.db").replace(tmp_path / "old" / "os1.db")
    assert len(asyncio.run(texts(tmp_path / "old"))) == 30  # what was replaced is whole


def test_a_passphrase_opens_it_anywhere_and_nothing_else_does(home: Path, tmp_path: Path) -> None:
    file, new = tmp_path / "os1.backup", tmp_path / "new"
    asyncio.run(back_up(home, file, "correct horse"))
    with pytest.raises(SettingsError, match="--passphrase"):
        put_back(new, file)
    with pytest.raises(WrongKey, match="not the passphrase"):
        put_back(new, file, "wrong horse")
    assert not (new / "os1.db").exists()
    assert put_back(new, file, "correct horse").aside is None
    assert asyncio.run(texts(new)) == asyncio.run(texts(home))
    assert load_key(settings_of(new)) != load_key(settings_of(home))
    again = tmp_path / "again"
    put_back(again, file, "correct horse")
    assert load_key(settings_of(again)) != load_key(settings_of(new))


def test_without_a_passphrase_another_home_cannot_open_it(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "os1.backup"
    asyncio.run(back_up(home, file))
    with pytest.raises(WrongKey, match="under a passphrase"):
        put_back(tmp_path / "new", file)
    asyncio.run(fill(tmp_path / "other"))
    with pytest.raises(WrongKey, match="under a passphrase"):
        put_back(tmp_path / "other", file, replace=True)
    assert len(asyncio.run(texts(tmp_path / "other"))) == 20


def test_a_home_that_lost_its_key_or_its_store_gets_its_memories_back(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "os1.backup"
    asyncio.run(back_up(home, file, "correct horse"))
    (home / "os1.key").unlink()
    with pytest.raises(SettingsError, match="--replace"):
        put_back(home, file, "correct horse")
    restored = put_back(home, file, "correct horse", replace=True)
    assert restored.aside is not None
    assert {path.name for path in restored.aside.iterdir()} >= {"os1.db", "key.where"}
    assert len(asyncio.run(texts(home))) == 20
    (home / "os1.db").unlink()
    put_back(home, file, "correct horse")
    assert len(asyncio.run(texts(home))) == 20


def test_the_person_talks_on_while_it_is_made(home: Path, tmp_path: Path) -> None:
    file, chosen = tmp_path / "os1.backup", settings_of(home)

    async def check() -> None:
        async with open_memory(chosen.store, load_key(chosen), VirtualClock(NOW)) as talking:
            making = asyncio.create_task(back_up(home, file, "correct horse"))
            count = 0
            while not making.done():
                await talking.heard(heard(f"m{count}", f"meanwhile {count}"))
                count += 1
            made = await making
            assert 20 <= made.utterances <= 20 + count
            # Of one moment: what was said up to it, without a gap.
            await restore(settings_of(tmp_path / "new"), file, "correct horse", replace=False)
        found = await texts(tmp_path / "new")
        assert found[20:] == [f"meanwhile {number}" for number in range(len(found) - 20)]

    asyncio.run(check())


def test_what_is_being_forgotten_is_not_in_it(home: Path, tmp_path: Path) -> None:
    file, chosen = tmp_path / "os1.backup", settings_of(home)

    async def check() -> bytes:
        async with open_memory(chosen.store, load_key(chosen), VirtualClock(NOW)) as memory:
            await memory.heard(heard("q1", "Paul stole the quince."))
            await memory.heard(heard("w1", "Forget what Paul did."))
            forgetting = await memory.forget(["q1"], undo=60, asked="w1")
            assert (await memory.backup(file)).utterances == 20
            assert await memory.unforget(forgetting.id or "") == 1  # here it can still be brought back
            await memory.said(said("s1", "It is back.", "q1"))
        await restore(chosen, file, None, replace=True)
        async with open_store(chosen.store, load_key(chosen)) as store:
            return await store.read(lambda connection: bytes(connection.serialize("main")))

    plain = asyncio.run(check())
    assert b"gnome" in plain
    assert b"quince" not in plain
    assert b"Paul" not in plain


def _cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def _flipped(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def _headless(data: bytes) -> bytes:
    return data[100:]


def _beheaded(data: bytes) -> bytes:
    return data.split(b"\n", 1)[0] + b"\n{}\n" + data.split(b"\n", 2)[2]


def _other_seal(data: bytes) -> bytes:
    magic, seal, rest = data.split(b"\n", 2)
    return b"\n".join((magic, json.dumps({**json.loads(seal), "cost": 2**40}).encode(), rest))


@pytest.mark.parametrize("harm", [_cut, _flipped, _headless, _beheaded, _other_seal, lambda data: b""])
def test_a_damaged_backup_is_refused_and_the_home_stays(home: Path, tmp_path: Path, harm: object) -> None:
    assert callable(harm)
    file = tmp_path / "os1.backup"
    asyncio.run(back_up(home, file))
    file.write_bytes(harm(file.read_bytes()))
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    with pytest.raises((StoreBroken, SettingsError), match=r"os1\.backup"):
        put_back(home, file, replace=True)
    assert {path.name: path.read_bytes() for path in home.iterdir()} == before
    with pytest.raises((StoreBroken, SettingsError)):
        verify(file, load_key(settings_of(home)))


def test_a_file_that_is_not_there_is_named(home: Path, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        put_back(home, tmp_path / "nothing", replace=True)


def test_a_backup_replaces_a_backup_and_nothing_else(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "os1.backup"
    for _ in range(2):
        asyncio.run(back_up(home, file))
    (tmp_path / "letter.txt").write_text("Dear Ada")
    with pytest.raises(StoreError, match="no backup"):
        asyncio.run(back_up(home, tmp_path / "letter.txt"))
    assert (tmp_path / "letter.txt").read_text() == "Dear Ada"
    assert read_seal(file).by == "home"


def test_nothing_is_restored_under_a_store_that_is_open(home: Path, tmp_path: Path) -> None:
    file, chosen = tmp_path / "os1.backup", settings_of(home)
    asyncio.run(back_up(home, file))

    async def check() -> None:
        async with open_memory(chosen.store, load_key(chosen), VirtualClock(NOW)):
            with pytest.raises(Busy):
                await restore(chosen, file, None, replace=True)

    asyncio.run(check())


def test_a_store_put_aside_goes_when_something_is_forgotten(home: Path, tmp_path: Path) -> None:
    file, chosen = tmp_path / "os1.backup", settings_of(home)
    asyncio.run(back_up(home, file))
    for number in (1, 2):
        assert put_back(home, file, replace=True).aside == home / f"aside-{number}"

    async def check() -> None:
        async with open_memory(chosen.store, load_key(chosen), VirtualClock(NOW)) as memory:
            await memory.forget(["h1"])

    asyncio.run(check())
    assert list(home.glob("aside-*")) == []


def test_erasing_takes_what_was_put_aside_along(home: Path, tmp_path: Path) -> None:
    file, chosen = tmp_path / "os1.backup", settings_of(home)
    asyncio.run(back_up(home, file))
    put_back(home, file, replace=True)
    asyncio.run(erase(chosen))
    assert list(home.iterdir()) == []


def test_a_disk_that_is_full_leaves_no_half_backup(home: Path, tmp_path: Path, small_disk: Path) -> None:
    with pytest.raises(DiskFull, match="no room"):
        asyncio.run(back_up(home, small_disk / "os1.backup"))
    assert list(small_disk.iterdir()) == []
    file = tmp_path / "os1.backup"
    asyncio.run(back_up(home, file, "correct horse"))
    with pytest.raises(DiskFull, match="no room"):
        put_back(small_disk / "home", file, "correct horse")
    assert not (small_disk / "home" / "os1.db").exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk with less room than a store takes."""
    with mounted(tmp_path / "disk", "128k") as folder:
        yield folder


def test_keys_are_of_the_size_that_the_store_takes() -> None:
    seal, key = backup.seal_for(bytes(KEY_BYTES), "correct horse")
    assert len(key) == KEY_BYTES
    assert seal.check != backup.seal_for(bytes(KEY_BYTES), "correct horse")[0].check  # salted


_RESTORES = """
import asyncio, json, os, random, signal, sys, time
from pathlib import Path
from os1 import config
from os1.memory import backup

backup._COST = 2**4
home, file = Path(sys.argv[1]), Path(sys.argv[2])
child = os.fork()
if child == 0:
    try:
        settings = config.load(home, keyring="never")
        while True:
            asyncio.run(backup.restore(settings, file, "correct horse", replace=True))
    finally:
        os._exit(3)
time.sleep(random.uniform(0.01, 0.15))
os.kill(child, signal.SIGKILL)
print(os.waitpid(child, 0)[1])
"""


def test_a_restore_that_is_killed_leaves_one_of_the_two_whole(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "os1.backup"
    asyncio.run(back_up(home, file, "correct horse"))
    asyncio.run(fill(home, 30))
    for _ in range(8):
        assert json.loads(run_python(_RESTORES, home, file)) == 9
        assert len(asyncio.run(texts(home))) in (20, 30)
        asyncio.run(fill(home, 30))
        assert list(home.glob(".os1-*")) == []  # what the dead process was at is swept away
