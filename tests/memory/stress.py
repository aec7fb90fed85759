"""The tests of kills and failing disks at full length: `python tests/memory/stress.py faults`, or `kills 1000`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from faulty_disk import Mode
from test_faults import LIVES, cut_off, operations
from test_kill import killed

_A_STORE = 50
"""Kills at one store: one that has grown for long mostly works out facts, and few kills meet it writing."""


def faults(folder: Path) -> int:
    """Let each single operation of each life fail in every way; gives how often something was wrong."""
    wrong = tried = 0
    for life, before in LIVES:
        count = operations(folder / f"{life.__name__}", life, before)
        for mode in get_args(Mode)[1:]:
            for at in range(1, count + 1):
                home = folder / "home"
                if trouble := cut_off(home, life, before, mode, at):
                    wrong += 1
                    print(f"{life.__name__}, {mode} at operation {at}: {'; '.join(trouble)}")
                shutil.rmtree(home)
                tried += 1
        print(f"{life.__name__}: {count} operations", flush=True)
    print(f"{tried} failures of the disk, {wrong} with a loss")
    return wrong


def kills(folder: Path, rounds: int) -> int:
    """Kill stores' processes `rounds` times, some at each store; gives how often something was wrong."""
    told = wrong = 0
    for begun in range(0, rounds, _A_STORE):
        count = min(_A_STORE, rounds - begun)
        acknowledged, trouble = killed(folder / f"{begun}", count, count * 10.0, seed=begun)
        told, wrong = told + acknowledged, wrong + len(trouble)
        for one in trouble:
            print(one)
        print(f"{begun + count} kills, {told} things acknowledged, {wrong} wrong", flush=True)
    return wrong


def main(words: Sequence[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        if words[0] == "faults":
            return faults(Path(folder))
        return kills(Path(folder), int(words[1]))


if __name__ == "__main__":
    sys.exit(min(1, main(sys.argv[1:])))
