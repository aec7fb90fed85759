"""The repertoire's rows are computed once, kept beside the judge, and made anew where they are broken or old."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from os1.errors import EngineDown
from os1.home.repertory import learned
from os1.mind.repertoire import lines, situations
from os1.testing.judge import FakeJudge

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "os1-judge"
    folder.mkdir()
    return folder


async def test_rows_are_computed_once(tmp_path: Path) -> None:
    folder, judge = _folder(tmp_path), FakeJudge()
    first = await learned(judge, tmp_path)
    assert judge.asked == lines()
    (kept,) = folder.iterdir()
    assert kept.name.startswith("repertoire-") and kept.suffix == ".npy"
    second = await learned(judge, tmp_path)
    assert len(judge.asked) == len(lines())
    row = (await judge.rows([lines()[0]]))[0]
    assert first.nearest(row)[0] == second.nearest(row)[0]


@pytest.mark.parametrize("broken", [b"", b"not an array", b"\x93NUMPY\x01\x00"])
async def test_a_broken_file_is_made_anew(tmp_path: Path, broken: bytes) -> None:
    folder, judge = _folder(tmp_path), FakeJudge()
    await learned(judge, tmp_path)
    (kept,) = folder.iterdir()
    kept.write_bytes(broken)
    await learned(judge, tmp_path)
    assert len(judge.asked) == 2 * len(lines())
    assert len(np.load(kept)) == len(situations())


async def test_old_rows_go(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    (folder / "repertoire-0123456789abcdef.npy").write_bytes(b"old")
    await learned(FakeJudge(), tmp_path)
    assert len(list(folder.iterdir())) == 1


async def test_where_nothing_can_be_kept_it_is_learned_all_the_same(tmp_path: Path) -> None:
    judge = FakeJudge()
    assert await learned(judge, tmp_path / "nowhere")
    assert judge.asked == lines()


async def test_a_judge_that_is_down_says_so(tmp_path: Path) -> None:
    with pytest.raises(EngineDown):
        await learned(FakeJudge(down=True), tmp_path)
