"""Forgetting and remembering by voice where a name is two people's or others only mean it, and who hears of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from os1.home.local import open_door
from os1.home.rooms import forget
from os1.testing.brain import FakeEmbedder
from os1.testing.pilot import Pilot, fly

pytestmark = pytest.mark.anyio
_TOLD = ("My sister Anna plays the zither.", "Anna from work sold a kayak.", "I bought a kite.")
_ALIKE = {"divorce": "apart", "custody": "apart", "lawyer": "apart"}


class Alike(FakeEmbedder):
    """An embedder that knows some words of one meaning."""

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return await super().embed(
            [" ".join(_ALIKE.get(_bare(w), w) for w in text.split()) for text in texts]
        )


def _bare(word: str) -> str:
    return word.strip(".,?!").lower()


async def say(pilot: Pilot, text: str) -> str:
    await pilot.clock.advance(5)
    return await pilot.say(text)


async def tell(pilot: Pilot, texts: Sequence[str]) -> None:
    """Each in a talk of its own."""
    for text in texts:
        await say(pilot, text)
        await pilot.clock.advance(3600, step=600)


async def test_which_of_two_is_asked_before_anything_is_forgotten(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await tell(pilot, _TOLD)
        asked = await say(pilot, "Forget what I said about Anna.")
        assert "two people called Anna" in asked
        assert "your sister" in asked and "the one from work" in asked
        assert pilot.home.permits.asking is None
        shown = await say(pilot, "The one from work.")
        assert "kayak" in shown and "zither" not in shown
        await say(pilot, "yes")
        left = " ".join(one.text for one in await pilot.log())
        assert "zither" in left and "kayak" not in left


async def test_one_that_is_marked_is_not_asked_about(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await tell(pilot, _TOLD)
        shown = await say(pilot, "Forget everything you know about my sister Anna.")
        assert "zither" in shown and "kayak" not in shown


async def test_which_of_two_is_asked_before_anything_is_told(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        await tell(pilot, _TOLD)
        asked = await say(pilot, "What do you remember about Anna?")
        assert "two people called Anna" in asked and "zither" not in asked
        told = await say(pilot, "my sister")
        assert "zither" in told and "kayak" not in told
        told = await say(pilot, "What do you remember about Anna from work?")
        assert "kayak" in told and "zither" not in told
        assert "kite" in await say(pilot, "Did I mention a kite?")


async def test_what_only_means_it_stays_until_it_is_asked_for(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        pilot.home.memory.use(Alike())
        await tell(pilot, ("The divorce is hard.", "The lawyer called about custody.", "I bought a kite."))
        await pilot.home.memory.grasp()
        shown = await say(pilot, "Forget what I said about my divorce.")
        assert "one thing" in shown and "One more thing may mean it" in shown and "custody" in shown
        assert "kite" not in shown
        await say(pilot, "yes")
        assert "custody" in " ".join(one.text for one in await pilot.log())
        assert "custody" in await say(pilot, "forget the rest")
        await say(pilot, "yes")
        left = " ".join(one.text for one in await pilot.log())
        assert "custody" not in left and "kite" in left
        assert "nothing" in (await say(pilot, "forget the rest")).lower()


async def test_where_nothing_says_it_what_means_it_is_offered(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot:
        pilot.home.memory.use(Alike())
        await tell(pilot, ("The lawyer called about custody.", "I bought a kite."))
        await pilot.home.memory.grasp()
        shown = await say(pilot, "Forget what I said about my divorce.")
        assert "in so many words" in shown and "custody" in shown and shown.endswith("?")
        await say(pilot, "no")
        assert "custody" in " ".join(one.text for one in await pilot.log())


async def test_everybody_hears_of_what_is_forgotten_and_comes_back(tmp_path: Path) -> None:
    async with fly(tmp_path) as pilot, pilot.home.bus.subscribe() as events:
        counts: list[int] = []

        async def listen() -> None:
            async for event in events:
                if event.name == "forgotten":
                    counts.append(event.data["lines"])

        listening = asyncio.create_task(listen())
        for text in ("Paul plays the zither.", "forget what I said about Paul", "yes", "undo that"):
            await say(pilot, text)
        await asyncio.sleep(0)
        assert len(counts) == 2 and counts[0] > 0 and counts[1] == -counts[0]
        (line,) = [one for one in await pilot.log() if "zither" in one.text and one.speaker == "person"]
        async with open_door(pilot.home):
            assert await forget(pilot.home.settings, [line.id]) >= 1  # as the command line does
        await asyncio.sleep(0)
        assert len(counts) == 3 and counts[2] >= 1
        listening.cancel()


async def test_what_somebody_said_themselves_is_remembered_of_them(tmp_path: Path) -> None:
    rows = [
        {
            "id": "m1",
            "speaker": "Melanie",
            "time": "2026-02-01T10:00:00",
            "text": "I ran a race for a charity.",
        },
        {"id": "m2", "speaker": "Jon", "time": "2026-02-01T10:05:00", "text": "My shop opens in spring."},
    ]
    file = tmp_path / "talk.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    async with fly(tmp_path) as pilot:
        await pilot.home.memory.import_lines(file)
        told = await say(pilot, "What do you remember about Melanie?")
        assert "race" in told and "shop" not in told
