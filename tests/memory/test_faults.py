"""Every operation of the disk may fail or be the last: nothing acknowledged is lost, nothing is half forgotten."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from faulty_disk import Disk, Mode, on
from lives import Life, Told, first, nothing, talk, upgrade, verdict

from os1.errors import DiskFull, StoreBroken, StoreError

Before = Callable[[Path], None]
LIVES: list[tuple[Life, Before]] = [(talk, nothing), (upgrade, first)]
_POINTS = 30
"""How many of the operations fail, spread over the life; `tests/memory/stress.py` takes all of them."""


def operations(folder: Path, life: Life, before: Before) -> int:
    """How many operations a whole life takes."""
    before(folder)
    disk = Disk()
    with on(disk):
        asyncio.run(life(folder, Told()))
    return disk.count


def cut_off(folder: Path, life: Life, before: Before, mode: Mode, at: int) -> list[str]:
    """Live until operation `at` fails; gives what is wrong afterwards."""
    before(folder)
    disk, told = Disk(mode, at), Told()
    with on(disk):
        try:
            asyncio.run(life(folder, told))
        except (DiskFull, StoreBroken) as error:
            if "`" in str(error) and isinstance(error, StoreBroken) and mode != "power":
                return [f"a full disk was taken for damage: {error}"]
        except StoreError as error:
            return [f"the failure was taken for something else: {error}"]
    if mode == "power":
        disk.crash(random.Random(at))
    return asyncio.run(verdict(folder, told))


@pytest.mark.parametrize("mode", ["once", "short", "power"])
@pytest.mark.parametrize(("life", "before"), LIVES, ids=["talk", "upgrade"])
def test_the_disk_fails_anywhere(tmp_path: Path, life: Life, before: Before, mode: Mode) -> None:
    count = operations(tmp_path / "whole", life, before)
    assert count > 20
    for at in sorted({1 + number * count // _POINTS for number in range(_POINTS)}):
        folder = tmp_path / str(at)
        assert cut_off(folder, life, before, mode, at) == [], at
        shutil.rmtree(folder)
