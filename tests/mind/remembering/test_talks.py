"""What was talked about yesterday is told by what its talks were about, where they are summed up."""

from __future__ import annotations

from pathlib import Path

import pytest

from os1.mind.noticer import Noticer
from os1.testing.living import Life, live

pytestmark = pytest.mark.anyio


async def day_of(life: Life, *talks: str) -> None:
    """Each in a talk of its own; then the next day comes, and all of it has been read."""
    for text in talks:
        await life.say(text)
        await life.clock.advance(3600, step=600)
    await life.clock.advance(86_400, step=3600)
    noticer = Noticer(life.memory, None, life.clock)
    for _ in range(20):
        await noticer.step()


async def test_a_day_is_told_by_its_talks(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await day_of(
            life, "I bought a blue kayak for the lake.", "My brother broke the old clock in the hall."
        )
        clauses, _ = await life.turn("What did we talk about yesterday?")
        said = " ".join(clause.text for clause in clauses)
        episodes = await life.memory.episodes()
        assert len(episodes) == 2
        assert said.startswith("Yesterday") and "you talked about" in said.lower()
        assert "kayak" in said and "clock" in said
        assert {id for clause in clauses for id in clause.cites} >= {one.sources[0] for one in episodes}


async def test_of_many_talks_the_last_are_told_and_all_counted(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await day_of(
            life, *(f"I planted {what} behind the shed." for what in ("kale", "leek", "dill", "mint"))
        )
        said = await life.say("What did we talk about yesterday?")
        assert "4 times" in said or "four times" in said
        assert "mint" in said and "kale" not in said


async def test_what_is_not_summed_up_yet_is_quoted(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await day_of(life, "I bought a blue kayak for the lake.")
        await life.say("The new heron sat on the pier this morning.")
        assert "heron" in await life.say("What did we talk about today?")
        assert "ave nothing" in await life.say("What did we talk about last Sunday?")


async def test_distress_is_not_summed_up_aloud(tmp_path: Path) -> None:
    async with live(tmp_path) as life:
        await day_of(life, "I bought a kayak.", "I want to kill myself.")
        assert "kill" not in await life.say("What did we talk about yesterday?")
