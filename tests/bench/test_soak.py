"""The long talk: its clock, its order, and its figures."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from bench.soak import Fast, rows, script

from os1.voice.script import Line

pytestmark = pytest.mark.anyio
FILES = {"coughs": Path("coughs")}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


async def test_a_fast_clock_passes_so_many_times_as_fast() -> None:
    clock = Fast(40.0)
    began, wall = clock.monotonic(), time.monotonic()
    await clock.sleep(2.0)
    passed, took = clock.monotonic() - began, time.monotonic() - wall
    assert passed >= 2.0 and passed / took == pytest.approx(40.0, rel=0.01)


def test_two_scripts_of_one_seed_are_alike_and_ask_as_often_as_wanted() -> None:
    class Files(dict[str, Path]):
        def __missing__(self, said: str) -> Path:
            return Path(said)

    one, other = (list(script(Files(FILES), 40)) for _ in range(2))
    assert one == other and all(isinstance(line, Line) for line in one)
    questions = [line for line in one if line.at == 1.0 or line.after == "reply_end"]
    assert len(questions) == 40


def test_the_figures_of_a_talk_count_its_turns_and_how_far_its_clock_lags() -> None:
    events = [
        {"event": "turn_end", "t": 2.0, "id": "a", "text": "Hello."},
        {"event": "first_audio", "t": 2.4, "to": "a", "kind": "content"},
        {"event": "gap", "t": 3.0, "to": "a", "seconds": 0.1},
        {
            "event": "reply_text", "t": 60.0, "to": "a", "text": "Hi.", "cites": [], "interrupted": False,
            "failed": False,
        },
    ]  # fmt: skip
    found = {row.what: row.ours for row in rows(events, [{"OS": 100.0}, {"OS": 120.0}], 61.5, 30.0)}
    assert found["soak: talk"] == 1.0 and found["soak: turns"] == 1 and found["soak: gaps in replies"] == 1
    assert found["soak: clock of the talk behind the wall's"] == pytest.approx(1.5)
    assert found["soak: memory of OS, start"] == 100.0 and found["soak: memory of OS, end"] == 120.0
