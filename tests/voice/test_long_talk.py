"""A long talk on the audio clock: every turn is accounted for, nothing drifts and nothing piles up."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.accounts import unaccounted
from stage import Stage, named

from os1.voice.script import Line
from os1.voice.talk import run_talk

TURNS = 40
"""Some three minutes; two hours are 1,500."""


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path, open_ends=["and"])


def talk(stage: Stage, turns: int, seed: int) -> Iterator[Line]:
    """Questions, some with a pause in them; over the replies listeners' sounds, wishes for silence and coughs."""
    drawn = random.Random(seed)
    asked = [
        stage.file("how are you today"),
        stage.file("we went out and", 0.7, "came home"),
        stage.file("I never told you about my brother who went away"),
    ]
    over = [stage.file("yeah"), stage.file("stop"), stage.file("mm-hm"), stage.file(stage.book.noise(0.4))]
    yield Line(asked[0], at=0.5)
    for _ in range(turns - 1):
        if drawn.random() < 0.5:
            yield Line(drawn.choice(over), after="reply_start", delay=drawn.uniform(0.1, 0.8))
        yield Line(drawn.choice(asked), after="reply_end", delay=drawn.uniform(0.3, 2.0))


@pytest.mark.parametrize("seed", [1, 2])
def test_every_turn_of_a_long_talk_is_accounted_for(stage: Stage, seed: int) -> None:
    report = stage.play(list(talk(stage, TURNS, seed)))
    assert unaccounted(report.events) == []
    assert len(named(report, "turn_end")) >= TURNS
    assert any(event["interrupted"] for event in named(report, "reply_text")), "some replies were stopped"
    assert not named(report, "gap")


def test_the_audio_clock_and_the_walls_do_not_part(stage: Stage) -> None:
    report = stage.play(list(talk(stage, TURNS, 3)))
    assert report.seconds == pytest.approx(stage.clock.monotonic(), abs=0.1)


def test_nothing_of_a_long_talk_is_left_running(stage: Stage) -> None:
    async def tasks_after(turns: int) -> int:
        await run_talk(stage.parts(), list(talk(stage, turns, 4)), stage.out)
        return len(asyncio.all_tasks())

    async def both() -> list[int]:
        return [await stage.clock.run(tasks_after(turns)) for turns in (1, TURNS // 2)]

    short, long = asyncio.run(both())
    assert short == long
